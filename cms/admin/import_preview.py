"""What the preview of an import shows: every row with its cells and what is wrong beside it, and what would change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from cms.actions.imports import draft_of, layout_of, new_rows
from cms.list_diff import ListDiff, compare
from cms.models import ImportKind, ImportRun
from cms.selectors.lists import draft_list_rows
from cms.spreadsheets.checking import Row
from cms.spreadsheets.columns import Column
from cms.spreadsheets.list_export import words_of
from cms.spreadsheets.problems import Problem

SHOWN = {
    "all": gettext_lazy("全部"),
    "errors": gettext_lazy("只看有错误的行"),
    "warnings": gettext_lazy("只看有提示的行"),
}
LISTED = 100
"""Entries of a difference that are listed; the rest is counted."""


@dataclass(frozen=True)
class Finding:
    """A problem as the page shows it."""

    cell: str
    sentence: str
    is_error: bool


@dataclass(frozen=True)
class PreviewCell:
    """A cell of the preview: its words, and whether it is wrong ("error"), to be looked at ("warning") or fine ("")."""

    text: str
    mark: str


@dataclass(frozen=True)
class PreviewRow:
    """A row of the preview, with its number in the file."""

    number: int
    cells: tuple[PreviewCell, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Heading:
    """A column of the preview: its letter in the file and its name."""

    letter: str
    words: str


def finding(problem: Problem) -> Finding:
    """A problem in the reader's language."""
    return Finding(problem.cell, problem.render(_), problem.is_error)


FILTERS: dict[str, Callable[[Row], bool]] = {
    "all": lambda row: True,
    "errors": lambda row: row.has_errors,
    "warnings": lambda row: any(not problem.is_error for problem in row.problems),
}
"""Which rows are shown, by the name in the address."""


def headings_of(run: ImportRun) -> tuple[list[Heading], list[Column]]:
    """The columns the file has, in its own order."""
    places: dict[str, int] = run.report.get("places", {})
    by_name = {column.name: column for column in layout_of(run).columns}
    ordered = [name for name in sorted(places, key=lambda name: places[name]) if name in by_name]
    columns = [by_name[name] for name in ordered]
    return [Heading(get_column_letter(places[c.name]), c.heading) for c in columns], columns


def preview_rows(
    rows: Sequence[Row], headings: Sequence[Heading], columns: Sequence[Column]
) -> list[PreviewRow]:
    """Rows as the table shows them."""
    return [_preview(row, headings, columns) for row in rows]


def _preview(row: Row, headings: Sequence[Heading], columns: Sequence[Column]) -> PreviewRow:
    marks = {problem.cell: "warning" for problem in row.problems if not problem.is_error}
    marks |= {problem.cell: "error" for problem in row.problems if problem.is_error}
    texts = words_of(row.values, columns)
    cells = tuple(
        PreviewCell(text, marks.get(f"{heading.letter}{row.number}", ""))
        for heading, text in zip(headings, texts, strict=True)
    )
    return PreviewRow(row.number, cells, tuple(finding(problem) for problem in row.problems))


def difference(run: ImportRun) -> ListDiff | None:
    """What a list import would change in the draft; None while it has errors, and for what is no list."""
    if run.kind != ImportKind.LIST or run.errors or run.notice is None:
        return None
    draft = draft_of(run)
    return compare(draft_list_rows(draft), new_rows(run, draft), draft.edition.regulation)


def is_stale(run: ImportRun) -> bool:
    """Whether the draft's list is another than at the check."""
    return run.kind == ImportKind.LIST and draft_of(run).entry_list_id != run.based_on
