"""Masking and taking out: reversible by any handler, for good by a lead who did not mask, never behind a reporter's back."""

import datetime as dt
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group

from cms.actions.errors import ActionRefused, FourEyes
from cms.roles import ROLES
from complaints import masks
from complaints.actions import handling, interests, marking, transferring
from complaints.case_masks import masks_of, shown_document
from complaints.entries import add_entry
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Entry, Event, KeyWrap, Member
from complaints.reading import OpenCase, OpenEntry, open_case
from complaints.signers import Signature
from tests.factories import channel as make
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.worked_cases import Filed, filed

pytestmark = pytest.mark.django_db

AT = DEFAULT_AT + dt.timedelta(days=2)
WHY = "涉及第三人"


@pytest.fixture
def worked(channel_folders: Path) -> Filed:
    return filed(make.open_channel(make_office("datong")))


def hand(worked: Filed, n: int) -> Hand:
    return worked.channel.handlers[worked.case.body][n]


def lead(worked: Filed, n: int) -> Hand:
    """That handler as a lead; permissions are read afresh."""
    by = hand(worked, n)
    by.member.user.groups.add(Group.objects.get_or_create(name=ROLES["channel_lead"].label)[0])
    return Hand(Member.objects.select_related("user").get(pk=by.member.pk), by.keys)


def opened(worked: Filed, n: int = 0) -> OpenCase:
    return open_case(Case.objects.get(pk=worked.case.pk), hand(worked, n).member, hand(worked, n).keys)


def entry_of(case: OpenCase, kind: str) -> OpenEntry:
    return next(entry for entry in case.entries if entry.document["kind"] == kind)


def do_mask(worked: Filed, by: Hand, *, kind: str = "report", **changes: Any) -> UUID:
    case = opened(worked)
    entry = entry_of(case, kind)
    part = "report.facts" if kind == "report" else "text"
    before = masks_of(case).get(entry.id)
    given = {"ranges": {part: [(0, 5)]}, "files": [], "seen": before.id if before else None, **changes}
    marking.mask(case=worked.case, of=entry.id, reason=WHY, by=by, now=AT, **given)
    return masks_of(opened(worked))[entry.id].id


def test_a_mask_covers_what_leaves_the_desk_and_is_lifted_again(worked: Filed) -> None:
    facts = worked.secrets["facts"]
    blob = entry_of(opened(worked), "report").files[0].blob
    do_mask(worked, hand(worked, 0), files=[blob])
    case = opened(worked, 1)
    report = entry_of(case, "report")
    shown = shown_document(report, masks_of(case))
    assert shown["report"]["facts"] == "█████" + facts[5:]
    assert report.document["report"]["facts"] == facts
    assert masks_of(case)[report.id].files == {blob}
    do_mask(worked, hand(worked, 1), ranges={})
    case = opened(worked)
    assert shown_document(entry_of(case, "report"), masks_of(case))["report"]["facts"] == facts
    assert not Event.objects.filter(case=worked.case).exclude(kind__in=("filed", "accepted", "entry"))


def test_a_lead_who_did_not_mask_takes_out_for_good(worked: Filed) -> None:
    facts, report = worked.secrets["facts"], entry_of(opened(worked), "report").id
    before = bytes(Entry.objects.get(pk=report).body)
    seen = do_mask(worked, hand(worked, 0))
    marking.redact(case=worked.case, of=report, reason=WHY, seen=seen, by=lead(worked, 1), now=AT)
    case = opened(worked)
    assert entry_of(case, "report").document["report"]["facts"] == "█████" + facts[5:]
    assert entry_of(case, masks.REDACTION).document["ranges"] == {"report.facts": [[0, 5]]}
    assert len(bytes(Entry.objects.get(pk=report).body)) == len(before)
    assert worked.opens().chained
    do_mask(worked, hand(worked, 0), ranges={})
    assert facts[:5] not in str(entry_of(opened(worked), "report").document)


def test_two_people_and_the_right_are_needed(worked: Filed) -> None:
    report = entry_of(opened(worked), "report").id
    seen = do_mask(worked, lead(worked, 0))
    given: dict[str, Any] = {"case": worked.case, "of": report, "reason": WHY, "now": AT}
    with pytest.raises(FourEyes):
        marking.redact(seen=seen, by=lead(worked, 0), **given)
    with pytest.raises(NotAllowed):
        marking.redact(seen=seen, by=hand(worked, 1), **given)
    with pytest.raises(CaseGone):
        marking.redact(seen=uuid4(), by=lead(worked, 1), **given)
    do_mask(worked, hand(worked, 0), ranges={})
    with pytest.raises(ActionRefused):
        marking.redact(seen=masks_of(opened(worked))[report].id, by=lead(worked, 1), **given)
    assert entry_of(opened(worked), "report").document["report"]["facts"] == worked.secrets["facts"]


