"""Puts the page of the register's numbers together: charts, the tables beside them, and what was counted, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.charts import Chart, Counted, chart
from search import presenting
from search.coverage import RegisterCoverage
from search.facets import Facet, Status
from search.pages import Asked, RefusedPage, Wrong
from search.presenting import Given, address, asked
from search.query import Problem, Query
from search.statistics import CONFERRED, NOTHING, Cross, Dimension, Line, Numbers, Tally
from search.wording import FIELDS, LEGENDS, STATUSES, label_of

MOST_LINES = 20
"""Lines of a chart and its table; the table to download has all. Years and gaps are never folded away."""

TITLES: dict[Facet, str | Promise] = {
    Facet.YEAR: gettext_lazy("各年度获奖数"),
    Facet.CITY: gettext_lazy("各城市获奖数"),
    Facet.TIER: gettext_lazy("各奖项等次获奖数"),
    Facet.KIND: gettext_lazy("组织和个人获奖数"),
    Facet.INDUSTRY: gettext_lazy("各行业获奖数"),
}
TITLES_UNVERIFIED: dict[Facet, str | Promise] = {
    Facet.YEAR: gettext_lazy("各年度记录数（未经核实）"),
    Facet.CITY: gettext_lazy("各地区记录数（未经核实）"),
    Facet.TIER: gettext_lazy("各奖项等次记录数（未经核实）"),
}
DATA = frozenset({Facet.CITY, Facet.TIER, Facet.INDUSTRY})
"""Facets whose labels are data in Chinese."""

DASH = "—"


@dataclass(frozen=True)
class Row:
    """A line of a table. `tally` is None in a gap; `percent` is a text, empty where no share is told."""

    label: str
    tally: Tally | None
    percent: str
    data: bool = False


@dataclass(frozen=True)
class DimensionShown:
    """Awards by one facet: the chart, what it shows in words, and the same as a table whose last line is the sum."""

    key: str
    heading: str
    about: tuple[str, ...]
    chart: Chart
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True)
class Cell:
    """A number in the table of years and cities, and the search it stands for, empty for nought."""

    count: int
    path: str


@dataclass(frozen=True)
class CrossRow:
    """A year with its cells, none in a gap; `rest` is None where every city has a column."""

    label: str
    cells: tuple[Cell, ...]
    rest: int | None
    total: int | None


@dataclass(frozen=True)
class CrossShown:
    """Awards by year and city: the cities' labels, a row for each year, and the sums."""

    cities: tuple[str, ...]
    has_rest: bool
    rows: tuple[CrossRow, ...]
    totals: CrossRow

    @property
    def columns(self) -> int:
        """Columns beside that of the years."""
        return len(self.cities) + self.has_rest + 1


@dataclass(frozen=True)
class Share:
    """A status with its number, and the search it stands for, empty for nought."""

    label: str
    count: int
    path: str


@dataclass(frozen=True)
class StatisticsPage:
    """All numbers of a search. `facts` say what was asked, none for everything; `search` is the search itself.

    `statuses` sum up to `total.awards`. `with_struck` and `with_shares` say which columns the tables have.
    """

    asked: Asked
    facts: tuple[tuple[str, str], ...]
    sounded: str
    search: str
    plain: str
    csv: str
    total: Row
    statuses: tuple[Share, ...]
    struck: Share
    unverified: Share
    with_struck: bool
    with_shares: bool
    dimensions: tuple[DimensionShown, ...]
    cross: CrossShown | None
    unverified_by: tuple[DimensionShown, ...]
    coverage: RegisterCoverage

    @property
    def apart(self) -> tuple[Share, ...]:
        """What is counted apart from the awards."""
        return self.struck, self.unverified

    @property
    def nothing(self) -> bool:
        """Whether nothing at all was found."""
        return not (self.total.tally != NOTHING or self.unverified.count)


