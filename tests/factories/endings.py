"""Cases at their end, and the people who keep the endings."""

import datetime as dt
from typing import Any

from complaints.actions import disposal, endings, handling
from complaints.models import Case
from complaints.transitions import Move
from tests.factories.offices import DEFAULT_AT, person
from tests.factories.worked_cases import Filed

ENDED = DEFAULT_AT + dt.timedelta(days=2)
DUE = DEFAULT_AT + dt.timedelta(days=40)
"""More than a month after `ENDED`."""


def archivist(name: str = "archivist") -> Any:
    """Somebody of the group that keeps the endings."""
    return person(name, "保密渠道档案管理")


def upheld(one: Filed) -> Case:
    """End a case that was taken up."""
    by = one.channel.handlers[one.case.body][0]
    handling.move(
        case=one.case, move=Move.UPHOLD, expected="accepted", text="属实（示例）。", by=by, now=ENDED
    )
    return Case.objects.get(pk=one.case.pk)


def ready(one: Filed) -> Case:
    """End a case, let its period of a month pass, and let two people decide."""
    case = upheld(one)
    endings.set_period(outcome="upheld", months=1, by=archivist(), now=DUE)
    disposal.record(number=case.number, way="appraised", reference="鉴销〔示例〕1号", by=archivist(), now=DUE)
    disposal.confirm(number=case.number, by=archivist("archivist-2"), now=DUE)
    return case
