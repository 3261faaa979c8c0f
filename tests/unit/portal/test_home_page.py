"""A new installation has a home page before anybody logs in: a measure has something to hang its scheme on."""

from typing import Any

import pytest
from wagtail.models import Page, Site

from portal.home.models import HomePage


@pytest.mark.django_db
def test_the_migrations_leave_one_home_page_at_the_root_of_the_default_site(client: Any) -> None:
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert home.get_parent() == Page.get_first_root_node()
    assert Page.find_problems() == ([], [], [], [], [])
    assert client.get("/").status_code == 200
