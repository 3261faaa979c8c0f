"""Each act of a case as a test does it through its action, with what the action itself asks for filled in plainly.

An entry takes the case, the hand of whoever does it, and the instant. What the action refuses comes out as it raises it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

from cms.models import Remedy, Seal
from complaints import masks, vault
from complaints.actions import (
    assignment,
    disclosure,
    exporting,
    handling,
    holding_orders,
    linking,
    marking,
    private_texts,
    recusal,
    remedies,
    transferring,
)
from complaints.case_masks import masks_of
from complaints.disclosing import ASK_FOR
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.models import Case, Disclosure, Identity, Track
from complaints.reading import OpenCase, open_case
from complaints.rights import Act
from complaints.transitions import Move

Performer = Callable[[Case, Hand, dt.datetime], object]
WORDS = "示例"


def moving(move: Move) -> Performer:
    """That move, by whoever holds a key."""

    def perform(case: Case, by: Hand, now: dt.datetime) -> object:
        return handling.move(case=case, move=move, expected=case.state, text=WORDS, by=by, now=now)

    return perform


def _label(case: Case, by: Hand, now: dt.datetime) -> object:
    return private_texts.set_labels(case=case, labels=[WORDS], by=by, now=now)


def _assign(case: Case, by: Hand, now: dt.datetime) -> object:
    return assignment.assign(case=case, to=by.member, by=by, now=now)


def _set_track(case: Case, by: Hand, now: dt.datetime) -> object:
    return assignment.set_track(case=case, track=Track.PETITION, by=by, now=now, grounds=WORDS)


def _extend(case: Case, by: Hand, now: dt.datetime) -> object:
    return assignment.extend(case=case, text=WORDS, by=by, now=now)


def _ask_identity(case: Case, by: Hand, now: dt.datetime) -> object:
    return disclosure.ask(case=case, reason=WORDS, by=by, now=now)


def _drop_request(case: Case, by: Hand, now: dt.datetime) -> object:
    """A request that was made while the case was in a state for it."""
    identity = Identity.objects.get(case=case, current=True)
    asked = Disclosure.objects.create(
        case=case, identity=identity, requester=by.member, day=now.date(), until=now + ASK_FOR
    )
    return disclosure.drop(disclosure_id=asked.pk, case=case, by=by, now=now)


def _remedy(case: Case, by: Hand, now: dt.datetime) -> object:
    seal = Seal.objects.filter(public_id__startswith=f"{case.city}.").order_by("-pk")[0]
    return remedies.ask_remedy(
        case=case,
        notice=seal.public_id,
        entry_key="",
        remedy=Remedy.CORRECTION,
        body_name=WORDS,
        by=by,
        now=now,
    )


def _recuse(case: Case, by: Hand, now: dt.datetime) -> object:
    return recusal.recuse(case=case, member=by.member, reason=WORDS, by=by, now=now)


def _transfer(case: Case, by: Hand, now: dt.datetime) -> object:
    return transferring.transfer(case=case, reason=WORDS, to=f"{case.city}.leading_group", by=by, now=now)


def _seat(case: Case, by: Hand, now: dt.datetime) -> object:
    return transferring.seat_everybody(case=case, by=by, now=now)


def _link(case: Case, by: Hand, now: dt.datetime) -> object:
    other = Case.objects.exclude(pk=case.pk)[0].number
    return linking.link(case=case, other=other, text=WORDS, by=by, now=now)


def _export(case: Case, by: Hand, now: dt.datetime) -> object:
    return exporting.export(
        case=case, to=None, code=vault.new_recovery_code(), internal=False, by=by, now=now
    )


def _hold(case: Case, by: Hand, now: dt.datetime) -> object:
    return holding_orders.set_hold(case=case, held=True, reason=WORDS, by=by, now=now)


def mask_first(case: Case, by: Hand, now: dt.datetime) -> object:
    """Mask the first characters of the report, in place of what was masked there."""
    opened = _opened(case, by)
    of, seen = _first(opened)
    part = next(iter(masks.parts(opened.entries[0].document))) if opened else ""
    ranges = {part: [[0, 2 if seen is None else 3]]}
    return marking.mask(case=case, of=of, ranges=ranges, files=[], reason=WORDS, seen=seen, by=by, now=now)


def _redact(case: Case, by: Hand, now: dt.datetime) -> object:
    of, seen = _first(_opened(case, by))
    return marking.redact(case=case, of=of, reason=WORDS, seen=seen or uuid4(), by=by, now=now)


def _opened(case: Case, by: Hand) -> OpenCase | None:
    try:
        return open_case(case, by.member, by.keys)
    except CaseGone:
        return None


def _first(opened: OpenCase | None) -> tuple[UUID, UUID | None]:
    """The report's entry and the mask over it; ids that name nothing for somebody who cannot open the case."""
    if opened is None:
        return uuid4(), None
    entry = opened.entries[0]
    standing = masks_of(opened).get(entry.id)
    return entry.id, standing.id if standing else None


BY_HANDLERS: Mapping[Act, Performer] = {
    **{Act(move.value): moving(move) for move in Move if move is not Move.WITHDRAW},
    Act.NOTE: lambda case, by, now: handling.add_note(case=case, text=WORDS, by=by, now=now),
    Act.MESSAGE: lambda case, by, now: handling.send_message(case=case, text=WORDS, by=by, now=now),
    Act.LABEL: _label,
    Act.ASSIGN: _assign,
    Act.SET_TRACK: _set_track,
    Act.EXTEND: _extend,
    Act.ASK_IDENTITY: _ask_identity,
    Act.DROP_REQUEST: _drop_request,
    Act.REMEDY: _remedy,
    Act.RECUSE: _recuse,
    Act.TRANSFER: _transfer,
    Act.SEAT: _seat,
    Act.LINK: _link,
    Act.EXPORT: _export,
    Act.HOLD: _hold,
    Act.MASK: mask_first,
    Act.REDACT: _redact,
}
"""What those do who hold a key to the case."""

SEEN_ALONE = frozenset({Act.READ, Act.PRINT})
"""Acts without an action: pages that open the case and change nothing."""
