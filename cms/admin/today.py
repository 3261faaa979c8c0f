"""今日: what needs a hand on this day, for the schemes a person works for, in the order in which it hurts to wait.

Each matter comes with the one thing to do next. What somebody may not do is not shown to them as waiting; what only
others can do, such as entering a holiday notice, names them.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from cms.admin import access, today_referrals, today_register, today_windows
from cms.admin.desk import active_workflows, approved_revisions
from cms.admin.matters import Desk, Item, Section, Urgency, edit_url
from cms.admin.prerequisites import own_body, prerequisites
from cms.models import EditionEvent, EditionPage, Notice, RecordKey, SchemePage, Window, Withholding
from cms.permissions import refusal_on_notice
from cms.roles import INSTALLATION_ROLES, WITHHOLD
from cms.selectors.windows import WindowReader
from cms.templatetags.gongshi_admin import beijing_instant, full_day
from cms.windows import beijing_day

STANDS_STILL = dt.timedelta(days=30)
"""After so long a postponed edition is asked about: it is easily forgotten, and nothing else reminds of it."""

REVIEW_WITHIN = dt.timedelta(days=1)
"""A withholding is confirmed or reversed within a day."""


OF_THE_INSTALLATION = [name for role in INSTALLATION_ROLES for name in role.models]
"""Permissions that somebody may have without working for any scheme."""


@dataclass(frozen=True)
class Today:
    """What waits. `coming` is the next window to end when nothing waits. `stranger`: the account has no role yet."""

    day: dt.date
    sections: Sequence[Section]
    schemes: Sequence[SchemePage]
    coming: Item | None = None
    stranger: bool = False

    @property
    def count(self) -> int:
        """How many matters wait for this person."""
        return sum(len(section.items) for section in self.sections if not section.watch)

    @property
    def watched(self) -> int:
        """How many are only good to know."""
        return sum(len(section.items) for section in self.sections if section.watch)


def today(user: Any, now: dt.datetime) -> Today:
    """Gather what waits for this person at that instant."""
    desk = Desk(user, now, access.readable_schemes(user))
    reader = WindowReader(now)
    running = Window.objects.running().select_related("seal__notice", "seal__edition").defer("seal__body")
    desk.windows = [
        (window, reader.state(window))
        for window in running.order_by("last_day", "pk")
        if window.seal.head["scheme_code"] in desk.codes and not refusal_on_notice(user, window.seal.notice)
    ]
    sections = [section for build in SECTIONS for section in build(desk) if section.items]
    order = list(Urgency)
    sections.sort(key=lambda section: order.index(section.urgency))
    return Today(
        desk.day,
        sections,
        desk.schemes,
        None if sections else today_windows.coming(desk),
        stranger=not desk.schemes and not any(user.has_perm(name) for name in OF_THE_INSTALLATION),
    )


def _withheld(desk: Desk) -> Iterator[Section]:
    mine = [s.slug for s in desk.schemes if access.may(access.check_holds, desk.user, WITHHOLD, s)]
    pending = Withholding.objects.filter(outcome="").select_related("seal").defer("seal__body")
    rows = [
        row
        for row in pending.order_by("hidden_at")
        if row.seal.head["scheme_code"] in mine and row.hidden_by_id != desk.user.pk
    ]
    yield Section(
        "withheld",
        _("隐去待复核"),
        _("复核"),
        Urgency.NOW,
        [
            Item(
                row.seal.head["title"],
                reverse("gongshi:withholdings"),
                _("%(at)s 隐去，应在一日内复核") % {"at": beijing_instant(row.hidden_at)},
                late=desk.now - row.hidden_at > REVIEW_WITHIN,
            )
            for row in rows
        ],
        _("提出隐去以外的另一人确认或撤回。"),
    )


def _refused(desk: Desk) -> Iterator[Section]:
    refused = Notice.objects.filter(seal=None).exclude(refused_reason="").order_by("path")
    mine = [n for n in refused if access.may(access.check_notice, desk.user, n)]
    reviewing = active_workflows(mine)
    yield Section(
        "refused",
        _("定时发布未成"),
        _("处理"),
        Urgency.NOW,
        [
            Item(n.get_admin_display_title(), edit_url(n), n.refused_reason, late=True)
            for n in mine
            if n.pk not in reviewing
        ],
        _("到了时间没有发布，公众还看不到。改正后重新提交审核。"),
    )


def _to_approve(desk: Desk) -> Iterator[Section]:
    """Drafts on a task this person reviews, their own ones left out."""
    states = TaskState.objects.reviewable_by(desk.user).select_related("revision").order_by("started_at")
    drafts = [state.revision.content_object for state in states]
    found = [draft.specific for draft in drafts if draft is not None]
    mine = [
        n
        for n in found
        if isinstance(n, Notice)
        and desk.user.pk not in n.authors()
        and access.may(access.check_notice, desk.user, n)
    ]
    yield Section(
        "approve",
        _("等我审核"),
        _("审核"),
        Urgency.TODAY,
        [
            Item(n.get_admin_display_title(), reverse("gongshi:review", args=[n.pk]), n.publisher_name)
            for n in mine
        ],
    )


def _sent_back(desk: Desk) -> Iterator[Section]:
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        requested_by=desk.user,
        base_content_type=ContentType.objects.get_for_model(Page),
    ).select_related("current_task_state")
    reasons = {int(state.object_id): state.current_task_state.comment for state in states}
    rows = Notice.objects.filter(pk__in=reasons, seal=None).order_by("path")
    yield Section(
        "back",
        _("退回我修改"),
        _("修改"),
        Urgency.TODAY,
        [
            Item(
                n.get_admin_display_title(),
                edit_url(n),
                _("退回理由：%(reason)s") % {"reason": reasons[n.pk]},
            )
            for n in rows
        ],
    )


def _unreviewed(desk: Desk) -> Iterator[Section]:
    """Drafts that cannot go out for want of a secrecy review, so that it is not found out on the day of publication."""
    items = []
    for scheme in (scheme for scheme in desk.schemes if desk.works_in(scheme)):
        rows = [
            n
            for n in Notice.objects.descendant_of(scheme)
            .filter(seal=None, refused_reason="")
            .order_by("path")
            if access.may(access.check_change, desk.user, n)
        ]
        reviewing, approved = active_workflows(rows), approved_revisions(rows)
        for notice in rows:
            if notice.pk in reviewing or notice.latest_revision_id in approved:
                continue
            draft = notice.get_latest_revision_as_object()
            review = next(i for i in prerequisites(draft) if i.act_key == RecordKey.SECRECY_REVIEW)
            if not review.records:
                query = urlencode({"stage": draft.stage_key, "body": own_body(draft)})
                url = f"{reverse('gongshi:records', args=[draft.edition.pk])}?{query}"
                items.append(Item(draft.title, url, draft.publisher_name))
    yield Section(
        "unreviewed",
        _("草稿没有登记保密审查"),
        _("登记"),
        Urgency.SOON,
        items,
        _("没有登记的，批准以前会被挡住。"),
    )


def _postponed(desk: Desk) -> Iterator[Section]:
    items = []
    for scheme in (scheme for scheme in desk.schemes if desk.works_in(scheme)):
        for edition in EditionPage.objects.child_of(scheme).order_by("path"):
            last = edition.events.order_by("at", "pk").last()
            if last is None or last.kind != EditionEvent.Kind.POSTPONED or desk.now - last.at < STANDS_STILL:
                continue
            words = {"days": (desk.now - last.at).days, "day": full_day(beijing_day(last.at))}
            items.append(
                Item(
                    f"{scheme.title} {edition.title}",
                    reverse("gongshi:edition", args=[edition.pk]),
                    _("%(day)s起暂缓，已%(days)d天") % words,
                )
            )
    yield Section(
        "postponed",
        _("届次暂缓已久"),
        _("办理"),
        Urgency.SOON,
        items,
        _("可以继续的，发布恢复公告；不再进行的，发布终止公告。"),
    )


SECTIONS = (
    _withheld,
    _refused,
    _to_approve,
    today_referrals.referrals,
    today_windows.closed,
    _sent_back,
    today_register.older_awards,
    today_register.rectifications,
    today_windows.calendar,
    today_windows.ending,
    today_windows.provisional,
    today_register.imports,
    _unreviewed,
    _postponed,
)
"""What is looked for, within the same urgency in this order."""
