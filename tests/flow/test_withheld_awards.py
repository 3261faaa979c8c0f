"""A holder hidden by law is gone from the register too: records, events, announcements, drafts, pages and files."""

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from wagtail.models import Revision

from cms import checks, clock
from cms.actions import withholding
from cms.actions.history import confirm_history, enter_history
from cms.models import AwardRecord, HistoryEntry, NoticeAct, RecordEvent, Seal
from cms.register import Status
from cms.seals import parse_body, verify_body
from cms.selectors.register import past_awards, records, standing_of
from portal.demo import steps
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, Office, make_edition, make_office, person
from tests.factories.rows import organization
from tests.factories.searching import build_index, index_in
from tests.flow.test_award_events import older
from tests.flow.test_withholding import GROUND, stored

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
REVOCATION = "revocation_announcement"
CORRECTED_AT = DEFAULT_AT + dt.timedelta(days=20)
REVOKED_AT = DEFAULT_AT + dt.timedelta(days=40)
RESTORED_AT = DEFAULT_AT + dt.timedelta(days=60)
HIDDEN_AT = DEFAULT_AT + dt.timedelta(days=61)


@pytest.fixture(autouse=True)
def index(tmp_path: Path) -> Iterator[None]:
    with index_in(tmp_path / "search"):
        yield


@dataclass(frozen=True)
class Life:
    """An award that went through everything, and every notice that names its holder."""

    office: Office
    marker: str
    public_id: str
    seals: tuple[Seal, ...]

    @property
    def record(self) -> AwardRecord:
        """The award as it is read now."""
        return records().get(public_id=self.public_id)


@pytest.fixture
def life() -> Life:
    """Won, put right, revoked with a finding that names the holder, given back. The marker is of this test alone."""
    marker = f"绝不应公开的单位{secrets.token_hex(4)}"
    row = organization(1, name=f"{marker}（示例）", certificate_no=f"{marker}证", district=f"{marker}县")
    office = make_office("datong")
    decision = make.published_notice("datong", DECISION, rows=[row, organization(2)])
    record = records().get(entry_no=1)
    right = row | {"name": f"{marker}更名后（示例）"}
    change = {"op": "corrected", "entry_key": row["key"], "reason": "单位更名（示例）。", "fields": ["name"]}
    correction = make.amend(
        office,
        decision,
        NoticeAct.CORRECTION,
        at=CORRECTED_AT,
        rows=[right],
        changes=[change],
        doc_no="示〔2026〕2号",
    )
    named = [
        {"record": record.public_id, "ground": "single.fraud", "finding": f"经查，{marker}材料不实（示例）。"}
    ]
    with clock.at(REVOKED_AT):
        notice = make.draft(office, decision.edition, REVOCATION, revocations=named)
        steps.fulfil_revocation(office, decision.edition, REVOCATION, named)
        revocation = make.approve(office, make.submit(office, notice))
    back = make.reinstate(office, revocation, [record], at=RESTORED_AT)
    return Life(office, marker, record.public_id, (decision, correction, revocation, back))


def hide(life: Life, seal: Seal) -> None:
    """Withhold the holder's row where this notice names it, and confirm by a second person."""
    key = str(life.record.entry_key)
    leaf = next(
        i
        for i, each in enumerate(parse_body(seal.body).leaves)
        if each.value and each.value.get("key") == key and each.value["t"] in withholding.ROWS
    )
    with clock.at(HIDDEN_AT):
        hidden = withholding.withhold(seal=seal, leaf=leaf, ground=GROUND, by=life.office.publisher)
        withholding.confirm(withholding=hidden, by=person("datong-publisher-2", "大同市 发布"))


def public_pages(life: Life) -> list[str]:
    """Every address where the holder stood. What is searched is what the register says now."""
    build_index()
    lists = (
        "/",
        "/datong/",
        f"/datong/{life.record.edition.slug}/",
        "/register/",
        "/register.csv",
        "/register.json",
    )
    more = ("/datong/register/", "/datong/register/awards.csv", "/feed.atom", "/datong/feed.atom")
    notices = [seal.head["path"] for seal in life.seals]
    return [*lists, *more, life.record.path_on_portal, *notices, *(f"{path}seal.json" for path in notices)]


