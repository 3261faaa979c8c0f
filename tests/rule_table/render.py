"""The page of the table: Markdown, one row a rule, by measure."""

from collections import Counter
from collections.abc import Iterable

from cms.regulation.document import load_builtin
from tests.rule_table.evidence import ROOT
from tests.rule_table.index import CITIES
from tests.rule_table.table import TableRow, table

PAGE = ROOT / "docs" / "reference" / "rule-table.md"

INTRODUCTION = """\
# The table of rules

Every rule of the five measures that software can hold: its article, where it is held, the tests that prove it.
Written by `python -m tests.rule_table` from `tests/data/rule-index.csv` and `tests/rule_table/`. The tests fail when
this page is older than they are, when a rule is missing, or when a file, symbol or test named here does not exist.

- **Rule**: measure, article, name; item (六) of article 13 is written 13-6.
- **Software**: *hold* = kept by construction; *check-block* = refused until met; *check-warn* = a warning; *show* =
  displayed with its article.
- **Note**: how far the holding goes, where that needs a word.
- **Where**: the place in the measure's file, then the code. Rules know no city: the same code holds a rule of every
  measure that has it.
- **Tests**: three tests have a case for every rule, named by it, and stand as letters: **a** the article says these
  words; **b** the measure's file holds the value with that article; **c** the words stand on the measure's public
  page under the article. The others are named in full.
"""

LETTERS = {
    "a": "tests/unit/cms/test_measures_by_article.py::test_the_article_says_it",
    "b": "tests/unit/cms/test_measures_by_article.py::test_the_document_holds_it_with_that_article",
    "c": "tests/unit/cms/test_measures_by_article.py::test_the_public_page_shows_it_under_that_article",
}
"""Tests with a case for each rule, `[<rule>]`; the page writes them as letters."""


def page() -> str:
    """The whole page."""
    rows = table()
    parts = [INTRODUCTION, _letters(), _summary(rows)]
    parts += [_section(city, [row for row in rows if row.rule.city == city]) for city in CITIES]
    return "\n".join(parts)


def _letters() -> str:
    lines = [f"- **{letter}**: `{test}[<rule>]`" for letter, test in LETTERS.items()]
    return "\n".join(["## Tests with a case for each rule", "", *lines, ""])


def _summary(rows: Iterable[TableRow]) -> str:
    kinds = Counter(row.rule.software for row in rows)
    lines = [f"{sum(kinds.values())} rules, all held:"]
    lines += [f"- {kind}: {count}" for kind, count in sorted(kinds.items())]
    return "\n".join(["## In numbers", "", lines[0], "", *lines[1:], ""])


def _section(city: str, rows: list[TableRow]) -> str:
    title = load_builtin(city).regulation.instrument.title
    lines = [
        f"## {title} (`{rows[0].measure}`)",
        "",
        "| Rule | Article | Software | Note | Where | Tests |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        columns = (
            f"`{row.rule.id}`",
            ", ".join(row.rule.articles),
            row.rule.software,
            row.note,
            _lines(f"`{place}`" for place in (*row.data, *row.code)),
            _lines(_tests(row)),
        )
        lines.append("| " + " | ".join(columns) + " |")
    return "\n".join([*lines, ""])


def _lines(words: Iterable[str]) -> str:
    return "<br>".join(words)


def _tests(row: TableRow) -> list[str]:
    """The letters of the tests with a case for each rule in one line, then the other tests."""
    own = {f"{test}[{row.rule.id}]": letter for letter, test in LETTERS.items()}
    letters = [own[proof] for proof in row.proofs if proof in own]
    return [" ".join(letters), *(f"`{proof}`" for proof in row.proofs if proof not in own)]
