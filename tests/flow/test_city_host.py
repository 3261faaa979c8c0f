"""A city may have a host of its own: the same pages at shorter addresses, and one canonical address for each."""

from typing import Any

import pytest
from wagtail.models import Site

from cms import clock
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT

pytestmark = pytest.mark.django_db

CITY_HOST = "datong.gongshi.example.cn"


@pytest.fixture(autouse=True)
def city_host(settings: Any) -> None:
    """The portal knows the city's host."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, CITY_HOST]
    settings.CITY_HOSTS = (CITY_HOST,)


@pytest.mark.parametrize("below", ["", "2026/", "2026/acceptance-list/"])
def test_a_page_has_one_canonical_address_on_every_host(below: str, client: Any) -> None:
    seal = make.published_notice("datong", "acceptance_list")
    Site.objects.create(hostname=CITY_HOST, port=80, root_page=seal.edition.scheme.page_ptr)
    with clock.at(DEFAULT_AT):
        on_main = client.get(f"/datong/{below}")
        on_city = client.get(f"/{below}", headers={"host": CITY_HOST})
    link = f'<link rel="canonical" href="https://gongshi.example.cn/datong/{below}">'
    assert link in on_main.content.decode()
    assert on_city.status_code == 200
    assert link in on_city.content.decode()
