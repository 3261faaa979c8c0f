"""A public page may be kept a minute, never past the midnight that changes its countdown; unchanged it is not sent again."""

import datetime as dt
from typing import Any

import pytest

from cms import clock
from cms.views.caching import seconds_to_keep
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, beijing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/datong/", "/datong/2026/", "/datong/2026/acceptance-list/"])
@pytest.mark.parametrize(
    ("moment", "kept"),
    [(beijing(2026, 3, 17, 15), 60), (beijing(2026, 3, 17, 23, 59) + dt.timedelta(seconds=40), 20)],
)
def test_a_page_is_not_kept_past_midnight(address: str, moment: dt.datetime, kept: int, client: Any) -> None:
    make.published_notice("datong", "acceptance_list")
    with clock.at(moment):
        response = client.get(address)
    assert response["Cache-Control"] == f"public, max-age={kept}"


def test_an_unchanged_page_is_not_sent_twice(client: Any) -> None:
    seal = make.published_notice("datong", "acceptance_list")
    with clock.at(DEFAULT_AT):
        first = client.get(seal.head["path"])
        second = client.get(seal.head["path"], headers={"if-none-match": first["ETag"]})
    with clock.at(DEFAULT_AT + dt.timedelta(days=1)):
        next_day = client.get(seal.head["path"], headers={"if-none-match": first["ETag"]})
    assert (first.status_code, second.status_code, next_day.status_code) == (200, 304, 200)


def test_without_a_change_to_come_a_minute_is_the_limit() -> None:
    none: list[dt.datetime] = []
    assert seconds_to_keep(none, DEFAULT_AT) == 60
