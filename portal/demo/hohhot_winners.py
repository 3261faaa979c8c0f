"""呼和浩特, after the decisions: one award revoked for five years, one revoked and given back, rectifications (第二十三条)."""

import datetime as dt

from cms.models import FollowUp, FollowUpKind, FollowUpOutcome
from portal.demo import rosters
from portal.demo.awards import Withdrawal, award_of, follow_up, reinstate, revoke
from portal.demo.desk import Desk, Run
from portal.demo.holders import Applicant

REGULATOR = "呼和浩特市市场监督管理局（示例）"


def look_after(desk: Desk, *, third_last: Run, second_last: Run, last: Run) -> None:
    """What happened to the winners of three of the years; what was taken away and given back was so last year."""
    put_right(desk, second_last)
    revoked(desk, third_last)
    restored(desk, second_last)
    overdue(desk, third_last)
    running(desk, last)


def _in_the_year_after(desk: Desk, run: Run, years: int, month: int, day: int) -> dt.date:
    """That day, or the working day before it, so many years after the year of an edition."""
    return desk.days.workday(0, dt.date(int(run.page.slug) + years, month, day))


def revoked(desk: Desk, run: Run) -> None:
    """A serious quality accident: no application for five years, counted to a day (第二十四条)."""
    day = _in_the_year_after(desk, run, 2, 4, 15)
    record = award_of(run, rosters.HOHHOT_THIRD_LAST[1])
    follow_up(
        desk,
        record,
        desk.days.workday(-30, day),
        FollowUpKind.REPORT,
        FollowUpOutcome.REVOKE,
        findings="辖区报送：该单位一批预制构件强度不合格，造成在建工程返工，经鉴定属重大质量责任事故。拟按程序提请撤销。",
        body=REGULATOR,
        document_no="呼市监报〔示例〕5号",
    )
    revoke(
        desk,
        run,
        day,
        Withdrawal(
            record,
            "later_event.major_accident",
            "获奖后，该单位一批预制构件强度不合格，造成在建工程返工，经鉴定属重大质量责任事故。",
        ),
        doc_no=f"呼政函〔{day.year}〕0号（示例）",
    )


def restored(desk: Desk, run: Run) -> None:
    """Failed an inspection, revoked; the re-test put the result right and the review took the revocation back."""
    day = _in_the_year_after(desk, run, 1, 5, 20)
    record = award_of(run, rosters.HOHHOT_SECOND_LAST[0])
    seal = revoke(
        desk,
        run,
        day,
        Withdrawal(
            record,
            "later_event.failed_inspection_or_service_accident",
            "获奖后，该单位一个批次的产品经自治区质量监督抽查判定为不合格。",
        ),
        doc_no=f"呼政函〔{day.year}〕0号（示例）",
    )
    back = _in_the_year_after(desk, run, 1, 8, 25)
    reviewed = f"内政复决字〔{back.year}〕0号（示例）"
    reinstate(
        desk,
        seal,
        record,
        back,
        reason=f"行政复议决定（{reviewed}）认定，原决定所依据的抽查结论已由复检更正，事实依据不足，予以撤销。",
        annulled_by=reviewed,
        doc_no=f"呼政函〔{back.year}〕0号（示例）",
    )


def put_right(desk: Desk, run: Run) -> None:
    """A rectification served, answered within its time and checked."""
    visited = _in_the_year_after(desk, run, 1, 3, 10)
    served = _told(
        desk,
        run,
        rosters.HOHHOT_SECOND_LAST[1],
        visited,
        found="走访生产现场，查阅投诉台账。近半年同类投诉较多，主要反映包装封口不严；产品检验结果合格。",
        asked="请查明封口不严的原因，改进包装工序，并逐件答复投诉人。",
        due_on=desk.days.workday(25, visited),
    )
    follow_up(
        desk,
        served.record,
        desk.days.workday(23, visited),
        FollowUpKind.RECTIFIED,
        FollowUpOutcome.DONE,
        findings="现场核验：封口设备已更换，新增封口检测，投诉已逐件答复，其后一个月没有新的同类投诉。",
        body=desk.voice.body("office"),
        follows=served,
    )


def overdue(desk: Desk, run: Run) -> None:
    """A rectification whose day has passed without an answer."""
    _told(
        desk,
        run,
        rosters.HOHHOT_THIRD_LAST[0],
        desk.workday(-40),
        found="定期巡访时发现两处对外宣传没有标明获奖时间。",
        asked="请更正有关宣传内容，标明获奖时间，并报送更正后的样张。",
        due_on=desk.workday(-7),
    )


def running(desk: Desk, run: Run) -> None:
    """A rectification that is not due yet."""
    _told(
        desk,
        run,
        rosters.HOHHOT_LAST_YEAR[0],
        desk.workday(-6),
        found="核查群众反映的3件投诉，均涉及送货延误，与产品质量无关，但答复超过承诺时间。",
        asked="请完善投诉答复制度，并将上述投诉的办理结果报送评审委员会办公室。",
        due_on=desk.workday(18),
    )


def _told(
    desk: Desk, run: Run, holder: Applicant, visited: dt.date, *, found: str, asked: str, due_on: dt.date
) -> FollowUp:
    """A visit, and the rectification that it led to, served on the next working day but one."""
    record = award_of(run, holder)
    office = desk.voice.body("office")
    visit = follow_up(
        desk, record, visited, FollowUpKind.VISIT, FollowUpOutcome.RECTIFY, findings=found, body=office
    )
    return follow_up(
        desk,
        record,
        desk.days.workday(1, visited),
        FollowUpKind.RECTIFICATION,
        FollowUpOutcome.RECTIFY,
        findings=asked,
        body=office,
        document_no=f"呼质奖整〔{visited.year}〕0号（示例）",
        served_on=desk.days.workday(2, visited),
        due_on=due_on,
        follows=visit,
    )