def statistics_page(
    numbers: Numbers, coverage: RegisterCoverage, ignored: Sequence[str] = ()
) -> StatisticsPage:
    """The page of a search's numbers."""
    query = numbers.query
    return StatisticsPage(
        asked=asked(query, ignored),
        facts=tuple(facts(numbers)),
        sounded="、".join(numbers.sounded),
        search=address(query),
        plain=reverse("register_statistics") if query.narrows else "",
        csv=reverse("register_statistics_csv") + query.address(),
        total=_row(numbers, _("合计"), numbers.total),
        statuses=tuple(_share(numbers, status, numbers.statuses[status]) for status in CONFERRED),
        struck=_share(numbers, Status.STRUCK, numbers.statuses[Status.STRUCK]),
        unverified=_share(numbers, Status.UNVERIFIED, numbers.unverified),
        with_struck=bool(numbers.total.struck),
        with_shares=numbers.shares,
        dimensions=tuple(_dimension(numbers, each) for each in numbers.dimensions)
        if numbers.total != NOTHING
        else (),
        cross=_cross(numbers.cross) if numbers.cross else None,
        unverified_by=tuple(_unverified(numbers, each) for each in numbers.unverified_by),
        coverage=coverage,
    )


def refused_page(given: Given, problems: Sequence[Problem]) -> RefusedPage:
    """Why an address cannot be counted, and the same without what is wrong."""
    shown = presenting.refused_page(given, problems, reverse("register_statistics"))
    only_awards = Wrong(str(FIELDS["in"]), _("统计的只是获奖，不能统计公告和决定。请改为“获奖”。"))
    told = (
        only_awards if problem.name == "in" else each
        for problem, each in zip(problems, shown.problems, strict=True)
    )
    return replace(shown, problems=tuple(told))


def facts(numbers: Numbers) -> Iterable[tuple[str, str]]:
    """What was asked, each under its name."""
    query = numbers.query
    if query.words:
        yield _("检索词"), query.words
    for facet, values in query.chosen.items():
        labels = {count.value: count.label for count in numbers.chosen.get(facet, ())}
        yield str(LEGENDS[facet]), "、".join(label_of(facet, each, labels.get(each, "")) for each in values)
    if query.holders:
        yield _("获奖者"), _("限定为指定的获奖者")


def label(facet: Facet, line: Line) -> str:
    """How a line is called: its value, the years of a gap, or that the awards do not say."""
    if not line.value:
        return _("未载明")
    if facet is Facet.YEAR:
        return _("%(year)s年") % {"year": "—".join(dict.fromkeys((line.value, line.until or line.value)))}
    return label_of(facet, line.value, line.label)


def percent(tally: Tally) -> str:
    """The share of the revoked as a text: to one decimal, and never nought where any was revoked."""
    if tally.percent is None:
        return DASH
    if tally.revoked and not tally.percent:
        return _("不到0.1%")
    return f"{tally.percent}%"


def _row(numbers: Numbers, text: str, tally: Tally | None, *, data: bool = False) -> Row:
    told = percent(tally) if tally is not None and numbers.shares else ""
    return Row(text, tally, told, data)


def _share(numbers: Numbers, status: Status, count: int) -> Share:
    path = address(numbers.query.choosing(Facet.STATUS, [status.value])) if count else ""
    return Share(str(STATUSES[status]), count, path)


def _dimension(numbers: Numbers, dimension: Dimension) -> DimensionShown:
    facet, title = dimension.facet, str(TITLES[dimension.facet])
    lines, others, rest = dimension.folded(_most_lines(dimension))
    data = facet in DATA
    rows = [_row(numbers, label(facet, line), line.tally, data=data and bool(line.value)) for line in lines]
    bars = [
        Counted(
            row.label,
            row.tally.awards if row.tally else None,
            row.tally.revoked if row.tally and numbers.shares else 0,
            address(line.asks) if line.asks else "",
        )
        for row, line in zip(rows, lines, strict=True)
    ]
    if others:
        rows.append(_row(numbers, _("其他%(n)d个") % {"n": others}, rest))
        bars.append(Counted(rows[-1].label, rest.awards, rest.revoked if numbers.shares else 0))
    return DimensionShown(
        key=facet.value,
        heading=str(LEGENDS[facet]),
        about=tuple(_about(dimension)),
        chart=chart(facet.value, title, bars, absent=_("没有记录"), data=data),
        rows=tuple(rows),
        total=_row(numbers, _("合计"), numbers.total),
    )


