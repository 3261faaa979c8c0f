"""Recusal, transfer, seats and leaving: whoever loses a case loses it with that step, and everybody else goes on."""

import datetime as dt
from typing import Any

import pytest

from cms.actions.errors import ActionRefused
from complaints import keystore, sweeping, vault
from complaints.actions import inbox, recusal, rekeying, roster, transferring
from complaints.actions.private_texts import keep
from complaints.case_keys import hex_of
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.inbox.page import inbox_page
from complaints.key_changes import Standing
from complaints.models import Case, CaseKeyChange, Entry, Event, KeyWrap, Place, PrivateText
from complaints.reading import open_case, open_event
from complaints.signers import Signature
from tests.factories import channel as make
from tests.factories import inboxes
from tests.factories.inboxes import LATER
from tests.factories.opened import chained, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

REASON = "与被反映单位的负责人是亲属（示例）。"
NEXT_DAY = LATER + dt.timedelta(days=1)


@pytest.fixture
def one() -> inboxes.Filed:
    return inboxes.filed(person=make.somebody())


def now_of(one: inboxes.Filed) -> Case:
    return Case.objects.get(pk=one.case.pk)


def hand(one: inboxes.Filed, n: int = 0, body: str = "office") -> Hand:
    return one.channel.hand(body, n)


def reads(one: inboxes.Filed, by: Hand) -> bool:
    try:
        open_case(now_of(one), by.member, by.keys)
    except CaseGone:
        return False
    return True


def test_a_recused_handler_loses_the_case_and_everybody_else_goes_on(
    one: inboxes.Filed, django_capture_on_commit_callbacks: Any
) -> None:
    seen_before = open_case(one.case, hand(one, 1).member, hand(one, 1).keys)
    inbox_before = one.enter()
    keep(case=one.case, place=Place.NOTE, text="草稿（示例）", by=hand(one, 1), now=LATER)
    with django_capture_on_commit_callbacks(execute=True):
        done = recusal.recuse(
            case=one.case, member=hand(one, 1).member, reason=REASON, by=hand(one), now=LATER
        )
    assert (done.held_key, done.body, done.shares) == (True, "", None)
    case = now_of(one)
    assert (case.epoch, bytes(case.public) == seen_before.keys.public) == (1, False)
    assert (reads(one, hand(one, 0)), reads(one, hand(one, 1))) == (True, False)
    assert keystore.shred_store().names() == ((hex_of(case.pk), 1, False),)
    assert not PrivateText.objects.exists()
    # Nothing stored opens with the key they knew, not even what they once read.
    for entry in Entry.objects.filter(case=case):
        with pytest.raises(vault.Refused):
            vault.open(bytes(entry.case_key), seen_before.keys.seed, contract_of(entry))
    # The code, an inbox opened before, the name and the chain go on.
    page = inbox_page(one.enter(), LATER)
    assert page is not None
    assert (page.key, page.may_add) == (Standing.FOLLOWED, True)
    inbox.answer(inbox=inbox_before, text="补充（示例）。", seen=one.seen, now=LATER)
    opened = open_case(now_of(one), hand(one).member, hand(one).keys)
    assert opened.entries[-1].document["text"] == "补充（示例）。"
    assert make.somebody().name in name_of(now_of(one), one.channel)
    assert chained(list(case.events.order_by("seq")))
    detail = open_event(case.events.get(seq=1), opened.keys)
    assert detail["entry"] == "recusal"
    assert "无法收回" in detail["not_undone"]
    entry = next(entry for entry in opened.entries if entry.document["kind"] == "recusal")
    assert (entry.document["text"], entry.signature) == (REASON, Signature.HOLDS)


def contract_of(entry: Entry) -> bytes:
    from complaints import contracts

    return contracts.entry_key(entry.pk, entry.case_id, "case")


