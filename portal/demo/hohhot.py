"""呼和浩特: an annual award with exactly ten working days and three years' validity.

Four years decided, one list begun again, one across the new year; what became of the winners since is in `hohhot_winners`.
"""

import datetime as dt
from typing import Any

from cms import clock
from cms.models import NoticeAct
from cms.regulation.schema import Regulation
from portal.demo import rosters
from portal.demo.awards import certified
from portal.demo.calendars import add_local_rest_day
from portal.demo.desk import Desk, Run
from portal.demo.hohhot_winners import look_after
from portal.demo.holders import Applicant, rows
from portal.demo.timeline import Timeline
from portal.demo.wording import day_words

LIST_OFFSET = -9
"""The list before the public now went out that many working days ago."""

CALL_BEFORE = 60
"""Working days from the call to the decision."""

DELIBERATED = "经申报单位资格审核、材料评审、现场评审和综合评审，由评审办公室提交审委会全体会议审议确定，并进行了考察核实。"
ANSWERED = (
    "公示期内收到异议2件：一件询问评审程序，已当面说明；一件反映获奖单位宣传用语，经核实与评选条件无关，"
    "已转有关部门处理并答复异议人。两件均已办结，公示没有异议。"
)
PAST = (
    rosters.HOHHOT_FOURTH_LAST,
    rosters.HOHHOT_THIRD_LAST,
    rosters.HOHHOT_SECOND_LAST,
    rosters.HOHHOT_LAST_YEAR,
)
"""Who won in the four years before the list that is before the public now."""


def begins(days: Timeline, regulation: Regulation) -> dt.date:
    """The day of the first call."""
    return days.workday(-CALL_BEFORE, decided_on(days, year_of_the_list(days) - len(PAST)))


def tell(desk: Desk, *, last_year: int, keeper: Any) -> None:
    """Six years. :param last_year: the last one with a holiday arrangement; the last list crosses out of it."""
    now = year_of_the_list(desk.days)
    runs = [
        decided(desk, number, now - len(PAST) + number - 1, winners)
        for number, winners in enumerate(PAST, start=1)
    ]
    look_after(desk, third_last=runs[1], second_last=runs[2], last=runs[3])
    begun_again(desk, len(PAST) + 1)
    across_the_new_year(desk, len(PAST) + 2, last_year)
    with desk.at(desk.workday(-1), 11):
        add_local_rest_day(
            day=desk.workday(2),
            division_code=desk.regulation.division_code,
            city=desk.regulation.city,
            by=keeper,
            at=clock.now(),
        )


def year_of_the_list(days: Timeline) -> int:
    """The year whose list is before the public now."""
    return days.workday(LIST_OFFSET).year


def decided_on(days: Timeline, year: int) -> dt.date:
    """The day of a year's decision.

    Places are counted by the calendar year of the decision (第五条), so it must not fall into the year of the next list.
    """
    return days.workday(0, dt.date(year, 12, 10))


def decided(desk: Desk, number: int, year: int, who: tuple[Applicant, ...]) -> Run:
    """A year's award, from the call to the decision in December; last year's with objections that were answered."""
    end = decided_on(desk.days, year)

    def before(offset: int) -> dt.date:
        return desk.days.workday(-offset, end)

    run = desk.begin(number, f"{year}年度", str(year), before(CALL_BEFORE))
    desk.call(run, before(CALL_BEFORE))
    winners = rows(who, edition=run.ref, tier="award", recommended=False)
    seal = desk.publicity(run, "proposed_winner_publicity", before(20), winners, process=DELIBERATED)
    if number == len(PAST):
        desk.conclude(seal, before(8), received={"phone": 1, "post": 1}, outcome=ANSWERED)
    else:
        desk.conclude(seal, before(8))
    desk.decision(
        run,
        "commendation_decision",
        end,
        certified(winners, "呼质", year),
        doc_no=f"呼政字〔{year}〕0号（示例）",
        thanks="希望获奖单位和个人再接再厉，带动更多单位重视质量。",
    )
    return run


def begun_again(desk: Desk, number: int) -> None:
    """This year's list: a defect on the way, and a new period of exactly ten working days."""
    year = year_of_the_list(desk.days)
    begun = desk.workday(-50)
    run = desk.begin(number, f"{year}年度", str(year), begun)
    desk.call(run, begun)
    winners = rows(rosters.HOHHOT_THIS_YEAR, edition=run.ref, tier="award", recommended=False)
    seal = desk.publicity(
        run, "proposed_winner_publicity", desk.workday(LIST_OFFSET), winners, process=DELIBERATED
    )
    day = desk.workday(-3)
    first, last = desk.days.workday(1, day), desk.days.workday(10, day)
    desk.amend(
        seal,
        NoticeAct.RESTART,
        day,
        title=f"关于重新公示{year}年度呼和浩特市市长质量奖拟奖励名单的公告",
        reason="原公示期间异议受理电话因线路故障中断两天，公众可能无法提出异议。",
        lead="办法规定公示期为十个工作日，不多不少，不能以延长补足，因此重新计算完整期限。\n\n"
        f"重新公示10个工作日，自{day_words(first)}起至{day_words(last)}24时止。"
        "此前已经提出的异议继续有效，不必再次提出。",
        entry_list=seal.entry_list,
        working_days=10,
    )


def across_the_new_year(desk: Desk, number: int, last_year: int) -> None:
    """A list announced early: its days run into a year whose holiday notice nobody knows yet."""
    year = max(last_year, year_of_the_list(desk.days) + 1)
    begun = desk.workday(-48)
    run = desk.begin(number, f"{year}年度", str(year), begun)
    desk.call(run, begun)
    starts_on = desk.days.workday(0, dt.date(last_year, 12, 25))
    desk.publicity(
        run,
        "proposed_winner_publicity",
        desk.workday(-4),
        rows(rosters.HOHHOT_NEXT_YEAR, edition=run.ref, tier="award", recommended=False),
        process=DELIBERATED,
        more=f"本名单提前发布，用于演示跨年的期限：公示自{day_words(starts_on)}次日起算，跨入{last_year + 1}年。"
        f"{last_year + 1}年的放假安排尚未公布，截止日只能暂定，录入放假安排后重新推算并公开变动。",
        starts_on=starts_on,
    )
