"""What a reader of the interface is asked with, and what it gives back; and the cursors of lists, opaque to whoever asks."""

import base64
import binascii
import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from search.api.parameters import Fault, Kind, Parameter
from search.api.problems import NOT_FOUND, ProblemError, refused

MOST = 200
LIMIT = Parameter("limit", "一页最多几条。", "50", Kind.WHOLE, least=1, most=MOST, default="50")
CURSOR = Parameter(
    "cursor",
    "从哪里接着读：上一页 next 中的值，照样使用。",
    "MjAyNi0xMS0yMVQwODozMDowMCswMDowMHwx",
    pattern="[A-Za-z0-9_-]+",
    longest=4_000,
)
PAGING = (LIMIT, CURSOR)


@dataclass(frozen=True)
class Asked:
    """A question that fits its declaration: values by parameter name, and the instant it is answered at."""

    values: dict[str, Any]
    now: dt.datetime

    @property
    def limit(self) -> int:
        """How many items a page may have."""
        return int(self.values["limit"])

    def text(self, name: str) -> str:
        """A text that was given, else the empty one."""
        return str(self.values.get(name, ""))

    def after(self, *, parts: int = 1) -> list[str]:
        """What the cursor says, in so many parts; empty where the list begins. Raises ProblemError for a made-up one."""
        given = self.text("cursor")
        if not given:
            return []
        try:
            told = base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise bad_cursor() from None
        found = told.split("|", parts - 1)
        # A name may well have a blank in it that Python takes for unprintable; a control character has no place in a rank.
        if len(found) != parts or any(unicodedata.category(each) == "Cc" for each in told):
            raise bad_cursor()
        return found


def bad_cursor() -> ProblemError:
    """A 400 for a cursor that no list has given."""
    return refused([Fault("cursor", "bad_value", "参数“cursor”应是上一页 next 中的值。")])


def not_found() -> ProblemError:
    """A 404."""
    return ProblemError(NOT_FOUND)


def cursor_of(*parts: object) -> str:
    """The cursor that `after` takes apart."""
    told = "|".join(map(str, parts)).encode()
    return base64.urlsafe_b64encode(told).decode().rstrip("=")


@dataclass(frozen=True)
class Rows:
    """A page of a list: its items, the cursor of the next page or "", and how many there are in all where that is cheap."""

    items: Sequence[BaseModel]
    next: str
    total: int | None
    changes: tuple[dt.datetime, ...] = ()


@dataclass(frozen=True)
class One:
    """One item, and the instants at which it changes by the clock alone."""

    value: BaseModel
    changes: tuple[dt.datetime, ...] = ()


Answer = Rows | One


def whole_number(text: str) -> int:
    """A primary key out of a cursor. Raises ProblemError."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise bad_cursor()
    return int(text)


def instant(text: str) -> dt.datetime:
    """An aware instant out of a cursor. Raises ProblemError."""
    try:
        found = dt.datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise bad_cursor()
        return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise bad_cursor() from None
