"""A table as CSV: UTF-8 with a mark, RFC 4180, and no cell that a spreadsheet would calculate."""

import csv
from collections.abc import Iterable, Iterator

from search.exporting.fields import COLUMNS, Row, cells

MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""

CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet take a text for a formula; the wide ones where the input method narrows them."""

APOSTROPHE = "'"


def guarded(text: str) -> str:
    """The text with an apostrophe before it if it would be calculated, or begins with an apostrophe itself.

    So an apostrophe that begins a cell is never the text's own, and taking one away gives every text back.
    """
    first = text.lstrip(" \u3000\xa0")
    return f"{APOSTROPHE}{text}" if first.startswith(CALCULATED) or text.startswith(APOSTROPHE) else text


def unguarded(cell: str) -> str:
    """The text of a cell."""
    return cell.removeprefix(APOSTROPHE)


class _Line:
    """Takes what `csv.writer` writes, one record at a time."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def written(rows: Iterable[Row]) -> Iterator[str]:
    """The file, record by record; its mark stands before the headings."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([column.heading for column in COLUMNS])
    yield MARK + line.text
    for row in rows:
        writer.writerow([guarded(each) if isinstance(each, str) else each for each in cells(row)])
        yield line.text
