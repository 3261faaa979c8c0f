"""A stage of a measure in one or two plain sentences, from its type, its body and its scope. No city is named."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.regulation.instrument import Instrument
from cms.regulation.schema import Regulation, Stage


def plain_words(stage: Stage, regulation: Regulation) -> str:
    """What happens in the stage, for somebody who has never read the measure. Names of bodies stay as
    printed.
    """
    body = regulation.body(stage.publisher).name
    facts = {"body": body, "where": scope_words(stage.scope), "name": stage.name}
    if stage.type == "call":
        return _("%(body)s发布通知，说明谁可以申报、怎样申报、什么时候截止。") % facts
    if stage.type == "publicity":
        return _publicity(stage, facts)
    if stage.type == "decision":
        return _("%(body)s作出决定，公布获奖名单。") % facts
    if stage.type == "revocation":
        return _("获奖后被查实有办法所列情形的，由%(body)s撤销奖项并公告。") % facts
    if stage.type == "rectification":
        return _("%(body)s要求获奖者整改，告知当事人，不对社会发布。") % facts
    return _("内部环节，不向社会公示。")


def period_words(stage: Stage) -> str:
    """How long the publicity lasts by the measure; 期限未规定 when it sets none; empty for other stages."""
    if stage.type != "publicity":
        return ""
    if stage.period is None:
        return _("期限未规定")
    days = {"n": stage.period.working_days}
    return _("为%(n)s个工作日") % days if stage.period.exact else _("不少于%(n)s个工作日") % days


def _publicity(stage: Stage, facts: dict[str, str]) -> str:
    if stage.scope == "applicant_organization":
        return _("申报单位先在本单位内部公示，不在本站发布。")
    if not stage.published_here:
        return _("%(body)s%(where)s公示，不在本站发布。") % facts
    return _("%(body)s%(where)s公示名单。公示期内，任何单位和个人都可以提出异议。") % facts


def scope_words(scope: str) -> str:
    """To whom a list is shown, as a sentence says it (在全市范围内); empty for a scope that is never published."""
    words = {
        "society": _("向社会"),
        "citywide": _("在全市范围内"),
        "region_industry_field": _("在本地区、本行业、本领域内"),
        "internal": _("在内部"),
        "party_only": _("向当事人"),
    }
    return words.get(scope, "")


def day_words(day: dt.date) -> str:
    """A day as a sentence names it."""
    return date_format(day, "DATE_FORMAT")


def measure_status_label(instrument: Instrument, day: dt.date, repealed_on: dt.date | None = None) -> str:
    """The status of a measure on a day, with the date it turns on: 有效（有效期至2027年10月14日）."""
    status, last = instrument.status_on(day, repealed_on), instrument.last_day
    if status == "not_yet":
        return _("尚未施行（自%(day)s起施行）") % {"day": day_words(instrument.effective_on)}
    if status == "repealed" and repealed_on:
        return _("已废止（自%(day)s起）") % {"day": day_words(repealed_on)}
    if status == "expired" and last:
        return _("已失效（有效期至%(day)s）") % {"day": day_words(last)}
    return _("有效（有效期至%(day)s）") % {"day": day_words(last)} if last else _("有效（未规定有效期）")
