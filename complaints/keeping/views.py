"""Periods, grounds, and what is left of destroyed cases. Destroying itself is done at the server (`manage.py cases`)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from cms import clock
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, refuse
from cms.roles import Doors
from cms.windows import beijing_day
from complaints.actions import disposal, endings
from complaints.endings import Stand
from complaints.keeping import page
from complaints.keeping.forms import PeriodForm, RecordForm
from complaints.models import RetentionPeriod
from complaints.selectors.endings import ended_case
from complaints.separation import refusal_to_end_cases
from complaints.wording_endings import NEXT


class EndingsView(OfficeView):
    """A page for those who keep the endings: no highest rank, nobody who publishes, nobody who holds a key."""

    door = Doors.ENDINGS
    entered = False

    def load(self, **kwargs: Any) -> None:
        """Keep out who must not be both. Raises Refused."""
        refusal = refusal_to_end_cases(self.request.user)
        if refusal:
            raise access.Refused(refusal)
        access.check_door(self.request.user, self.door)
        self.entered = True
        self.load_more(**kwargs)

    def load_more(self, *args: Any, **kwargs: Any) -> None:
        """Fetch what the address names. Raises Http404."""

    def back_url(self) -> str:
        """The overview, for those who may enter."""
        return reverse("channel_endings:home") if self.entered else super().back_url()

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, the overview, this page."""
        start = {"url": reverse("wagtailadmin_home"), "label": _("今日")}
        home = {"url": reverse("channel_endings:home"), "label": _("案件保存和销毁")}
        own = [] if isinstance(self, Home) else [{"url": "", "label": self.get_page_title()}]
        return [start, home, *own] if own else [start, {**home, "url": ""}]


class Home(EndingsView):
    """Periods, ended cases by where they stand, destroyed ones."""

    template_name = "complaints/keeping/home.html"

    def get_page_title(self) -> str:
        """案件保存和销毁."""
        return _("案件保存和销毁")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The overview."""
        return self.show(shown=page.overview(beijing_day(clock.now())))


class Period(EndingsView):
    """How long cases with an outcome are kept."""

    template_name = "complaints/keeping/period.html"

    def get_page_title(self) -> str:
        """保存期限."""
        return _("设置保存期限")

    def load_more(self, *, outcome: str) -> None:
        """The outcome. Raises Http404 for one that ends nothing."""
        if outcome not in page.OUTCOMES:
            raise Http404
        self.outcome = outcome
        self.period = RetentionPeriod.objects.filter(outcome=outcome).first()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        return self.page(PeriodForm(initial={"months": self.period.months if self.period else None}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Set it."""
        form = PeriodForm(request.POST)
        if form.is_valid():
            months = form.cleaned_data["months"]
            try:
                endings.set_period(outcome=self.outcome, months=months, by=request.user, now=clock.now())
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                return self.done(_("保存期限已更新。"), self.back_url())
        return self.page(form)

    def page(self, form: PeriodForm) -> HttpResponseBase:
        """The form, and what hangs on it."""
        return self.show(form=form, outcome=page.outcome_words(self.outcome))


class CaseEnding(EndingsView):
    """One ended case by its number: record grounds, confirm them, take them back."""

    template_name = "complaints/keeping/case.html"

    def get_page_title(self) -> str:
        """The number."""
        return self.found.number

    def load_more(self, *, number: str) -> None:
        """The case. Raises Http404 where there is none of that number that has ended."""
        found = ended_case(number, beijing_day(clock.now()))
        if found is None:
            raise Http404
        self.found = found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Where it stands, and what can be done."""
        return self.page(RecordForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do what the button says."""
        form, number = RecordForm(request.POST), self.found.number
        given: dict[str, Any] = {"number": number, "by": request.user, "now": clock.now()}
        try:
            match request.POST.get("do"):
                case "confirm":
                    disposal.confirm(**given)
                    return self.done(_("%(number)s 已由两人决定销毁。") % {"number": number}, self.back_url())
                case "take_back":
                    disposal.take_back(**given)
                    return self.done(_("%(number)s 的销毁依据已撤回。") % {"number": number}, self.back_url())
            if form.is_valid():
                disposal.record(**given, **form.cleaned_data)
                return self.done(_("%(number)s 的销毁依据已登记。") % {"number": number}, self.back_url())
        except PermissionDenied as refusal:
            refuse(form, refusal)
        return self.page(form)

    def page(self, form: RecordForm) -> HttpResponseBase:
        """Where it stands, with the form that fits."""
        found = self.found
        mine = found.disposal is not None and found.disposal.first_by_id == self.request.user.pk
        return self.show(
            form=form,
            shown=page.case_line(found, unheld=bool(page.unheld_among([found]))),
            record=page.grounds_line(found),
            next_words=NEXT.get(found.stand, ""),
            sets_period=found.stand is Stand.NO_PERIOD,
            outcome=found.state,
            wants_grounds=found.stand is Stand.WANTS_GROUNDS,
            may_confirm=found.stand is Stand.WANTS_SECOND and not mine,
            waits_for_other=found.stand is Stand.WANTS_SECOND and mine,
        )
