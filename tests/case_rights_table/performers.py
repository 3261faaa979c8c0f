"""Each act of a case as a test does it through its action, with what the action itself asks for filled in plainly.

An entry takes the case, the hand of whoever does it, and the instant. What the action refuses comes out as it raises it.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from complaints.actions import handling
from complaints.hands import Hand
from complaints.models import Case
from complaints.rights import Act
from complaints.transitions import Move

Performer = Callable[[Case, Hand, dt.datetime], object]


def _moving(move: Move) -> Performer:
    def perform(case: Case, by: Hand, now: dt.datetime) -> object:
        return handling.move(case=case, move=move, expected=case.state, text="示例", by=by, now=now)

    return perform


BY_HANDLERS: Mapping[Act, Performer] = {
    **{Act(move.value): _moving(move) for move in Move if move is not Move.WITHDRAW},
    Act.NOTE: lambda case, by, now: handling.add_note(case=case, text="示例", by=by, now=now),
    Act.MESSAGE: lambda case, by, now: handling.send_message(case=case, text="示例", by=by, now=now),
}
"""What those do who hold a key to the case."""