def test_the_last_holder_recuses_themselves_and_the_next_body_has_it_at_once(one: inboxes.Filed) -> None:
    first, last = hand(one, 0), hand(one, 1)
    recusal.recuse(case=one.case, member=first.member, reason=REASON, by=last, now=LATER)
    done = recusal.recuse(case=one.case, member=last.member, reason=REASON, by=last, now=LATER)
    assert (done.body, now_of(one).body) == ("datong.leading_group", "datong.leading_group")
    assert [reads(one, each) for each in (first, last, hand(one, 0, "leading_group"))] == [False, False, True]
    page = inbox_page(one.enter(), LATER)
    assert page is not None
    assert (page.key, page.readable) == (Standing.FOLLOWED, True)
    # There is no body after this one: the last there cannot leave it to nobody.
    after = [hand(one, n, "leading_group") for n in (0, 1)]
    recusal.recuse(case=one.case, member=after[0].member, reason=REASON, by=after[1], now=LATER)
    with pytest.raises(ActionRefused, match="没有人能办理"):
        recusal.recuse(case=one.case, member=after[1].member, reason=REASON, by=after[1], now=LATER)
    assert reads(one, after[1])


def test_a_recused_custodian_holds_no_share(one: inboxes.Filed) -> None:
    keeper = one.channel.custodians[0]
    done = recusal.recuse(case=one.case, member=keeper.member, reason=REASON, by=hand(one), now=LATER)
    assert (done.held_key, done.shares, done.name_is_lost) == (False, 2, False)
    assert now_of(one).epoch == 0
    assert not now_of(one).identities.get(current=True).shares.filter(custodian=keeper.member).exists()
    assert make.somebody().name in name_of(now_of(one), one.channel)
    second = one.channel.custodians[1]
    lost = recusal.recuse(case=one.case, member=second.member, reason=REASON, by=hand(one), now=LATER)
    assert lost.name_is_lost


def test_a_recusal_holds_for_good(one: inboxes.Filed) -> None:
    out = hand(one, 1)
    recusal.recuse(case=one.case, member=out.member, reason=REASON, by=hand(one), now=LATER)
    for again in (
        lambda: transferring.seat(case=one.case, member=out.member, by=hand(one), now=LATER),
        lambda: recusal.recuse(case=one.case, member=out.member, reason=REASON, by=hand(one), now=LATER),
    ):
        with pytest.raises(ActionRefused):
            again()
    # A row that somebody puts into the database gives nothing: the next change of keys asks the case, not the rows.
    KeyWrap.objects.create(case=now_of(one), member=out.member, blob=b"x")
    recusal.recuse(
        case=one.case, member=one.channel.custodians[0].member, reason=REASON, by=hand(one), now=LATER
    )
    KeyWrap.objects.filter(case=one.case).update(stale=True)
    assert rekeying.rekey_waiting(by=hand(one), now=LATER) == rekeying.Batch(1, 0, 0)
    assert set(KeyWrap.objects.values_list("member_id", flat=True)) == {hand(one).member.pk}


def test_a_transfer_takes_the_case_from_everybody_of_this_body(one: inboxes.Filed) -> None:
    with pytest.raises(CaseGone):
        transferring.transfer(case=one.case, reason=REASON, to="datong.office", by=hand(one), now=LATER)
    to = transferring.transfer(
        case=one.case, reason=REASON, to="datong.leading_group", by=hand(one), now=LATER
    )
    assert (to, now_of(one).body, now_of(one).assigned) == (to, to, None)
    assert not any(reads(one, hand(one, n)) for n in (0, 1))
    opened = open_case(now_of(one), hand(one, 0, "leading_group").member, hand(one, 0, "leading_group").keys)
    assert opened.entries[-1].document["source"] == "datong.office"
    page = inbox_page(one.enter(), LATER)
    assert page is not None
    assert (page.body, page.may_add) == (to, True)
    with pytest.raises(ActionRefused, match="没有能接手的机构"):
        transferring.transfer(
            case=one.case, reason=REASON, to="", by=hand(one, 0, "leading_group"), now=LATER
        )


