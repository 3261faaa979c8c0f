"""When two rows mean one holder: organisations by code or name, persons by name and unit together."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from cms.regulation.rules.award_facts import PastAward
from cms.regulation.rules.facts import EntryFacts


def fold(text: str) -> str:
    """Return the text for comparison: NFKC, without white space, lower case. Never for display."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(frozen=True)
class Holder:
    """An organisation or one person of an entry, folded for comparison; `no` is the entry's number."""

    entry_key: str
    no: int
    kind: str
    name: str
    uscc: str = ""
    unit: str = ""

    def is_same(self, other: "Holder") -> bool:
        """Whether both mean the same holder as far as the rows can tell."""
        if self.kind != other.kind:
            return False
        if self.kind == "organization":
            return bool(self.uscc and self.uscc == other.uscc) or bool(self.name and self.name == other.name)
        return bool(self.name and self.unit) and (self.name, self.unit) == (other.name, other.unit)

    def shares_only_the_name(self, other: "Holder") -> bool:
        """Whether two persons have one name and their units do not confirm that they are one person."""
        return (
            self.kind == other.kind == "individual"
            and bool(self.name)
            and self.name == other.name
            and not self.is_same(other)
        )


def holders(entry: EntryFacts) -> Iterator[Holder]:
    """Yield the organisation of an entry, or each of its persons; nothing for a withheld entry."""
    if entry.withheld:
        return
    if entry.kind == "organization":
        yield Holder(entry.key, entry.no, entry.kind, fold(entry.name), fold(entry.uscc))
        return
    for name in entry.joint_names or (entry.name,):
        yield Holder(entry.key, entry.no, entry.kind, fold(name), unit=fold(entry.unit))


def past_holder(award: PastAward) -> Holder:
    """Return the holder of an earlier award for comparison."""
    return Holder("", 0, award.kind, fold(award.name), fold(award.uscc), fold(award.unit))
