"""How a request to see who reported ends without its people: by the clock, or because the name is another now.

Needs no key: what ends is that a share sealed again for the request is destroyed, and the reason with it.
"""

import datetime as dt
from uuid import UUID

from django.db import transaction

from cms import clock
from cms.windows import beijing_day
from complaints.disclosing import RUNNING, TIMES_OUT, Actor, State, Step, allowed
from complaints.entries import record_event
from complaints.models import Case, Disclosure, DisclosureAsk, KeyWrap
from portal import jobs

EVERY = 15  # minutes

CLOCK = "clock"
"""Who ended it, in the chain of events, where no person did."""

ENDED = {Step.LAPSE: "identity_lapsed", Step.END: "identity_over", Step.LEAVE: "identity_left"}
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
    if case is None or disclosure is None:
        return False
    holds = KeyWrap.objects.filter(case=case, member=disclosure.requester_id).exists()
    step = TIMES_OUT[State(disclosure.state)] if holds else Step.LEAVE
    to = allowed(disclosure.state, Actor.CLOCK, step, until=disclosure.until, now=now)
    if to is None:
        return False
    close(disclosure, to)
    # The detail says nothing that the row of the request does not say in clear, so the row's own key will do.
    record_event(
        case=case,
        public=bytes(case.public),
        kind="entry",
        actor=CLOCK,
        detail={"entry": ENDED[step], "disclosure": disclosure.pk.hex},
        day=beijing_day(now),
    )
    return True


def end_replaced(case: Case) -> None:
    """End the requests for an identity that its reporter replaced or took back. Runs inside that transaction."""
    for disclosure in Disclosure.objects.select_for_update().filter(case=case, state__in=RUNNING):
        to = allowed(
            disclosure.state, Actor.REPORTER, Step.REPLACE, until=disclosure.until, now=disclosure.until
        )
        if to is not None:
            close(disclosure, to)