def test_what_the_reporter_was_sent_stays_as_it_was_sent(worked: Filed) -> None:
    seen = do_mask(worked, hand(worked, 0), kind="message")
    message = entry_of(opened(worked), "message").id
    with pytest.raises(ActionRefused, match="举报人"):
        marking.redact(case=worked.case, of=message, reason=WHY, seen=seen, by=lead(worked, 1), now=AT)
    assert worked.opens().messages[-1] == (worked.secrets["message"], "holds")


def test_a_note_taken_out_is_signed_by_the_lead_and_names_its_author(worked: Filed) -> None:
    handling.add_note(case=worked.case, text="电话核实", by=hand(worked, 0), now=AT)
    seen = do_mask(worked, hand(worked, 0), kind="note")
    note, by = entry_of(opened(worked), "note").id, lead(worked, 1)
    marking.redact(case=worked.case, of=note, reason=WHY, seen=seen, by=by, now=AT)
    found = entry_of(opened(worked), "note")
    assert found.document["text"] == "█████" + worked.secrets["note"][5:]
    assert found.signature is Signature.HOLDS
    assert (found.document["member"], found.document["author"]) == (by.code, hand(worked, 0).code)


def test_a_mask_nobody_signed_neither_covers_nor_lifts(worked: Filed) -> None:
    do_mask(worked, hand(worked, 0))
    report = entry_of(opened(worked), "report").id
    forged = {"kind": "mask", "of": report.hex, "ranges": {}, "files": [], "member": hand(worked, 0).code}
    add_entry(
        case=worked.case,
        public=bytes(worked.case.public),
        document={**forged, "text": "", "signature": ""},
        day=AT.date(),
        by_reporter=False,
    )
    assert masks_of(opened(worked))[report].ranges == {"report.facts": ((0, 5),)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"ranges": {"report.facts": [(0, 10**6)]}},
        {"ranges": {"report.salt": [(0, 1)]}},
        {"ranges": {}, "files": ["0" * 32]},
        {"ranges": {}},
    ],
)
def test_a_mask_beside_the_text_or_of_nothing_is_refused(worked: Filed, wrong: dict[str, Any]) -> None:
    entries = Entry.objects.count()
    with pytest.raises(ActionRefused):
        do_mask(worked, hand(worked, 0), **wrong)
    assert Entry.objects.count() == entries


def test_an_older_page_changes_nothing(worked: Filed) -> None:
    do_mask(worked, hand(worked, 0))
    with pytest.raises(CaseGone):
        do_mask(worked, hand(worked, 1), ranges={}, seen=None)


def test_a_forged_entry_is_not_made_believable_by_taking_words_out(worked: Filed) -> None:
    """What the lead signs anew names its author, so it must have been that author's before."""
    forged = {"kind": "note", "text": "假的记录（示例）。", "member": hand(worked, 0).code, "signature": ""}
    note = add_entry(
        case=worked.case,
        public=bytes(worked.case.public),
        document=forged,
        day=AT.date(),
        by_reporter=False,
    ).pk
    given: dict[str, Any] = {"case": worked.case, "of": note, "reason": WHY, "now": AT}
    ranges = {"text": [(0, 2)]}
    marking.mask(**given, ranges=ranges, files=[], seen=None, by=hand(worked, 0))
    seen = masks_of(opened(worked))[note].id
    with pytest.raises(ActionRefused, match="签名核对不上"):
        marking.redact(**given, seen=seen, by=lead(worked, 1))
    found = next(entry for entry in opened(worked).entries if entry.id == note)
    assert found.signature is Signature.FAILS


def test_words_taken_out_go_on_keeping_out_whom_they_named(channel_folders: Path) -> None:
    """Whom a report concerns is read from it whenever somebody is to get a key; what is left must say as much."""
    channel = make.open_channel(make_office("datong"))
    close, other = channel.handlers["datong.leading_group"]
    name = "示例利害关系企业有限公司（示例）"
    near = [interests.Organisation(name)]
    interests.declare(member=close.member, keys=close.keys, organisations=near, units=[], now=DEFAULT_AT)
    worked = filed(channel, respondent=name)
    seen = do_mask(worked, hand(worked, 0), ranges={"report.respondent": [(0, len(name))]})
    report = entry_of(opened(worked), "report").id
    marking.redact(case=worked.case, of=report, reason=WHY, seen=seen, by=lead(worked, 1), now=AT)
    assert name not in str(entry_of(opened(worked), "report").document)
    transferring.transfer(case=worked.case, reason=WHY, to="datong.leading_group", by=hand(worked, 0), now=AT)
    assert [wrap.member for wrap in KeyWrap.objects.filter(case=worked.case)] == [other.member]
