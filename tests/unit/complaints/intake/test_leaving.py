"""The way out: the site is forgotten and a plain page opens; nobody else can make a reader forget."""

import pytest
from django.test import Client


@pytest.mark.parametrize("site", ["same-origin", "none", None])
def test_leaving_clears_this_site_and_opens_the_front_page(site: str | None) -> None:
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    answer = Client().get("/complaints/leave/", headers=headers)
    assert answer.status_code == 303
    assert answer["Location"] == "/"
    assert answer["Clear-Site-Data"] == '"*"'
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_does_not_clear_it(site: str) -> None:
    answer = Client().get("/complaints/leave/", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 303
    assert not answer.has_header("Clear-Site-Data")
