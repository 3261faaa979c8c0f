"""Whether the measure is in force on the day that counts: for a notice, and for a new edition."""

from collections.abc import Iterator

from cms.regulation.rules.case import Case
from cms.regulation.rules.facts import NoticeAct
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _

_GONE = ("expired", "repealed")


def not_yet(case: Case) -> Iterator[Finding]:
    """Nothing is published under a measure before its first day."""
    instrument = case.regulation.instrument
    if case.status == "not_yet":
        yield Finding(
            _("《%(title)s》自%(first)s起施行，%(day)s尚未施行。请在施行之日或之后发布。"),
            {"title": instrument.title, "first": instrument.effective_on, "day": case.publish_on},
            articles=instrument.articles_for("effective_on"),
            subject="publish_at",
        )


def dated_before(case: Case) -> Iterator[Finding]:
    """No notice under a measure bears a date before its first day."""
    instrument, signed = case.regulation.instrument, case.facts.signed_date
    if signed is not None and signed < instrument.effective_on:
        yield Finding(
            _("成文日期%(signed)s早于《%(title)s》的施行日期%(first)s。请核对成文日期或依据。"),
            {"signed": signed, "title": instrument.title, "first": instrument.effective_on},
            articles=instrument.articles_for("effective_on"),
            subject="signed_date",
        )


def _carried(case: Case) -> bool:
    """Whether a measure no longer in force carries this notice: an edition begun under it, older awards."""
    started = case.facts.edition_started_on
    stage_type = None if case.stage is None else case.stage.type
    if stage_type in ("revocation", "rectification") or case.facts.act is not NoticeAct.ORIGINAL:
        return True
    instrument = case.regulation.instrument
    return started is not None and instrument.status_on(started, case.facts.measure.repealed_on) == "in_force"


def _end_articles(case: Case) -> tuple[str, ...]:
    """The articles on the measure's end; none where another instrument ended it."""
    instrument = case.regulation.instrument
    if case.status != "expired":
        return tuple(instrument.articles)
    return instrument.articles_for("expires_on" if instrument.validity_years is None else "validity_years")


def not_in_force(case: Case) -> Iterator[Finding]:
    """A measure that has expired or been repealed carries no new edition."""
    if case.status in _GONE and not _carried(case):
        yield Finding(
            _("《%(title)s》在%(day)s已失效或废止，不能据以开展新一届评选。请依据现行有效的办法办理。"),
            {"title": case.regulation.instrument.title, "day": case.publish_on},
            articles=_end_articles(case),
            subject="publish_at",
        )


def relied_on(case: Case) -> Iterator[Finding]:
    """An edition begun in force goes on, and older awards are corrected, under the measure they rest on."""
    if case.status not in _GONE or not _carried(case):
        return
    instrument = case.regulation.instrument
    successor = case.facts.measure.repealed_by
    if case.status == "repealed" and successor:
        yield Finding(
            _(
                "《%(title)s》已由《%(successor)s》取代。本公告涉及其施行期间开始的评选或授予的奖项，"
                "继续依据《%(title)s》，请在正文中写明。"
            ),
            {"title": instrument.title, "successor": successor},
            articles=_end_articles(case),
            subject="basis",
        )
        return
    yield Finding(
        _(
            "《%(title)s》已失效或废止。本公告涉及其施行期间开始的评选或授予的奖项，"
            "继续依据该办法，请在正文中写明。"
        ),
        {"title": instrument.title},
        articles=_end_articles(case),
        subject="basis",
    )
