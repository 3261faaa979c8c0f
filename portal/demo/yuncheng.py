"""运城: lists by the departments that took the applications (第十九条): closed, extended, withheld in part, refused."""

import datetime as dt
from typing import Any

from cms.actions.records import withdraw_act
from cms.actions.schedule import publish_due
from cms.actions.withholding import confirm, withhold
from cms.models import ActRecord, NoticeAct, RecordKey, Seal
from cms.regulation.schema import Regulation
from cms.seals import parse_body
from portal.demo import rosters, steps
from portal.demo.desk import Desk, Run, in_force
from portal.demo.holders import Applicant, rows
from portal.demo.timeline import Timeline
from portal.demo.wording import MARK, day_words, ordinal

YANHU = "盐湖区市场监督管理局（示例）"
INDUSTRY = "运城市工业和信息化局（示例）"
HEJIN = "河津市市场监督管理局（示例）"
STAGE = "candidate_publicity"
CHECKED = (
    "领导小组办公室对申报组织和个人的基本条件、申报材料的完整性进行了形式审查，并以书面形式征求了有关主管部门意见。"
    "申报情况已由申报组织和个人所在单位在内部公示，没有异议。"
)
CONSULTED = (
    "评审组完成评审后提出候选名单，由申报材料接收部门"
    "征求了公安、人力资源社会保障、生态环境、应急管理、市场监管、税务等部门意见。"
)


def begins(days: Timeline, regulation: Regulation) -> dt.date:
    """The day of the first notice, with the measure of 2023 in force."""
    return in_force(regulation, days, days.workday(-60))


def tell(desk: Desk, *, second_publisher: Any) -> None:
    """One edition. `second_publisher` reviews what the first one hid."""
    begun = begins(desk.days, desk.regulation)
    run = desk.begin(1, ordinal(1), str(desk.days.today.year), begun)
    desk.call(run, begun)
    everyone = (*rosters.YUNCHENG_YANHU, *rosters.YUNCHENG_INDUSTRY, *rosters.YUNCHENG_HEJIN)
    accepted = desk.publicity(
        run, "acceptance_list", desk.workday(-40), rows(everyone, edition=run.ref), process=CHECKED
    )
    extend(desk, run, accepted, -37, days=2, reason="邮政信箱停用一天，信件未能及时投递。")
    desk.conclude(accepted, desk.workday(-31))
    candidates(desk, run, YANHU, rosters.YUNCHENG_YANHU)
    listed = candidates(desk, run, INDUSTRY, rosters.YUNCHENG_INDUSTRY)
    hide_first(desk, listed, second_publisher)
    extend(
        desk, run, listed, -2, days=3, reason="公示期间本平台因机房检修有一天不能访问，按规定补足并留出余量。"
    )
    hide_second(desk, listed)
    refused(desk, run)


def candidates(desk: Desk, run: Run, body: str, who: tuple[Applicant, ...]) -> Seal:
    """A department's list, whose period ended on the last working day."""
    listed = rows(who, edition=run.ref)
    return desk.publicity(run, STAGE, desk.workday(-6), listed, process=CONSULTED, body=body)


def extend(desk: Desk, run: Run, seal: Seal, offset: int, *, days: int, reason: str) -> None:
    """Lengthen a running publicity by some working days."""
    last = desk.days.workday(days, seal.windows.get(entry_key="").last_day)
    listed = desk.regulation.stage(seal.stage_key).name.removesuffix("公示")
    body = seal.notice.publisher_name.removesuffix(MARK) if seal.stage_key == STAGE else ""
    desk.amend(
        seal,
        NoticeAct.EXTENSION,
        desk.workday(offset),
        title=f"{body}关于延长{run.name}{desk.voice.award}{listed}公示期的公告",
        reason=reason,
        lead=f"为保证公众能够充分提出意见，上述公示延长{days}个工作日，至{day_words(last)}24时止。名单没有变化。",
        working_days=days,
    )


def persons_of(seal: Seal) -> list[int]:
    """The places of the entries of persons among the leaves of a seal."""
    return [
        place
        for place, leaf in enumerate(parse_body(seal.body).leaves)
        if leaf.value and leaf.value["t"] == "entry" and leaf.value["kind"] == "individual"
    ]


def hide_first(desk: Desk, seal: Seal, second_publisher: Any) -> None:
    """One person's entry is taken back, and another person of the office confirms it: it is erased."""
    with desk.at(desk.workday(-3), 11):
        hidden = withhold(
            seal=seal,
            leaf=persons_of(seal)[0],
            ground="政府信息公开条例第十五条，涉及个人隐私，本人申请，已核对",
            by=desk.office.publisher,
        )
    with desk.at(desk.workday(-3), 16):
        confirm(withholding=hidden, by=second_publisher)


def hide_second(desk: Desk, seal: Seal) -> None:
    """Just now another person's entry was hidden; a second person has to look at it."""
    withhold(
        seal=seal,
        leaf=persons_of(Seal.objects.get(pk=seal.pk))[0],
        ground="政府信息公开条例第十五条，涉及个人隐私，本人申请",
        by=desk.office.publisher,
    )


def refused(desk: Desk, run: Run) -> None:
    """A list approved for a later hour; its secrecy review was withdrawn in between, so it did not go out."""
    day = desk.workday(-1)
    fields = desk.publicity_fields(run, STAGE, day, process=CONSULTED, body=HEJIN)
    with desk.at(desk.workday(-3), 15):
        fields |= {"scheduled_for": desk.instant(day, 9), "signed_date": desk.workday(-3)}
        steps.fulfil(desk.office, run.page, STAGE, publisher_name=HEJIN, reviewer=HEJIN)
        listed = rows(rosters.YUNCHENG_HEJIN, edition=run.ref)
        draft = steps.draft(desk.office, run.page, STAGE, rows=listed, **fields)
        steps.approve(desk.office, steps.submit(desk.office, draft))
    with desk.at(desk.workday(-2), 17):
        review = ActRecord.objects.get(
            edition=run.page, publisher_name=HEJIN, act_key=RecordKey.SECRECY_REVIEW
        )
        withdraw_act(act=review, reason="审查时所用的是旧稿，须重新审查。", by=desk.office.editor)
    with desk.at(day, 9, 1):
        outcomes = publish_due()
    if [outcome.published for outcome in outcomes] != [False]:
        raise ValueError("the list of 河津 was to be refused")
