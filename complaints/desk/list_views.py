"""The list of cases: one's own alone, next deadline first, by who leads and what is near or late; a search without a trace."""

from enum import StrEnum
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms import clock
from cms.windows import beijing_day
from complaints import custody
from complaints.actions.alerts import looked
from complaints.desk.base import DeskView
from complaints.desk.page import CaseLine, case_lines
from complaints.desk.panels import Spot, panels
from complaints.desk.search import LONGEST, found
from complaints.models import Case
from complaints.transitions import OPEN_STATES


class Show(StrEnum):
    """Which cases are listed."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    SOON = "soon"
    OVERDUE = "overdue"
    ALL = "all"


LABELS = {
    Show.OPEN: gettext_lazy("未办结"),
    Show.MINE: gettext_lazy("我承办的"),
    Show.UNASSIGNED: gettext_lazy("未分派"),
    Show.SOON: gettext_lazy("将到期"),
    Show.OVERDUE: gettext_lazy("已逾期"),
    Show.ALL: gettext_lazy("全部"),
}


class SearchForm(forms.Form):
    """What to look for. It is posted: an address would stay in the browser's history."""

    words = forms.CharField(label=gettext_lazy("在我能打开的案件中查找"), max_length=LONGEST)


class CaseList(DeskView):
    """Every case to which the member holds a key. Others' cases are in no line and in no count."""

    template_name = "complaints/desk/list.html"

    def get_page_title(self) -> str:
        """举报办理."""
        return _("举报办理")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Start, this page."""
        start, _list, *_rest = super().get_breadcrumbs_items()
        return [start, {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The list."""
        # Before the list is read: what is noted from here on is not in it.
        looked(member=self.at_work.member)
        typed = request.GET.get("show", "")
        show = Show(typed) if typed in set(Show) else Show.OPEN
        lines = self.lines()
        return self.listed(lines, tuple(line for line in lines if _shown(line, show)), show)

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """What a search finds, in the answer and nowhere else."""
        form, lines = SearchForm(request.POST), self.lines()
        if not form.is_valid():
            return self.listed(lines, (), None, form)
        return self.listed(lines, found(lines, form.cleaned_data["words"], self.at_work), None, form)

    def lines(self) -> tuple[CaseLine, ...]:
        """One's own cases, all of them."""
        cases = Case.objects.filter(wraps__member=self.at_work.member).select_related("assigned__user")
        return case_lines(cases, self.at_work, beijing_day(clock.now()))

    def listed(
        self,
        lines: tuple[CaseLine, ...],
        shown: tuple[CaseLine, ...],
        show: Show | None,
        form: SearchForm | None = None,
    ) -> HttpResponseBase:
        """The page with these lines; `show` is None for a search."""
        tabs = [(each, LABELS[each], sum(_shown(line, each) for line in lines)) for each in Show]
        return self.show(
            lines=shown,
            tabs=tabs,
            current=show,
            form=form or SearchForm(),
            links=panels(Spot.LIST),
            # Opening the list takes the note of a request away as well, so the list says that it waits.
            asked=custody.waiting(self.at_work.member, clock.now()),
        )


def _shown(line: CaseLine, show: Show) -> bool:
    is_open = line.case.state in OPEN_STATES
    return {
        Show.OPEN: is_open,
        Show.MINE: is_open and line.mine,
        Show.UNASSIGNED: is_open and not line.assigned,
        Show.SOON: is_open and line.soon,
        Show.OVERDUE: is_open and line.overdue,
        Show.ALL: True,
    }[show]
