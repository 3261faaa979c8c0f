"""The calendar in the admin: years, versions, and entering a notice by form, preview and confirmation."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import any_permission_required, permission_required

from portal import clock
from portal.calendar import selectors
from portal.calendar.actions import NoticeRefused, add_holiday_notice
from portal.calendar.day_cells import DayCell, arrangement_months
from portal.calendar.models import HolidayNotice
from portal.calendar.month_grid import Month
from portal.calendar.notice_files import as_text
from portal.calendar.notice_form import HolidayNoticeForm, initial_of
from portal.calendar.notices import NATIONAL, NoticeDay, NoticeDayKind, NoticeTerms
from portal.calendar.previews import ProposedCalendar, changed_days, preview_lines
from portal.calendar.sources import builtin_years
from portal.calendar.wording import WEEKDAYS, WEEKDAYS_SHORT
from portal.calendar.workdays import YearData

ADD = "workcalendar.add_holidaynotice"
VIEW = "workcalendar.view_holidaynotice"

_SALT = "portal.calendar.notice"
_CONFIRM_WITHIN = 2 * 3600  # seconds between preview and confirmation


@dataclass(frozen=True)
class _Draft:
    """What the preview showed: the notice, the version it was compared with, and who looked at it."""

    terms: NoticeTerms
    seen_version: int

    def sealed_for(self, user: User) -> str:
        """The draft as a signed text that only *user* can confirm."""
        value = {"terms": self.terms.as_json(), "seen_version": self.seen_version, "user": user.pk}
        return signing.dumps(value, salt=_SALT, compress=True)

    @classmethod
    def opened_by(cls, user: User, text: str) -> "_Draft | None":
        """The draft of :meth:`sealed_for`; None when it is too old, changed, or somebody else's."""
        try:
            value = signing.loads(text, salt=_SALT, max_age=_CONFIRM_WITHIN)
        except signing.BadSignature:
            return None
        if value["user"] != user.pk:
            return None
        return cls(NoticeTerms.from_json(value["terms"]), value["seen_version"])


@require_safe
@any_permission_required(ADD, VIEW)
def index(request: HttpRequest) -> HttpResponse:
    """Every year with the state of its data."""
    context = {"years": selectors.year_states(clock.today()), "may_add": request.user.has_perm(ADD)}
    return _page(request, "workcalendar/admin/index.html", _("日历"), context)


