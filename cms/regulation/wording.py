"""Says in plain words what a measure's data mean. Pure; sentences are Chinese, like the measure itself."""

import datetime as dt

from cms.regulation.instrument import Instrument
from cms.regulation.schema import Regulation, Stage

SCOPES = {
    "society": "向社会公布",
    "citywide": "在全市范围内公布",
    "region_industry_field": "在本地区、本行业、本领域内公布",
    "applicant_organization": "在申报者本单位内部进行",
    "internal": "在评审机构内部进行，不对外公布",
    "party_only": "只送达当事人，不对外公布",
}

DOINGS = {
    "call": "公布申报条件、办法和起止时间",
    "publicity": "公布名单，任何人对名单有意见都可以提出异议",
    "decision": "公布表彰的组织和个人",
    "revocation": "公布被撤销的奖项和理由",
    "rectification": "告知当事人整改",
    "internal": "形成名单或办理内部程序",
}


def day_in_words(day: dt.date) -> str:
    """2026年11月3日."""
    return f"{day.year}年{day.month}月{day.day}日"


def stage_in_plain_words(regulation: Regulation, stage: Stage) -> str:
    """One or two sentences on what happens in a stage, by whom, and what the next step waits for."""
    who = regulation.body(stage.publisher).name
    doing = DOINGS[stage.type]
    if stage.scope == "applicant_organization":
        doing = "申报者在本组织或单位内部公示自己的申报情况，公示无异议后才能提交申报材料"
        return f"{doing}。"
    words = f"由{who}{SCOPES[stage.scope]}：{doing}。" if stage.published_here else f"由{who}{doing}，{SCOPES[stage.scope]}。"
    if stage.gate:
        words += f"之后，{stage.gate.text.rstrip('，。,')}，才进入下一步。"
    return words


def measure_status_label(instrument: Instrument, day: dt.date, repealed_on: dt.date | None = None) -> str:
    """The status of a measure on a day, with the date it turns on: 有效（至2027年10月14日）."""
    status = instrument.status_on(day, repealed_on)
    if status == "not_yet":
        return f"尚未施行（自{day_in_words(instrument.effective_on)}起施行）"
    if status == "repealed" and repealed_on:
        return f"已废止（自{day_in_words(repealed_on)}起）"
    last = instrument.last_day
    if status == "expired" and last:
        return f"已失效（有效期至{day_in_words(last)}）"
    return f"有效（有效期至{day_in_words(last)}）" if last else "有效（未规定有效期）"
