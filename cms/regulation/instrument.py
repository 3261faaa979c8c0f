"""The instrument a measure is: its title, number, dates and whether it is in force on a day."""

import datetime as dt
from typing import Literal

from cms.regulation.base import Cited, Clause, Day, Frozen, Seq, Words, Years

InstrumentStatus = Literal["not_yet", "in_force", "expired", "repealed"]


class Repeal(Cited):
    """An older instrument that this one repeals from its own first day."""

    title: Words
    doc_no: Words | None = None
    date: Day | None = None


class Amendment(Frozen):
    """A day on which the instrument was amended, and the decision that did it."""

    date: Day
    by: Words


class Fees(Clause):
    """What the measure says about fees."""

    charged: bool


class ThirdParty(Clause):
    """What the measure says about entrusting the review to another body."""

    allowed: bool


class Instrument(Cited):
    """The document that sets up the award.

    Dates are calendar days in China. A measure from which a date is missing leaves the field out; the
    first day is always stated or follows from the publication.
    """

    title: Words
    doc_no: Words | None = None
    kind: Literal["normative_document", "government_rule"]
    issuer: Words
    signed_on: Day | None = None
    published_on: Day | None = None
    printed_on: Day | None = None
    effective_on: Day
    effective_wording: Words | None = None
    expires_on: Day | None = None
    validity_years: Years | None = None
    disclosure: Words | None = None
    interpreter: Words | None = None
    repeals: Seq[Repeal] = ()
    amended: Seq[Amendment] = ()
    legal_basis: Seq[Words] = ()
    fees: Fees | None = None
    third_party_review: ThirdParty | None = None

    @property
    def last_day(self) -> dt.date | None:
        """The last day in force: the stated one, else the day before the same date `validity_years` later.

        None when the measure states no end.
        """
        if self.expires_on is not None:
            return self.expires_on
        if self.validity_years is None:
            return None
        return _same_date(self.effective_on, self.validity_years) - dt.timedelta(days=1)

    def status_on(self, day: dt.date, repealed_on: dt.date | None = None) -> InstrumentStatus:
        """Return whether the instrument is in force on a calendar day.

        `repealed_on` is the first day on which a later instrument has taken its place; it outranks an expiry.
        """
        if repealed_on is not None and day >= repealed_on:
            return "repealed"
        if day < self.effective_on:
            return "not_yet"
        if self.last_day is not None and day > self.last_day:
            return "expired"
        return "in_force"


def _same_date(day: dt.date, years: int) -> dt.date:
    """Return the same date `years` later; 29 February becomes 1 March in a year without it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
