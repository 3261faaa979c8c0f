"""What a reporter tells, as values: checked by the form, sealed by the filing. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

FACTS_MAX = 20_000
ANSWER_MAX = 10_000
NAME_MAX = 200
CONTACT_MAX = 500
SHORT_MAX = 500
"""Characters, as channel.md §3.10 sets them."""


class Kind(StrEnum):
    """What happened, in the reporter's words and not in the law's."""

    ENTRY = "entry"
    STAFF = "staff"
    WINNER = "winner"
    MARK = "mark"
    OTHER = "other"


class Reach(StrEnum):
    """How a named reporter wants to be answered: by the code alone, or by what they left as contact."""

    CODE = "code"
    CONTACT = "contact"


class Way(StrEnum):
    """How a report came that somebody else enters."""

    PHONE = "phone"
    POST = "post"
    COUNTER = "counter"


@dataclass(frozen=True)
class Heard:
    """How and on which Beijing day a report reached the office that a handler enters on behalf of somebody.

    `slip` tells whether the receipt code was given to the person: without it nobody reads the answers.
    """

    way: Way
    day: dt.date
    slip: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values for sealing."""
        return {"way": self.way.value, "day": self.day.isoformat(), "slip": self.slip}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who reports. Nobody reads this but a handler to whom two custodians opened it.

    `unit` and `contact` may be empty where the person chose to be answered by the code alone.
    """

    name: str
    unit: str = ""
    contact: str = ""
    reach: Reach = Reach.CODE

    def as_json(self) -> dict[str, Any]:
        """Plain values for sealing."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Person":
        """The person again. Raises TypeError or ValueError for anything else."""
        return cls(**{**value, "reach": Reach(value.get("reach", Reach.CODE))})


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is filed.

    :ivar notice: public id of the sealed notice it is about, "" for none.
    :ivar entry: key of the entry of that notice, "" for none; `entry_words` what the reporter typed to name it.
    :ivar respondent: unit or person reported, as typed.
    :ivar concerns: codes of bodies, and names of units, that the reporter ticked as concerned themselves.
    :ivar prefer: code of the body the reporter wants it to go to, where the measure names two; "" for none.
    :ivar happened: when and where, as typed.
    :ivar person: None for an anonymous report.
    """

    city: str
    kind: Kind
    facts: str
    notice: str = ""
    entry: str = ""
    entry_words: str = ""
    respondent: str = ""
    happened: str = ""
    concerns: tuple[str, ...] = ()
    prefer: str = ""
    person: Person | None = None

    def content(self) -> dict[str, Any]:
        """Everything but the person, as plain values for sealing."""
        value = asdict(self)
        del value["person"]
        value["concerns"] = list(self.concerns)
        return value
