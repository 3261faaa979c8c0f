"""What the demonstration promises of the register and of what comes after a decision, each as a question to the database."""

import datetime as dt
from collections.abc import Callable

from cms.models import (
    AwardRecord,
    ExternalAward,
    FollowUp,
    FollowUpKind,
    HistoryBatch,
    ImportKind,
    ImportRun,
    ImportState,
    Measure,
    RecordEvent,
    SchemePage,
)
from cms.register import EventKind, Origin, Status
from cms.regulation.rules.applying import Answer, AnswerKind, may_apply
from cms.regulation.rules.facts import BarCount
from cms.selectors.register import latest_edition, past_awards, records, standing_of
from cms.windows import beijing_day
from tests.factories.demo import Demo


def awards(status: Status, d: Demo) -> list[AwardRecord]:
    """Every award that is in that state on the day of the demonstration."""
    return [record for record in records() if standing_of(record, d.today).status is status]


def answer(code: str, d: Demo, name: str, uscc: str) -> Answer:
    """What an organisation is told that asks about the next edition of a scheme."""
    scheme = SchemePage.objects.get(slug=code)
    measure = scheme.current_measure()
    assert measure is not None
    number, _began = latest_edition(scheme, d.today)
    return may_apply(
        measure.regulation,
        kind="organization",
        name=name,
        uscc=uscc,
        awards=past_awards(scheme, number + 1, d.today),
        edition_number=number + 1,
        day=d.today,
        history_complete=scheme.history_complete,
        counts_from=BarCount(scheme.bar_counts_from),
    )


def answers_of(d: Demo, *states: Status, code: str) -> set[AnswerKind]:
    """What the organisations with an award in these states are told by its scheme."""
    asked = [
        record
        for state in states
        for record in awards(state, d)
        if record.scheme.slug == code and record.kind == "organization"
    ]
    assert asked
    return {answer(code, d, record.name, record.uscc).kind for record in asked}


def event_kinds(record: AwardRecord) -> list[str]:
    return [event.kind for event in record.events.all()]


def rectifications(d: Demo) -> dict[str, int]:
    """How many rectifications were answered, are overdue, or not due yet."""
    found = {"answered": 0, "overdue": 0, "running": 0}
    for told in FollowUp.objects.filter(kind=FollowUpKind.RECTIFICATION):
        answered = told.followed_by.filter(kind=FollowUpKind.RECTIFIED).exists()
        assert told.due_on is not None
        found["answered" if answered else "overdue" if told.due_on < d.today else "running"] += 1
    return found


def issued_on(measure: Measure) -> dt.date:
    instrument = measure.regulation.instrument
    return instrument.signed_on or instrument.printed_on or instrument.effective_on


REGISTER_STATES: dict[str, Callable[[Demo], bool]] = {
    "editions decided in two cities, each award with its certificate": lambda d: (
        set(AwardRecord.objects.filter(origin=Origin.DECISION).values_list("scheme__slug", flat=True))
        == {"datong", "hohhot"}
        and not AwardRecord.objects.filter(certificate_no="").exists()
    ),
    "valid": lambda d: len(awards(Status.VALID, d)) >= 10,
    "expired after three years": lambda d: (
        {r.scheme.slug for r in awards(Status.EXPIRED, d)} == {"hohhot"}
        and all(r.origin == Origin.DECISION for r in awards(Status.EXPIRED, d))
    ),
    "revoked, one with a ban by editions and one by days": lambda d: (
        sorted(
            (r.scheme.slug, e.barred_through_edition is not None, e.barred_until is not None)
            for r in awards(Status.REVOKED, d)
            for e in r.events.all()
            if e.seal_id
        )
        == [("datong", True, False), ("hohhot", False, True)]
    ),
    "revoked and given back": lambda d: (
        [(r.scheme.slug, event_kinds(r)) for r in records() if EventKind.REINSTATED in event_kinds(r)]
        == [("hohhot", [EventKind.REVOKED, EventKind.REINSTATED])]
    ),
    "put right after the decision": lambda d: RecordEvent.objects.filter(kind=EventKind.CORRECTED).exists(),
    "revoked before the portal": lambda d: (
        RecordEvent.objects.filter(record__origin=Origin.BEFORE_PORTAL, kind=EventKind.REVOKED).count() == 1
    ),
    "older records confirmed, waiting and sent back, each by two people": lambda d: (
        sorted(HistoryBatch.objects.values_list("scheme__slug", "state"))
        == [("taiyuan", "rejected"), ("taiyuan", "waiting"), ("xinzhou", "confirmed")]
        and AwardRecord.objects.filter(origin=Origin.BEFORE_PORTAL).count() == 5
    ),
    "history declared complete everywhere but where older records wait": lambda d: (
        set(SchemePage.objects.filter(history_complete=False).values_list("slug", flat=True)) == {"taiyuan"}
    ),
    "a past winner may not apply yet": lambda d: (
        AnswerKind.LIMITED in answers_of(d, Status.VALID, code="datong")
    ),
    "a nominee may": lambda d: AnswerKind.NONE_FOUND in answers_of(d, Status.VALID, code="datong"),
    "banned after a revocation": lambda d: (
        answers_of(d, Status.REVOKED, code="datong") == {AnswerKind.LIMITED}
        and answers_of(d, Status.REVOKED, code="hohhot") == {AnswerKind.LIMITED}
    ),
    "nobody can tell": lambda d: (
        answer("taiyuan", d, "从未申报有限公司（示例）", "").kind is AnswerKind.CANNOT_TELL
    ),
    "nothing found": lambda d: (
        answer("yuncheng", d, "从未申报有限公司（示例）", "").kind is AnswerKind.NONE_FOUND
    ),
    "rectifications answered, overdue and running": lambda d: (
        rectifications(d) == {"answered": 1, "overdue": 1, "running": 1}
    ),
    "followed up without finding anything, and with consequences": lambda d: (
        {"nothing", "noted", "rectify", "revoke", "done"}
        == set(FollowUp.objects.values_list("outcome", flat=True))
    ),
    "a spreadsheet waiting, with one cell to put right": lambda d: (
        list(ImportRun.objects.filter(kind=ImportKind.LIST).values_list("state", "rows", "errors"))
        == [(ImportState.CHECKED, 7, 1)]
    ),
    "awards of another scheme, apart": lambda d: ExternalAward.objects.count() == 3,
    "no measure taken in before it was issued": lambda d: all(
        issued_on(measure) <= beijing_day(measure.made_at) <= d.today for measure in Measure.objects.all()
    ),
}
