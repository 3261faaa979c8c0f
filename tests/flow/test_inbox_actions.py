"""What a reporter does who has come back, and what the database, a thief and a forger can make of it."""

import json
import uuid
from typing import Any

import pytest

from complaints import contracts, evidence_files, keystore, vault
from complaints.actions import handling, inbox
from complaints.actions.inbox import KeyReplaced, NoCustodians, Seen
from complaints.case_keys import hex_of, identity_key
from complaints.entries import add_entry, signed_document
from complaints.errors import CaseGone, LimitReached, NotAllowed
from complaints.inbox.page import inbox_page
from complaints.models import Case, Entry, Event, Evidence, Identity, IdentityShare
from complaints.reading import open_event, open_file
from complaints.reports import Person
from complaints.signers import Signature
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories.inboxes import LATER, Filed, filed, sealed_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

NAMED = Person(name="示例甲（示例）", unit="示例单位（示例）")
SECOND = Person(name="示例乙（示例）")


def _answer(made: Filed, text: str = "补充（示例）", seen: Seen | None = None) -> None:
    inbox.answer(inbox=made.enter(), text=text, seen=seen or made.seen, now=LATER)


def _named_in(made: Filed) -> Any:
    """What two custodians together open."""
    identity = Identity.objects.get(case=made.case, current=True)
    shares = []
    for share in identity.shares.order_by("n")[:2]:
        hand = next(hand for hand in made.channel.custodians if hand.member.pk == share.custodian_id)
        contract = contracts.identity_share(share.pk, made.case.pk, share.n)
        shares.append(vault.open(bytes(share.blob), hand.keys.kem_seed, contract))
    shred = keystore.shred_store().read(hex_of(made.case.pk), made.case.epoch)
    key = identity_key(vault.combine_secret((shares[0], shares[1])), shred)
    contract = contracts.identity_body(identity.pk, made.case.pk, "4096")
    return json.loads(vault.open_text(bytes(identity.body or b""), key, contract, vault.Bucket.T4))


def test_an_answer_reaches_the_handlers_and_is_not_shown_back() -> None:
    made = filed()
    _answer(made, "只有经办人能读（示例）")
    read = made.read()
    assert read.entries[-1].document == {"kind": "answer", "text": "只有经办人能读（示例）"}
    event = Event.objects.filter(case=made.case).order_by("-seq")[0]
    assert (event.kind, event.actor) == ("entry", "reporter")
    assert open_event(event, read.keys) == {"entry": "answer"}
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert [(given.times, given.files) for given in page.given] == [(1, 0), (1, 0)]
    assert page.messages == ()


def test_of_two_answers_to_the_same_page_one_is_taken() -> None:
    made = filed()
    shown = made.seen
    _answer(made, seen=shown)
    with pytest.raises(CaseGone):
        _answer(made, seen=shown)
    assert Entry.objects.filter(case=made.case, by_reporter=True).count() == 2
    hand = made.channel.hand("office")
    handling.move(
        case=made.case, move=Move.ACCEPT, expected="filed", text="已受理（示例）", by=hand, now=LATER
    )
    with pytest.raises(CaseGone):
        _answer(made, seen=Seen("filed", made.seen.added))


def test_a_replaced_public_key_is_refused_by_everything_that_seals() -> None:
    made = filed(NAMED)
    Case.objects.filter(pk=made.case.pk).update(public=vault.public_key(vault.new_secret()))
    entered, seen = made.enter(), made.seen
    tried: list[Any] = [
        lambda: inbox.answer(inbox=entered, text="x", seen=seen, now=LATER),
        lambda: inbox.add_evidence(inbox=entered, files=[sealed_file()], seen=seen, now=LATER),
        lambda: inbox.give_identity(inbox=entered, person=SECOND, seen=seen, now=LATER),
        lambda: inbox.withhold_identity(inbox=entered, seen=seen, now=LATER),
        lambda: inbox.withdraw(inbox=entered, text="", seen=seen, now=LATER),
    ]
    before = Entry.objects.count(), Event.objects.count(), IdentityShare.objects.count()
    for each in tried:
        with pytest.raises(KeyReplaced):
            each()
    assert (Entry.objects.count(), Event.objects.count(), IdentityShare.objects.count()) == before
    page = inbox_page(entered, LATER)
    assert page is not None
    assert not any((page.may_add, page.may_withdraw, page.may_withhold, page.key_holds))


