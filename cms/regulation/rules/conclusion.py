"""Concluding a publicity: a recorded act, refused while the window runs or a matter is open."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cms.regulation.rules.case import beijing_day
from cms.regulation.rules.proceedings import Attestation, ConclusionFacts
from cms.regulation.rules.stages import worded_gate
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Regulation, Stage


@dataclass(frozen=True)
class Closing:
    """A publicity about to be concluded. `stage` is None where the measure has no such key.

    `provisional`: the last day is an estimate, by the record or because the calendar lacks its year.
    """

    regulation: Regulation
    stage: Stage | None
    facts: ConclusionFacts
    provisional: bool
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The Beijing day on which the question is put."""
        return beijing_day(self.now)

    @property
    def worded(self) -> bool:
        """Whether the measure itself makes the next step wait for 无异议."""
        return self.stage is not None and worded_gate(self.stage) is not None

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles of the gate, else those of the period, else those of the stage."""
        if self.stage is None:
            return ()
        part = self.stage.gate or self.stage.period or self.stage
        return tuple(part.articles)


def no_window(closing: Closing) -> Iterator[Finding]:
    """Only a publicity is concluded."""
    if closing.stage is None or closing.stage.type != "publicity":
        yield Finding(_("这不是公示，没有需要办结的公示期。请选择公示名单的公告。"), subject="stage_key")


def done(closing: Closing) -> Iterator[Finding]:
    """What is concluded is not concluded again."""
    if closing.facts.concluded:
        yield Finding(_("该公示已经办结，不能重复办结。"), subject="stage_key")


def ended(closing: Closing) -> Iterator[Finding]:
    """A publicity that was ended is not concluded."""
    if closing.facts.ended:
        yield Finding(_("该公示已经终止，不能办结。请查看终止公告。"), subject="stage_key")


def running(closing: Closing) -> Iterator[Finding]:
    """The last day has ended: 24:00 Beijing time."""
    last = closing.facts.last_day
    if closing.provisional:
        return
    if last is None:
        yield Finding(_("公示截止日期尚未算出，不能办结。请先核对公示期。"), subject="last_day")
    elif closing.today <= last:
        yield Finding(
            _("公示期到%(last)s24时（北京时间）止，尚未届满。请在届满后办结。"),
            {"last": last},
            articles=closing.articles,
            subject="last_day",
        )


def provisional(closing: Closing) -> Iterator[Finding]:
    """A provisional last day concludes nothing."""
    if closing.provisional:
        yield Finding(
            _("公示截止日期是暂定的：相关年份的放假安排尚未录入。请由日历管理员录入后再办结。"),
            articles=closing.articles,
            subject="last_day",
        )


def entry_running(closing: Closing) -> Iterator[Finding]:
    """The own windows of entries added or changed have ended too."""
    for window in closing.facts.entry_windows:
        if window.ended:
            continue
        if window.provisional or window.last_day is None:
            yield Finding(
                _("有新增或变更的条目公示截止日期是暂定的。请由日历管理员录入放假安排后再办结。"),
                articles=closing.articles,
                subject=window.entry_key,
            )
        elif closing.today <= window.last_day:
            yield Finding(
                _("有新增或变更的条目单独公示到%(last)s24时（北京时间）止，尚未届满。请在届满后办结。"),
                {"last": window.last_day},
                articles=closing.articles,
                subject=window.entry_key,
            )


def blocked(closing: Closing) -> Iterator[Finding]:
    """Where the measure words 无异议, nothing that another part of the portal registered may stand open."""
    if closing.worded:
        yield from _blockers(
            closing,
            _("%(source)s：%(reason)s。办法要求公示无异议，请处理完毕后再办结。"),
            closing.articles,
        )


def blocked_commitment(closing: Closing) -> Iterator[Finding]:
    """Elsewhere what is registered holds the conclusion as the portal's commitment."""
    if not closing.worded:
        yield from _blockers(
            closing,
            _(
                "%(source)s：%(reason)s。办法没有写明须无异议，这是平台承诺："
                "请先处理；确需办结的，由发布人写明理由，理由将向社会公开。"
            ),
            (),
        )


def _blockers(closing: Closing, sentence: str, articles: tuple[str, ...]) -> Iterator[Finding]:
    for blocker in closing.facts.blockers:
        yield Finding(
            sentence,
            {"source": blocker.source, "reason": blocker.reason},
            articles=articles,
            subject=blocker.source,
        )


def unattested(closing: Closing) -> Iterator[Finding]:
    """For each published channel a person states how many objections came in and how many are open."""
    attested = {(a.kind, a.value): a for a in closing.facts.attestations}
    for channel in closing.facts.channels:
        attestation = attested.get((channel.kind, channel.value))
        if attestation is None or not 0 <= attestation.open <= attestation.received:
            yield Finding(
                _(
                    "没有核实渠道“%(value)s”收到的异议。请逐一查看，填写收到件数和未办结件数（不得多于收到件数）。"
                ),
                {"value": channel.value},
                articles=closing.articles,
                subject=f"{channel.kind}:{channel.value}",
            )
    if not closing.facts.channels:
        yield Finding(
            _("公告没有公布异议渠道，无从核实。请发布更正补充渠道后再办结。"),
            articles=closing.articles,
            subject="channels",
        )


def _open(closing: Closing) -> list[Attestation]:
    return [a for a in closing.facts.attestations if a.open > 0]


def no_objection(closing: Closing) -> Iterator[Finding]:
    """Where the measure words 无异议, no attested objection is open."""
    if closing.worded:
        for attestation in _open(closing):
            yield Finding(
                _(
                    "渠道“%(value)s”还有%(count)d件异议没有处理完。办法要求公示无异议，请处理并登记结果后再办结。"
                ),
                {"value": attestation.value, "count": attestation.open},
                articles=closing.articles,
                subject=f"{attestation.kind}:{attestation.value}",
            )


def objection_commitment(closing: Closing) -> Iterator[Finding]:
    """Elsewhere an open objection holds the conclusion as the portal's commitment."""
    if not closing.worded:
        for attestation in _open(closing):
            yield Finding(
                _(
                    "渠道“%(value)s”还有%(count)d件异议没有处理完。办法没有写明须无异议，这是平台承诺："
                    "请先处理；确需办结的，由发布人写明理由，理由将向社会公开。"
                ),
                {"value": attestation.value, "count": attestation.open},
                subject=f"{attestation.kind}:{attestation.value}",
            )