def _most_lines(dimension: Dimension) -> int:
    return len(dimension.lines) if dimension.facet is Facet.YEAR else MOST_LINES


def _unverified(numbers: Numbers, dimension: Dimension) -> DimensionShown:
    facet, title = dimension.facet, str(TITLES_UNVERIFIED[dimension.facet])
    lines, others, rest = dimension.folded(MOST_LINES)
    rows = [Row(label(facet, line), line.tally, "", facet in DATA and bool(line.value)) for line in lines]
    bars = [
        Counted(
            row.label, row.tally.awards if row.tally else None, 0, address(line.asks) if line.asks else ""
        )
        for row, line in zip(rows, lines, strict=True)
    ]
    if others:
        rows.append(Row(_("其他%(n)d个") % {"n": others}, rest, ""))
        bars.append(Counted(rows[-1].label, rest.awards))
    return DimensionShown(
        key=f"unverified-{facet.value}",
        heading=_("地区") if facet is Facet.CITY else str(LEGENDS[facet]),
        about=(_most(dimension),),
        chart=chart(f"unverified-{facet.value}", title, bars, data=facet in DATA),
        rows=tuple(rows),
        total=Row(_("合计"), Tally(numbers.unverified), ""),
    )


def _about(dimension: Dimension) -> Iterable[str]:
    """A chart in words: where the most are, and what its labels are taken from."""
    if most := _most(dimension):
        yield most
    match dimension.facet:
        case Facet.YEAR if any(line.tally is None for line in dimension.lines):
            yield _("写“没有记录”的年度，名册里一项也没有：可能当年没有评选，也可能还没有收录，不能当作0。")
        case Facet.TIER:
            yield _("等次按各市评审办法的名称，名称相同的算在一起，各市标准可能不同。")
        case Facet.INDUSTRY:
            yield _("行业按表彰决定或公告的写法；没有写的和依法隐去的，列在“未载明”。")


def _most(dimension: Dimension) -> str:
    counted = [line for line in dimension.lines if line.value and line.tally and line.tally.awards]
    if len(counted) < 2:
        return ""
    most = max(line.tally.awards for line in counted if line.tally)
    names = [label(dimension.facet, line) for line in counted if line.tally and line.tally.awards == most]
    if len(names) > 3:
        return ""
    return ngettext("最多的是%(names)s，%(n)d项。", "最多的是%(names)s，%(n)d项。", most) % {
        "names": "、".join(names),
        "n": most,
    }


def _cross(cross: Cross) -> CrossShown:
    has_rest = bool(cross.rest)
    rows = []
    for line in cross.lines:
        cells = tuple(
            Cell(count, _cell_path(cross.asks(line.year, city), count))
            for city, count in zip(cross.cities, line.cells, strict=bool(line.cells))
        )
        tally = line.year.tally
        rows.append(
            CrossRow(
                label(Facet.YEAR, line.year),
                cells,
                line.rest if has_rest else None,
                tally.awards if tally else None,
            )
        )
    sums = tuple(
        Cell(sum(cells), "")
        for cells in zip(*(line.cells for line in cross.lines if line.cells), strict=True)
    )
    return CrossShown(
        cities=tuple(label(Facet.CITY, city) for city in cross.cities),
        has_rest=has_rest,
        rows=tuple(rows),
        totals=CrossRow(
            _("合计"), sums, cross.rest if has_rest else None, sum(row.total or 0 for row in rows)
        ),
    )


def _cell_path(asks: Query | None, count: int) -> str:
    return address(asks) if asks and count else ""
