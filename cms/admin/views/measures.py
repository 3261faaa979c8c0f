"""办法: versions with their status; a file checked by line and field, compared with the version before, then taken in."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from cms import clock
from cms.actions.measures import accept_measure, missing_for_publication
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, refuse
from cms.admin.forms.measures import CarriedForm, MeasureForm, carried
from cms.admin.measure_diff import differences
from cms.models import Measure, SchemePage
from cms.regulation.document import ParsedRegulation, parse_regulation, template_source
from cms.regulation.findings import RegulationErrors
from cms.roles import Doors
from cms.selectors.timeline import measure_card


class Measures(OfficeView):
    """Every version of every measure, newest first."""

    door = Doors.OPEN
    template_name = "cms/admin/measures.html"
    header_icon = "doc-full"

    def get_page_title(self) -> str:
        """办法."""
        return _("办法")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start and this page."""
        return [{"url": reverse("wagtailadmin_home"), "label": _("今日")}, {"url": "", "label": _("办法")}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The versions."""
        day = clock.today()
        rows = [(measure, measure_card(measure, day)) for measure in Measure.objects.all()]
        return self.show(rows=rows, may_take_in=request.user.has_perm(access.MEASURES))


class _MeasureView(OfficeView):
    """A view below 办法."""

    header_icon = "doc-full"

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, 办法, this page."""
        start = {"url": reverse("wagtailadmin_home"), "label": _("今日")}
        measures = {"url": reverse("gongshi:measures"), "label": _("办法")}
        return [start, measures, {"url": "", "label": self.get_page_title()}]

    def back_url(self) -> str:
        """The versions."""
        return reverse("gongshi:measures")


class OneMeasure(_MeasureView):
    """One version: where it is public, its file, and what its scheme still lacks."""

    door = Doors.OPEN
    template_name = "cms/admin/measure.html"

    def load(self, *, measure_id: int) -> None:
        """The version."""
        self.measure = get_object_or_404(Measure, pk=measure_id)

    def get_page_title(self) -> str:
        """The measure's title."""
        return str(self.measure.regulation.instrument.title)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The version, or its file byte for byte."""
        if "file" in request.GET:
            return _toml(
                self.measure.source.encode(), f"{self.measure.scheme_code}-v{self.measure.version}.toml"
            )
        scheme = SchemePage.objects.filter(slug=self.measure.scheme_code).first()
        return self.show(
            measure=self.measure,
            card=measure_card(self.measure, clock.today()),
            scheme=scheme,
            missing=missing_for_publication(scheme) if scheme else [],
            may_set=scheme is not None and access.may(access.check_settings, request.user, scheme),
        )


class TakeIn(_MeasureView):
    """载入办法: check a file or a text; wrong, it is shown by line and field; right, its differences are shown to confirm."""

    door = Doors.MEASURES
    template_name = "cms/admin/take_in.html"

    def load(self) -> None:
        """For those who manage the system."""
        access.check_measures(self.request.user)

    def get_page_title(self) -> str:
        """载入办法."""
        return _("载入办法")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form, or the template to download."""
        if "template" in request.GET:
            return _toml(template_source(), "template.toml")
        return self.show(form=MeasureForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Check, or accept what was checked."""
        if "accept" in request.POST:
            return self.accept(request)
        form = MeasureForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form=form)
        return self.check(form.cleaned_data["source"], form)

    def check(self, source: bytes, form: MeasureForm) -> HttpResponseBase:
        """Findings beside the source, or the differences. Nothing is written."""
        try:
            parsed = parse_regulation(source)
        except RegulationErrors as errors:
            return self.show(form=form, findings=_said(errors), lines=_marked(source, errors))
        return self.compare(parsed, source, carried(source))

    def compare(self, parsed: ParsedRegulation, source: bytes, form: CarriedForm) -> HttpResponseBase:
        """The differences to the newest version, and the button."""
        newest = Measure.objects.filter(scheme_code=parsed.regulation.code).order_by("-version").first()
        changed = differences(newest.regulation if newest else None, parsed.regulation)
        same = newest is not None and newest.sha256 == parsed.sha256
        return self.show(
            parsed=parsed,
            newest=newest,
            changed=changed,
            same=same,
            carried=form,
            form=MeasureForm(),
            form_sent=form,
        )

    def accept(self, request: HttpRequest) -> HttpResponseBase:
        """Take the checked bytes in."""
        form = CarriedForm(request.POST, auto_id=False)
        if not form.is_valid():
            return self.show(form=MeasureForm(), form_sent=form)
        source = form.cleaned_data["source"]
        try:
            parsed = parse_regulation(source)
        except RegulationErrors as errors:
            return self.show(form=MeasureForm(), findings=_said(errors), lines=_marked(source, errors))
        try:
            measure, _scheme, created = accept_measure(parsed=parsed, by=request.user, home=_home())
        except PermissionDenied as refusal:
            refuse(form, refusal)
            return self.compare(parsed, source, form)
        said = (
            _("办法已载入，新的奖项页面、用户组和审批流程已建立。")
            if created
            else _("办法的新版本已载入，新一届起适用。")
        )
        return self.done(said, reverse("gongshi:measure", args=[measure.pk]))


def _home() -> Page:
    """The page below which schemes stand: the root of the default site. Raises Refused when there is none."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None or site.root_page.depth < 2:
        raise access.Refused(_("还没有建立门户首页，不能新增城市。请先建立首页。"))
    return site.root_page


def _said(errors: RegulationErrors) -> list[dict[str, Any]]:
    return [
        {
            "line": finding.line,
            "path": finding.path,
            "found": finding.found,
            "expected": finding.expected,
            "sentence": finding.say(_),
        }
        for finding in errors.findings
    ]


def _marked(source: bytes, errors: RegulationErrors) -> list[dict[str, Any]]:
    """The lines of the source, those with findings marked; undecodable bytes shown as the replacement character."""
    wrong = {finding.line for finding in errors.findings}
    lines = source.decode("utf-8", "replace").splitlines()
    return [{"no": no, "text": text, "wrong": no in wrong} for no, text in enumerate(lines, start=1)]


def _toml(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
