"""大同: an edition decided and corrected, and one whose county bodies publish parallel lists (第二十条)."""

import datetime as dt
from typing import Any

from cms.models import FollowUpKind, FollowUpOutcome, NoticeAct, Seal
from cms.regulation.rules.facts import ChangeKind
from cms.regulation.schema import Regulation
from portal.demo import rosters, steps
from portal.demo.awards import Withdrawal, award_of, certified, follow_up, revoke
from portal.demo.desk import Change, Desk, Run
from portal.demo.holders import rows, secret_row
from portal.demo.steps import Row
from portal.demo.timeline import Timeline
from portal.demo.wording import ordinal

FIRST_AGO = dt.timedelta(days=1400)
REVOKED_AGO = dt.timedelta(days=300)
AFTER_EFFECT = dt.timedelta(days=45)
PINGCHENG = "平城区市场监督管理局（示例）"
YUNGANG = "云冈区市场监督管理局（示例）"
YUNZHOU = "云州区市场监督管理局（示例）"
HUNYUAN = "浑源县市场监督管理局（示例）"
CHECKED = "领导小组办公室对申报组织和个人的基本条件、申报材料的完整性进行了形式审查，以下组织和个人通过审查。"
CONSULTED = "对所推荐的候选名单已征求公安、生态环境、人力资源和社会保障、税务、市场监管、应急管理等部门意见。"
DELIBERATED = "评审组完成评审后提出候选名单，经领导小组审议，形成获奖建议名单。"


def begins(days: Timeline, regulation: Regulation) -> dt.date:
    """The day of the first notice: years ago, once the measure had been in force for a while."""
    effective = regulation.instrument.effective_on
    return days.workday(0, max(effective + AFTER_EFFECT, days.today - FIRST_AGO))


def tell(desk: Desk, county_editor: Any) -> None:
    """Both editions. `county_editor` is confined to 浑源县 and has a draft waiting for approval."""
    after_the_decision(desk, first_edition(desk))
    second_edition(desk, county_editor)


def first_edition(desk: Desk) -> Run:
    """Decided years ago: its proposed winners were corrected twice, its decision once."""
    day0 = begins(desk.days, desk.regulation)

    def later(offset: int) -> dt.date:
        return desk.days.workday(offset, day0)

    run = desk.begin(1, ordinal(1), str(day0.year), day0)
    applicants = rosters.DATONG_FIRST
    desk.call(run, day0)
    accepted = desk.publicity(
        run, "acceptance_list", later(30), rows(applicants, edition=run.ref), process=CHECKED
    )
    desk.conclude(accepted, later(36))
    for offset, body, district in ((45, PINGCHENG, "平城区"), (46, YUNGANG, "云冈区")):
        local = [each for each in applicants if each.district == district]
        listed = desk.publicity(
            run,
            "candidate_publicity",
            later(offset),
            rows(local, edition=run.ref),
            process=CONSULTED,
            body=body,
        )
        desk.conclude(listed, later(52))
    winners = first_winners(run)
    seal = desk.publicity(run, "proposed_winner_publicity", later(60), winners, process=DELIBERATED)
    winners = correct_first_list(desk, seal, winners, later(61), later(63))
    desk.conclude(
        seal,
        later(66),
        received={"post": 1},
        outcome="公示期内收到书面异议1件，反映一个条目所报的能耗数据与实际不符。经核实属实，已发布更正公告将其移出名单，"
        "并书面答复异议人。其余条目没有收到异议，公示办结。",
    )
    winners = certified(winners, "同质", later(75).year)
    decided = desk.decision(
        run,
        "commendation_decision",
        later(75),
        winners,
        doc_no=f"同政发〔{later(75).year}〕0号（示例）",
        thanks="希望受表彰的组织和个人珍惜荣誉，继续改进质量，向社会介绍可以借鉴的做法。",
    )
    desk.amend(
        decided,
        NoticeAct.CORRECTION,
        later(80),
        title=f"关于更正{run.name}大同市质量奖表彰决定附表的公告",
        reason="附表第1号条目的行业名称漏印“专用”二字，现予更正。获奖组织、奖项和类别没有变化。",
        lead="现对表彰决定附表中的文字作如下更正。",
        doc_no=f"同政函〔{later(80).year}〕0号（示例）",
        changes=[
            Change(
                ChangeKind.CORRECTED,
                "行业名称由“矿山机械制造”更正为“矿山专用设备制造”。",
                winners[0]["key"],
                {**winners[0], "industry": "矿山专用设备制造"},
            )
        ],
    )
    return run


def after_the_decision(desk: Desk, run: Run) -> None:
    """One winner was looked at and nothing found; another was reported (第三十四条), and lost the award for fraud."""
    revoked_on = desk.days.workday(0, desk.days.today - REVOKED_AGO)

    def before(offset: int) -> dt.date:
        return desk.days.workday(-offset, revoked_on)

    office = desk.voice.body("office")
    follow_up(
        desk,
        award_of(run, rosters.DATONG_FIRST[0]),
        before(200),
        FollowUpKind.INSPECTION,
        FollowUpOutcome.NOTHING,
        findings="查阅顾客投诉台账和近一年监督抽查结果，现场查看一个车间。获奖年度标注规范，没有把奖项用于产品宣传。",
        body=office,
    )
    record = award_of(run, rosters.DATONG_FIRST[1])
    reported = follow_up(
        desk,
        record,
        before(60),
        FollowUpKind.REPORT,
        FollowUpOutcome.NOTED,
        findings="日常检查中发现该单位申报时提交的两份出口检验报告，编号与检验机构存档不符，已将复印件一并报送。",
        body=PINGCHENG,
        document_no="平市监报〔示例〕3号",
    )
    follow_up(
        desk,
        record,
        before(30),
        FollowUpKind.INSPECTION,
        FollowUpOutcome.REVOKE,
        findings="向检验机构调取存档，确认两份报告系伪造；已听取该单位陈述，其对事实无异议。拟提请市人民政府撤销。",
        body=office,
        follows=reported,
    )
    revoke(
        desk,
        run,
        revoked_on,
        Withdrawal(
            record,
            "single.fraud",
            "申报材料中的两份出口检验报告与检验机构存档不符，经查证系伪造，该单位据此取得相应评审分值。",
        ),
        doc_no=f"同政发〔{revoked_on.year}〕0号（示例）",
    )


