"""An index that could not be written when something was withheld still finds it, and shows nobody what stood there."""

import datetime as dt
import secrets
from pathlib import Path

import pytest
from django.test import Client

from cms import clock
from cms.actions import withholding
from cms.holders import key_of_code
from cms.models import Seal
from cms.seals import parse_body
from search.following import held_back
from search.index import engine
from search.query import Query
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.rows import organization
from tests.factories.search_files import body
from tests.factories.searching import build_index, index_in
from tests.flow.test_withholding import GROUND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("downloads_closed")]

HIDDEN_AT = DEFAULT_AT + dt.timedelta(days=30)
PAGES = (
    "/register/?q={}",
    "/register/?q={}&in=notices",
    "/register/organisations/{key}/",
    "/api/v1/awards/?q={}",
)
FILES = ("/register.csv?q={}", "/register.json?q={}", "/register.xlsx?q={}", "/register.atom?q={}")


def hide(seal: Seal, key: str, *, confirmed: bool) -> None:
    office = make_office("datong")
    leaf = next(
        i
        for i, each in enumerate(parse_body(seal.body).leaves)
        if each.value and each.value.get("key") == key
    )
    hidden = withholding.withhold(seal=seal, leaf=leaf, ground=GROUND, by=office.publisher)
    if confirmed:
        withholding.confirm(withholding=hidden, by=person("datong-publisher-2", "大同市 发布"))


@pytest.mark.parametrize("confirmed", [False, True], ids=["decided", "confirmed"])
def test_what_the_index_still_has_is_shown_to_nobody(tmp_path: Path, client: Client, confirmed: bool) -> None:
    marker = f"不应公开{secrets.token_hex(4)}"
    row = organization(1, name=f"{marker}机械厂（示例）")
    with index_in(tmp_path / "index"), clock.at(HIDDEN_AT):
        seal = make.published_notice("datong", "commendation_decision", rows=[row, organization(2)])
        build_index()
        addresses = [each.format("机械厂", key=key_of_code(row["uscc"])) for each in (*PAGES, *FILES)]
        told = {address: body(client, address) for address in addresses}
        naming = {address for address, text in told.items() if marker.encode() in text}
        assert len(naming) >= len(addresses) - 2, "a workbook is packed, and a notice's words are its text"
        with held_back():
            hide(seal, row["key"], confirmed=confirmed)
        found = engine().search(Query(marker), today=HIDDEN_AT.date())
        assert marker in "".join(getattr(each, "name", "") for each in found.rows), "it is still in the index"
        for address in addresses:
            response = client.get(address)
            text = b"".join(response) if response.streaming else response.content
            response.close()
            assert marker.encode() not in text, address
