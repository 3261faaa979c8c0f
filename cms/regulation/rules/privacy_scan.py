"""Finds resident identity numbers and mobile numbers in a text, however they are spaced or written.

Numbers are read from runs of digits: a number is one run, or neighbouring runs with a short separator between
them, so that nothing is found inside a longer code. Full-width digits count as digits (NFKC).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from cms.regulation.rules.facts import Hit, HitKind

_RUN = re.compile(r"[0-9A-Za-z]+")
_LABELLED = re.compile(r"^[A-Za-z]{2,}(?=\d)")
"""A word that touches a number: ID140105…, Tel138…. One letter may belong to a code and is not cut off."""
_SEPARATOR = re.compile(r"^[ \t\-‐‑‒–—−·.]{1,2}$")
_ID = re.compile(r"^\d{17}[\dXx]$")
_MOBILE = re.compile(r"^(?:86)?1[3-9]\d{9}$")
_PROVINCES = frozenset(
    {
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
    }
    | {"44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"}
)
_EARLIEST_YEAR = 1900
_LATEST_YEAR_OF_AN_ADULT = 2012
_LONGEST = 18
_BEFORE = 6


@dataclass(frozen=True)
class _Run:
    """A run of letters and digits with its place in the folded text."""

    text: str
    start: int
    end: int


def scan(text: str, place: str, exempt: Iterable[str] = ()) -> tuple[Hit, ...]:
    """Return the personal numbers found in `text`, in order; `place` says where the text stands.

    `exempt` holds values of contact fields: a mobile number published there on purpose is no hit. The excerpt
    shows a few characters before the number, and of the number its first two and last two characters.
    """
    folded = unicodedata.normalize("NFKC", text)
    allowed = {_digits(value) for value in exempt}
    return tuple(
        Hit(place=place, kind=kind, excerpt_masked=_masked(folded, start, number))
        for start, number, kind in _numbers(folded)
        if kind is HitKind.ID_NUMBER or not _is_exempt(number, allowed)
    )


def _digits(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdigit())


def _is_exempt(number: str, allowed: set[str]) -> bool:
    return bool({number, number.removeprefix("86"), f"86{number}"} & allowed)


def _runs(folded: str) -> Iterator[_Run]:
    for match in _RUN.finditer(folded):
        label = _LABELLED.match(match.group())
        start = match.start() + (label.end() if label else 0)
        yield _Run(folded[start : match.end()], start, match.end())


def _numbers(folded: str) -> Iterator[tuple[int, str, HitKind]]:
    """Yield (start, number, kind); a run that belongs to one number is not read again as part of another."""
    runs = list(_runs(folded))
    index = 0
    while index < len(runs):
        found = _at(folded, runs, index)
        if found is None:
            index += 1
            continue
        number, kind, used = found
        yield runs[index].start, number, kind
        index += used


def _at(folded: str, runs: list[_Run], first: int) -> tuple[str, HitKind, int] | None:
    """Return the longest number that begins with this run, its kind and how many runs it takes."""
    best: tuple[str, HitKind, int] | None = None
    joined = ""
    for used, run in enumerate(runs[first:], start=1):
        if used > 1 and not _SEPARATOR.match(folded[runs[first + used - 2].end : run.start]):
            break
        joined += run.text
        if len(joined) > _LONGEST:
            break
        kind = _kind(joined)
        if kind is not None:
            best = joined, kind, used
    return best


def _kind(number: str) -> HitKind | None:
    if _ID.match(number) and _is_identity(number):
        return HitKind.ID_NUMBER
    return HitKind.MOBILE if _MOBILE.match(number) else None


def _is_identity(number: str) -> bool:
    """Whether 18 characters are a resident identity number, perhaps with a slip in its check digit.

    A slip still tells who is meant, so a number of a province with a grown person's date of birth is one too.
    A valid unified social credit code with a wrong check digit for a person is an organisation's.
    """
    try:
        year = ric.get_birth_date(number).year
    except ValidationError:
        return False
    if number[-1].upper() == ric.calc_check_digit(number.upper()):
        return _EARLIEST_YEAR <= year <= 2100
    is_grown = _EARLIEST_YEAR <= year <= _LATEST_YEAR_OF_AN_ADULT
    return is_grown and number[:2] in _PROVINCES and not uscc.is_valid(number)


def _masked(folded: str, start: int, number: str) -> str:
    before = " ".join(folded[max(0, start - _BEFORE) : start].split())
    # What stands before may itself be part of a number.
    shown = "".join("*" if char.isdigit() else char for char in before)
    return f"{shown}{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"
