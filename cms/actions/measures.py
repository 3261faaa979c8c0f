"""Taking in a measure: a validated file becomes a version, and the first version of a city opens its scheme."""

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from cms import audit, clock
from cms.actions.errors import ActionRefused
from cms.models import FourEyesTask, Measure, SchemePage
from cms.online import online_gap
from cms.regulation.document import ParsedRegulation
from cms.role_groups import grant_scheme
from cms.roles import SCHEME_ROLES, group_name
from themes import registry

RESERVED_CODES = frozenset(
    {
        "admin", "api", "calendar", "complaints", "display", "documents", "files", "healthz", "language", "media",
        "readyz", "register", "sitemap", "static", "verify",
    }
)  # fmt: skip
"""First segments of the portal's own addresses: a scheme under such a code would stand behind them, unseen."""


@transaction.atomic
def accept_measure(*, parsed: ParsedRegulation, by: Any, home: Page) -> tuple[Measure, SchemePage, bool]:
    """Store a version of a measure; for a new code also create the scheme's page, groups and workflow.

    Returns the measure, the scheme and whether the scheme is new. Raises ActionRefused for a code the
    portal needs itself, and when the same bytes are already the newest version.
    """
    regulation = parsed.regulation
    if regulation.code in RESERVED_CODES:
        raise ActionRefused(
            _("办法代号“%(code)s”与本站自己的网址相同，请改用其他代号。") % {"code": regulation.code}
        )
    newest = Measure.objects.filter(scheme_code=regulation.code).order_by("-version").first()
    if newest is not None and newest.sha256 == parsed.sha256:
        raise ActionRefused(_("这份文件与现有版本完全相同，没有载入。"))
    last = Measure.objects.filter(scheme_code=regulation.code).aggregate(v=Max("version"))["v"] or 0
    measure = Measure.objects.create(
        scheme_code=regulation.code,
        version=last + 1,
        doc_json=regulation.model_dump_json(exclude_none=True),
        source=parsed.source,
        sha256=parsed.sha256,
        made_at=clock.now(),
        made_by=by,
        made_by_name=(by.get_full_name() or by.get_username()) if by else "",
    )
    scheme = SchemePage.objects.filter(slug=regulation.code).first()
    created = scheme is None
    if scheme is None:
        scheme = _create_scheme(measure, home)
    audit.record(scheme, "gongshi.measure.accept", by=by, version=measure.version, sha256=measure.sha256)
    return measure, scheme, created


def _create_scheme(measure: Measure, home: Page) -> SchemePage:
    regulation = measure.regulation
    scheme = SchemePage(
        title=regulation.award.name,
        slug=regulation.code,
        theme=regulation.code if regulation.code in set(registry.keys()) else registry.DEFAULT,
    )
    home.add_child(instance=scheme)
    grant_scheme(regulation.city, scheme.pk)
    _create_workflow(scheme, regulation.city)
    return scheme


def _create_workflow(scheme: SchemePage, city: str) -> Workflow:
    """One task of the scheme's approvers; `set_approvals` makes it three."""
    workflow = Workflow.objects.create(name=f"{city}公告审核", active=True)
    WorkflowPage.objects.create(workflow=workflow, page=scheme)
    set_approvals(scheme=scheme, city=city, count=scheme.approvals)
    return workflow


@transaction.atomic
def set_approvals(*, scheme: SchemePage, city: str, count: int) -> None:
    """Make a scheme's workflow ask for one approval or for three (三审), each by another person."""
    workflow = WorkflowPage.objects.get(page=scheme).workflow
    names = ["审核"] if count == 1 else ["初审", "复审", "终审"]
    WorkflowTask.objects.filter(workflow=workflow).delete()
    for order, name in enumerate(names):
        task, _created = FourEyesTask.objects.get_or_create(name=f"{city}{name}")
        task.groups.set(Group.objects.filter(name=group_name(city, "approver")))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    SchemePage.objects.filter(pk=scheme.pk).update(approvals=count)


def missing_for_publication(scheme: SchemePage) -> list[str]:
    """What a scheme still lacks, as sentences for the operator: its settings, and the online channel."""
    gap = online_gap(scheme.slug)
    return [*missing_settings(scheme), gap] if gap else missing_settings(scheme)


def missing_settings(scheme: SchemePage) -> list[str]:
    """What somebody has to enter before the scheme can publish a list, as sentences for the operator."""
    found = []
    kinds = set(scheme.channels.filter(purpose="objection").values_list("kind", flat=True))
    if "phone" not in kinds:
        found.append(_("尚未填写异议受理电话及受理时间。"))
    if not kinds & {"post", "desk"}:
        found.append(_("尚未填写异议受理的邮寄地址或现场地点。"))
    if not scheme.process_text.strip():
        found.append(_("尚未填写向社会公开的异议、投诉举报处理流程。"))
    if not scheme.organiser:
        found.append(_("尚未填写主办单位。"))
    measure = scheme.current_measure()
    if measure is None:
        return [_("尚未载入办法。")]
    city = measure.regulation.city
    for role in SCHEME_ROLES:
        name = group_name(city, role.key)
        if not Group.objects.filter(name=name, user__isnull=False).exists():
            found.append(_("“%(group)s”组还没有成员。") % {"group": name})
    return found
