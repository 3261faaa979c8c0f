"""How an award's page is cited, by people and by machines, and that neither learns what is withheld."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from cms import clock
from cms.actions.withholding import withhold
from cms.models import AwardRecord
from cms.seals import parse_body
from cms.selectors.register import records
from tests.factories import notices as make
from tests.factories.html import parse
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.rows import organization

pytestmark = pytest.mark.django_db

LATER = DEFAULT_AT + dt.timedelta(days=40)
NAME = '</script><b>&"古城机械\u2028（示例）'


@pytest.fixture
def record() -> AwardRecord:
    """An award whose holder's name would end the element its data stands in."""
    make.published_notice("datong", "commendation_decision", rows=[organization(1, name=NAME)])
    return records().get()


def data_of(client: Client, record: AwardRecord) -> dict[str, Any]:
    """The linked data on an award's page."""
    with clock.at(LATER):
        page = client.get(record.path_on_portal).content.decode()
    (block,) = [e for e in parse(page).all("script") if e.attrs.get("type") == "application/ld+json"]
    assert not set("<>&") & set(block.text)
    found: dict[str, Any] = json.loads(block.text)
    return found


def bibtex_of(client: Client, record: AwardRecord) -> str:
    with clock.at(LATER):
        response = client.get(f"{record.path_on_portal}cite.bib", headers={"accept-language": "en"})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/x-bibtex; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{record.public_id}.bib"'
    return response.content.decode()


def test_a_standing_award_and_what_a_revocation_makes_of_it(client: Client, record: AwardRecord) -> None:
    office = make_office("datong")
    data = data_of(client, record)
    assert record.seal is not None
    assert data["publisher"] == {
        "@type": "GovernmentOrganization", "name": record.seal.head["publisher"],
    }  # fmt: skip
    assert data["isBasedOn"]["identifier"] == record.doc_no
    (holder,) = data["about"]
    assert (holder["@type"], holder["name"]) == ("Organization", record.name)
    assert holder["identifier"]["value"] == record.uscc
    assert record.tier_name in holder["award"]
    assert "已撤销" not in bibtex_of(client, record)
    make.revoke(office, [record], at=LATER - dt.timedelta(days=1))
    data = data_of(client, record)
    assert data["creativeWorkStatus"] == "已撤销"
    assert [set(each) for each in data["about"]] == [{"@type", "name", "identifier"}]
    assert "已撤销" in bibtex_of(client, record)


def test_of_a_withheld_holder_nothing_is_cited_or_linked(client: Client, record: AwardRecord) -> None:
    with clock.at(LATER):
        page = client.get(record.path_on_portal).content.decode()
    assert f"/register/organisations/{record.uscc}/" in page
    assert record.seal is not None
    leaves = parse_body(record.seal.body).leaves
    leaf = next(
        i for i, each in enumerate(leaves) if each.value and each.value.get("key") == str(record.entry_key)
    )
    with clock.at(LATER):
        withhold(seal=record.seal, leaf=leaf, ground="依据（示例）", by=person("publisher-a", "大同市 发布"))
    data = data_of(client, record)
    assert "about" not in data
    with clock.at(LATER):
        page = client.get(record.path_on_portal).content.decode()
    for text in (json.dumps(data, ensure_ascii=False), bibtex_of(client, record), page):
        assert "古城机械" not in text
        assert record.uscc not in text
    assert "/register/organisations/" not in page
    assert "依法隐去" in bibtex_of(client, record)


def test_there_is_no_citation_of_what_was_never_awarded(client: Client) -> None:
    make_office("datong")
    assert client.get("/register/awards/datong-2026-000000000000/cite.bib").status_code == 404
