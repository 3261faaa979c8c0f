"""The index of rules: one row for each rule of a measure that software can hold, with its article and exact words."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from cms.regulation.schema import Regulation

SOURCE = Path(__file__).parents[1] / "data" / "rule-index.csv"
CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")

Software = Literal["hold", "check-block", "check-warn", "show"]
"""Kept by construction; refused until met; a warning; displayed with its article."""


@dataclass(frozen=True)
class IndexRow:
    """A rule. `id` is city.article.slug, `articles` are references such as 18(8), `passages` exact words less white
    space. `what` says what software does about it; `reading` names the reading of an open text it rests on, or "".
    """

    id: str
    articles: tuple[str, ...]
    passages: tuple[str, ...]
    software: Software
    what: str
    reading: str

    @property
    def city(self) -> str:
        """The code of the scheme."""
        return self.id.split(".")[0]

    @property
    def slug(self) -> str:
        """What recurs from city to city."""
        return self.id.split(".", 2)[2]

    @property
    def level(self) -> str:
        """The level of the verdict a checked rule gives: block or warn; "" for the others."""
        return self.software.partition("-")[2]


@cache
def rows() -> tuple[IndexRow, ...]:
    """Every rule, in the order of the index. Raises ValueError for a row that is none."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return tuple(_row(record) for record in csv.DictReader(file))


def _row(record: dict[str, str]) -> IndexRow:
    software = next((known for known in get_args(Software) if known == record["software"]), None)
    if software is None or record["id"].split(".")[0] not in CITIES:
        raise ValueError(record)
    return IndexRow(
        id=record["id"],
        articles=tuple(record["articles"].split(", ")),
        passages=tuple(record["quote"].split(" … ")),
        software=software,
        what=record["what"],
        reading=record["reading"],
    )


def squeezed(words: str) -> str:
    """Words less white space: how passages and printed text are compared."""
    return "".join(words.split())


def printed_where(row: IndexRow, regulation: Regulation) -> dict[str, str | None]:
    """Each passage of a row with the article of the row in which it stands, None where it stands in none of them."""
    texts = {ref: squeezed(regulation.article(ref)) for ref in row.articles}
    return {
        passage: next((ref for ref, text in texts.items() if squeezed(passage) in text), None)
        for passage in row.passages
    }
