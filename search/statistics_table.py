"""The register's numbers as one long table: a number a line, so that any program can read, filter and sum it up.

Columns: what is counted, by what, the value as addresses have it, its label, the number; how many of it were revoked, and the
share; and apart from it, how many were struck. What the table is (question, index, time, coverage) stands in its last lines,
under `ABOUT` in the first column, the name in the second and the text in the fourth: every line has the same columns.

The words are Chinese for every reader, as in the files of awards.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from search.exporting.csv_form import MARK, guarded
from search.exporting.words import UNVERIFIED, VERIFIED
from search.facets import Facet, Status
from search.statistics import Dimension, Line, Numbers, Tally
from search.statistics_presenting import label
from search.wording import LEGENDS, STATUSES

COLUMNS = (
    "范围", "维度", "值", "名称", "数量", "其中已撤销", "已撤销占比（%）", "已移出决定（另计）",
)  # fmt: skip
ABOUT = "说明"
EVERYTHING = "合计"
CROSSED = "×"
"""Joins the names, and the values, of the two sides of the table of years and cities."""

NO_RECORD = "没有记录"
"""The label of a year of which the register has nothing; its numbers are empty, not nought."""

Cells = tuple[str | int, ...]


def written(numbers: Numbers, about: Iterable[tuple[str, str]]) -> str:
    """The file. `about` names and tells what it is."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in lines(numbers):
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in line])
    for name, told in about:
        writer.writerow([ABOUT, guarded(name), "", guarded(told), "", "", "", ""])
    return MARK + text.getvalue()


def lines(numbers: Numbers) -> Iterator[Cells]:
    """Every number. Within a range and a dimension each column sums up to the total."""
    shares = numbers.shares
    yield (VERIFIED, EVERYTHING, "", EVERYTHING, *_tally(numbers.total, shares=shares))
    for status, count in numbers.statuses.items():
        tally = (
            Tally(struck=count)
            if status is Status.STRUCK
            else Tally(count, count * (status is Status.REVOKED))
        )
        counted = _tally(tally, shares=False)
        yield (VERIFIED, str(LEGENDS[Facet.STATUS]), status.value, str(STATUSES[status]), *counted)
    for dimension in numbers.dimensions:
        for line in dimension.lines:
            yield from _of(dimension.facet, line, shares=shares)
    yield from _crossed(numbers)
    if numbers.unverified:
        yield (UNVERIFIED, EVERYTHING, "", EVERYTHING, numbers.unverified, "", "", "")
    for dimension in numbers.unverified_by:
        yield from _unverified(dimension)


def _of(facet: Facet, line: Line, *, shares: bool) -> Iterator[Cells]:
    name = str(LEGENDS[facet])
    if line.tally is not None:
        yield (VERIFIED, name, line.value, label(facet, line), *_tally(line.tally, shares=shares))
        return
    for year in range(int(line.value), int(line.until) + 1):
        yield (VERIFIED, name, str(year), NO_RECORD, "", "", "", "")


def _tally(tally: Tally, *, shares: bool) -> Cells:
    share = "" if tally.percent is None or not shares else str(tally.percent)
    if share and tally.revoked and not tally.percent:
        # Few of many are not none.
        share = f"{100 * tally.revoked / tally.awards:.6f}".rstrip("0")
    return tally.awards, tally.revoked, share, tally.struck


def _crossed(numbers: Numbers) -> Iterator[Cells]:
    """Years by cities: what there is, and nothing for a pair without an award."""
    cross = numbers.cross
    if cross is None:
        return
    name = f"{LEGENDS[Facet.YEAR]}{CROSSED}{LEGENDS[Facet.CITY]}"
    for line in cross.lines:
        for city, count in zip(cross.cities, line.cells, strict=bool(line.cells)):
            if count:
                value = f"{line.year.value}{CROSSED}{city.value}"
                shown = f"{label(Facet.YEAR, line.year)}{CROSSED}{label(Facet.CITY, city)}"
                yield (VERIFIED, name, value, shown, count, "", "", "")
        if line.rest:
            shown = f"{label(Facet.YEAR, line.year)}{CROSSED}其他城市"
            yield (VERIFIED, name, f"{line.year.value}{CROSSED}", shown, line.rest, "", "", "")


def _unverified(dimension: Dimension) -> Iterator[Cells]:
    name = "地区" if dimension.facet is Facet.CITY else str(LEGENDS[dimension.facet])
    for line in dimension.lines:
        if line.tally is not None:
            yield (UNVERIFIED, name, line.value, label(dimension.facet, line), line.tally.awards, "", "", "")


def file_name(today: dt.date) -> str:
    """What the file is called on a Beijing day."""
    return f"获奖名册统计-{today.isoformat()}.csv"
