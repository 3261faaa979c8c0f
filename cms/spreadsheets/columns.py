"""What a column is: its headings, what its cells hold, when it must be filled, where that comes from. Kinds of import are
tables of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cms.regulation.base import EntryKind

ORGANIZATION: EntryKind = "organization"
INDIVIDUAL: EntryKind = "individual"
BOTH: tuple[EntryKind, ...] = (ORGANIZATION, INDIVIDUAL)


class Holds(StrEnum):
    """What the cells of a column hold.

    text     one line of words; whole numbers typed as numbers are taken as written
    long     words in several lines
    code     a code: only as text, for a number has lost its zeros and its last digits
    date     a day
    free_day a day or a year as the source writes it, kept as words
    whole    a whole number
    yes_no   是 or 否, empty for 否
    choice   one of the column's choices
    names    several names, separated by 、 or line breaks
    ignored  a column that may stand in the file and is not read
    """

    TEXT = "text"
    LONG = "long"
    CODE = "code"
    DATE = "date"
    FREE_DAY = "free_day"
    WHOLE = "whole"
    YES_NO = "yes_no"
    CHOICE = "choice"
    NAMES = "names"
    IGNORED = "ignored"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column.

    name       key of the value in a row
    headings   accepted headings; the first is printed in templates
    holds      what its cells hold
    required   the kinds of entry for which it must be filled; `BOTH` also where rows have no kind
    heading_needed  whether the file must have the column at all
    choices    for `Holds.CHOICE`: key → accepted words, the first of them printed
    longest    characters at most
    help       what the column means, a message id
    articles   articles of the measure that ask for it
    personal   whether its words are searched for personal numbers
    only_for   the one kind whose rows may fill it, None for both
    """

    name: str
    headings: tuple[str, ...]
    holds: Holds = Holds.TEXT
    required: tuple[EntryKind, ...] = ()
    heading_needed: bool = False
    choices: Mapping[str, tuple[str, ...]] | None = None
    longest: int = 255
    help: str = ""
    articles: tuple[str, ...] = ()
    personal: bool = True
    only_for: EntryKind | None = None

    @property
    def heading(self) -> str:
        """The printed heading."""
        return self.headings[0]

    @property
    def is_read(self) -> bool:
        """Whether its cells become values."""
        return self.holds is not Holds.IGNORED

    def words(self, key: str) -> str:
        """The printed word of a choice; the key itself where it is none."""
        accepted = (self.choices or {}).get(key, ())
        return accepted[0] if accepted else key
