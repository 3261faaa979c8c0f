"""Filing: the case that comes to be, who can open it, what a crash leaves, and what is refused."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from complaints import contracts, keystore, vault
from complaints.actions import filing
from complaints.actions.handling import add_note, move, send_message
from complaints.case_keys import hex_of, identity_key
from complaints.errors import CaseGone, ChannelClosed, DraftGone, NotAllowed
from complaints.models import (
    Case,
    CaseState,
    Draft,
    Entry,
    Event,
    Identity,
    KeyWrap,
    Member,
    Reporter,
    RosterRow,
)
from complaints.reading import open_case, open_event
from complaints.selectors.channel import Shut, channel_terms
from complaints.signers import Signature
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]


def opened(case: Case, hand: Any) -> Any:
    return open_case(case, hand.member, hand.keys)


def test_handlers_of_the_first_body_open_it_and_nobody_else() -> None:
    office = make_office("datong")
    channel = make.open_channel(office)
    token, case, filed = make.file_report(make.report(concerns=("示例科室（示例）",)))
    assert case.body == "datong.office"
    for hand in channel.handlers["datong.office"]:
        assert opened(case, hand).report["report"]["facts"] == make.FACTS
    for hand in (*channel.handlers["datong.leading_group"], *channel.custodians):
        with pytest.raises(CaseGone):
            opened(case, hand)
    assert not filed.already
    assert vault.verify_proof(filed.proof, [keystore.installation().public]).filed == case.received_on
    assert make.FACTS not in "".join(str(row) for row in Entry.objects.values())
    assert not Draft.objects.exists()
    assert filing.file_case(token=token, report=make.report(), now=DEFAULT_AT).already


def test_two_custodians_open_the_name_and_one_does_not() -> None:
    channel = make.open_channel(make_office("datong"))
    _token, case, _filed = make.file_report(make.report(person=make.somebody()))
    identity = Identity.objects.get(case=case)
    shares = {}
    for share in identity.shares.all():
        hand = next(h for h in channel.custodians if h.member.pk == share.custodian_id)
        contract = contracts.identity_share(share.pk, case.pk, share.n)
        shares[share.n] = vault.open(bytes(share.blob), hand.keys.kem_seed, contract)
        assert vault.share_digest(shares[share.n]) == bytes(share.digest)
    assert len(shares) == 3
    shred = keystore.shred_store().read(hex_of(case.pk), 0)
    contract = contracts.identity_body(identity.pk, case.pk, "4096")

    def name_from(one: int, other: int) -> str:
        secret = vault.combine_secret((shares[one], shares[other]))
        return vault.open_text(bytes(identity.body), identity_key(secret, shred), contract, vault.Bucket.T4)

    for one, other in ((1, 2), (3, 1), (2, 3)):
        assert make.somebody().name in name_from(one, other)
    with pytest.raises((vault.Refused, ValueError)):
        name_from(1, 1)
    assert not any("person" in str(entry.document) for entry in opened(case, channel.hand("office")).entries)


def test_named_and_anonymous_cases_look_alike() -> None:
    make.open_channel(make_office("datong"))
    cases = [
        make.file_report(make.report())[1],
        make.file_report(make.report(person=make.somebody()))[1],
    ]
    looks = [
        (
            len(case.identities.get().body),
            case.identities.get().shares.count(),
            [(e.kind, e.actor, len(e.detail)) for e in case.events.all()],
            [(e.bucket, len(e.body), e.by_reporter) for e in case.entries.all()],
            len(case.reporter.record),
        )
        for case in cases
    ]
    assert looks[0] == looks[1]


def test_a_name_without_two_custodians_is_refused_and_leaves_nothing(settings: Any) -> None:
    make.open_channel(make_office("datong"), custodians=1)
    assert not make.terms_of("datong").named_allowed
    with pytest.raises(vault.Refused):
        make.file_report(make.report(person=make.somebody()))
    assert not Case.objects.exists()
    assert not list(Path(settings.CHANNEL_SHRED_DIR).glob("*.0"))
    _token, case, _filed = make.file_report(make.report())
    assert case.identities.get().shares.count() == 0


def test_a_failure_inside_the_transaction_leaves_the_draft_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    make.open_channel(make_office("datong"))

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(filing, "_open_inbox", fails)
    with pytest.raises(RuntimeError):
        make.file_report(make.report())
    assert Draft.objects.count() == 1
    for model in (Case, KeyWrap, Entry, Event, Identity, Reporter):
        assert not model.objects.exists()
    assert not list(Path(settings.CHANNEL_SHRED_DIR).glob("*.0"))


def test_an_unknown_draft_files_nothing() -> None:
    make.open_channel(make_office("datong"))
    with pytest.raises(DraftGone):
        filing.file_case(token=bytes(32), report=make.report(), now=DEFAULT_AT)


def test_a_concern_about_the_body_goes_past_it_and_one_about_all_is_refused() -> None:
    channel = make.open_channel(make_office("xinzhou"))
    _token, case, _filed = make.file_report(make.report("xinzhou", concerns=("xinzhou.supervision_group",)))
    assert case.body == "xinzhou.market_regulator"
    routing = opened(case, channel.hand("market_regulator")).report["routing"]
    assert routing["passed"] == [["xinzhou.supervision_group", "body_concerned"]]
    every = tuple(line.body for line in make.terms_of("xinzhou").bodies)
    with pytest.raises(ChannelClosed):
        make.file_report(make.report("xinzhou", concerns=every))


@pytest.mark.parametrize("code", ["datong", "taiyuan", "xinzhou", "hohhot", "yuncheng"])
def test_every_city_is_open_once_founded_and_pinned(code: str) -> None:
    office = make_office(code)
    assert make.terms_of(code).shut is Shut.NO_KEYS
    make.open_channel(office)
    assert make.terms_of(code).shut is None
    _token, case, _filed = make.file_report(make.report(code))
    assert case.body == make.terms_of(code).routes["complaint"].bodies[0]


def test_a_superuser_who_writes_himself_into_the_tables_receives_nothing() -> None:
    channel = make.open_channel(make_office("datong"))
    intruder = make.new_member("intruder")
    rows = list(RosterRow.objects.filter(body="datong.office").order_by("seq"))
    entries = [vault.RosterEntry.from_json(row.document) for row in rows]
    forged = vault.extend(
        entries, "add", intruder.code, "handler", intruder.keys.kem_public, intruder.keys.sign_public
    )
    forged = vault.add_signature(forged, intruder.code, intruder.keys)
    RosterRow.objects.create(
        body="datong.office", seq=forged.seq, document=forged.to_json(), day=DEFAULT_AT.date()
    )
    _token, case, _filed = make.file_report(make.report())
    assert intruder.member.pk not in set(KeyWrap.objects.values_list("member", flat=True))
    KeyWrap.objects.filter(member=channel.hand("office").member).update(member=intruder.member)
    with pytest.raises(vault.Refused):
        opened(case, intruder)


def test_exchanged_public_keys_of_members_are_not_sealed_to() -> None:
    channel = make.open_channel(make_office("datong"))
    intruder = make.new_member("intruder")
    Member.objects.filter(pk=channel.hand("office").member.pk).update(kem_public=intruder.keys.kem_public)
    _token, case, _filed = make.file_report(make.report())
    assert opened(case, channel.hand("office")).report["report"]["facts"] == make.FACTS


def test_a_shortened_roster_closes_the_channel() -> None:
    make.open_channel(make_office("datong"))
    RosterRow.objects.filter(body="datong.office").order_by("-seq").first().delete()
    assert make.terms_of("datong").shut is Shut.ROSTER
    with pytest.raises(ChannelClosed):
        make.file_report(make.report())


def test_rewritten_rows_of_a_case_are_refused_or_marked() -> None:
    channel = make.open_channel(make_office("datong"))
    hand = channel.hand("office")
    _token, case, _filed = make.file_report(make.report())
    _token, other, _filed = make.file_report(make.report(facts="另一件（示例）。"))
    first, second = case.entries.get(), other.entries.get()
    Entry.objects.filter(pk=first.pk).update(body=bytes(second.body), case_key=bytes(second.case_key))
    with pytest.raises(vault.Refused):
        opened(case, hand)
    Case.objects.filter(pk=other.pk).update(public=bytes(case.public))
    with pytest.raises(vault.Refused):
        opened(Case.objects.get(pk=other.pk), hand)


def test_without_the_shred_file_nobody_opens_it() -> None:
    channel = make.open_channel(make_office("datong"))
    _token, case, _filed = make.file_report(make.report())
    keystore.shred_store().destroy(hex_of(case.pk), 0)
    with pytest.raises(CaseGone):
        opened(case, channel.hand("office"))


def test_handlers_move_it_write_to_the_reporter_and_keep_notes() -> None:
    channel = make.open_channel(make_office("datong"))
    hand, later = channel.hand("office"), DEFAULT_AT + dt.timedelta(days=1)
    _token, case, _filed = make.file_report(make.report())
    move(case=case, move=Move.ACCEPT, expected="filed", text="已受理（示例）。", by=hand, now=later)
    send_message(case=case, text="请补充时间（示例）。", by=hand, now=later)
    add_note(case=case, text="内部记录（示例）。", by=hand, now=later)
    with pytest.raises(CaseGone):
        move(case=case, move=Move.REFUSE, expected="filed", text="", by=hand, now=later)
    with pytest.raises(NotAllowed):
        move(case=case, move=Move.REFUSE, expected="accepted", text="", by=hand, now=later)
    move(case=case, move=Move.UPHOLD, expected="accepted", text="属实（示例）。", by=hand, now=later)
    case.refresh_from_db()
    assert case.state == CaseState.UPHELD
    read = opened(case, channel.hand("office", 1))
    assert [(e.document["kind"], e.signature) for e in read.entries] == [
        ("report", None),
        ("decision", Signature.HOLDS),
        ("message", Signature.HOLDS),
        ("note", Signature.HOLDS),
        ("decision", Signature.HOLDS),
    ]
    told = Entry.objects.filter(case=case, reporter_key__isnull=False).count()
    assert told == 3
    events = list(case.events.order_by("seq"))
    assert [event.kind for event in events] == ["filed", "accepted", "entry", "entry", "upheld"]
    assert open_event(events[2], read.keys) == {"entry": "message"}
    for earlier, event in itertools.pairwise(events):
        assert bytes(event.previous) == bytes(earlier.hash)


def test_a_forged_message_is_marked() -> None:
    channel = make.open_channel(make_office("datong"))
    hand, stranger = channel.hand("office"), make.new_member("stranger")
    _token, case, _filed = make.file_report(make.report())
    wrap = KeyWrap.objects.get(case=case, member=hand.member)
    secret = vault.open(bytes(wrap.blob), hand.keys.kem_seed, contracts.case_wrap(wrap.pk, case.pk))
    filing._wrap(case, stranger.member.pk, stranger.keys.kem_public, secret)
    send_message(case=case, text="冒充（示例）。", by=stranger, now=DEFAULT_AT)
    assert opened(case, hand).entries[-1].signature is Signature.FAILS


def test_an_unknown_city_has_no_terms() -> None:
    assert channel_terms("nowhere", DEFAULT_AT) is None


def test_raw_rows_hold_nothing_that_was_typed() -> None:
    make.open_channel(make_office("datong"))
    make.file_report(make.report(person=make.somebody(), respondent="被反映的单位（示例）"))
    found = []
    with connection.cursor() as cursor:
        for model in (Case, Entry, Event, Identity, Reporter, Draft, KeyWrap):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 - our own tables
            found += [str(value) for row in cursor.fetchall() for value in row]
    text = "".join(found)
    for secret in (make.FACTS, make.somebody().name, make.somebody().contact, "被反映的单位"):
        assert secret not in text
