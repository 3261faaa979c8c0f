"""Whatever custodians, handlers and the reporter do in whatever order: two shares reach nobody but a requester who was granted.

After every step everybody's keys are tried against every row there is, as a thief of the database with one master would.
"""

import datetime as dt
import random
from collections.abc import Callable

import pytest

from cms.actions.errors import ActionRefused
from complaints import contracts, vault
from complaints.actions import disclosure, inbox, resharing
from complaints.actions.disclosure_endings import end_due
from complaints.disclosing import RUNNING
from complaints.errors import ChannelError
from complaints.hands import Hand
from complaints.models import Disclosure, DisclosureAsk, DisclosureState, IdentityShare
from tests.factories import channel as make
from tests.factories.disclosures import NOW, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

SEED, STEPS = 2, 60
STEADY = ("until", "requester__user__username")
"""An order that the random keys of rows do not change, so that the dice fall alike every time."""

REPLACES = 0.05
"""How often the reporter gives another name: each voids what runs."""


def reached(hand: Hand) -> set[int]:
    """Indices of the shares of the current identity that this member's keys open, wherever they lie."""
    found = set()
    for row in IdentityShare.objects.filter(identity__current=True).select_related("identity"):
        case = row.identity.case_id
        places = [(bytes(row.blob), contracts.identity_share(row.pk, case, row.n))]
        for ask in DisclosureAsk.objects.filter(share__isnull=False):
            name = contracts.disclosed_share(ask.pk, case, ask.disclosure_id, row.n)
            places.append((bytes(ask.share or b""), name))
        for blob, name in places:
            try:
                found.add(vault.open(blob, hand.keys.kem_seed, name)[0])
            except vault.Refused:
                continue
    return found


class Play:
    """A case in which anybody may try anything next; what is refused changes nothing."""

    def __init__(self, seed: int) -> None:
        self.scene, self.dice, self.now = Scene(), random.Random(seed), NOW
        self.done: set[str] = set()

    def step(self) -> None:
        """One thing somebody tries."""
        scene, dice = self.scene, self.dice
        running = list(Disclosure.objects.filter(state__in=RUNNING).order_by(*STEADY))
        request = dice.choice(running or [*Disclosure.objects.order_by(*STEADY), None])
        everybody = [scene.first, scene.second, *scene.keepers]
        own = [hand for hand in everybody if request and hand.member.pk == request.requester_id]
        by, n = dice.choice([*everybody, *own * 4]), dice.randrange(3)
        tries: dict[str, Callable[[], object]] = {"ask": lambda: scene.ask(by, self.now), "wait": self.wait}
        if dice.random() < REPLACES:
            tries = {"replace": self.replace}
        if request is not None:
            part = scene.part_of(request, n)
            if part is not None:
                tries["consent"] = lambda: disclosure.consent(
                    ask_id=part.pk, by=scene.keepers[n], now=self.now
                )
                tries["again"] = tries["consent"]
                tries["foreign"] = lambda: disclosure.consent(ask_id=part.pk, by=by, now=self.now)
            tries["look"] = lambda: scene.look(request, self.now, by)
            tries["drop"] = lambda: disclosure.drop(
                disclosure_id=request.pk, case=scene.case, by=by, now=self.now
            )
            tries["reshare"] = lambda: resharing.reshare(
                disclosure_id=request.pk, case=scene.case, by=by, now=self.now
            )
        name = dice.choice(sorted(tries))
        try:
            tries[name]()
        except (ActionRefused, ChannelError):
            return
        self.done.add(name)

    def wait(self) -> None:
        """Hours pass; the clock runs."""
        self.now += dt.timedelta(hours=self.dice.choice([1, 5, 30]))
        end_due(now=self.now)

    def replace(self) -> None:
        """The reporter gives another name."""
        case = self.scene.filed
        inbox.give_identity(inbox=case.enter(self.now), person=make.somebody(), seen=case.seen, now=self.now)


def test_two_shares_reach_nobody_but_a_requester_who_was_granted() -> None:
    play = Play(SEED)
    for _step in range(STEPS):
        play.step()
        for hand in (play.scene.first, play.scene.second):
            states = set(
                Disclosure.objects.filter(requester=hand.member, state__in=RUNNING).values_list(
                    "state", flat=True
                )
            )
            allowed = 2 if DisclosureState.GRANTED in states else 1 if states else 0
            assert len(reached(hand)) <= allowed
        assert all(len(reached(keeper)) <= 1 for keeper in play.scene.keepers)
    assert {"ask", "consent", "look", "drop", "wait", "replace", "reshare"} <= play.done
