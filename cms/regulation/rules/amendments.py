"""What may still be done to a published notice, and what follows from it: new windows, none, or a refusal."""

from collections.abc import Iterator

from cms.regulation.rules.case import EDITION_ACTS, Case
from cms.regulation.rules.facts import AmendedNotice, ChangeKind, EditionState, EntryChange, NoticeAct
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _


def _target(case: Case) -> AmendedNotice | None:
    """The notice amended, where it belongs to this stage."""
    amended = case.facts.amends
    return amended if amended is not None and amended.stage_key == case.facts.stage_key else None


def target(case: Case) -> Iterator[Finding]:
    """A correction, an extension and a restart belong to a published notice of the same stage."""
    if case.facts.act not in EDITION_ACTS and _target(case) is None:
        yield Finding(
            _("没有指明要更正、延期或重新公示的原公告。请从本环节已发布的公告中选择。"), subject="amends"
        )


def reason_missing(case: Case) -> Iterator[Finding]:
    """Every amendment says why, in public."""
    facts = case.facts
    if not facts.reason.strip():
        yield Finding(
            _("没有写明理由。更正、延期、重新公示、暂缓和终止都要公开理由，请补写。"), subject="reason"
        )
    for change in facts.changes:
        if change.kind in (ChangeKind.STRUCK, ChangeKind.CHANGED) and not change.reason.strip():
            yield Finding(
                _("撤下或变更条目没有写明理由。请逐条补写，理由将与条目一并公开。"), subject=change.entry_key
            )


def nothing_changed(case: Case) -> Iterator[Finding]:
    """A correction that changes no entry puts words right; the office is asked whether that is meant."""
    if case.facts.act is NoticeAct.CORRECTION and not case.facts.changes:
        yield Finding(
            _("本更正没有改动任何条目，将只公布更正说明。请核对；要改名单的，请先修改名单。"),
            subject="changes",
        )


def unknown_entry(case: Case) -> Iterator[Finding]:
    """What is struck, changed or put right stands on the published list."""
    amended = _target(case)
    for change in case.facts.changes:
        if change.kind is ChangeKind.ADDED or amended is None or change.entry_key in amended.entry_keys:
            continue
        yield Finding(
            _("要更正的条目不在已公布的名单中，或已被撤下。请从现有名单中选择。"), subject=change.entry_key
        )


def _is_material(change: EntryChange) -> bool:
    """Whether the columns that differ change who is named or what they are named for."""
    other_holder = {"name", "uscc"} <= change.fields or {"name", "unit"} <= change.fields
    return other_holder or bool(change.fields & {"tier", "kind", "joint_names", "withheld"})


def material_as_slip(case: Case) -> Iterator[Finding]:
    """Another holder, tier or kind is a change with a new window, never a slip of the pen."""
    for change in case.facts.changes:
        if change.kind is ChangeKind.CORRECTED and _is_material(change):
            yield Finding(
                _("更换了单位、人员、奖项或类别，不属于文字更正。请改为“变更”，该条目将重新公示。"),
                subject=change.entry_key,
            )


def new_window(case: Case) -> Iterator[Finding]:
    """Entries added or changed are public for a window of their own."""
    count = sum(c.kind in (ChangeKind.ADDED, ChangeKind.CHANGED) for c in case.facts.changes)
    if count and case.stage is not None and case.stage.type == "publicity":
        yield Finding(
            _("有%(count)d个条目新增或变更，自本公告发布起单独计算公示期，期满并办结后才能进入下一环节。"),
            {"count": count},
            subject="changes",
        )


def no_restart(case: Case) -> Iterator[Finding]:
    """Striking an entry or putting a slip right does not begin the window again."""
    kinds = {change.kind for change in case.facts.changes}
    if kinds & {ChangeKind.STRUCK, ChangeKind.CORRECTED} and case.stage is not None:
        yield Finding(_("撤下条目和文字更正不重新计算公示期，原条目保留并注明理由。"), subject="changes")


def extension_of_exact(case: Case) -> Iterator[Finding]:
    """An exact period is not lengthened: more days break the measure as much as fewer. It is begun again."""
    period = None if case.stage is None else case.stage.period
    if period is not None and period.exact:
        yield Finding(
            _("办法规定“%(wording)s”，不能延长。公示有缺陷的，请改为“重新公示”，重新计算完整期限。"),
            {"wording": period.wording},
            articles=tuple(period.articles),
            subject="act",
        )


def extension_days(case: Case) -> Iterator[Finding]:
    """An extension adds at least one working day that can be counted, and ends after its publication."""
    amended, days, window = _target(case), case.facts.working_days, case.window
    uncounted = amended is not None and amended.last_day is not None and window is None
    if days is None or days < 1 or uncounted:
        yield Finding(_("延期至少为1个工作日。请填写要延长的工作日数。"), subject="working_days")
    elif window is not None and window.days[-1].day <= case.publish_on:
        yield Finding(
            _("延长后的截止日期%(last)s不晚于发布日期%(publish)s，等于没有延长。请增加工作日数。"),
            {"last": window.days[-1].day, "publish": case.publish_on},
            subject="working_days",
        )


def without_window(case: Case) -> Iterator[Finding]:
    """Only a publicity has a window to extend or begin again."""
    if case.stage is not None and case.stage.type != "publicity":
        yield Finding(
            _("“%(stage)s”没有公示期，不能延期或重新公示。内容有误的，请发布更正。"),
            {"stage": case.stage.name},
            articles=tuple(case.stage.articles),
            subject="act",
        )


def already_concluded(case: Case) -> Iterator[Finding]:
    """A concluded window is never moved."""
    amended = _target(case)
    if amended is not None and (amended.concluded or amended.ended):
        yield Finding(
            _("该公示已办结或终止，不能延期或重新公示。名单有误的，请发布更正，新增和变更的条目单独公示。"),
            subject="amends",
        )


def already_postponed(case: Case) -> Iterator[Finding]:
    """Only a running edition is postponed."""
    if case.facts.act is NoticeAct.POSTPONEMENT and case.facts.edition_state is EditionState.POSTPONED:
        yield Finding(_("本届评选已经暂缓，不必再次暂缓。需要继续的，请发布恢复评选的公告。"), subject="act")


def not_postponed(case: Case) -> Iterator[Finding]:
    """Only a postponed edition is taken up again."""
    if case.facts.act is NoticeAct.RESUMPTION and case.facts.edition_state is EditionState.RUNNING:
        yield Finding(_("本届评选没有暂缓，不需要恢复。请直接发布下一环节的公告。"), subject="act")


def edition_over(case: Case) -> Iterator[Finding]:
    """An ended edition is neither postponed, nor taken up again, nor ended twice."""
    if case.facts.edition_state is EditionState.ENDED:
        yield Finding(_("本届评选已终止，不能再暂缓、恢复或终止。如需评选，请新建一届。"), subject="act")