def join(one: inboxes.Filed, name: str, body: str = "office") -> Hand:
    """Somebody who comes later, signed in by both who sit there."""
    newcomer = make.new_member(name)
    entries = roster.readable_entries(f"datong.{body}")
    entry = vault.extend(
        entries, "add", newcomer.code, "handler", newcomer.keys.kem_public, newcomer.keys.sign_public
    )
    for signer in one.channel.handlers[f"datong.{body}"]:
        entry = vault.add_signature(entry, signer.code, signer.keys)
    append(f"datong.{body}", entry)
    return newcomer


def append(body: str, entry: vault.RosterEntry) -> None:
    """Store one more entry as complete."""
    from django.conf import settings

    from complaints.models import RosterRow
    from complaints.roots import write_head

    RosterRow.objects.create(body=body, seq=entry.seq, document=entry.to_json(), day=LATER.date())
    write_head(settings.CHANNEL_KEYS_DIR, body, seq=entry.seq, digest=entry.digest())


def leave(one: inboxes.Filed, member: Hand, by: Hand, body: str = "datong.office") -> None:
    entry = vault.extend(roster.readable_entries(body), "remove", member.code)
    append(body, vault.add_signature(entry, by.code, by.keys))
    rekeying.set_aside(member=member.member, body=body, day=LATER.date())


def test_somebody_who_came_later_gets_the_same_key(one: inboxes.Filed) -> None:
    newcomer = join(one, "newcomer")
    assert not reads(one, newcomer)
    transferring.seat(case=one.case, member=newcomer.member, by=hand(one), now=LATER)
    assert reads(one, newcomer)
    assert now_of(one).epoch == 0
    with pytest.raises(ActionRefused):
        transferring.seat(case=one.case, member=newcomer.member, by=hand(one), now=LATER)
    for outsider in (one.channel.custodians[0], hand(one, 0, "leading_group")):
        with pytest.raises(ActionRefused):
            transferring.seat(case=one.case, member=outsider.member, by=hand(one), now=LATER)


def test_who_leaves_loses_shared_cases_at_once_and_they_get_other_keys_oldest_first(
    one: inboxes.Filed,
) -> None:
    cases = [
        one.case,
        *(make.file_report(make.report(), at=NEXT_DAY + dt.timedelta(days=n))[1] for n in (1, 0)),
    ]
    alone = make.file_report(make.report())[1]
    KeyWrap.objects.filter(case=alone, member=hand(one, 0).member).delete()
    leave(one, hand(one, 1), by=hand(one))
    gone = KeyWrap.objects.filter(member=hand(one, 1).member)
    assert [wrap.case_id for wrap in gone] == [alone.pk], "what only they can open stays, to be handed over"
    assert rekeying.waiting(hand(one).member) == (cases[0], cases[2], cases[1])
    page = inbox_page(one.enter(), LATER)
    assert page is not None
    assert page.key is Standing.SAME
    assert rekeying.rekey_waiting(by=hand(one), now=NEXT_DAY, most=2) == rekeying.Batch(2, 0, 1)
    assert [Case.objects.get(pk=case.pk).epoch for case in cases] == [1, 0, 1]
    assert rekeying.rekey_waiting(by=hand(one), now=NEXT_DAY) == rekeying.Batch(1, 0, 0)
    assert rekeying.rekey_waiting(by=hand(one), now=NEXT_DAY) == rekeying.Batch(0, 0, 0)
    heir = transferring.transfer(
        case=alone, reason=REASON, to="datong.leading_group", by=hand(one, 1), now=NEXT_DAY
    )
    assert heir == "datong.leading_group"


