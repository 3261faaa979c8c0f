"""How a request to see who reported ends without its people: by the clock, or because the name or the keys are others now.

Needs no key: what ends is that a share sealed again for the request is destroyed, and the reason with it.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cms import clock
from cms.windows import beijing_day
from complaints.actions.alerts import alert
from complaints.disclosing import RUNNING, TIMES_OUT, Actor, State, Step, allowed, target
from complaints.entries import record_event
from complaints.models import Case, Disclosure, DisclosureAsk, KeyWrap
from portal import jobs

EVERY = 15  # minutes

CLOCK = "clock"
"""Who ended it, in the chain of events, where no person did."""

ENDED = {
    Step.LAPSE: "identity_lapsed",
    Step.END: "identity_over",
    Step.LEAVE: "identity_left",
    Step.DROP: "identity_dropped",
    Step.REPLACE: "identity_replaced",
}
"""What stands in the sealed detail of the event."""


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(EVERY, name="end_disclosures", dotted_path="complaints.actions.disclosure_endings.run")


def run() -> None:
    """What the queue runs. It returns nothing: the queue keeps results with their instant."""
    end_due(now=clock.now())


def close(disclosure: Disclosure, state: State) -> None:
    """Put a request into a state that nothing leaves, and destroy everything that was sealed for it."""
    disclosure.state = state.value
    disclosure.save(update_fields=["state"])
    DisclosureAsk.objects.filter(disclosure=disclosure).update(share=None, reason=b"", reason_key=b"")


def end_due(*, now: dt.datetime) -> int:
    """End every request whose time has passed or whose requester holds the case's key no longer. Returns how many.

    Safe to run twice and at once. Right however long nobody ran it: a request past its time gives nothing to anybody
    before it was ended.
    """
    running = Disclosure.objects.filter(state__in=RUNNING).order_by("pk").values_list("pk", "case_id")
    return sum(_end(disclosure, case, now) for disclosure, case in list(running))


@transaction.atomic
def _end(pk: UUID, case_id: UUID, now: dt.datetime) -> bool:
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    disclosure = Disclosure.objects.select_for_update().filter(pk=pk, state__in=RUNNING).first()
    return case is not None and disclosure is not None and _by_the_clock(disclosure, case, now)


def end_expired(case: Case, *, at_work: UUID, now: dt.datetime) -> None:
    """End what has run out of time in a case, whether or not the queue runs. Under the case's lock.

    :param at_work: the member who does this, and so needs no note of it.
    """
    expired = Disclosure.objects.select_for_update().filter(case=case, state__in=RUNNING, until__lte=now)
    for disclosure in expired.order_by("pk"):
        _by_the_clock(disclosure, case, now, at_work)


def _by_the_clock(disclosure: Disclosure, case: Case, now: dt.datetime, at_work: UUID | None = None) -> bool:
    """End one if it is time, both rows locked. Nobody answered in time: whoever asked hears that there is something."""
    holds = KeyWrap.objects.filter(case=case, member=disclosure.requester_id).exists()
    step = TIMES_OUT[State(disclosure.state)] if holds else Step.LEAVE
    to = allowed(disclosure.state, Actor.CLOCK, step, until=disclosure.until, now=now)
    if to is None:
        return False
    _close_recorded(disclosure, case, to, step, by=CLOCK, day=beijing_day(now))
    if step is Step.LAPSE and disclosure.requester_id != at_work:
        alert([disclosure.requester_id])
    return True


def end_all(
    requests: QuerySet[Disclosure], actor: Actor, step: Step, *, day: dt.date, by: str = CLOCK
) -> None:
    """End those of these requests that run, for what happened to their case or requester; each recorded in its case.

    Inside the transaction of the cause; where that does not hold the cases' locks, before it locks anything of theirs.
    :param by: who is named in the events.
    """
    running = requests.filter(state__in=RUNNING)
    cases = Case.objects.select_for_update().filter(pk__in=running.values("case")).order_by("pk")
    for case in list(cases):
        for disclosure in running.filter(case=case).order_by("pk").select_for_update():
            to = target(disclosure.state, actor, step)
            if to is not None:
                _close_recorded(disclosure, case, to, step, by=by, day=day)


def end_replaced(case: Case, day: dt.date) -> None:
    """End the requests for an identity that its reporter replaced or took back. As `end_all`."""
    end_all(Disclosure.objects.filter(case=case), Actor.REPORTER, Step.REPLACE, day=day)


def _close_recorded(
    disclosure: Disclosure, case: Case, to: State, step: Step, *, by: str, day: dt.date
) -> None:
    close(disclosure, to)
    # The detail says nothing that the row of the request does not say in clear, so the row's own key will do.
    record_event(
        case=case,
        public=bytes(case.public),
        kind="entry",
        actor=by,
        detail={"entry": ENDED[step], "disclosure": disclosure.pk.hex},
        day=day,
    )
