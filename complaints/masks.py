"""What is masked in a case: ranges of characters in its entries and whole files, as signed entries say. Pure.

A mask hides for a while and is lifted by another mask; the newest one on an entry holds alone. Nothing of the entry
changes by it. Masks whose signature fails are as if they were not: whoever forged one could else uncover by it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

BLOCK = "█"
"""Stands for one masked character, so that ranges stay what they were."""

KIND, REDACTION = "mask", "redaction"
"""Kinds of the entries that mask, and that tell that something was taken out for good."""

REPORT = "report"
PARTS_OF_REPORT = ("facts", "respondent", "happened", "entry_words")
TEXT = "text"
RANGES_MAX = 500

Range = tuple[int, int]
Ranges = Mapping[str, tuple[Range, ...]]


@dataclass(frozen=True)
class Mask:
    """What is masked of one entry. `ranges` by the part, half-open and in order; `by` is the member's 32 hex digits."""

    id: UUID
    of: UUID
    ranges: Ranges
    files: frozenset[str]
    by: str

    @property
    def empty(self) -> bool:
        """Whether it masks nothing: the one that lifts."""
        return not self.files and not any(self.ranges.values())


def parts(document: Mapping[str, Any]) -> dict[str, str]:
    """The texts of an entry that can be masked, by the part; empty ones left out."""
    if document.get("kind") in {KIND, REDACTION}:
        return {}
    found = {}
    if document.get("kind") == REPORT and isinstance(document.get("report"), Mapping):
        found = {f"{REPORT}.{part}": document["report"].get(part) for part in PARTS_OF_REPORT}
    found[TEXT] = document.get(TEXT)
    return {part: text for part, text in found.items() if isinstance(text, str) and text}


def ordered(ranges: Iterable[Sequence[int]], length: int) -> tuple[Range, ...]:
    """Ranges in order, joined where they meet. Raises ValueError for one that is empty or reaches outside the text."""
    joined: list[Range] = []
    for start, end in sorted((start, end) for start, end in ranges):
        if not 0 <= start < end <= length:
            raise ValueError("a range outside the text")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    if len(joined) > RANGES_MAX:
        raise ValueError("too many ranges")
    return tuple(joined)


def places(text: str, words: Iterable[str]) -> Iterator[Range]:
    """Every place at which one of the words stands, also where it overlaps itself."""
    for word in words:
        start = text.find(word) if word else -1
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + 1)


def covered(text: str, ranges: Iterable[Range]) -> str:
    """The text with every character of the ranges as a block; breaks of lines stay."""
    signs = list(text)
    for start, end in ranges:
        for at in range(start, min(end, len(signs))):
            signs[at] = signs[at] if signs[at] in "\r\n" else BLOCK
    return "".join(signs)


def cover(document: Mapping[str, Any], ranges: Ranges) -> dict[str, Any]:
    """The document with the ranges of its parts covered; everything else as it is."""
    made = dict(document)
    for part, text in parts(document).items():
        hidden = covered(text, ranges.get(part, ()))
        if part == TEXT:
            made[TEXT] = hidden
        else:
            made[REPORT] = {**made[REPORT], part.removeprefix(f"{REPORT}."): hidden}
    return made


def read(entry: UUID, document: Mapping[str, Any]) -> Mask | None:
    """The mask that an entry's document sets; None for any other and for one that is malformed."""
    if document.get("kind") != KIND:
        return None
    try:
        ranges = {
            str(part): tuple((int(start), int(end)) for start, end in each)
            for part, each in document["ranges"].items()
        }
        files = frozenset(str(blob) for blob in document["files"])
        return Mask(entry, UUID(document["of"]), ranges, files, str(document["member"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def standing(masks: Iterable[Mask]) -> dict[UUID, Mask]:
    """The newest of each entry. :param masks: in the order of their entries."""
    return {mask.of: mask for mask in masks}
