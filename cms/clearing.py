"""What stands for and against publishing a draft at an instant, and exactly what would be published.

One function feeds the verdict panel, the approval and the guard, so that nobody approves something else than what goes out.
"""

import datetime as dt
from dataclasses import dataclass

from cms.drafts import Values, draft_values, notice_overrides
from cms.models import Notice
from cms.regulation.rules import check_publication
from cms.regulation.rules.facts import PublicationFacts
from cms.regulation.rules.verdicts import Verdict, blocking
from cms.selectors.facts import publication_facts
from cms.windows import beijing_day
from portal.calendar.selectors import current_calendar
from portal.calendar.workdays import WorkCalendar


@dataclass(frozen=True)
class Assessment:
    """The judgement on a draft for publication at `at`. `values` are the seal's leaves as they would be."""

    at: dt.datetime
    calendar: WorkCalendar
    facts: PublicationFacts
    verdicts: tuple[Verdict, ...]
    standing: tuple[Verdict, ...]
    values: Values

    @property
    def allowed(self) -> bool:
        """Whether no block stands after the overrides."""
        return not self.standing


def assess(notice: Notice, at: dt.datetime) -> Assessment:
    """Judge a draft as if it were published at an aware instant. Reads, never writes."""
    regulation = notice.edition.regulation
    calendar = current_calendar(regulation.division_code)
    facts = publication_facts(notice, at)
    verdicts = tuple(check_publication(regulation, facts, calendar, at))
    standing = blocking(verdicts, notice_overrides(notice))
    values = draft_values(notice, day=beijing_day(at), calendar=calendar, verdicts=verdicts)
    return Assessment(at, calendar, facts, verdicts, standing, values)