def test_further_evidence_is_read_by_the_handlers_byte_for_byte() -> None:
    made = filed()
    file = sealed_file(b"\xff\xd8example" * 1000)
    inbox.add_evidence(inbox=made.enter(), files=[file], seen=made.seen, now=LATER, text="照片（示例）")
    entry = made.read().entries[-1]
    assert entry.document == {"kind": "evidence", "text": "照片（示例）", "files": 1}
    assert b"".join(open_file(entry.files[0])) == b"\xff\xd8example" * 1000
    assert not evidence_files.is_loose(file.blob)


def test_files_of_a_refused_call_belong_to_nothing() -> None:
    made = filed()
    files = [sealed_file() for _n in range(11)]
    with pytest.raises(LimitReached):
        inbox.add_evidence(inbox=made.enter(), files=files, seen=made.seen, now=LATER)
    with pytest.raises(CaseGone):
        inbox.add_evidence(inbox=made.enter(), files=files[:1], seen=Seen("filed", 9), now=LATER)
    assert not Evidence.objects.exists()
    assert all(evidence_files.is_loose(file.blob) for file in files)


def test_a_name_given_later_replaces_the_older_one_for_good() -> None:
    made = filed(NAMED)
    older = Identity.objects.get(case=made.case)
    inbox.give_identity(inbox=made.enter(), person=SECOND, seen=made.seen, now=LATER)
    older.refresh_from_db()
    assert older.body is None
    assert not older.current
    assert not older.shares.exists()
    assert _named_in(made)["person"]["name"] == SECOND.name


def test_a_withheld_name_is_destroyed_and_the_case_looks_like_any_other() -> None:
    made = filed(NAMED)
    size = len(Identity.objects.get(case=made.case).body or b"")
    entered = made.enter()
    inbox.withhold_identity(inbox=entered, seen=made.seen, now=LATER)
    assert _named_in(made) == {}
    bodies = [identity.body for identity in Identity.objects.filter(case=made.case)]
    assert [len(body) for body in bodies if body is not None] == [size]
    page = inbox_page(entered, LATER)
    assert page is not None
    assert page.named is False
    assert not page.may_withhold
    inbox.give_identity(inbox=entered, person=SECOND, seen=made.seen, now=LATER)
    assert _named_in(made)["person"]["name"] == SECOND.name


def test_a_name_needs_two_custodians_who_are_still_seated() -> None:
    made = filed()
    shares = IdentityShare.objects.filter(identity__case=made.case)
    assert set(inbox.custodians_now(made.case)) == {hand.member.pk for hand in made.channel.custodians}
    shares.exclude(n=1).delete()
    with pytest.raises(NoCustodians):
        inbox.give_identity(inbox=made.enter(), person=SECOND, seen=made.seen, now=LATER)
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert not page.may_name


def test_a_share_planted_for_somebody_who_is_no_custodian_brings_them_nothing() -> None:
    made = filed()
    stranger = make.new_member("stranger")
    identity = Identity.objects.get(case=made.case)
    for n, hand in ((8, stranger), (9, made.channel.hand("leading_group"))):
        IdentityShare.objects.create(identity=identity, custodian=hand.member, n=n, blob=b"", digest=b"")
    inbox.give_identity(inbox=made.enter(), person=SECOND, seen=made.seen, now=LATER)
    held = IdentityShare.objects.filter(identity__case=made.case).values_list("custodian_id", flat=True)
    assert set(held) == {hand.member.pk for hand in made.channel.custodians}


def test_a_withdrawn_case_waits_for_its_handlers() -> None:
    made = filed()
    inbox.withdraw(inbox=made.enter(), text="不想再反映（示例）", seen=made.seen, now=LATER)
    case = Case.objects.get(pk=made.case.pk)
    assert case.state == "withdrawn"
    assert made.read().entries[-1].document["kind"] == "withdrawal"
    assert Event.objects.filter(case=case, kind="withdrawn", actor="reporter").count() == 1
    with pytest.raises(NotAllowed):
        inbox.withdraw(inbox=made.enter(), text="", seen=made.seen, now=LATER)
    _answer(made)
    hand = made.channel.hand("office")
    handling.move(case=case, move=Move.REFUSE, expected="withdrawn", text="撤回（示例）", by=hand, now=LATER)
    with pytest.raises(NotAllowed):
        _answer(made)
    inbox.withhold_identity(inbox=made.enter(), seen=made.seen, now=LATER)