def test_the_control_everything_names_the_holder_before(life: Life, client: Any) -> None:
    assert stored(life.marker)
    with clock.at(HIDDEN_AT):
        naming = [path for path in public_pages(life) if life.marker in client.get(path).getvalue().decode()]
    assert {life.record.path_on_portal, *(seal.head["path"] for seal in life.seals)} <= set(naming)


@pytest.mark.parametrize("place", [0, 2], ids=["from the decision", "from the revocation"])
def test_hidden_in_one_notice_the_holder_is_gone_from_all(life: Life, place: int, client: Any) -> None:
    digests = [seal.digest for seal in life.seals]
    hide(life, life.seals[place])
    assert not stored(life.marker)
    with clock.at(HIDDEN_AT):
        for path in public_pages(life):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert life.marker not in answer.getvalue().decode(), path
        assert "依法隐去" in client.get(life.record.path_on_portal).content.decode()
    # The rest of each notice still proves itself, and the register keeps the award and what happened to it.
    kept = [Seal.objects.get(pk=seal.pk) for seal in life.seals]
    assert [seal.digest for seal in kept] == digests
    assert all(verify_body(seal.body, seal.digest) for seal in kept)
    proofs = (checks.seals_verify, checks.rows_agree_with_seals, checks.withholdings_are_finished)
    assert [finding.message for check in proofs for finding in check()] == []
    record = life.record
    blank = {getattr(record, column) for column in withholding.HOLDER_COLUMNS}
    assert (blank, record.joint_names) == ({""}, [])
    assert (record.tier, record.awarded_on, record.doc_no) == (
        "award",
        DEFAULT_AT.date(),
        life.seals[0].notice.doc_no,
    )
    assert RecordEvent.objects.filter(record=record).count() == 3
    assert standing_of(record, HIDDEN_AT.date()).status is Status.VALID
    for notice in (life.seals[2].notice, life.seals[3].notice):
        notice.refresh_from_db()
        assert [row["finding"] for row in notice.revocations] == [""]
        contents = [str(revision.content) for revision in Revision.objects.for_instance(notice)]
        assert contents
        assert not [each for each in contents if life.marker in each]


def test_hidden_it_bars_nobody_and_is_not_written_again(life: Life) -> None:
    """Nobody can be held against a row without a name; registering the decision again does not bring the name back."""
    from cms.actions.register import register_awards

    hide(life, life.seals[0])
    assert [award.name for award in past_awards(life.office.scheme, 2, HIDDEN_AT.date())] == [
        organization(2)["name"]
    ]
    register_awards(seal=Seal.objects.get(pk=life.seals[0].pk), by=None)
    assert AwardRecord.objects.count() == 2
    assert not stored(life.marker)


def test_afterwards_the_record_is_frozen_again(life: Life) -> None:
    hide(life, life.seals[0])
    assert isinstance(life.record.pk, int)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        QuerySet(AwardRecord).filter(pk=life.record.pk).update(name="另一家（示例）")


def test_an_older_award_is_hidden_where_an_announcement_names_it() -> None:
    """Entered by hand and revoked here: its source row goes with it."""
    marker = f"绝不应公开的单位{secrets.token_hex(4)}"
    office = make_office("datong")
    with clock.at(DEFAULT_AT):
        batch = enter_history(
            scheme=office.scheme,
            rows=[older(name=f"{marker}（示例）")],
            source="示例档案（示例）",
            by=office.editor,
        )
        (record,) = confirm_history(batch=batch, by=office.publisher)
        edition = make_edition(office, number=2, at=DEFAULT_AT)
    revocation = make.revoke(office, [record], at=REVOKED_AT, edition=edition)
    assert stored(marker)
    life = Life(office, marker, record.public_id, (revocation,))
    hide(life, revocation)
    assert not stored(marker)
    assert HistoryEntry.objects.get().name == ""
    assert connection.vendor != "sqlite" or marker.encode() not in connection.connection.serialize()
