"""What a 告知书 says, as values: that a report is taken up, or is not, with the days that follow from it. Pure.

It names no reporter: the page goes to print without a name, and whoever has an address to send it to has it from two
custodians. Days are those of the decision; what was extended later does not change what was told then.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from complaints.clocks import Basis, Clock, ClockKey
from complaints.transitions import Move


class NoticeKind(StrEnum):
    """Which of the two."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


BY_MOVE = {Move.ACCEPT: NoticeKind.ACCEPTED, Move.REFUSE: NoticeKind.REFUSED}
"""The decisions that a notice tells of."""

TOLD = (ClockKey.DECIDE_STATUTORY, ClockKey.DECIDE)
"""Clocks whose day a notice of acceptance tells: the law's where a track has one, the portal's promise otherwise."""


@dataclass(frozen=True, repr=False)
class PrintedNotice:
    """One notice. `text` is what the handlers wrote to the reporter, masked words covered; `limit` is None for a refusal."""

    kind: NoticeKind
    number: str
    body: str
    received_on: dt.date
    decided_on: dt.date
    text: str
    limit: Clock | None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text by its line breaks, empty lines left out."""
        return tuple(line for line in self.text.splitlines() if line.strip())

    @property
    def statutory(self) -> bool:
        """Whether the limit is law, so that its article is printed."""
        return self.limit is not None and self.limit.basis is Basis.STATUTORY


def limit_told(clocks: Iterable[Clock]) -> Clock | None:
    """The limit by which a case that was taken up is decided: the statutory one first."""
    found = {clock.key: clock for clock in clocks}
    return next((found[key] for key in TOLD if key in found), None)
