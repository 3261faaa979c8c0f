"""What every model of a measure shares: frozen, closed, strict, and citing the articles it comes from."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from cms.regulation.citation import REF_PATTERN

T = TypeVar("T")

_LISTED = 20

EARLIEST = dt.date(1949, 10, 1)
LATEST = dt.date(2199, 12, 31)

_ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def _day_from_iso(value: Any) -> Any:
    """Let "2022-01-07" stand for that day, as JSON has no dates; leave all else to the strict type."""
    if isinstance(value, str) and _ISO_DAY.match(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


Seq = Annotated[tuple[T, ...], Field(strict=False)]
"""An unchangeable list; arrays of TOML and JSON are accepted for it, nothing else is."""


def _plausible(day: dt.date) -> dt.date:
    """Refuse a slip of the pen such as 0202 or 2202 for the year."""
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError(
            "day_out_of_range", "day_out_of_range", {"expected": f"{EARLIEST} — {LATEST}"}
        )
    return day


Day = Annotated[dt.date, BeforeValidator(_day_from_iso), AfterValidator(_plausible)]
"""A calendar day in China between `EARLIEST` and `LATEST`."""

Ref = Annotated[str, StringConstraints(pattern=REF_PATTERN)]
"""An article "18" or an item of it "18(8)", as `cms.regulation.citation` reads it."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
"""An identifier inside one document: a body, a stage, a tier, a ground."""


@dataclass(frozen=True)
class Refers:
    """Marks a field that holds the key of something elsewhere in the document."""

    to: Literal["body", "tier", "stage", "case", "receiver"]


BodyKey = Annotated[Key, Refers("body")]
TierKey = Annotated[Key, Refers("tier")]
StageKey = Annotated[Key, Refers("stage")]
CaseKey = Annotated[Key, Refers("case")]

OPERATOR = "operator"
"""Stands in a route for the operator's own body, which no measure names; no body of a measure bears this key."""

ReceiverKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,22}$"), Refers("receiver")]
"""A body of the measure, or `OPERATOR`. Shorter than other keys: the channel's files hold it with the city's code."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
Words = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
"""Printed words, never blank."""

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Years = Annotated[int, Field(ge=1, le=100)]
EntryKind = Literal["organization", "individual"]


class Frozen(BaseModel):
    """An unchangeable part of a measure. An absent optional field means: the measure is silent."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Cited(Frozen):
    """A part of a measure with the articles it is taken from.

    `cites` names the articles of a single field where they differ from those of the whole part.
    """

    articles: Annotated[Seq[Ref], Field(min_length=1)]
    note: Words | None = None
    cites: Mapping[str, Annotated[Seq[Ref], Field(min_length=1)]] = {}

    @model_validator(mode="after")
    def _cites_name_fields(self) -> Self:
        known = set(type(self).model_fields) - {"articles", "note", "cites"}
        wrong = [name for name in self.cites if name not in known]
        if wrong:
            raise link_errors(
                type(self).__name__,
                [link_error("unknown_cited_field", ("cites", name), name, sorted(known)) for name in wrong],
            )
        return self

    def articles_for(self, field: str) -> tuple[str, ...]:
        """Return the articles a field is taken from: its own if named in `cites`, else those of the part.

        Raises KeyError for a name that is no field.
        """
        if field not in type(self).model_fields:
            raise KeyError(field)
        return tuple(self.cites.get(field, self.articles))


class Clause(Cited):
    """A sentence of the measure, in its own words."""

    text: Words


class KeyedClause(Clause):
    """A sentence that other data refer to."""

    key: Key


def link_error(
    code: str, loc: tuple[str | int, ...], found: object, expected: list[str] | None = None
) -> InitErrorDetails:
    """Describe one broken rule between fields; `code` selects the sentence in `cms.regulation.findings`."""
    context: dict[str, Any] = {"found": str(found)}
    if expected is not None:
        context["expected"] = "、".join(expected[:_LISTED])
    return InitErrorDetails(type=PydanticCustomError(code, code, context), loc=loc, input=found)


def link_errors(title: str, errors: list[InitErrorDetails]) -> ValidationError:
    """Bundle broken rules so that each keeps its own place when a model validator raises them."""
    return ValidationError.from_exception_data(title, errors)
