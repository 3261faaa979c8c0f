"""No sequence of recusals, departures, transfers, seats and forged rows lets anybody without a right open anything new.

What a member keeps of every case key they ever held, and every wrap and shred file there is, is tried after each step
against what was written in that step.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cms.actions.errors import ActionRefused
from complaints import contracts, keystore, vault
from complaints.actions import handling, recusal, rekeying, roster, transferring
from complaints.case_keys import CaseKeys, hex_of
from complaints.errors import ChannelError
from complaints.hands import Hand
from complaints.models import Case, Entry, IdentityShare, KeyWrap, RosterRow
from complaints.reading import case_keys
from complaints.roots import write_head
from complaints.rosters import rosters_of
from tests.factories import channel as make
from tests.factories.inboxes import LATER
from tests.factories.offices import make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

REFUSED = (ChannelError, ActionRefused, vault.Refused)
STEPS = ("recuse", "leave", "transfer", "seat", "forge", "unlock")

Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 5), st.integers(0, 8)), min_size=2, max_size=7
)


@dataclass
class Known:
    """What one member has kept: every secret W and every seed that they ever opened."""

    secrets: set[bytes] = field(default_factory=set)
    seeds: set[bytes] = field(default_factory=set)


@dataclass
class World:
    """A case, everybody in reach of it, and who must never have it."""

    case: Case
    handlers: list[Hand]
    everybody: list[Hand]
    recused: set[str] = field(default_factory=set)
    known: dict[str, Known] = field(default_factory=lambda: defaultdict(Known))

    def now(self) -> Case:
        return Case.objects.get(pk=self.case.pk)

    def rightful(self) -> set[str]:
        """Who may have a key, by the roster and by what was done: the oracle knows nothing of wraps."""
        roster_now = rosters_of([self.now().body])[self.now().body]
        return {seat.member for seat in roster_now.seats if seat.role == "handler"} - self.recused

    def remember(self) -> None:
        """Everybody writes down what they can open at this moment."""
        case = self.now()
        for hand in self.everybody:
            with suppress(*REFUSED):
                self.known[hand.code].seeds.add(case_keys(case, hand.member, hand.keys).seed)
                wrap = KeyWrap.objects.get(case=case, member=hand.member)
                contract = contracts.case_wrap(wrap.pk, case.pk)
                self.known[hand.code].secrets.add(vault.open(bytes(wrap.blob), hand.keys.kem_seed, contract))

    def within_reach(self, hand: Hand) -> set[bytes]:
        """Every seed this member can come by, with the whole database and every shred file before them."""
        store, known = keystore.shred_store(), self.known[hand.code]
        files = [
            store.read(name.case, name.epoch) for name in store.names() if name.case == hex_of(self.case.pk)
        ]
        return known.seeds | {
            CaseKeys.derive(secret, shred).seed for secret in known.secrets for shred in files
        }


def take(world: World, step: Step) -> None:
    """One step by one handler, or by whoever writes the database; refusals are as good as any answer."""
    kind, by, subject = step
    hand, other = world.handlers[by % len(world.handlers)], world.everybody[subject % len(world.everybody)]
    with suppress(*REFUSED), transaction.atomic():
        if kind == "recuse":
            recusal.recuse(case=world.case, member=other.member, reason="（示例）", by=hand, now=LATER)
            world.recused.add(other.code)
        elif kind == "leave":
            leave(other, hand)
        elif kind == "transfer":
            to = "datong.leading_group"
            transferring.transfer(case=world.case, reason="（示例）", to=to, by=hand, now=LATER)
        elif kind == "seat":
            transferring.seat(case=world.case, member=other.member, by=hand, now=LATER)
        elif kind == "forge":
            KeyWrap.objects.get_or_create(
                case=world.case, member=other.member, defaults={"blob": b"forged", "stale": True}
            )
        else:
            rekeying.rekey_waiting(by=hand, now=LATER)


def leave(subject: Hand, by: Hand) -> None:
    """Off the roster of a body in which both sit."""
    for body, seated in rosters_of(["datong.office", "datong.leading_group"]).items():
        members = {seat.member for seat in seated.seats}
        if not {subject.code, by.code} <= members or subject.code == by.code:
            continue
        entry = vault.extend(roster.readable_entries(body), "remove", subject.code)
        entry = vault.add_signature(entry, by.code, by.keys)
        RosterRow.objects.create(body=body, seq=entry.seq, document=entry.to_json(), day=LATER.date())
        write_head(Path(settings.CHANNEL_KEYS_DIR), body, seq=entry.seq, digest=entry.digest())
        rekeying.set_aside(member=subject.member, body=body, day=LATER.date())


def write_something_new(world: World) -> Entry | None:
    """A note by whoever can: unlocking gives waiting cases other keys before anything else."""
    for hand in world.handlers:
        with suppress(*REFUSED):
            rekeying.rekey_waiting(by=hand, now=LATER)
            handling.add_note(case=world.case, text="新的情况（示例）。", by=hand, now=LATER)
            return Entry.objects.filter(case=world.case).order_by("-seq").first()
    return None


def check(world: World, written: Entry) -> None:
    """Only who has a right reaches the key that opens what was just written."""
    case, rightful = world.now(), world.rightful()
    holding = {wrap.member_id.hex for wrap in KeyWrap.objects.filter(case=case)}
    alone = not holding & rightful  # everybody else has left: the last holder may only hand it over
    contract = contracts.entry_key(written.pk, case.pk, "case")
    opening = set()
    for hand in world.everybody:
        for seed in world.within_reach(hand):
            with suppress(vault.Refused):
                vault.open(bytes(written.case_key), seed, contract)
                opening.add(hand.code)
    assert opening, "somebody wrote it"
    assert not opening & world.recused
    assert alone or opening <= rightful
    keepers = set(IdentityShare.objects.filter(identity__case=case).values_list("custodian_id", flat=True))
    assert not {member.hex for member in keepers} & (world.recused | opening)


@contextmanager
def undone(copy: Path) -> Iterator[None]:
    """Take everything back that an example did: rows, heads of rosters, shred files."""
    folders = [Path(settings.CHANNEL_KEYS_DIR), Path(settings.CHANNEL_SHRED_DIR)]
    for folder in folders:
        shutil.copytree(folder, copy / folder.name)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for folder in folders:
            shutil.rmtree(folder)
            shutil.move(copy / folder.name, folder)


def test_no_sequence_opens_anything_new_to_whoever_has_no_right(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    office = make.open_channel(make_office("datong"), handlers=3)
    _token, case, _done = make.file_report(make.report(person=make.somebody()))
    late = office.hand("office", 2)
    KeyWrap.objects.filter(case=case, member=late.member).delete()  # as if they had come later
    handlers = [*office.handlers["datong.office"], *office.handlers["datong.leading_group"]]
    everybody = [*handlers, *office.custodians]

    @example([("recuse", 0, 0), ("recuse", 1, 1), ("seat", 3, 0), ("transfer", 2, 0)])
    @example([("leave", 0, 1), ("recuse", 0, 0), ("forge", 0, 0), ("leave", 3, 4), ("unlock", 3, 0)])
    @example([("recuse", 0, 2), ("forge", 0, 2), ("seat", 0, 2), ("unlock", 0, 0), ("recuse", 0, 6)])
    @given(steps)
    @hypothesis_settings(
        max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
    )
    def holds(sequence: list[Step]) -> None:
        with undone(tmp_path / "copy"):
            world = World(case, handlers, everybody)
            for step in sequence:
                world.remember()
                with django_capture_on_commit_callbacks(execute=True):
                    take(world, step)
                    written = write_something_new(world)
                world.remember()
                if written is None:
                    break
                check(world, written)

    holds()


def test_the_check_notices_a_key_that_did_not_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recusal that only deletes the wrap leaves the case open to whoever kept its key."""
    office = make.open_channel(make_office("datong"))
    _token, case, _done = make.file_report(make.report())
    handlers = office.handlers["datong.office"]
    world = World(case, handlers, [*handlers, *office.custodians])
    world.remember()

    def only_unwrap(held: Any, recipients: Any) -> Any:
        KeyWrap.objects.filter(case=held.case).exclude(member__in=recipients).delete()
        return held

    monkeypatch.setattr(recusal, "rekey", only_unwrap)
    take(world, ("recuse", 0, 1))
    written = write_something_new(world)
    assert written is not None
    with pytest.raises(AssertionError):
        check(world, written)