def test_the_day_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    made = filed()
    monkeypatch.setattr(inbox, "A_DAY", 2)
    _answer(made)
    _answer(made)
    with pytest.raises(LimitReached) as refused:
        _answer(made)
    assert refused.value.code == "entries_a_day"


def test_a_seized_code_opens_replies_and_nothing_else_of_the_case() -> None:
    """Facts, evidence, notes and identity stay shut under everything an inbox holds."""
    made = filed(NAMED)
    hand = made.channel.hand("office")
    inbox.add_evidence(inbox=made.enter(), files=[sealed_file()], seen=made.seen, now=LATER)
    handling.send_message(case=made.case, text="给举报人（示例）", by=hand, now=LATER)
    handling.add_note(case=made.case, text="内部记录（示例）", by=hand, now=LATER)
    seized = made.enter()
    opened = []
    for entry in Entry.objects.filter(case=made.case).order_by("seq"):
        for column in ("case_key", "reporter_key"):
            for holder in ("case", "reporter"):
                try:
                    contract = contracts.entry_key(entry.pk, made.case.pk, holder)
                    vault.open(bytes(getattr(entry, column) or b""), seized.seed, contract)
                    opened.append((entry.seq, column))
                except vault.Refused:
                    continue
    assert opened == [(2, "reporter_key")]
    identity = Identity.objects.get(case=made.case)
    contract = contracts.identity_body(identity.pk, made.case.pk, "4096")
    for key in (seized.seed, seized.key):
        with pytest.raises(vault.Refused):
            vault.open_text(bytes(identity.body or b""), key, contract, vault.Bucket.T4)
    page = inbox_page(seized, LATER)
    assert page is not None
    assert [message.text for message in page.messages] == ["给举报人（示例）"]
    assert page.messages[0].signature is Signature.HOLDS


def _write(made: Filed, hand: Any, *, claims: Any = None, text: str = "请回电（示例）") -> None:
    """An entry to the reporter as somebody with the database and the public keys can make it."""
    entry_id = uuid.uuid4()
    document = signed_document(
        keys=hand.keys,
        member=(claims or hand).member.pk,
        case=made.case.pk,
        entry_id=entry_id,
        kind="message",
        text=text,
    )
    add_entry(
        case=made.case,
        public=bytes(made.case.public),
        document=document,
        day=made.case.received_on,
        by_reporter=False,
        reporter_public=bytes(made.case.reporter.public),
        entry_id=entry_id,
    )


def test_forged_messages_are_marked() -> None:
    """By nobody on a roster, in a handler's name, and a handler's own words put in another place."""
    made = filed()
    hand, stranger = made.channel.hand("office"), make.new_member("stranger")
    _write(made, stranger)
    _write(made, stranger, claims=hand)
    handling.send_message(case=made.case, text="真的（示例）", by=hand, now=LATER)
    genuine = Entry.objects.filter(case=made.case).order_by("-seq")[0]
    _write(made, hand, text="内容（示例）")
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert [message.signature.value for message in page.messages] == ["fails", "fails", "holds", "holds"]
    moved = Entry.objects.filter(case=made.case).order_by("-seq")[0]
    Entry.objects.filter(pk=moved.pk).update(body=bytes(genuine.body))
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert page.messages[-1].text is None
    assert page.messages[-1].signature is Signature.FAILS


def test_a_case_that_nobody_on_the_roster_can_open_is_called_so() -> None:
    made = filed()
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert page.readable
    made.case.wraps.all().delete()
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert not page.readable


def test_an_inbox_promises_what_is_still_ahead() -> None:
    made = filed()
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert [each.terms.promise.value for each in page.promised] == ["accept", "decide", "decide_extended"]
    hand = made.channel.hand("office")
    handling.move(case=made.case, move=Move.ACCEPT, expected="filed", text="受理（示例）", by=hand, now=LATER)
    handling.move(
        case=made.case, move=Move.UPHOLD, expected="accepted", text="属实（示例）", by=hand, now=LATER
    )
    page = inbox_page(made.enter(), LATER)
    assert page is not None
    assert [each.terms.promise.value for each in page.promised] == ["feedback"]
    assert [message.kind for message in page.messages] == ["decision", "decision"]
    assert (page.may_add, page.may_withdraw, page.ended) == (False, False, True)
