"""Two sheets for whoever leads: how one case stands, and how one's cases stand altogether. Neither holds a word of a report.

Both are made from what stands in clear and from the chain, over the cases to which the reader holds a key and no other. They
are kept nowhere.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import clock
from cms.windows import beijing_day
from complaints.desk.base import DeskView
from complaints.desk.case_views import ThreadView
from complaints.desk.page import CaseLine, case_lines
from complaints.desk.panels import Spot, panel
from complaints.models import Case
from complaints.rights import Act
from complaints.transitions import OPEN_STATES

COLUMNS = (
    gettext_lazy("未办结"),
    gettext_lazy("将到期"),
    gettext_lazy("已逾期"),
    gettext_lazy("已办结"),
    gettext_lazy("合计"),
)
"""What is counted, in the order of `Counts.cells`. A case that is overdue can have another day near."""


@dataclass(frozen=True)
class Counts:
    """How many cases of a sort there are, in the order of `COLUMNS`."""

    label: str | Promise
    cells: tuple[int, int, int, int, int]

    @property
    def pairs(self) -> tuple[tuple[str | Promise, int], ...]:
        """Each count with its column."""
        return tuple(zip(COLUMNS, self.cells, strict=True))


def counts(label: str | Promise, lines: Iterable[CaseLine]) -> Counts:
    """Count cases."""
    found: Counter[str] = Counter()
    for line in lines:
        found["all"] += 1
        if line.case.state in OPEN_STATES:
            found.update(("open", *(["soon"] if line.soon else ()), *(["overdue"] if line.overdue else ())))
    ended = found["all"] - found["open"]
    return Counts(label, (found["open"], found["soon"], found["overdue"], ended, found["all"]))


class CaseOverview(ThreadView):
    """How the case stands: days, clocks and what was done, for paper."""

    act = Act.PRINT
    template_name = "complaints/desk/overview.html"

    def get_page_title(self) -> str:
        """办理情况单."""
        return _("办理情况单")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The sheet."""
        return self.shown(today=beijing_day(clock.now()))


class Summary(DeskView):
    """How many of one's cases wait, are near their day or late: by who leads them, by their track, by what they are about."""

    template_name = "complaints/desk/summary.html"

    def get_page_title(self) -> str:
        """办理统计."""
        return _("办理统计")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The tables."""
        today = beijing_day(clock.now())
        cases = Case.objects.filter(wraps__member=self.at_work.member).select_related("assigned__user")
        lines = case_lines(cases, self.at_work, today)
        tables = [
            (_("按承办人"), _rows(lines, [line.assigned or _("未分派") for line in lines])),
            (_("按办理方式"), _rows(lines, [line.case.get_track_display() for line in lines])),
            (_("按反映事项"), _rows(lines, [str(line.kind) for line in lines])),
        ]
        whole = counts(_("全部"), lines)
        return self.show(today=today, tables=tables, columns=COLUMNS, whole=whole, any=bool(lines))


def _rows(lines: tuple[CaseLine, ...], names: list[str]) -> list[Counts]:
    """A row for each name, those with most open cases first."""
    paired = list(zip(names, lines, strict=True))
    rows = [counts(name, (line for each, line in paired if each == name)) for name in sorted(set(names))]
    return sorted(rows, key=lambda row: row.cells[0], reverse=True)


panel(Act.PRINT, gettext_lazy("打印办理情况单"), "overview", 210)
panel(None, gettext_lazy("办理统计"), "summary", 300, spot=Spot.LIST)
