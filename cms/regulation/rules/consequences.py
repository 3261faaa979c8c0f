"""What the measure attaches to an award won and to an award withdrawn: money, validity, recovery, ban. Pure.

Nothing is supplied where the measure is silent: the value is then absent and reads 未规定.
"""

import calendar
import datetime as dt
from dataclasses import dataclass

from cms.register import BonusState
from cms.regulation.conduct import Ban, Ground, RevocationCase
from cms.regulation.schema import Regulation


@dataclass(frozen=True)
class AwardTerms:
    """Money and validity of one award. `bonus_cny` is whole yuan, only where a sum is stated."""

    bonus_state: BonusState
    bonus_cny: int | None
    bonus_articles: tuple[str, ...]
    valid_through: dt.date | None
    validity_articles: tuple[str, ...]


def years_later(day: dt.date, years: int) -> dt.date:
    """The last day of a term of whole years that begins on `day`: the day before its return; 29 February ends on the 28th.

    A term that would run beyond the last year a date can name ends with that year.
    """
    year = day.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    last = calendar.monthrange(year, day.month)[1]
    # A 29 February that does not return has its last day on the 28th, not a day earlier.
    return day.replace(year=year, day=min(day.day, last)) - dt.timedelta(days=1 if day.day <= last else 0)


def award_terms(
    regulation: Regulation, *, tier: str, kind: str, awarded_on: dt.date, stated_cny: int | None = None
) -> AwardTerms:
    """What goes with an award of that tier and kind. `stated_cny` is a sum that the decision itself states."""
    award = regulation.award
    row = (
        next((r for r in award.bonus.rows if (r.tier, r.kind) == (tier, kind)), None) if award.bonus else None
    )
    articles = tuple(row.articles) if row else ()
    cny = stated_cny if stated_cny is not None else (row.cny if row else None)
    if row is not None and (row.entitled is False or cny == 0):
        state, cny = BonusState.NONE, None
    elif cny:
        state = BonusState.STATED
    elif row is not None and row.entitled:
        state, cny = BonusState.UNSTATED, None
    else:
        state, cny, articles = BonusState.SILENT, None, ()
    years = award.validity_years
    return AwardTerms(
        bonus_state=state,
        bonus_cny=cny,
        bonus_articles=articles,
        valid_through=years_later(awarded_on, years) if years else None,
        validity_articles=award.articles_for("validity_years") if years else (),
    )


@dataclass(frozen=True)
class GroundOfCase:
    """A ground of revocation with the case whose consequences it has; `key` is `case.ground`."""

    case: RevocationCase
    ground: Ground

    @property
    def key(self) -> str:
        """The identity within the measure: the same ground may stand in two cases."""
        return f"{self.case.key}.{self.ground.key}"


def grounds(regulation: Regulation, kind: str = "") -> tuple[GroundOfCase, ...]:
    """Every ground of the measure in its order; with `kind`, those that can hit such a holder."""
    cases = regulation.revocation.cases if regulation.revocation else ()
    return tuple(
        GroundOfCase(case, ground)
        for case in cases
        if not kind or kind in case.subjects
        for ground in case.grounds
    )


def find_ground(regulation: Regulation, key: str) -> GroundOfCase | None:
    """The ground with that key, `case.ground`, or its own key where only one case has it; None for any other."""
    listed = grounds(regulation)
    exact = [item for item in listed if item.key == key]
    own = [item for item in listed if item.ground.key == key]
    found = exact or (own if len(own) == 1 else [])
    return found[0] if found else None


@dataclass(frozen=True)
class Consequences:
    """What follows from a revocation: what is recovered, and until when no application is accepted.

    `barred_through_edition` is the last edition barred, `barred_until` the last day; both None where the measure states
    no ban. `start_stated` is False where it does not say where the count begins.
    """

    ground: GroundOfCase
    recover: tuple[str, ...]
    recover_articles: tuple[str, ...]
    ban: Ban | None
    barred_through_edition: int | None
    barred_until: dt.date | None

    @property
    def articles(self) -> tuple[str, ...]:
        """Articles of the ground."""
        return tuple(self.ground.ground.articles)

    @property
    def start_stated(self) -> bool:
        """Whether the measure says where the ban begins; True where there is none."""
        return self.ban is None or self.ban.counted_from is not None


def revocation_consequences(
    found: GroundOfCase, *, revoked_on: dt.date, latest_edition: int, latest_edition_began: dt.date | None
) -> Consequences:
    """Derive recovery and ban of a revocation decided on a Beijing day.

    `latest_edition` is the newest edition begun by then. A ban of cycles counted 自撤销当年起 takes an edition begun in that
    same year for its first; otherwise, and where the beginning is not stated, the first is the next edition.
    """
    case = found.case
    through: int | None = None
    until: dt.date | None = None
    ban = case.ban
    if ban is not None and ban.unit == "cycles":
        running = (
            ban.counted_from == "revocation_year"
            and latest_edition_began is not None
            and latest_edition_began.year == revoked_on.year
        )
        through = latest_edition + ban.value - (1 if running else 0)
    elif ban is not None:
        until = years_later(revoked_on, ban.value)
    return Consequences(
        ground=found,
        recover=tuple(case.recover),
        recover_articles=case.articles_for("recover") if case.recover else (),
        ban=ban,
        barred_through_edition=through,
        barred_until=until,
    )
