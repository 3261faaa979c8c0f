"""The yearly figures in public: charts and a table for each year, and a CSV. From what was fixed, never counted again."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cms.pages import Crumb
from cms.views.presenters import common
from cms.views.register import harmless
from complaints.figures import Figures, Line, Outcome
from complaints.models import YearFigures
from complaints.reports import Kind
from complaints.selectors.figures import published_figures
from complaints.suppression import SMALL
from portal.charts import Chart, Counted, chart

OUTCOMES: dict[Outcome, str | Promise] = {
    Outcome.OPEN: gettext_lazy("正在办理"),
    Outcome.REFUSED: gettext_lazy("不予受理"),
    Outcome.UPHELD: gettext_lazy("属实"),
    Outcome.NOT_UPHELD: gettext_lazy("未查实"),
    Outcome.REFERRED: gettext_lazy("移送有权机关"),
    Outcome.WITHDRAWN: gettext_lazy("撤回"),
}
"""The columns."""

KINDS: dict[Kind, str | Promise] = {
    Kind.ENTRY: gettext_lazy("名单内容"),
    Kind.STAFF: gettext_lazy("人员和程序"),
    Kind.WINNER: gettext_lazy("获奖后的行为"),
    Kind.MARK: gettext_lazy("冒用标识"),
    Kind.OTHER: gettext_lazy("其他"),
}
"""What cases were about."""

BOM = "\ufeff"
"""So that spreadsheets read the CSV as UTF-8."""


@dataclass(frozen=True)
class YearPage:
    """A year's figures as the page shows them; `day` is that of the publication."""

    year: int
    day: object
    figures: Figures
    outcomes: tuple[str | Promise, ...]
    lines: tuple["LinePage", ...]
    kinds: tuple[tuple[str | Promise, int | None], ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """What is seen at a glance: how the cases of all cities ended, how many each city had, what they were about."""
        whole, cities = self.lines[-1], self.lines[:-1]
        return (
            _chart("outcomes", _("办理结果，各市合计"), whole.cells),
            _chart("cities", _("各市收到"), [(line.name, line.total) for line in cities], data=True),
            _chart("kinds", _("反映事项，各市合计"), self.kinds),
        )

    @property
    def total(self) -> int | None:
        """Of all cities, None where it is left out."""
        return self.lines[-1].total


@dataclass(frozen=True)
class LinePage:
    """A city's line, or that of all (`name` empty), each figure with its column."""

    name: str
    cells: tuple[tuple[str | Promise, int | None], ...]
    total: int | None


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every year that is out, newest first."""
    years = [year_page(row, shown) for row, shown in published_figures()]
    context = {
        "years": years,
        "small": SMALL,
        **common("", Crumb(_("异议与投诉"), "/complaints/"), Crumb(_("年度统计"))),
    }
    return render(request, "complaints/figures.html", context)


@require_safe
def figures_csv(request: HttpRequest, year: int) -> HttpResponse:
    """One year as CSV in UTF-8; a figure that is not published reads 不公布. Raises Http404 for a year that is not out."""
    found = next((shown for row, shown in published_figures() if row.year == year), None)
    if found is None:
        raise Http404
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = [OUTCOMES[Outcome(outcome)] for outcome in found.outcomes]
    writer.writerow([_("市"), *columns, _("合计")])
    for line in found.lines:
        writer.writerow([harmless(_name(line)), *map(_cell, line.counts), _cell(line.total)])
    writer.writerow([])
    writer.writerow([_("反映事项"), _("件数")])
    for kind, count in found.kinds:
        writer.writerow([KINDS[Kind(kind)], _cell(count)])
    response = HttpResponse(BOM + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{year}.csv"'
    return response


def year_page(row: YearFigures, shown: Figures) -> YearPage:
    """A year as pages show it. :param row: its publication, or an unsaved row for what would go out."""
    outcomes = tuple(OUTCOMES[Outcome(outcome)] for outcome in shown.outcomes)
    return YearPage(
        row.year,
        row.day,
        shown,
        outcomes,
        tuple(
            LinePage(line.name, tuple(zip(outcomes, line.counts, strict=True)), line.total)
            for line in shown.lines
        ),
        tuple((KINDS[Kind(kind)], count) for kind, count in shown.kinds),
    )


def _chart(
    key: str, title: str, counts: Iterable[tuple[str | Promise, int | None]], *, data: bool = False
) -> Chart:
    """Bars of published numbers alone. Lines keep their order whatever they count and whatever is left out."""
    lines = [Counted(label, count) for label, count in counts]
    return chart(key, title, lines, absent=_("不公布"), data=data)


def _name(line: Line) -> str:
    return line.name or _("全部")


def _cell(count: int | None) -> str:
    return _("不公布") if count is None else str(count)
