"""Files of a search over real decisions: what was revoked, given back and hidden by law since."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client, override_settings

from cms import clock
from cms.actions.withholding import withhold
from cms.models import AwardRecord, Seal
from cms.seals import parse_body
from cms.selectors.register import records
from search.exporting import atom_form
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.rows import organization
from tests.factories.search_files import READERS, body, of
from tests.factories.searching import build_index, index_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("downloads_closed")]

REVOKED_AT = DEFAULT_AT + dt.timedelta(days=100)
RESTORED_AT = DEFAULT_AT + dt.timedelta(days=160)
NOW = DEFAULT_AT + dt.timedelta(days=200)
ATOM = "{http://www.w3.org/2005/Atom}"


def hide(record: AwardRecord) -> None:
    assert record.seal is not None
    leaves = parse_body(record.seal.body).leaves
    (place,) = (
        no for no, leaf in enumerate(leaves) if (leaf.value or {}).get("key") == str(record.entry_key)
    )
    with clock.at(REVOKED_AT):
        by = person("publisher-a", "太原市 发布")
        withhold(seal=record.seal, leaf=place, ground="政府信息公开条例第十五条（示例）", by=by)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[tuple[Seal, Seal]]:
    """Three winners: the first revoked, the second given back, the third hidden by law. The two announcements."""
    rows = [organization(no) for no in (1, 2, 3)]
    make.published_notice("taiyuan", "commendation_decision", rows=rows)
    office = make_office("taiyuan")
    first, second, third = records().order_by("entry_no")
    revocation = make.revoke(office, [first, second], at=REVOKED_AT)
    hide(third)
    returned = make.reinstate(office, revocation, [second], at=RESTORED_AT)
    with index_in(tmp_path / "index"), clock.at(NOW):
        build_index()
        yield revocation, returned


@pytest.mark.parametrize("form", READERS)
def test_a_file_tells_what_became_of_each_award(client: Client, told: tuple[Seal, Seal], form: str) -> None:
    revocation, returned = told
    first, second, third = records().order_by("entry_no")
    content = body(client, f"/register.{form}")
    rows = READERS[form](content)
    assert [row["id"] for row in rows] == [record.public_id for record in (first, second, third)]
    revoked = of(rows, first.public_id)
    assert (revoked["name"], revoked["status_text"]) == (first.name, "已撤销")
    event = first.events.get()
    assert (str(revoked["status_since"])[:10], revoked["status_doc_no"] or "") == (
        event.decided_on.isoformat(), event.doc_no,
    )  # fmt: skip
    assert revoked["status_url"] == f"{settings.CANONICAL_ORIGIN}{revocation.head['path']}"
    back = of(rows, second.public_id)
    assert back["status_text"] == "有效"
    assert returned.head["path"] in str(back["history"])
    hidden = of(rows, third.public_id)
    assert hidden["name"] in (None, "（依法隐去）")
    whole = content.decode() if form != "xlsx" else str(rows)
    for secret in (third.name, third.uscc, third.certificate_no):
        assert not secret or secret not in whole


def test_a_feed_tells_of_a_return_though_newer_decisions_fill_it(
    client: Client, told: tuple[Seal, Seal], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = records().order_by("entry_no")
    everything = body(client, "/register.atom").decode()
    monkeypatch.setattr(atom_form, "NEWEST", 1)  # by the day of its decision that is the first
    (entry,) = ElementTree.fromstring(body(client, "/register.atom")).findall(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}id") or "").endswith(second.path_on_portal)
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert summary.index("撤销") < summary.index("恢复")
    assert f"【已撤销】{first.name}" in everything
    assert "（依法隐去）" in everything
    assert third.name not in everything


def test_a_manifest_says_what_is_covered_and_what_may_be_done(
    client: Client, told: tuple[Seal, Seal]
) -> None:
    manifest = client.get("/register.manifest.json").json()
    (scheme,) = manifest["coverage"]["schemes"]
    assert (scheme["scheme"], scheme["complete"], scheme["secret"]) == ("taiyuan", False, 0)
    assert [each["origin"] for each in scheme["editions"]] == ["decision"]
    (said,) = manifest["coverage"]["words"]
    assert said.endswith(f"：{scheme['editions'][0]['name']}。历届获奖情况尚未补录完整。")
    assert "没有另行规定使用许可" in manifest["licence"]["register"]
    with override_settings(REGISTER_LICENCE="可以自由使用（示例）"):
        assert client.get("/register.manifest.json").json()["licence"]["register"] == "可以自由使用（示例）"
