"""The demonstration's yearly figures: two years that are over, published in the February after each.

The cases counted here are invented and were never filed; of such a year nothing else is kept. Small figures, and those that
would give them away, are left out as everywhere (`complaints.figures`).
"""

import datetime as dt
from collections.abc import Mapping

from cms.models import EditionPage, SchemePage, Seal
from cms.windows import BEIJING
from complaints.actions.figures import check_hidden, refusal_to_publish
from complaints.figures import OUTCOME_OF, City, Counted, Outcome, figures_of
from complaints.models import Case, YearFigures
from complaints.reports import Kind
from complaints.selectors.figures import secret_of
from complaints.transitions import State
from portal.demo.channels import PLACES

YEARS = 2
OUT_ON = (2, 20)
"""Month and day of the publication: after the last windows of the year have ended."""

FILED: Mapping[str, Mapping[Outcome, int]] = {
    "datong": {Outcome.REFUSED: 9, Outcome.UPHELD: 12, Outcome.NOT_UPHELD: 14, Outcome.WITHDRAWN: 4},
    "taiyuan": {
        Outcome.REFUSED: 11,
        Outcome.UPHELD: 16,
        Outcome.NOT_UPHELD: 21,
        Outcome.REFERRED: 5,
        Outcome.WITHDRAWN: 6,
    },
    "hohhot": {
        Outcome.REFUSED: 8,
        Outcome.UPHELD: 9,
        Outcome.NOT_UPHELD: 13,
        Outcome.REFERRED: 4,
        Outcome.WITHDRAWN: 1,
    },
    "xinzhou": {Outcome.REFUSED: 5, Outcome.UPHELD: 6, Outcome.NOT_UPHELD: 9, Outcome.REFERRED: 1},
    "yuncheng": {Outcome.REFUSED: 4, Outcome.UPHELD: 7, Outcome.NOT_UPHELD: 8, Outcome.WITHDRAWN: 3},
}
"""How many of a year's cases ended how in each city; the year before has a fifth less of each."""

ABOUT = (Kind.ENTRY, Kind.WINNER, Kind.ENTRY, Kind.STAFF, Kind.WINNER, Kind.ENTRY, Kind.MARK, Kind.STAFF)
"""What they were about, in turn."""


def publish(now: dt.datetime) -> None:
    """Write the figures of the last two years that may be published on that instant and in which no case was filed."""
    years: list[int] = []
    for year in range(now.astimezone(BEIJING).year - 1, 0, -1):
        if len(years) == YEARS:
            break
        cities = _cities(year)
        if not cities:
            break
        out_on = dt.date(year + 1, *OUT_ON)
        if out_on > now.astimezone(BEIJING).date() or refusal_to_publish(year, now):
            continue
        if Case.objects.filter(received_on__year=year).exists():
            continue
        figures = figures_of(year, cities, _cases(cities, len(years)), secret_of(year))
        check_hidden(figures)
        YearFigures.objects.create(year=year, document=figures.as_json(), day=out_on)
        years.append(year)


def _cities(year: int) -> list[City]:
    """The cities that had published anything by the end of that year."""
    end = dt.datetime(year + 1, 1, 1, tzinfo=BEIJING)
    begun = []
    for place in PLACES:
        editions = EditionPage.objects.child_of(SchemePage.objects.get(slug=place.code))
        if Seal.objects.filter(edition__in=editions, published_at__lt=end).exists():
            begun.append(City(place.code, place.name))
    return begun


def _cases(cities: list[City], years_before: int) -> list[Counted]:
    state_of = {outcome: state for state, outcome in OUTCOME_OF.items() if state is not State.ACCEPTED}
    found = [
        (city.code, state_of[outcome].value)
        for city in cities
        for outcome, count in FILED[city.code].items()
        for _n in range(count - count * years_before // 5)
    ]
    return [
        Counted(code, ABOUT[place % len(ABOUT)].value, state) for place, (code, state) in enumerate(found)
    ]
