"""The first page's matters about windows and the days they are counted by."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.admin.matters import Desk, Item, Section, Urgency
from cms.models import Window
from cms.roles import ADD_HOLIDAYS
from cms.templatetags.gongshi_admin import full_day
from cms.windows import WindowState
from portal.calendar.selectors import current_calendar
from portal.calendar.workdays import DayKind, Derivation

SOON = 3
"""Working days within which an ending window is shown."""

NEXT_YEAR_FROM = 11
"""The month from which the holiday notice of the next year is expected: the State Council issues it in November or earlier."""


def closed(desk: Desk) -> Iterator[Section]:
    """Windows that ran out and wait for their conclusion."""
    yield Section(
        "closed",
        _("期满待办结"),
        _("办结"),
        Urgency.TODAY,
        [
            Item(
                _window_title(window),
                reverse("gongshi:conclude", args=[window.seal_id]),
                _("%(day)s期满") % {"day": full_day(state.last_day)},
            )
            for window, state in desk.windows
            if state.phase == "closed" and desk.may_act(window.seal)
        ],
        _("逐一填写各渠道收到的异议，公示才算办结，下一环节才能发布。"),
    )


def calendar(desk: Desk) -> Iterator[Section]:
    """Years whose holiday notice is missing: the next one late in the year, and those that windows run into."""
    keeper = desk.user.has_perm(ADD_HOLIDAYS)
    if not keeper and not desk.schemes:
        return
    windows = Window.objects.running().filter(provisional=True) if keeper else [w for w, _s in desk.windows]
    years = {year for window in windows if window.provisional for year in unknown_years(window)}
    if desk.day.month >= NEXT_YEAR_FROM:
        years.add(desk.day.year + 1)
    known = current_calendar()
    items = []
    for year in sorted(year for year in years if not known.knows(year)):
        n = sum(year in unknown_years(window) for window in windows if window.provisional)
        detail = (
            _("%(n)d个公示期因此只能暂定截止日，不能办结。") % {"n": n}
            if n
            else _("录入以前，跨到这一年的公示只能暂定截止日。")
        )
        url = (
            f"{reverse('workcalendar_admin:add')}?year={year}"
            if keeper
            else reverse("workcalendar:calculator")
        )
        items.append(Item(_("%(year)d年的放假安排还没有录入") % {"year": year}, url, detail, late=bool(n)))
    yield Section(
        "calendar",
        _("放假安排未录入"),
        _("录入") if keeper else _("查看日历"),
        Urgency.TODAY if any(item.late for item in items) else Urgency.SOON,
        items,
        "" if keeper else _("由日历管理员录入。国务院办公厅的通知印发后，请提醒录入。"),
        watch=not keeper,
    )


def provisional(desk: Desk) -> Iterator[Section]:
    """Windows whose end is only expected."""
    yield Section(
        "provisional",
        _("截止日暂定"),
        _("查看"),
        Urgency.SOON,
        [
            Item(
                _window_title(window),
                window.seal.head["path"],
                _("暂定至 %(day)s") % {"day": full_day(state.expected_last_day)},
            )
            for window, state in desk.windows
            if state.provisional and desk.may_act(window.seal)
        ],
        _("相关年份的放假安排录入后自动重新推算。在此之前不能办结。"),
        watch=True,
    )


def ending(desk: Desk) -> Iterator[Section]:
    """Windows that end within a few working days."""
    yield Section(
        "ending",
        _("三个工作日内期满"),
        _("查看"),
        Urgency.SOON,
        [
            Item(
                _window_title(window),
                window.seal.head["path"],
                _("%(day)s截止，还剩%(n)d个工作日") % {"day": full_day(state.last_day), "n": state.remaining},
            )
            for window, state in desk.windows
            if _ends_soon(state) and desk.may_act(window.seal)
        ],
        watch=True,
    )


def _ends_soon(state: WindowState) -> bool:
    return state.phase in ("open", "last_day") and state.remaining is not None and state.remaining <= SOON


def unknown_years(window: Window) -> set[int]:
    """The years without data that a provisional window runs into."""
    derivation = Derivation.from_json(window.derivation)
    return {day.day.year for day in derivation.days if day.kind is DayKind.UNKNOWN}


def coming(desk: Desk) -> Item | None:
    """The next window to end, or None."""
    for window, state in desk.windows:
        if state.phase in ("upcoming", "open", "last_day") and state.last_day is not None:
            return Item(_window_title(window), window.seal.head["path"], full_day(state.last_day))
    return None


def _window_title(window: Window) -> str:
    title = str(window.seal.head["title"])
    return title + _("（单独公示的条目）") if window.entry_key else title
