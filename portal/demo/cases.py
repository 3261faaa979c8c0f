"""The demonstration's cases: filed, answered and decided through the channel's own actions, in every state a case can be in.

Everything told in them is invented and says so (示例). Their receipt codes are printed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.models import Window
from cms.selectors.windows import WindowReader
from complaints import daily_heads, vault
from complaints.actions import drafts, handling, inbox_sessions
from complaints.actions import inbox as reporter
from complaints.actions.filing import file_case
from complaints.intake.incoming import FILE_MAX, Incoming
from complaints.intake.problems import Reason
from complaints.models import Case, Track
from complaints.reports import Kind, Person, Reach, Report
from complaints.transitions import Move
from portal.calendar.selectors import current_calendar
from portal.demo import worked
from portal.demo.desk import Desk
from portal.demo.files import pdf_of
from portal.demo.members import Team
from portal.demo.timeline import Timeline

SOMEBODY = Person(
    name="示例举报人（示例）",
    unit="示例单位（示例）",
    contact="0000-0000000（示例号码）",
    reach=Reach.CONTACT,
)
BY_CODE = Person(name="示例提出人（示例）")

HEADING = "演示案件的查询码（在“异议与投诉”一页凭查询码查看）"

UNTRUE = (
    "名单中序号1的单位，申报材料写近三年没有质量安全事故。去年秋天该单位一批产品被通报召回，"
    "通报在网上可以查到，附件是通报的摘录。请核对申报材料（示例，内容为虚构）。"
)


@dataclass(frozen=True)
class Told:
    """A case as it is printed: its receipt code in groups, and what became of it."""

    code: str
    words: str


@transaction.atomic
def tell(team: Team, now: dt.datetime) -> tuple[Told, ...]:
    """File every case and let the members do their part, on days before the aware instant `now`."""
    told = Teller(team, now).all()
    daily_heads.sign(now=now)
    return told


class Teller:
    """Files and handles cases. Days are counted in working days before today."""

    def __init__(self, team: Team, now: dt.datetime) -> None:
        self.team, self.now = team, now
        self.days = Timeline(
            current_calendar(), now.astimezone(Desk.instant(dt.date(2026, 1, 1)).tzinfo).date()
        )
        self.told: list[Told] = []

    def all(self) -> tuple[Told, ...]:
        """Every case, in the order in which they are printed."""
        self.objection_answered()
        self.objection_new()
        self.passed_over()
        self.refused()
        self.upheld()
        self.not_upheld()
        self.withdrawn()
        self.extended()
        self.overdue()
        self.referred()
        self.entered()
        return tuple(self.told)

    def objection_answered(self) -> None:
        """忻州: a named objection with evidence to a list in its window, taken up, with messages both ways."""
        notice, day = self.running("xinzhou")
        report = Report(
            city="xinzhou",
            kind=Kind.ENTRY,
            notice=notice,
            entry_words="1",
            facts=UNTRUE,
            happened="去年秋天",
            prefer="xinzhou.market_regulator",
            person=SOMEBODY,
        )
        evidence = ("召回通报摘录（示例）.pdf", pdf_of(("召回通报摘录（示例）", "", "本件为演示内容。")))
        case, code = self.file(report, day, [evidence])
        self.move(case, Move.ACCEPT, self.later(day), "您的异议已受理。我们正在向有关部门核实（示例）。")
        worked.take_on(self.team, case, Track.OBJECTION, self.later(day))
        self.write(case, self.later(day), "通报中的批次号看不清，方便的话请补充（示例）。")
        self.answer(code, self.later(day, 2), "批次号是示例0001，在通报第二页（示例）。")
        worked.note(self.team, case, self.later(day, 2), "已调取申报材料，与通报逐项比对（示例）。")
        worked.ask_for_name(self.team, case, self.now)
        self.print(
            code,
            "忻州市，对公示名单的异议：实名，有证明材料，已受理，有往来消息，正在申请查看身份，一名保管人员已同意；"
            "公示期满后该名单不能办结",
        )

    def objection_new(self) -> None:
        """大同: an anonymous objection just filed."""
        notice, day = self.running("datong")
        facts = "名单中有一家单位的登记地址已经没有生产活动，请实地看一看（示例，内容为虚构）。"
        report = Report(
            city="datong", kind=Kind.ENTRY, notice=notice, facts=facts, respondent="名单中的一家单位"
        )
        _case, code = self.file(report, day)
        self.print(code, "大同市，对公示名单的异议：匿名，刚收到")

    def passed_over(self) -> None:
        """大同: the first body is concerned itself, so that the next one has it."""
        facts = "评审打分前有人打听评审员名单，办公室的人知道（示例，内容为虚构）。"
        report = Report(city="datong", kind=Kind.STAFF, facts=facts, concerns=("datong.office",))
        _case, code = self.file(report, self.before(6))
        self.print(code, "大同市，举报评选工作人员：匿名，注明涉及办公室，由领导小组受理")

    def refused(self) -> None:
        """运城: too little to go on."""
        report = Report(city="yuncheng", kind=Kind.OTHER, facts="听说评选不公平（示例，内容为虚构）。")
        case, code = self.file(report, self.before(12))
        self.move(
            case,
            Move.REFUSE,
            self.before(9),
            "来件没有写明是哪一家、哪件事，无法核实，不予受理。有具体线索的，请重新提出（示例）。",
        )
        self.print(code, "运城市，其他情况：匿名，不予受理，写明了理由")

    def upheld(self) -> None:
        """呼和浩特: a winner's later conduct, found true, for which the office is asked to have it put right."""
        facts = "某获奖单位在产品包装上印了奖项名称，没有写获奖时间（示例，内容为虚构）。"
        award, decision = worked.award_without_follow_up("hohhot", self.days.today)
        report = Report(
            city="hohhot",
            kind=Kind.WINNER,
            facts=facts,
            notice=decision.public_id,
            entry=str(award.entry_key),
            respondent=award.name,
            person=BY_CODE,
        )
        case, code = self.file(report, self.before(30))
        self.move(case, Move.ACCEPT, self.before(26), "已受理（示例）。")
        self.move(case, Move.UPHOLD, self.before(8), "经核实情况属实，已要求该单位停止使用并改正（示例）。")
        worked.ask_for_rectification(self.team, case, self.before(3))
        self.print(
            code,
            "呼和浩特市，获奖后的情况：实名，只凭查询码答复，已办结，情况属实，已请发布单位告知整改"
            "（编辑、发布人员的“今日”页有这件事，没有案情）",
        )

    def not_upheld(self) -> None:
        """呼和浩特: a mark thought forged, found genuine."""
        facts = "一家门店挂着奖牌，我怀疑是假的（示例，内容为虚构）。"
        report = Report(city="hohhot", kind=Kind.MARK, facts=facts, respondent="一家门店（示例）")
        case, code = self.file(report, self.before(25))
        worked.take_on(self.team, case, Track.MARKET, self.before(23))
        self.move(case, Move.ACCEPT, self.before(22), "已受理（示例）。")
        self.move(case, Move.DISMISS, self.before(11), "经核对名册，该单位确已获奖，奖牌编号一致（示例）。")
        self.print(code, "呼和浩特市，假冒奖牌或证书：匿名，已办结，情况未查实")

    def withdrawn(self) -> None:
        """忻州: taken back by whoever filed it; a handler still has to end it."""
        report = Report(
            city="xinzhou", kind=Kind.STAFF, facts="现场评审的日程被提前透露（示例，内容为虚构）。"
        )
        _case, code = self.file(report, self.before(10))
        at = self.before(7)
        box, case = self._enter(code, at)
        reporter.withdraw(
            inbox=box, text="情况已经说清，我撤回（示例）。", seen=reporter.seen_of(case), now=at
        )
        inbox_sessions.close(inbox=box)
        self.print(code, "忻州市，举报评选工作人员：匿名，已由提出人撤回，待受理人员办结")

    def extended(self) -> None:
        """大同: on the track of petitions, complicated and extended, with notes, labels and a message not sent yet."""
        facts = "某获奖单位换了生产地址，原址已经停产，奖牌还挂在新厂（示例，内容为虚构）。"
        report = Report(
            city="datong", kind=Kind.WINNER, facts=facts, respondent="某获奖单位（示例）", person=SOMEBODY
        )
        case, code = self.file(report, self.before(28))
        worked.take_on(self.team, case, Track.PETITION, self.before(25))
        self.move(case, Move.ACCEPT, self.before(24), "已受理（示例）。")
        worked.note(self.team, case, self.before(20), "已函请登记机关协助核对地址变更（示例）。")
        text = "所涉地址变更需要登记机关协助核对，办理期限延长三十日（示例）。"
        worked.extend(self.team, case, self.before(4), text)
        unsent = "登记机关已经回函，正在核对（示例）。"
        worked.keep_aside(self.team, case, self.before(1), labels=["等回函", "获奖后"], unsent=unsent)
        self.print(
            code, "大同市，获奖后的情况：实名，按信访事项办理，已延长期限，有内部记录、私人标签和未发出的消息"
        )

    def overdue(self) -> None:
        """太原: nobody has taken it up in time."""
        facts = "名单公布前有人在群里说出了结果（示例，内容为虚构）。"
        _case, code = self.file(Report(city="taiyuan", kind=Kind.STAFF, facts=facts), self.before(16))
        self.print(code, "太原市，举报评选工作人员：匿名，没有确定承办人，告知是否受理的期限已过")

    def referred(self) -> None:
        """呼和浩特: a matter for discipline inspection, passed on."""
        facts = "评审人员收了一家申报单位的购物卡（示例，内容为虚构）。"
        case, code = self.file(Report(city="hohhot", kind=Kind.STAFF, facts=facts), self.before(9))
        worked.take_on(self.team, case, Track.DISCIPLINE, self.before(8))
        text = "您反映的情况涉及公职人员履职，已移送有权的纪检监察机关处理（示例）。"
        worked.refer(self.team, Case.objects.get(pk=case.pk), self.before(6), text)
        self.print(code, "呼和浩特市，举报评选工作人员：匿名，已移送纪检监察机关")

    def entered(self) -> None:
        """运城: a call, entered on behalf."""
        _case, code = worked.call(self.team, "yuncheng", self.before(2))
        self.print(code, "运城市，举报评选工作人员：来电由受理人员代为录入，查询码已在电话里告知")

    def before(self, days: int) -> dt.datetime:
        """Three in the afternoon, that many working days ago."""
        return Desk.instant(self.days.workday(-days), 15)

    def later(self, at: dt.datetime, days: int = 1) -> dt.datetime:
        """Four in the afternoon some working days later, or now if that is still to come."""
        day = self.days.workday(days, at.date())
        return min(Desk.instant(day, 16), self.now)

    def running(self, city: str) -> tuple[str, dt.datetime]:
        """A list of the city in its window, and an instant in it that is past; no list where none is in its window."""
        reader = WindowReader(self.now)
        windows = Window.objects.running().filter(seal__public_id__startswith=f"{city}.", entry_key="")
        for window in windows.select_related("seal").order_by("published_at", "pk"):
            if reader.state(window).is_open:
                return window.seal.public_id, min(max(window.published_at, self.before(3)), self.now)
        return "", self.before(3)

    def file(
        self, report: Report, at: dt.datetime, files: Sequence[tuple[str, bytes]] = ()
    ) -> tuple[Case, str]:
        """File it; returns the case and the receipt code."""
        token = drafts.open_draft(now=at)
        for name, content in files:
            incoming = Incoming(name, size_max=FILE_MAX, limit=Reason.TOO_LARGE, as_it_is=False)
            incoming.take(content)
            drafts.stage(token=token, file=incoming.finish(), now=at)
        file_case(token=token, report=report, now=at)
        code = vault.receipt_code(token)
        box, case = self._enter(code, at)
        inbox_sessions.close(inbox=box)
        return case, code

    def move(self, case: Case, move: Move, at: dt.datetime, text: str) -> None:
        """Let a handler who has it move it on."""
        expected = Case.objects.get(pk=case.pk).state
        handling.move(
            case=case, move=move, expected=expected, text=text, by=self.team.holder_of(case), now=at
        )

    def write(self, case: Case, at: dt.datetime, text: str) -> None:
        """Let a handler write to the reporter."""
        handling.send_message(case=case, text=text, by=self.team.holder_of(case), now=at)

    def answer(self, code: str, at: dt.datetime, text: str) -> None:
        """Let the reporter come back and answer."""
        box, case = self._enter(code, at)
        reporter.answer(inbox=box, text=text, seen=reporter.seen_of(case), now=at)
        inbox_sessions.close(inbox=box)

    def print(self, code: str, words: str) -> None:
        """Keep it for the list of codes."""
        self.told.append(Told(vault.format_code(code), words))

    def _enter(self, code: str, at: dt.datetime) -> tuple[inbox_sessions.Inbox, Case]:
        cookie = inbox_sessions.open_inbox(typed=code, now=at)
        box = inbox_sessions.inbox_of(cookie=cookie, now=at)
        if box is None or box.case is None:
            raise ValueError("the code just given opens its case")
        return box, Case.objects.get(pk=box.case)


def exist() -> bool:
    """Whether the cases were filed already."""
    found: Any = Case.objects.exists()
    return bool(found)


def words(told: Sequence[Told]) -> str:
    """The codes as they are printed."""
    lines = [HEADING]
    lines += [f"  {each.code}  {each.words}" for each in told]
    return "\n".join(lines) + "\n"
