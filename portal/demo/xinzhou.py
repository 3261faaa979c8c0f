"""忻州: awards from before the portal, a list corrected while it is before the public, and a decision held back."""

import datetime as dt

from cms.actions.completeness import declare_complete
from cms.actions.history import confirm_history
from cms.actions.imports import check_import, start_import
from cms.models import ImportKind, Notice, NoticeAct, Seal
from cms.regulation.rules.facts import ChangeKind
from cms.regulation.schema import Regulation
from portal.demo import rosters, steps
from portal.demo.awards import Older, enter
from portal.demo.desk import Change, Desk, Run, in_force
from portal.demo.files import DemoFile, annex_xlsx
from portal.demo.holders import row, rows
from portal.demo.steps import Row
from portal.demo.timeline import Timeline
from portal.demo.wording import day_words, ordinal

BEGUN = -42
FIRST_BEFORE = dt.timedelta(days=2200)
SECOND_BEFORE = dt.timedelta(days=1100)
REVOKED_BEFORE = dt.timedelta(days=700)
"""How long before the portal's first notice the two older editions were decided, and one award of them revoked."""

CHECKED = (
    "市市场监管局对申报组织和个人的基本条件、申报材料的完整性进行了形式审查，并以书面形式征求了有关主管部门意见。"
    "申报情况已由申报组织和个人所在单位在内部公示，没有异议。"
)


def begins(days: Timeline, regulation: Regulation) -> dt.date:
    """The day of the first notice, with the measure of 2025 in force."""
    return in_force(regulation, days, days.workday(BEGUN))


def tell(desk: Desk) -> None:
    """The third edition, the first under the measure of 2025, which has no article on a call; and the two before it."""
    begun = begins(desk.days, desk.regulation)
    older_awards(desk, begun)
    run = desk.begin(3, ordinal(3), str(desk.days.today.year), begun)
    accepted = desk.publicity(
        run,
        "acceptance_list",
        desk.in_force(desk.workday(-40)),
        rows(rosters.XINZHOU, edition=run.ref),
        process=CHECKED,
        days=7,
    )
    desk.conclude(accepted, desk.workday(-31))
    who = rosters.XINZHOU
    winners = [
        *rows((who[0], who[1], who[8]), edition=run.ref, tier="award"),
        *rows((who[2], who[3], who[5], who[9]), edition=run.ref, tier="nominee"),
    ]
    seal = desk.publicity(
        run,
        "proposed_winner_publicity",
        desk.workday(-3),
        winners,
        process="经材料评审、现场评审、陈述答辩，市市场监管局根据评审结果征求有关部门意见，形成获奖建议名单。",
    )
    correct(desk, run, seal, winners)
    unfinished_decision(desk, run, winners)


def older_awards(desk: Desk, begun: dt.date) -> None:
    """Two editions under the measure before, entered by one person from the printed decisions and confirmed by another."""

    def long_before(distance: dt.timedelta) -> dt.date:
        return desk.days.workday(0, begun - distance)

    first, second = long_before(FIRST_BEFORE), long_before(SECOND_BEFORE)
    revoked = long_before(REVOKED_BEFORE)
    then, since = (f"忻政发〔{day.year}〕0号（示例）" for day in (first, second))

    def number(day: dt.date, no: int) -> str:
        return f"忻质〔{day.year}〕{no:03d}号（示例）"

    early, late = rosters.XINZHOU_FIRST, rosters.XINZHOU_SECOND
    batch = enter(
        desk,
        desk.days.workday(-9, begun),
        [
            Older(
                1, "award", early[0], first, then, number(first, 1),
                revoked_on=revoked, ground="single.major_accident",
                revocation_doc_no=f"忻政函〔{revoked.year}〕0号（示例）",
            ),
            Older(1, "award", early[1], first, then, number(first, 2)),
            Older(2, "award", late[0], second, since, number(second, 1)),
            Older(2, "award", late[2], second, since, number(second, 2)),
            Older(2, "nominee", late[1], second, since, number(second, 3)),
        ],
        source=f"{then}、{since}，市人民政府公报刊登",
    )  # fmt: skip
    day = desk.days.workday(-7, begun)
    with desk.at(day):
        confirm_history(batch=batch, by=desk.office.approver)
    with desk.at(day, 16):
        desk.office.scheme = declare_complete(
            scheme=desk.office.scheme,
            reason="前两届的表彰决定均已按公报补录并复核，此前没有举办过评选（示例）。",
            by=desk.office.publisher,
        )


def correct(desk: Desk, run: Run, seal: Seal, winners: list[Row]) -> None:
    """One nominee leaves, another takes the place and runs a period of its own."""
    day = desk.workday(-1)
    leaving = winners[4]
    joining = row(rosters.XINZHOU[6], edition=run.ref, tier="nominee")
    first, last = desk.days.workday(1, day), desk.days.workday(5, day)
    desk.amend(
        seal,
        NoticeAct.CORRECTION,
        day,
        title=f"关于更正{run.name}忻州市市长质量奖获奖建议名单的公告",
        reason="原名单中1家组织书面申请退出评选，按评审排序递补1家。",
        lead="原名单第5号条目移出名单，原条目保留并注明理由；递补1个条目。\n\n"
        f"递补条目单独公示5个工作日，自{day_words(first)}起至{day_words(last)}24时止；其余条目的公示期不变。",
        changes=[
            Change(ChangeKind.STRUCK, "该组织书面申请退出本届评选。", leaving["key"], article="3"),
            Change(ChangeKind.ADDED, "按评审排序递补，单独计算公示期。", joining["key"], joining),
        ],
    )


def unfinished_decision(desk: Desk, run: Run, winners: list[Row]) -> None:
    """A draft of the decision: the rules hold it back until the publicity is concluded."""
    today = desk.days.today
    stage = desk.regulation.stage("commendation_decision")
    names = {tier.key: tier.name for tier in desk.regulation.award.tiers}
    counts = {name: sum(row["tier"] == key for row in winners) for key, name in names.items()}
    words = desk.voice.decision(
        run.name, stage, on=today, doc_no=f"忻政发〔{today.year}〕0号（示例）", counts=counts, thanks=""
    )
    fields = desk.common(stage, today) | words
    draft = steps.draft(desk.office, run.page, stage.key, rows=winners, **fields)
    upload_annex(desk, draft, annex_xlsx(winners, names, f"忻质〔{today.year}〕"))


def upload_annex(desk: Desk, draft: Notice, annex: DemoFile) -> None:
    """The annex with the certificates' numbers, just uploaded: a formula in it has to be put right first."""
    run = start_import(
        kind=ImportKind.LIST,
        file_name=annex.name,
        content=annex.content,
        by=desk.office.editor,
        notice=draft,
    )
    check_import(run_id=run.pk, check_no=run.check_no)
