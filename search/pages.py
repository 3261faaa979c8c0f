"""What the pages of the search show: frozen values, filled by `search.presenting`, laid out by templates.

Addresses are root-relative on the main host. Texts of the register are data in Chinese; words of the portal arrive translated.
"""

import datetime as dt
from dataclasses import dataclass, field

from search.coverage import RegisterCoverage

ROOT = "/register/"


@dataclass(frozen=True)
class Piece:
    """A run of a text; `found` where it is what was looked for."""

    text: str
    found: bool = False


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Fact:
    """Something about an award under its name, with what was looked for marked."""

    label: str
    text: Pieces


@dataclass(frozen=True)
class Happening:
    """What happened to an award after it was won. `path` is the notice that says so, empty for one from before the portal."""

    kind: str
    label: str
    on: dt.date
    doc_no: Pieces
    path: str


@dataclass(frozen=True)
class AwardResult:
    """An award that was found. `path` is its own page. An award of another scheme is not `verified`: 未经核实.

    `given_back`: it was revoked once, and stands again. `holder_path` has all awards of its holder, empty where it has no page.
    """

    path: str
    name: Pieces
    withheld: bool
    what: Pieces
    status: str
    status_label: str
    verified: bool
    before_portal: bool
    given_back: bool
    happened: tuple[Happening, ...]
    facts: tuple[Fact, ...]
    holder_path: str = ""


@dataclass(frozen=True)
class NoticeResult:
    """A notice that was found; `snippet` is its text around the first place found."""

    path: str
    heading: Pieces
    over: str
    on: dt.date
    doc_no: Pieces
    snippet: Pieces


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many awards have it, whether it is chosen, and its label with what was looked for marked."""

    value: str
    label: Pieces
    count: int
    selected: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet beside a result. `choices` are the first of `values` values; `all_path` lists them all."""

    facet: str
    legend: str
    choices: tuple[Choice, ...]
    values: int
    all_path: str
    is_open: bool


@dataclass(frozen=True)
class Chip:
    """A choice that was made, and the address of the same search without it."""

    legend: str
    label: str
    path: str


@dataclass(frozen=True)
class Link:
    """A link; `current` where it leads to what is shown."""

    label: str
    path: str
    current: bool = False


@dataclass(frozen=True)
class SoundNote:
    """How words of Latin letters were taken, and the address that takes them the other way, empty where that finds nothing."""

    words: str
    by_sound: bool
    path: str


@dataclass(frozen=True)
class Asked:
    """The form above a result: the words, what stays as it was, and where else to look.

    `kept` are the parameters that stay when words change, `ignored` those of the address that are no part of a search.
    """

    words: str = ""
    collection: str = "awards"
    kept: tuple[tuple[str, str], ...] = ()
    tabs: tuple[Link, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class NothingFound:
    """Why there may be no hit: how many there are without the choices made, or names that may have been meant."""

    without_choices: int = 0
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchPage:
    """A page of a result. `total` counts all that was found, `start` is the number of the first row.

    `plain` is the address of everything, `without_choices` how many there are where the choices made leave none, and
    `without_choices_path` where these are.
    """

    asked: Asked
    narrows: bool
    total: int
    page: int
    pages: int
    rows: tuple[AwardResult | NoticeResult, ...]
    groups: tuple[FacetGroup, ...]
    facets_kept: tuple[tuple[str, str], ...]
    chips: tuple[Chip, ...]
    without_chips: str
    sorts: tuple[Link, ...]
    first: str
    previous: str
    following: str
    last: str
    sounds: tuple[SoundNote, ...]
    suggestions: tuple[Link, ...]
    without_choices: int
    without_choices_path: str
    downloads: tuple[Link, ...]
    feed: str
    numbers: str
    coverage: RegisterCoverage
    start: int = 1
    plain: str = ROOT


@dataclass(frozen=True)
class FacetPage:
    """Every value of one facet for a search. `find` narrows the list; chosen values are always listed."""

    asked: Asked
    facet: str
    legend: str
    find: str
    path: str
    back: str
    choices: tuple[Choice, ...]
    values: int
    kept: tuple[tuple[str, str], ...]
    find_kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a field of the address, and what to do."""

    label: str
    text: str


@dataclass(frozen=True)
class RefusedPage:
    """An address that cannot be asked: every reason, and the address of the same search without what is wrong."""

    asked: Asked
    problems: tuple[Wrong, ...]
    repaired: str


@dataclass(frozen=True)
class DownPage:
    """The search cannot answer now: the registers of the schemes, which can."""

    registers: tuple[Link, ...] = field(default=())
