"""The words of the demonstration's notices, as an office writes them: plain, exact, and true to each measure.

Every text follows from the measure's own document and from the window that the calendar gives: none is copied
from one city to another. Dates in a text are those the rules compute; a notice whose words differ is refused.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cms.regulation.base import Cited
from cms.regulation.citation import cite
from cms.regulation.conduct import Route
from cms.regulation.rules.consequences import find_ground
from cms.regulation.schema import Regulation, Stage

MARK = "（示例）"
CLOSING = "本公告为演示内容，所列单位、人员、文号、号码和地址均为虚构，不产生任何效力。"

KINDS = {"organization": ("组织", "1家组织"), "individual": ("个人", "1名个人")}
"""Holders as they are called, and one of them with its measure word."""

ABOVE = {"14": "山西省人民政府", "15": "内蒙古自治区人民政府"}
"""Who reviews a decision of a city's government, by the first two digits of its division (行政复议法 24)."""

ORDINALS = "零一二三四五六七八九十"


def day_words(day: dt.date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def ordinal(number: int) -> str:
    """第一届 … 第十届."""
    return f"第{ORDINALS[number]}届"


@dataclass(frozen=True)
class Voice:
    """The measure in the office's words. `on` is the day of the notice: an expired measure has to be named."""

    regulation: Regulation

    @property
    def measure(self) -> str:
        """《…》（文号）, without a number where the text bears none."""
        instrument = self.regulation.instrument
        number = f"（{instrument.doc_no}）" if instrument.doc_no else ""
        return f"《{instrument.title}》{number}"

    @property
    def award(self) -> str:
        """The award's name."""
        return self.regulation.award.name

    def body(self, key: str) -> str:
        """A body as the measure names it, marked 示例."""
        return self.regulation.body(key).name + MARK

    def basis(self, clause: Cited, on: dt.date) -> str:
        """根据《…》第…条规定，with the sentence that an edition begun under an expired measure needs."""
        places = "、".join(cite(ref) for ref in clause.articles)
        words = f"根据{self.measure}{places}规定"
        if self.regulation.instrument.status_on(on) == "expired":
            words += "（本届评选在该办法有效期内开始，继续依据该办法办理）"
        return words

    def call(
        self, edition: str, stage: Stage, *, on: dt.date, first: dt.date, last: dt.date
    ) -> dict[str, Any]:
        """A call for applications, open from `first` to `last`."""
        application = self.regulation.application
        documents = "、".join(application.documents) if application else "申报材料"
        places = "、".join(cite(ref) for ref in self.regulation.eligibility.articles)
        takers = (
            "、".join(self.regulation.body(key).name for key in application.submit_to) if application else ""
        )
        paragraphs = [
            f"{self.basis(stage, on)}，现开展{edition}{self.award}评选，有关申报事项通知如下。",
            f"一、申报条件。见办法{places}，全文可在本平台查阅。",
            f"二、申报时间。自{day_words(first)}起至{day_words(last)}止，逾期不再受理。",
            f"三、申报材料。{documents}。申报组织和个人对材料的真实性负责，材料中不得写入身份证号、住址等无关的个人信息。",
            f"四、报送渠道。向{takers}报送。",
        ]
        if self.regulation.instrument.fees:
            paragraphs.append(f"五、费用。{self.regulation.instrument.fees.text}。")
        return self._printed(
            f"关于开展{edition}{self.award}申报工作的通知{MARK}", lead="\n\n".join(paragraphs)
        )

    def publicity(
        self,
        edition: str,
        stage: Stage,
        *,
        on: dt.date,
        days: int,
        window: tuple[dt.date, dt.date] | None,
        process: str,
        by: str = "",
        more: str = "",
    ) -> dict[str, Any]:
        """A list put before the public.

        :param window: first and last counted day, None where the last day is provisional.
        :param process: how the list came about.
        :param by: the body, where several publish parallel lists; it enters the title.
        """
        listed = stage.name.removesuffix("公示")
        title = f"{by.removesuffix(MARK)}关于{edition}{self.award}{listed}的公示{MARK}"
        lead = [f"{self.basis(stage, on)}，现将{edition}{self.award}{listed}向社会公示，接受监督。"]
        if window is not None:
            first, last = window
            lead.append(f"公示期为{days}个工作日，自{day_words(first)}起至{day_words(last)}24时止。")
        if stage.period is None:
            lead.append(
                f"办法没有规定本环节的期限，上述工作日数由发布单位自行确定（{cite(stage.articles[0])}）。"
            )
        lead += [more] if more else []
        return self._printed(
            title, lead="\n\n".join(lead), procedure_text=process, objection_text=self.objection()
        )

    def objection(self) -> str:
        """How to object: in writing; seal, signature and telephone number are advice and bar nobody."""
        regulation = self.regulation
        complaints = regulation.complaints
        kept = (
            f"依照办法{cite(complaints.articles[0])}，受理单位为"
            + "、".join(complaints.confidential_for)
            + "保密，不向被反映的单位和个人透露来信来访人的情况。"
            if complaints and complaints.confidential_for
            else "受理单位不向被反映的单位和个人透露来信来访人的情况（平台承诺，办法未规定）。"
        )
        named = "提倡实名。" if complaints and complaints.real_name == "encouraged" else ""
        paragraphs = [
            (
                "对名单有意见（异议）的单位和个人，请在公示期内以书面形式提出，写明对哪一个条目有意见、事实和理由，"
                "并尽可能附上证明材料；也可以电话或者当面提出，由受理人员记录。"
            ),
            (
                f"{named}以单位名义提出的，建议加盖公章；以个人名义提出的，建议签名并留下联系电话，便于核实和答复。"
                "这些只是建议：没有公章、不署名的，同样受理。"
            ),
            "本人不便办理的，可以由亲属代为提出。",
            kept,
        ]
        return "\n\n".join(paragraphs)

    def decision(
        self, edition: str, stage: Stage, *, on: dt.date, doc_no: str, counts: Mapping[str, int], thanks: str
    ) -> dict[str, Any]:
        """The decision to commend; `counts` are the winners by printed tier."""
        won = "，".join(f"{tier}{count}个" for tier, count in counts.items())
        bonus = self.regulation.award.bonus
        rows = [
            {"tier": row.tier, "kind": row.kind, "cny": row.cny}
            for row in (bonus.rows if bonus else ())
            if row.cny
        ]
        lead = [
            (
                f"{self.basis(stage, on)}，经评选、公示和审定，市人民政府决定对{edition}{self.award}获奖组织和个人予以表彰"
                f"（{won}），名单见后。"
            ),
            f"奖励按照办法{cite(bonus.articles[0])}执行。" if bonus else "",
            thanks,
        ]
        return self._printed(
            f"关于表彰{edition}{self.award}获奖组织和个人的决定{MARK}",
            lead="\n\n".join(each for each in lead if each),
            doc_no=doc_no,
            bonuses=rows,
        )

    def revocation(self, edition: str, ground: str, *, on: dt.date, doc_no: str, kind: str) -> dict[str, Any]:
        """The announcement that an award is taken away; what was found and what follows stand with the award."""
        found = find_ground(self.regulation, ground)
        if found is None:
            raise ValueError(f"{ground} is no ground of {self.regulation.code}")
        holder, one = KINDS[kind]
        back = "、".join(found.case.recover)
        paragraphs = [
            (
                f"{self.basis(found.case, on)}，经查证属实，并听取当事{holder}的陈述、申辩，市人民政府决定撤销下列{holder}所获"
                f"{edition}{self.award}。查明的事实、依据的条款和不得申报的期限，见所列奖项。"
            ),
            f"依照办法{cite(found.case.articles[0])}，收回{back}。" if back else "",
        ]
        return self._printed(
            f"关于撤销{one}所获{edition}{self.award}的决定{MARK}",
            lead="\n\n".join(each for each in paragraphs if each),
            doc_no=doc_no,
            remedies_text=self.remedies(),
        )

    def remedies(self) -> str:
        """What the holder of a revoked award can do, where and until when (行政复议法 20、24，行政诉讼法 46)."""
        above = ABOVE[self.regulation.division_code[:2]]
        return (
            f"不服本决定的，可以自知道本决定之日起六十日内向{above}申请行政复议，也可以自知道本决定之日起六个月内依法向"
            "有管辖权的人民法院提起行政诉讼。复议、诉讼期间，本决定不停止执行，法律另有规定的除外。"
        )

    def reinstatement(self, edition: str, *, reason: str, doc_no: str, kind: str) -> dict[str, Any]:
        """The announcement that an award revoked before is held again."""
        holder, one = KINDS[kind]
        lead = (
            f"撤销奖项的决定已依法撤销，现恢复下列{holder}所获{edition}{self.award}，原决定所列不得申报的限制同时解除。"
            "撤销公告保留备查，并注明恢复情况。"
        )
        title = f"关于恢复{one}所获{edition}{self.award}的公告"
        return self.amendment(title, reason, lead) | {"doc_no": doc_no}

    def amendment(self, title: str, reason: str, lead: str) -> dict[str, Any]:
        """A correction, an extension, a restart, or an act on the whole edition, with its public reason."""
        return self._printed(title + MARK, lead=lead, reason=reason)

    def _printed(self, title: str, **fields: Any) -> dict[str, Any]:
        return {"title": title, "subject_class": "市场监管、质量", "closing": CLOSING, **fields}


@dataclass(frozen=True)
class Handling:
    """Who takes objections, and who takes complaints and reports; the article, "" where the measure is silent."""

    objections: str
    objections_article: str
    complaints: str
    complaints_article: str

    @classmethod
    def of(cls, regulation: Regulation) -> "Handling":
        """By the measure; where it names nobody, the body that publishes the lists."""
        listed = next(stage for stage in regulation.published_stages if stage.type == "publicity")
        publisher = regulation.body(listed.publisher).name
        objections, objected = _taker(regulation, regulation.objections, publisher)
        complaints, complained = _taker(regulation, regulation.complaints, objections)
        return cls(objections, objected, complaints, complained)


def _taker(regulation: Regulation, route: Route | None, otherwise: str) -> tuple[str, str]:
    if route is None or route.recipient is None:
        return otherwise, ""
    return regulation.body(route.recipient).name, cite(route.articles[0])


def _grounds(article: str) -> str:
    return f"（办法{article}）" if article else "（办法未规定，由本奖项主办单位安排）"


def process_text(handling: Handling) -> str:
    """How objections and reports are handled; time limits are the portal's commitment, as no measure states any."""
    steps: Sequence[str] = (
        (
            "一、登记。收到异议或者投诉举报的当日登记，出具回执。"
            f"异议由{handling.objections}办理{_grounds(handling.objections_article)}；"
            f"投诉举报由{handling.complaints}受理{_grounds(handling.complaints_article)}。"
        ),
        "二、受理。十五日内告知是否受理；不属于本单位职责的，五个工作日内转送有权处理的单位并告知。",
        (
            "三、核实。由两名以上工作人员办理，与申报组织或者个人有利害关系的工作人员回避。"
            "被反映的单位可以说明情况，但不出示来信来访的原件和署名。"
        ),
        (
            "四、答复。自受理之日起六十日内办结，情况复杂的可以延长三十日。实名提出的，办结后十五个工作日内书面答复；"
            "不署名的，有具体线索的照常核实，结果体现在公示的更正或者办结意见中。"
        ),
        "五、衔接。有异议没有处理完的，本环节不办结，不进入下一环节。",
        "以上期限为平台服务承诺，办法没有规定。",
    )
    return "\n".join(steps)
