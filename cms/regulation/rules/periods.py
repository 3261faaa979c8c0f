"""How long a publicity lasts, from when it counts, and whether the words of the notice say the same."""

from collections.abc import Iterator

from cms.regulation.rules.case import BEIJING, MAX_WORKING_DAYS, Case, place_name
from cms.regulation.rules.facts import NoticeAct, TextClaim
from cms.regulation.rules.verdicts import Finding, Param
from cms.regulation.rules.verdicts import gettext_noop as _
from portal.calendar.workdays import CountingPolicy, Derivation

START_DAY_LAW = "民法典 第二百零一条"


def not_computable(case: Case) -> Iterator[Finding]:
    """A new window has a length of at least one day that the calendar can count."""
    if not case.opens_window or case.window is not None:
        return
    if case.needed is None:
        yield Finding(
            _("办法对此公示期限未规定。请由发布机关确定工作日数（至少1个）并填写。"),
            articles=tuple(case.the_stage.articles),
            subject="working_days",
        )
        return
    yield Finding(
        _("公示期“%(days)d个工作日”无法计算。请填写1至%(most)d之间的工作日数，并核对起始日期。"),
        {"days": case.needed, "most": MAX_WORKING_DAYS},
        articles=tuple(case.the_stage.articles),
        subject="working_days",
    )


def minimum(case: Case) -> Iterator[Finding]:
    """Where the measure says 不少于, the window has at least that many working days."""
    period = case.the_stage.period
    if not case.opens_window or period is None or period.exact or case.needed is None:
        return
    if case.needed < period.working_days:
        yield Finding(
            _("办法规定“%(wording)s”，现填%(days)d个工作日，不足。请改为不少于%(least)d个工作日。"),
            {"wording": period.wording, "days": case.needed, "least": period.working_days},
            articles=tuple(period.articles),
            subject="working_days",
        )


def exact(case: Case) -> Iterator[Finding]:
    """Where the measure says 为, the window has that many working days, neither fewer nor more."""
    period = case.the_stage.period
    if not case.opens_window or period is None or not period.exact or case.needed is None:
        return
    if case.needed != period.working_days:
        yield Finding(
            _("办法规定“%(wording)s”，现填%(days)d个工作日。多于或少于都不符合，请改为%(exact)d个工作日。"),
            {"wording": period.wording, "days": case.needed, "exact": period.working_days},
            articles=tuple(period.articles),
            subject="working_days",
        )


def unstated(case: Case) -> Iterator[Finding]:
    """Where the measure states no period, the notice says so and no number is borrowed from elsewhere."""
    if case.opens_window and case.the_stage.period is None and case.window is not None:
        yield Finding(
            _("期限未规定：办法没有规定“%(stage)s”的公示期，%(days)d个工作日由发布机关自行确定。"),
            {"stage": case.the_stage.name, "days": case.window.needed},
            articles=tuple(case.the_stage.articles),
            subject="working_days",
        )


def provisional(case: Case) -> Iterator[Finding]:
    """A window into a year without a holiday notice ends on a provisional day and holds the next step."""
    window = case.window
    if window is not None and window.provisional and window.expected_last_day is not None:
        yield Finding(
            _(
                "公示期跨入放假安排尚未录入的年份，截止日期暂定为%(day)s，录入后重新计算并公开变动；"
                "在此之前不能办结。可改期发布，或请日历管理员录入放假安排。"
            ),
            {"day": window.expected_last_day},
            subject="working_days",
        )


def include_start(case: Case) -> Iterator[Finding]:
    """The day of publication counts only with a reason and when published before business begins."""
    facts = case.facts
    if not case.opens_window or facts.policy is not CountingPolicy.INCLUDE_START:
        return
    if not facts.policy_reason.strip():
        yield Finding(
            _("选择了发布当日计入公示期，但没有写理由。请写明理由，或改为自次日起算。"),
            law=START_DAY_LAW,
            subject="policy_reason",
        )
    starts_later = facts.starts_on is not None and facts.starts_on > case.publish_on
    if starts_later:
        return
    if facts.office_opens is None:
        yield Finding(
            _("发布当日计入公示期的前提是上班前发布，而上班时间没有设置。请先设置，或改为自次日起算。"),
            law=START_DAY_LAW,
            subject="office_opens",
        )
    elif facts.publish_at.astimezone(BEIJING).time() >= facts.office_opens:
        yield Finding(
            _(
                "发布当日计入公示期，须在当日上班时间（%(opens)s）之前发布。"
                "请改为自次日起算，或改在下一个工作日上班前发布。"
            ),
            {"opens": facts.office_opens.strftime("%H:%M")},
            law=START_DAY_LAW,
            subject="policy",
        )


def starts_before_publication(case: Case) -> Iterator[Finding]:
    """No window begins before the public can read the notice."""
    starts_on = case.facts.starts_on
    if case.opens_window and starts_on is not None and starts_on < case.publish_on:
        yield Finding(
            _("公示开始日期%(start)s早于发布日期%(publish)s。请改为发布当日或之后。"),
            {"start": starts_on, "publish": case.publish_on},
            subject="starts_on",
        )


def contradicted(case: Case) -> Iterator[Finding]:
    """Dates and numbers of days in the words or attachments are those that were computed."""
    window = case.window
    if window is None:
        return
    for claim in case.facts.claims:
        found = _contradiction(case, window, claim)
        if found is not None:
            sentence, params = found
            yield Finding(
                sentence, {"place": place_name(claim.place), **params}, subject=f"{claim.role}:{claim.place}"
            )


def _contradiction(case: Case, window: Derivation, claim: TextClaim) -> tuple[str, dict[str, Param]] | None:
    day, number = claim.day, claim.number
    if claim.role == "first_day" and day is not None and window.first_day is not None:
        # A notice may name the day it goes up or the first counted day; an extension keeps the old beginning.
        known = day in (window.start, window.first_day) or case.facts.act is NoticeAct.EXTENSION
        if not known:
            return (
                _("%(place)s写的公示开始日期是%(stated)s，按规则计算为%(computed)s。请改正文字或发布日期。"),
                {"stated": day, "computed": window.first_day},
            )
    if claim.role == "last_day" and day is not None and window.expected_last_day not in (None, day):
        return (
            _("%(place)s写的公示截止日期是%(stated)s，按规则计算为%(computed)s。请改正文字或发布日期。"),
            {"stated": day, "computed": window.days[-1].day},
        )
    if claim.role == "working_days" and number is not None and number not in _lengths(case, window):
        return (
            _("%(place)s写的公示期是%(stated)d个工作日，本公告设置为%(computed)d个工作日。请改为一致。"),
            {"stated": number, "computed": window.needed},
        )
    return None


def _lengths(case: Case, window: Derivation) -> set[int]:
    """The lengths a reader may rightly read: for an extension the days added, or all days together."""
    amended = case.facts.amends
    if case.facts.act is NoticeAct.EXTENSION and amended is not None:
        return {window.needed, amended.needed + window.needed}
    return {window.needed}
