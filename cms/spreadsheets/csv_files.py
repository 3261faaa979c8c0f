"""Reading a text table: which encoding, which separator, which cells."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.cells import Cell, CellKind, Line
from cms.spreadsheets.packing import LAST_ROW, MAX_COLUMNS
from cms.spreadsheets.problems import FileRefused, Problem
from cms.spreadsheets.tables import Table
from cms.spreadsheets.xlsx_files import (
    REPORT_EVERY,
    Progress,
    no_progress,
    too_many_columns,
    too_many_rows,
)

UTF8, GB18030, UTF16 = "utf-8", "gb18030", "utf-16"
ENCODINGS = (UTF8, GB18030, UTF16)
"""What may be chosen. Without a choice the file's own bytes decide, see `decode`."""

SEPARATORS = (",", "\t", ";")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Decoded:
    """The text of a file and how it was read."""

    text: str
    encoding: str


def decode(content: bytes, encoding: str = "") -> Decoded:
    """The text, strictly decoded.

    Without a choice: a byte order mark means UTF-16, else UTF-8 (with or without its own mark) if every byte fits, else
    GB18030 if every byte fits. Raises FileRefused where nothing fits, with what to do.
    """
    if encoding:
        if encoding not in ENCODINGS:
            raise ValueError(encoding)
        order = "utf-16-le" if encoding == UTF16 and not content.startswith(_MARKS) else encoding
        return _checked(_strict(content, "utf-8-sig" if encoding == UTF8 else order), encoding)
    if content.startswith(_MARKS):
        return _checked(_strict(content, UTF16), UTF16)
    if b"\x00" in content:
        raise FileRefused(
            "file.nul",
            _(
                "文件含有空字节，可能是没有标记的 UTF-16，也可能已经损坏。请另存为“CSV UTF-8”或 .xlsx 后上传。"
            ),
        )
    for name, codec in ((UTF8, "utf-8-sig"), (GB18030, GB18030)):
        text = _strict(content, codec)
        if text is not None:
            return _checked(text, name)
    raise FileRefused(
        "file.encoding",
        _("看不出文件的文字编码（不是 UTF-8、UTF-16 或 GB18030）。请另存为“CSV UTF-8”或 .xlsx 后上传。"),
    )


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeError:
        return None


def _checked(text: str | None, encoding: str) -> Decoded:
    if text is None:
        raise FileRefused(
            "file.encoding_chosen",
            _("文件不能按 %(encoding)s 读取。请另选编码，或者另存为“CSV UTF-8”后上传。"),
            {"encoding": encoding.upper()},
        )
    return Decoded(text, encoding)


def read_csv(content: bytes, encoding: str = "", progress: Progress = no_progress) -> Table:
    """The lines of a text table. A line's number is that of the record, as a spreadsheet would show it.

    Raises FileRefused where the encoding cannot be told, or quotation marks do not pair.
    """
    decoded = decode(content, encoding)
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, record in enumerate(_records(decoded.text), start=1):
        if number > LAST_ROW:
            problems.append(too_many_rows(""))
            break
        line = Line(number, tuple(_cells(record)))
        if line:
            lines.append(line)
        if number % REPORT_EVERY == 0:
            progress(number)
    if any(cell.column > MAX_COLUMNS and not cell.is_blank for line in lines for cell in line.cells):
        problems.append(too_many_columns(""))
    return Table("", lines, encoding=decoded.encoding, problems=tuple(problems))


def _records(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        yield from reader
    except csv.Error:
        raise FileRefused(
            "file.quotes",
            _(
                "第 %(line)d 行附近的引号不成对，或者一格的文字过长。请在表格程序中打开、另存为“CSV UTF-8”后上传。"
            ),
            {"line": max(1, reader.line_num)},
        ) from None


def _separator(text: str) -> str:
    """The separator that cuts the first lines into most cells: programs write comma, tab or semicolon by their region."""
    head = "\n".join(text.splitlines()[:5])
    return max(SEPARATORS, key=lambda mark: (head.count(mark), -SEPARATORS.index(mark)))


def _cells(record: list[str]) -> Iterator[Cell]:
    for column, text in enumerate(record, start=1):
        if text:
            yield Cell(column, CellKind.TEXT, _as_typed(text))


def _as_typed(text: str) -> str:
    """The text without the apostrophe that `for_csv` puts before what a spreadsheet would calculate."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


def for_csv(text: str) -> str:
    """The text as it is written to a text table: what a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def first_lines(content: bytes, encoding: str = "", count: int = 5) -> list[str]:
    """The first lines as text, for somebody to see whether the encoding is right. Raises FileRefused like `decode`."""
    text = decode(content, encoding).text
    return [line[:120] for line in text.splitlines()[:count]]
