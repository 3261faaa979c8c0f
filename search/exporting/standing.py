"""What an award is on a day, with the day, the document and the notice that made it so. Pure."""

import datetime as dt
from dataclasses import dataclass

from cms.register import EventKind
from search.documents import AwardDocument
from search.facets import Standing, Status

MADE_BY = {Standing.REVOKED: EventKind.REVOKED, Standing.STRUCK: EventKind.STRUCK}


@dataclass(frozen=True)
class StandingOn:
    """A status. `since`, `doc_no` and `path` are of what brought it; None and empty where nothing did or it is not known."""

    status: Status
    since: dt.date | None = None
    doc_no: str = ""
    path: str = ""


def standing_on(award: AwardDocument, today: dt.date) -> StandingOn:
    """The status of an award on a Beijing day, from the event that brought it or the day after its validity."""
    status = award.status_on(today)
    made = [each for each in award.happened if each.kind == MADE_BY.get(award.standing)]
    if made:
        return StandingOn(status, made[-1].on, made[-1].doc_no, made[-1].path)
    if status is Status.EXPIRED and award.valid_through is not None:
        return StandingOn(status, award.valid_through + dt.timedelta(days=1))
    return StandingOn(status)


def last_decided(award: AwardDocument) -> dt.date | None:
    """The day of the newest decision on an award: its own, or a later one that revoked, restored or changed it."""
    days = [award.awarded_on, *(each.on for each in award.happened)]
    return max((day for day in days if day is not None), default=None)
