"""A member changes keys, comes or goes at the very moment something is sealed to them: nothing is sealed to keys that have gone.

Each test lets the one read the roster and the other go on at once, on two real connections, on both databases.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cms.actions.errors import ActionRefused
from complaints import keeping_out, rosters
from complaints.actions import inbox, interests, members, rekeying, roster, rotation, transferring
from complaints.hands import Hand
from complaints.masters import open_by_passphrase, set_passphrase
from complaints.models import KeyWrap, Member
from complaints.reading import open_case
from complaints.rosters import declared_by, rosters_of
from complaints.selectors import channel as terms
from tests.factories import channel as make
from tests.factories import inboxes
from tests.factories.bodies import PASSPHRASE
from tests.factories.emptied import lay_foundation
from tests.factories.inboxes import LATER
from tests.factories.opened import name_of
from tests.factories.quick_argon2 import quick_argon2
from tests.factories.two_connections import Meanwhile, in_a_file

NEW = "lingwai yiju xin kouling"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("channel_folders")]

READERS = {
    rosters: ("rosters_of", "custodian_keys"),
    terms: ("rosters_of",),
    keeping_out: ("rosters_of",),
    inbox: ("custodian_keys",),
    rotation: ("rosters_of",),
    roster: ("rosters_of",),
}


@pytest.fixture
def one(transactional_db: None, tmp_path: Path) -> Iterator[inboxes.Filed]:
    with in_a_file(tmp_path), quick_argon2():
        lay_foundation()
        yield inboxes.filed(person=make.somebody())


def slowed(monkeypatch: pytest.MonkeyPatch, other: Callable[[], Any]) -> Meanwhile:
    """What every reading of a roster in this thread waits for, once; not the look before a filing, which seals nothing."""
    meanwhile = Meanwhile(other)
    for module, names in READERS.items():
        for name in names:
            read = getattr(module, name)
            waits = meanwhile.after(read)
            monkeypatch.setattr(module, name, _in_transaction(read, waits) if module is terms else waits)
    return meanwhile


def _in_transaction(read: Callable[..., Any], waits: Callable[..., Any]) -> Callable[..., Any]:
    def reading(*given: Any, **named: Any) -> Any:
        return (waits if connection.in_atomic_block else read)(*given, **named)

    return reading


def rotates(hand: Hand) -> Callable[[], Hand]:
    set_passphrase(hand.member, hand.keys, PASSPHRASE)
    hand.member.save()
    return lambda: rotation.rotate(by=hand, passphrase=PASSPHRASE, new=NEW, now=LATER).hand


def test_a_report_filed_while_its_only_handler_changes_keys_is_not_lost(
    one: inboxes.Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = one.channel.handlers["datong.office"]
    roster.propose(body="datong.office", action="remove", by=second, subject=first.member, now=LATER)
    case, new = slowed(monkeypatch, rotates(second)).run(lambda: make.file_report(make.report())[1])
    assert KeyWrap.objects.get(case=case).member_id == second.member.pk
    assert open_case(case, new.member, new.keys).report["report"]["facts"] == make.FACTS
    assert case in rekeying.waiting(new.member)


@pytest.mark.parametrize("way", ["filed", "given later"])
def test_a_name_opens_for_a_custodian_who_changed_keys_meanwhile(
    one: inboxes.Filed, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    works = {
        "filed": lambda: make.file_report(make.report(person=make.somebody()))[1],
        "given later": partial(
            inbox.give_identity, inbox=one.enter(), person=make.somebody(), seen=one.seen, now=LATER
        ),
    }
    case, new = slowed(monkeypatch, rotates(one.channel.custodians[0])).run(works[way])
    one.channel.custodians[0] = new
    assert make.somebody().name in name_of(case or one.case, one.channel)


def test_whoever_gets_a_key_while_they_change_theirs_opens_the_case(
    one: inboxes.Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = one.channel.handlers["datong.office"]
    KeyWrap.objects.filter(member=second.member).delete()
    work = partial(transferring.seat, case=one.case, member=second.member, by=first, now=LATER)
    done, new = slowed(monkeypatch, rotates(second)).run(work)
    assert done is None
    open_case(one.case, new.member, new.keys)


def test_whoever_is_removed_while_a_report_is_filed_keeps_no_key_to_it(
    one: inboxes.Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = one.channel.handlers["datong.office"]
    leaves = partial(
        roster.propose, body="datong.office", action="remove", by=first, subject=second.member, now=LATER
    )
    case, outcome = slowed(monkeypatch, leaves).run(lambda: make.file_report(make.report())[1])
    assert outcome.row is not None
    assert not KeyWrap.objects.filter(case=case, member=second.member).exists()
    assert case in rekeying.waiting(first.member)


def test_nobody_is_signed_into_a_body_with_keys_they_are_changing(
    one: inboxes.Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever is first: the new seat is changed with the others, or keys that have gone get none."""
    *_others, last = one.channel.handlers
    mover, signer = one.channel.handlers[last][0], one.channel.hand("office")
    joins = partial(
        roster.propose,
        body="datong.office",
        action="add",
        by=signer,
        subject=mover.member,
        role="handler",
        now=LATER,
    )
    new, refused = slowed(monkeypatch, joins).run(rotates(mover))
    assert isinstance(refused, ActionRefused)
    seats = {seat.kem_pk for roster in rosters_of(["datong.office", last]).values() for seat in roster.seats}
    assert mover.keys.kem_public not in seats
    assert new.keys.kem_public in seats


def test_neither_an_interest_nor_a_sheet_is_kept_under_keys_that_have_gone(
    one: inboxes.Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = one.channel.hand("office")
    declares = partial(
        interests.declare, member=hand.member, keys=hand.keys, organisations=[], units=["质量科"], now=LATER
    )
    new, declared = slowed(monkeypatch, declares).run(rotates(hand))
    assert isinstance(declared, ActionRefused) or declared_by([new.code])[new.code].units
    with pytest.raises(ActionRefused, match="换过"):
        members.replace_sheet(by=hand, now=LATER)
    assert open_by_passphrase(Member.objects.get(pk=hand.member.pk), NEW).kem_public == new.keys.kem_public
