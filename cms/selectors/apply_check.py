"""May we apply in the coming edition? Put together from the register and the measure; what was asked is written nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from stdnum.cn import uscc as uscc_number

from cms import clock
from cms.models import AwardRecord, EditionPage, Measure, SchemePage
from cms.pages.apply_check import (
    ANSWERS,
    AnswerPoint,
    ApplyAnswer,
    ApplyCheckPage,
    ApplyRule,
    QuotedArticle,
    counting_words,
    win_words,
)
from cms.regulation.citation import anchor_of, cite
from cms.regulation.rules.applying import may_apply
from cms.regulation.rules.facts import BarCount
from cms.regulation.rules.identity import fold
from cms.regulation.rules.verdicts import Finding, Level, Verdict
from cms.regulation.schema import Regulation
from cms.selectors.award_rows import award_row, listed, withheld_holders
from cms.selectors.register import latest_edition, past_awards_of, records
from cms.selectors.timeline import article_links, measure_path


@dataclass(frozen=True)
class Applicant:
    """Who wants to apply, as typed. A person is asked about with their unit: a name alone never decides."""

    kind: str
    name: str
    uscc: str = ""
    unit: str = ""

    @property
    def shown(self) -> str:
        """What was typed, on one line."""
        return "，".join(part for part in (self.name, self.uscc, self.unit) if part)


def apply_check_page(scheme: SchemePage) -> ApplyCheckPage | None:
    """The page without a question, or None while the scheme has no measure."""
    measure = scheme.current_measure()
    if measure is None:
        return None
    regulation = measure.regulation
    latest, _began = latest_edition(scheme, clock.today())
    newest = EditionPage.objects.child_of(scheme).filter(number=latest).first()
    return ApplyCheckPage(
        scheme_code=scheme.slug,
        award_name=scheme.title,
        city=regulation.city,
        measure_title=regulation.instrument.title,
        measure_url=measure_path(measure),
        kinds=tuple(regulation.award.kinds),
        latest=latest,
        latest_name=newest.title if newest else _older_name(scheme, latest),
        edition_number=latest + 1,
        undecided=newest is not None and not newest.awards.exists(),
        history_complete=scheme.history_complete,
        rules=_rules(regulation, measure, BarCount(scheme.bar_counts_from)),
    )


def _older_name(scheme: SchemePage, number: int) -> str:
    """What an edition from before the portal was called."""
    names = AwardRecord.objects.filter(scheme=scheme, edition_number=number).values_list(
        "edition_name", flat=True
    )
    return names.first() or ""


def _rules(regulation: Regulation, measure: Measure, counts_from: BarCount) -> tuple[ApplyRule, ...]:
    """How the measure limits applications: after a win, by tier, after a revocation; what it does not state is said."""
    bar = regulation.reapplication
    rules = []
    if bar is None:
        rules.append(ApplyRule(_("本办法没有限制获奖者再次申报。")))
    else:
        links = article_links(bar.articles, measure)
        rules.append(ApplyRule(win_words(regulation, bar, counts_from), links))
        rules.append(ApplyRule(counting_words(counts_from)))
        if bar.nominee_exempt:
            free = [tier.name for tier in regulation.award.tiers if tier.key not in bar.tiers]
            if free:
                words = _("只获%(tiers)s的，不受这一限制。") % {"tiers": "、".join(free)}
                rules.append(ApplyRule(words, links))
    cases = regulation.revocation.cases if regulation.revocation else ()
    for case in cases:
        if case.ban is not None:
            words = _("奖项被撤销的，办法规定“%(wording)s”。") % {"wording": case.ban.wording}
            rules.append(ApplyRule(words, article_links(case.ban.articles, measure)))
        else:
            links = article_links(case.articles, measure)
            words = _("因“%(ground)s”被撤销的，办法没有规定限制申报的期限。")
            rules += [ApplyRule(words % {"ground": ground.text}, links) for ground in case.grounds]
    return tuple(rules)


def with_answer(page: ApplyCheckPage, scheme: SchemePage, applicant: Applicant) -> ApplyCheckPage:
    """The same page with the answer about one applicant for the coming edition, taken to begin today."""
    measure = scheme.current_measure()
    if measure is None:
        raise LookupError(scheme.slug)
    today = clock.today()
    read = listed(records(scheme).filter(edition_number__lt=page.edition_number))
    answer = may_apply(
        measure.regulation,
        kind=applicant.kind,
        name=applicant.name,
        uscc=applicant.uscc,
        unit=applicant.unit,
        awards=past_awards_of(read, today),
        edition_number=page.edition_number,
        day=today,
        history_complete=scheme.history_complete,
        counts_from=BarCount(scheme.bar_counts_from),
    )
    named = {finding.subject for finding in answer.findings}
    rested_on = {record.public_id: record for record in read if record.public_id in named}
    labels = _labels(rested_on.values())
    doubtful = bool(applicant.uscc) and not uscc_number.is_valid(fold(applicant.uscc))
    return replace(
        page,
        answer=ApplyAnswer(
            kind=answer.kind.value,
            words=str(ANSWERS[answer.kind]),
            asked=applicant.shown,
            points=tuple(
                _point(finding, rested_on.get(finding.subject), labels, measure)
                for finding in answer.findings
            ),
            code_doubtful=doubtful,
        ),
    )


def _labels(records_: Iterable[AwardRecord]) -> dict[str, str]:
    """How the awards an answer rests on are called; one whose holder is hidden by law is called by its edition alone."""
    listed_ = list(records_)
    hidden = withheld_holders(listed_)
    rows = [(r.public_id, award_row(r, clock.today(), hidden.get(r.entry_key))) for r in listed_]
    return {
        public_id: " ".join(part for part in (row.holder, row.edition_name, row.tier_name) if part)
        for public_id, row in rows
    }


def _point(
    finding: Finding, record: AwardRecord | None, labels: dict[str, str], measure: Measure
) -> AnswerPoint:
    verdict = Verdict(rule="", level=Level.NOTE, msg=finding.msg, params=finding.params)
    cited_in = _measure_of(record, finding, measure)
    return AnswerPoint(
        sentence=verdict.render(_),
        articles=tuple(
            QuotedArticle(
                label=cite(ref),
                url=f"{measure_path(cited_in)}#{anchor_of(ref)}",
                text=cited_in.regulation.article(ref),
            )
            for ref in finding.articles
        ),
        record_path=record.path_on_portal if record else "",
        record_label=labels[record.public_id] if record else "",
    )


def _measure_of(record: AwardRecord | None, finding: Finding, measure: Measure) -> Measure:
    """The version whose articles a reason cites: a ban's is that of the award's edition, the bar's is today's."""
    bar = measure.regulation.reapplication
    if (
        record is None
        or record.edition is None
        or (bar is not None and finding.articles == tuple(bar.articles))
    ):
        return measure
    return record.edition.measure