def test_an_inbox_follows_only_who_is_seated(one: inboxes.Filed) -> None:
    """The last signature must be of somebody seated: who has left can lead no inbox to a key of their own."""
    recusal.recuse(
        case=one.case, member=one.channel.hand("office", 0).member, reason=REASON, by=hand(one, 1), now=LATER
    )
    newcomer = join(one, "newcomer")
    transferring.seat(case=one.case, member=newcomer.member, by=hand(one, 1), now=LATER)
    leave(one, hand(one, 1), by=newcomer)
    standing = lambda: inbox_page(one.enter(), LATER).key  # type: ignore[union-attr]  # noqa: E731
    assert standing() is Standing.CHANGING
    with pytest.raises(inbox.KeyReplaced):
        inbox.answer(inbox=one.enter(), text="补充（示例）。", seen=one.seen, now=LATER)
    assert rekeying.rekey_waiting(by=newcomer, now=LATER).done == 1
    assert standing() is Standing.FOLLOWED
    # The one who left signs a step to a key of their own, with the help of somebody who writes the database.
    evil, case = vault.new_secret(), now_of(one)
    from complaints.key_changes import record_change

    record_change(
        case=case,
        epoch=9,
        before=bytes(case.public),
        after=vault.public_key(evil),
        by=hand(one, 1),
        day=LATER.date(),
    )
    Case.objects.filter(pk=case.pk).update(public=vault.public_key(evil))
    assert standing() is Standing.CHANGING
    CaseKeyChange.objects.filter(epoch=9).delete()
    assert standing() is Standing.REPLACED


class DeathError(BaseException):
    """What ends a process, so that nothing of it tidies up."""


def die(*_args: Any, **_more: Any) -> Any:
    raise DeathError


def recuse_second(one: inboxes.Filed) -> None:
    recusal.recuse(case=one.case, member=hand(one, 1).member, reason=REASON, by=hand(one), now=LATER)


@pytest.mark.parametrize(
    "committed", [False, True], ids=["before the commit", "before the old file is destroyed"]
)
def test_a_crash_leaves_a_case_that_opens_and_a_file_that_is_swept(
    one: inboxes.Filed,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    committed: bool,
) -> None:
    if committed:
        with django_capture_on_commit_callbacks() as never_called:
            recuse_second(one)
        assert len(never_called) == 1
    else:
        with monkeypatch.context() as patched:
            patched.setattr(rekeying, "record_change", die)
            patched.setattr(vault.ShredStore, "destroy", die)
            with pytest.raises(DeathError):
                recuse_second(one)
    case, store = now_of(one), keystore.shred_store()
    assert case.epoch == int(committed)
    assert [name.epoch for name in store.names()] == [0, 1]
    assert (reads(one, hand(one, 0)), reads(one, hand(one, 1))) == (True, not committed)
    now = dt.datetime.now(dt.UTC)
    assert sweeping.sweep(now=now).shreds == 0
    with django_capture_on_commit_callbacks(execute=True):
        # What was interrupted can be done again, under a number that no file has.
        KeyWrap.objects.filter(case=case).update(stale=True)
        assert rekeying.rekey_waiting(by=hand(one), now=LATER).done == 1
    assert now_of(one).epoch == 2
    assert sweeping.sweep(now=now + sweeping.AGE + dt.timedelta(minutes=1)).shreds == 1
    assert [name.epoch for name in store.names()] == [2]
    assert reads(one, hand(one, 0))
    page = inbox_page(one.enter(), LATER)
    assert page is not None
    assert page.may_add


def test_every_seal_to_a_case_is_known() -> None:
    """A model of which a column is sealed to the case must be sealed again when the case gets other keys."""
    from django.apps import apps

    keys = {
        (model, field.name)
        for model in apps.get_app_config("complaints").get_models()
        if any(f.related_model is Case for f in model._meta.fields)
        for field in model._meta.fields
        if field.get_internal_type() == "BinaryField" and field.name.endswith("key")
    }
    to_others = {(Entry, "reporter_key"), (PrivateText, "key")}
    assert keys - to_others == {(Entry, "case_key"), (Event, "detail_key")}