def first_winners(run: Run) -> list[Row]:
    """Two organisations and a person for the award; three organisations and a person as nominees."""
    who = rosters.DATONG_FIRST
    return [
        *rows((who[0], who[1], who[6]), edition=run.ref, tier="award"),
        *rows((who[2], who[3], who[4], who[7]), edition=run.ref, tier="nominee"),
    ]


def correct_first_list(
    desk: Desk, seal: Seal, winners: list[Row], first: dt.date, second: dt.date
) -> list[Row]:
    """A slip put right, then an entry struck after an objection; returns the rows that are left."""
    name, person, struck = seal.edition.title, winners[2], winners[5]
    renamed = {**person, "post": "质量管理部部长"}
    desk.amend(
        seal,
        NoticeAct.CORRECTION,
        first,
        title=f"关于更正{name}大同市质量奖获奖建议名单职务的公告",
        reason="第3号条目的职务印错，现予更正。人员、单位、奖项没有变化，公示期不重新计算。",
        lead="现对获奖建议名单中的一处文字作如下更正。",
        changes=[
            Change(ChangeKind.CORRECTED, "职务由“质量部部长”更正为“质量管理部部长”。", person["key"], renamed)
        ],
    )
    desk.amend(
        seal,
        NoticeAct.CORRECTION,
        second,
        title=f"关于将1个条目移出{name}大同市质量奖获奖建议名单的公告",
        reason="收到书面异议，经核实属实，依照办法第七条第（五）项处理。",
        lead="经核实，名单中的1个条目所报数据与实际不符，现移出名单，原条目保留备查。其余条目继续公示，公示期不变。",
        changes=[
            Change(
                ChangeKind.STRUCK,
                "所报能耗数据与计量记录不符，经核实属实，移出名单。",
                struck["key"],
                article="7(5)",
            )
        ],
    )
    return [renamed if row is person else row for row in winners if row is not struck]


def second_edition(desk: Desk, county_editor: Any) -> None:
    """Now: one county's list on its last day, one open, one approved for later, one waiting for approval."""
    begun = desk.in_force(desk.workday(-70))
    run = desk.begin(2, ordinal(2), str(desk.days.today.year), begun)
    desk.call(run, begun)
    applicants = (
        *rosters.DATONG_PINGCHENG,
        *rosters.DATONG_YUNZHOU,
        *rosters.DATONG_YUNGANG,
        *rosters.DATONG_HUNYUAN,
    )
    accepted = desk.publicity(
        run,
        "acceptance_list",
        desk.workday(-45),
        [*rows(applicants, edition=run.ref), secret_row(edition=run.ref)],
        process=CHECKED + "另有1个条目涉及国防事项，依法不予公开，只计入数量，并已在适当范围内征求意见。",
        secret_count=1,
    )
    desk.conclude(accepted, desk.workday(-39))

    def candidates(offset: int, body: str, who: tuple[Any, ...]) -> None:
        listed = rows(who, edition=run.ref)
        desk.publicity(run, "candidate_publicity", desk.workday(offset), listed, process=CONSULTED, body=body)

    candidates(-5, PINGCHENG, rosters.DATONG_PINGCHENG)
    candidates(-2, YUNZHOU, rosters.DATONG_YUNZHOU)
    scheduled(desk, run)
    waiting(desk, run, county_editor)


def scheduled(desk: Desk, run: Run) -> None:
    """云冈区's list is approved and goes out by itself at nine of the next working day but one."""
    day = desk.workday(2)
    fields = desk.publicity_fields(run, "candidate_publicity", day, process=CONSULTED, body=YUNGANG)
    fields |= {"scheduled_for": desk.instant(day, 9), "signed_date": desk.days.today}
    steps.fulfil(desk.office, run.page, "candidate_publicity", publisher_name=YUNGANG, reviewer=YUNGANG)
    listed = rows(rosters.DATONG_YUNGANG, edition=run.ref)
    draft = steps.draft(desk.office, run.page, "candidate_publicity", rows=listed, **fields)
    steps.approve(desk.office, steps.submit(desk.office, draft))


def waiting(desk: Desk, run: Run, county_editor: Any) -> None:
    """浑源县's list, drafted by an account confined to that county, waits for the first approval."""
    fields = desk.publicity_fields(
        run, "candidate_publicity", desk.days.today, process=CONSULTED, body=HUNYUAN, dated=False
    )
    steps.fulfil(desk.office, run.page, "candidate_publicity", publisher_name=HUNYUAN, reviewer=HUNYUAN)
    listed = rows(rosters.DATONG_HUNYUAN, edition=run.ref)
    draft = steps.draft(desk.office, run.page, "candidate_publicity", rows=listed, by=county_editor, **fields)
    steps.submit(desk.office, draft, by=county_editor)
