"""太原: an edition postponed, resumed and ended; one with a joint entry, an override and a list to come.

What was awarded before the portal is still being entered: nobody can tell yet who may apply (无法判断).
"""

import datetime as dt
from typing import Any

from cms.actions.history import reject_history
from cms.models import NoticeAct
from cms.regulation.schema import Regulation
from portal.demo import rosters
from portal.demo.awards import Older, enter
from portal.demo.desk import Desk
from portal.demo.files import guide_pdf, recommendation_xlsx
from portal.demo.holders import rows
from portal.demo.timeline import Timeline
from portal.demo.wording import ordinal

FIRST_AGO = dt.timedelta(days=1000)
AFTER_EFFECT = dt.timedelta(days=20)
BEFORE_EXPIRY = dt.timedelta(days=400)
BEFORE_PORTAL = dt.timedelta(days=1100)
CHECKED = (
    "领导小组办公室对申报组织和个人的基本条件、推荐意见和申报材料进行了审查，以下组织和个人符合申报条件。"
)
THIRD_PARTY = "示例质量评价中心（示例）"


def begins(days: Timeline, regulation: Regulation) -> dt.date:
    """The day of the first notice: some years ago, with the measure in force and room for one more edition under it."""
    instrument = regulation.instrument
    day = max(instrument.effective_on + AFTER_EFFECT, days.today - FIRST_AGO)
    return days.workday(
        0, day if instrument.last_day is None else min(day, instrument.last_day - BEFORE_EXPIRY)
    )


def tell(desk: Desk) -> None:
    """Both editions, the third and the fourth of the award; the two before them are not in the register yet."""
    ended_edition(desk)
    running_edition(desk)
    older_awards(desk)


def older_awards(desk: Desk) -> None:
    """A batch sent back, and the same entered anew: another person has to compare it with the file."""
    begun = begins(desk.days, desk.regulation)
    second, first = (desk.days.workday(0, begun - BEFORE_PORTAL * times) for times in (1, 2))
    who = rosters.TAIYUAN_BEFORE

    def document(year: int) -> str:
        return f"并政发〔{year}〕0号（示例）"

    def listed(doc_no: str) -> list[Older]:
        return [
            Older(1, "award", who[0], first, document(first.year), f"并质〔{first.year}〕001号（示例）"),
            Older(2, "award", who[1], second, doc_no, f"并质〔{second.year}〕001号（示例）"),
            Older(2, "award", who[2], second, doc_no, f"并质〔{second.year}〕002号（示例）"),
            Older(2, "nominee", who[3], second, doc_no, f"并质〔{second.year}〕003号（示例）"),
        ]

    def source(doc_no: str) -> str:
        return f"{document(first.year)}、{doc_no}，市档案馆复制件"

    wrong = document(second.year + 1)
    refused = enter(desk, desk.workday(-7), listed(wrong), source=source(wrong))
    with desk.at(desk.workday(-6), 10):
        reject_history(
            batch=refused,
            reason="第二届决定文号的年份与档案复制件不符，请核对后重新补录。",
            by=desk.office.approver,
        )
    right = document(second.year)
    enter(desk, desk.workday(-6), listed(right), source=source(right))


def ended_edition(desk: Desk) -> None:
    """Postponed after the call, taken up again, ended while its first list was before the public."""
    day0 = begins(desk.days, desk.regulation)

    def later(offset: int) -> dt.date:
        return desk.days.workday(offset, day0)

    run = desk.begin(3, ordinal(3), str(day0.year), day0)
    desk.call(run, day0)
    award = desk.voice.award
    desk.act_on_edition(
        run,
        NoticeAct.POSTPONEMENT,
        later(12),
        title=f"关于暂缓开展{run.name}{award}评选的公告",
        reason="受理场所因线路改造停用，申报组织无法当面报送材料。",
        lead="为保障申报组织和个人的权利，本届评选暂缓进行。恢复时间另行公告，已经报送的材料继续有效。",
    )
    desk.act_on_edition(
        run,
        NoticeAct.RESUMPTION,
        later(22),
        title=f"关于恢复开展{run.name}{award}评选的公告",
        reason="受理场所已恢复使用。",
        lead="本届评选自本公告发布之日起恢复，申报截止时间顺延十个工作日。",
    )
    desk.publicity(
        run, "acceptance_list", later(45), rows(rosters.TAIYUAN_FIRST, edition=run.ref), process=CHECKED
    )
    desk.act_on_edition(
        run,
        NoticeAct.ENDING,
        later(47),
        title=f"关于终止{run.name}{award}评选的公告",
        reason="评选工作安排调整，经市政府同意，本届评选终止，不产生获奖名单。",
        lead="本届评选终止，正在进行的受理名单公示随之终止。申报材料由领导小组办公室退还申报组织和个人。",
    )


def running_edition(desk: Desk) -> None:
    """Two acceptance lists, the second by an override with a public reason, and winners that start in some days."""
    begun = desk.in_force(desk.workday(-60))
    run = desk.begin(4, ordinal(4), str(desk.days.today.year), begun)
    desk.call(run, begun, files=[guide_pdf(desk.voice.award), recommendation_xlsx(desk.voice.award)])
    everyone = (*rosters.TAIYUAN_ACCEPTED, *rosters.TAIYUAN_LATE)
    entrusted: dict[str, Any] = {"third_party_entrusted": True, "third_party": THIRD_PARTY}
    accepted = desk.publicity(
        run,
        "acceptance_list",
        desk.workday(-40),
        rows(rosters.TAIYUAN_ACCEPTED, edition=run.ref),
        process=CHECKED + "其中1个条目由质量攻关小组的三人共同申报，占一个名额。",
        **entrusted,
    )
    late = desk.publicity(
        run,
        "acceptance_list",
        desk.workday(-38),
        rows(rosters.TAIYUAN_LATE, edition=run.ref),
        process=CHECKED,
        more="本名单是对已发布受理名单的补充：两家单位的材料在申报截止前寄出，因邮路中断晚到，邮戳日期可以证明。",
        by=desk.office.publisher,
        override=(
            "stage.repeated",
            (
                "两家单位的申报材料在截止日期前交寄，因邮路中断晚到，邮戳日期可查。为不影响其申报权利，补充受理，"
                "并单独公示完整期限；原受理名单和公示期不变。"
            ),
        ),
        **entrusted,
    )
    desk.conclude(accepted, desk.workday(-32))
    desk.conclude(late, desk.workday(-32))
    starts_on = desk.workday(4)
    winners = [
        *rows((everyone[0], everyone[4], everyone[8]), edition=run.ref, tier="award"),
        *rows(
            (everyone[1], everyone[2], everyone[5], everyone[10], everyone[9]),
            edition=run.ref,
            tier="nominee",
        ),
    ]
    desk.publicity(
        run,
        "proposed_winner_publicity",
        desk.workday(-1),
        winners,
        process="经材料评审、现场评审、陈述答辩和综合评价提出候选名单，领导小组全体会议审议，研究确定拟获奖组织和个人名单。",
        more="名单同日由新闻媒体刊出。为与刊出日期一致，公示自上述日期起算，此前收到的意见同样受理。",
        starts_on=starts_on,
        **entrusted,
    )
