"""公布年度统计: what would go out about a year, read before it does; and then it stands."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cms import clock
from cms.admin.base import refuse
from cms.windows import beijing_day
from complaints.actions.figures import publish_figures, refusal_to_publish
from complaints.figure_views import year_page
from complaints.keeping.views import EndingsView
from complaints.models import YearFigures
from complaints.selectors.figures import count_year, published_figures, years_on_record


class FigureYears(EndingsView):
    """Years that are out, and those that wait, each with what would be said of it."""

    template_name = "complaints/keeping/figures.html"

    def get_page_title(self) -> str:
        """年度统计."""
        return _("年度统计")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The years."""
        return self.page(forms.Form())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Publish one."""
        form = forms.Form(request.POST)
        form.full_clean()
        asked = request.POST.get("year", "")
        try:
            year = int(asked) if asked.isdecimal() and len(asked) == len("2026") else 0
            if year not in self.years():
                form.add_error(None, _("请选择列出的年份。"))
                return self.page(form)
            publish_figures(year=year, by=request.user, now=clock.now())
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.page(form)
        return self.done(_("%(year)d年的统计已公布，不能再改动。") % {"year": year}, self.here())

    def here(self) -> str:
        """This page."""
        return reverse("channel_endings:figures")

    def years(self) -> list[int]:
        """The years that can have figures, newest first."""
        return years_on_record(beijing_day(clock.now()).year)

    def page(self, form: Any) -> HttpResponseBase:
        """Both lists."""
        now = clock.now()
        out = {row.year for row, _figures in published_figures()}
        waiting = [(year, refusal_to_publish(year, now)) for year in self.years() if year not in out]
        return self.show(
            form=form,
            published=[year_page(row, shown) for row, shown in published_figures()],
            waiting=[
                (year, refusal, None if refusal else year_page(YearFigures(year=year), count_year(year)))
                for year, refusal in waiting
            ],
        )