@require_safe
@any_permission_required(ADD, VIEW)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One version of a notice, what it changed against the one before, and its other versions."""
    notice = get_object_or_404(HolidayNotice.objects.select_related("amends"), pk=pk)
    versions = selectors.calendar_versions(notice.scope, notice.year)
    context = {
        "notice": notice,
        "versions": versions,
        "in_force": notice == versions[0],
        "days": [(day, WEEKDAYS[day.date.weekday()]) for day in notice.terms.days],
        "changes": _changes(notice),
        "months": _months(notice.terms),
        "weekdays": list(zip(WEEKDAYS, WEEKDAYS_SHORT, strict=True)),
        "may_add": request.user.has_perm(ADD),
    }
    return _page(request, "workcalendar/admin/detail.html", str(notice), context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(ADD)
def add(request: HttpRequest) -> HttpResponse:
    """The form; a valid one is answered with its preview. Nothing is written here."""
    if request.method == "POST" and "revise" in request.POST:
        draft = _Draft.opened_by(_account(request), request.POST["revise"])
        form = HolidayNoticeForm(initial=initial_of(draft.terms) if draft is not None else {})
    elif request.method == "POST":
        form = HolidayNoticeForm(request.POST, request.FILES)
        if form.is_valid() and form.terms is not None:
            return _preview(request, form.terms)
    else:
        form = HolidayNoticeForm(initial=_initial(request.GET.get("year", ""), request.GET.get("scope", "")))
    return _page(request, "workcalendar/admin/add.html", _("录入放假通知"), {"form": form})


@require_POST
@permission_required(ADD)
def confirm(request: HttpRequest) -> HttpResponse:
    """Write the notice exactly as its preview showed it."""
    account = _account(request)
    draft = _Draft.opened_by(account, request.POST.get("draft", ""))
    if draft is None:
        messages.error(request, _("核对页已过期或内容不完整，没有保存任何内容。请重新录入。"))
        return redirect("workcalendar_admin:add")
    terms = draft.terms
    try:
        notice = add_holiday_notice(
            year=terms.year,
            title=terms.title,
            issued_on=terms.issued_on,
            days=terms.days,
            scope=terms.scope,
            scope_name=terms.scope_name,
            doc_no=terms.doc_no,
            source_url=terms.source_url,
            note=terms.note,
            is_example=terms.is_example,
            seen_version=draft.seen_version,
            by=account,
        )
    except NoticeRefused as refused:
        messages.error(request, _("没有保存：%(reason)s") % {"reason": str(refused)})
        return redirect(f"{reverse('workcalendar_admin:add')}?year={terms.year}&scope={terms.scope}")
    messages.success(request, _("已保存%(notice)s。受影响的公示期已按新日历重新计算。") % {"notice": notice})
    return redirect("workcalendar_admin:detail", pk=notice.pk)


def _preview(request: HttpRequest, terms: NoticeTerms) -> HttpResponse:
    latest = selectors.latest_notice(terms.scope, terms.year)
    draft = _Draft(terms, latest.version if latest is not None else 0)
    proposed = ProposedCalendar(terms)
    before, after = proposed.before(terms.scope), proposed.after(terms.scope)
    context = {
        "terms": terms,
        "draft": draft.sealed_for(_account(request)),
        "version": draft.seen_version + 1,
        "months": _months(terms),
        "weekdays": list(zip(WEEKDAYS, WEEKDAYS_SHORT, strict=True)),
        "rest_count": len(terms.dates(NoticeDayKind.REST)),
        "work_count": len(terms.dates(NoticeDayKind.WORK)),
        "was_known": before.knows(terms.year),
        "changes": [(each, WEEKDAYS[each.day.weekday()]) for each in changed_days(before, after, terms.year)],
        "lines": preview_lines(proposed),
    }
    return _page(request, "workcalendar/admin/preview.html", _("核对放假通知"), context)


def _months(terms: NoticeTerms) -> list[Month[DayCell]]:
    """The months of a notice as they look with it in force; its own days are set off."""
    return arrangement_months(selectors.calendar_with(terms, terms.scope), [day.date for day in terms.days])


def _changes(notice: HolidayNotice) -> list[tuple[NoticeDay | None, NoticeDay | None]]:
    """(before, after) of every day that differs from the amended version; empty for a first version."""
    if notice.amends is None:
        return []
    old = {day.date: day for day in notice.amends.terms.days}
    new = {day.date: day for day in notice.terms.days}
    return [(old.get(day), new.get(day)) for day in sorted({*old, *new}) if old.get(day) != new.get(day)]


def _initial(year_text: str, scope: str) -> dict[str, Any]:
    """What the form starts with for a year: the version in force, else the library's days, else the year."""
    if not (year_text.isascii() and year_text.isdigit() and len(year_text) == 4):
        return {}
    year = int(year_text)
    latest = selectors.latest_notice(scope, year)
    if latest is not None:
        return {**initial_of(latest.terms), "note": ""}
    initial: dict[str, Any] = {"year": year, "scope": scope}
    library = builtin_years().get(year)
    if library is not None and scope == NATIONAL:
        initial["days_text"] = _library_text(library)
    return initial


def _library_text(data: YearData) -> str:
    rest = [NoticeDay(day, NoticeDayKind.REST, name) for day, name in data.rest.items()]
    return as_text([*rest, *(NoticeDay(day, NoticeDayKind.WORK, name) for day, name in data.makeup.items())])


def _account(request: HttpRequest) -> User:
    """The logged-in account; the permission decorators let nobody else in."""
    account = request.user
    assert isinstance(account, User)  # noqa: S101 - narrows the type, cannot fail behind the decorators
    return account


def _page(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> TemplateResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("首页")},
        {"url": reverse("workcalendar_admin:index"), "label": _("日历")},
    ]
    if template != "workcalendar/admin/index.html":
        crumbs.append({"url": "", "label": title})
    furniture = {
        "header_title": title,
        "page_title": title,
        "header_icon": "calendar",
        "breadcrumbs_items": crumbs,
    }
    return TemplateResponse(request, template, {**furniture, **context})
