"""What the figures are made of, and those that are out. Nothing here opens a sealed value."""

from django.utils.crypto import salted_hmac

from cms.models import SchemePage
from cms.selectors.pages import newest_measures
from complaints.figures import City, Counted, Figures, figures_of
from complaints.models import Case, DestroyedCase, YearFigures


def count_year(year: int) -> Figures:
    """What may be said of the cases filed in a year, as things stand now. Destroyed cases are counted by what is left of them."""
    found = {
        pk: Counted(city, kind, state)
        for pk, city, kind, state in Case.objects.filter(received_on__year=year).values_list(
            "pk", "city", "kind", "state"
        )
    }
    # Read second: a case destroyed in between stands in both and counts once.
    for pk, city, kind, outcome in DestroyedCase.objects.filter(year=year).values_list(
        "case", "city", "kind", "outcome"
    ):
        found[pk] = Counted(city, kind, outcome)
    return figures_of(year, _cities({case.city for case in found.values()}), found.values(), secret_of(year))


def secret_of(year: int) -> bytes:
    """The installation's own for that year: what was looked at before publishing is what goes out."""
    return salted_hmac("complaints.figures", str(year), algorithm="sha256").digest()


def _cities(counted: set[str]) -> list[City]:
    """Every city with a measure in the order of the page tree, then any other that has a case."""
    measures = newest_measures()
    slugs = list(SchemePage.objects.order_by("path").values_list("slug", flat=True))
    known = [City(slug, measures[slug].regulation.city) for slug in slugs if slug in measures]
    return known + [City(code, code) for code in sorted(counted - {city.code for city in known})]


def published_figures() -> list[tuple[YearFigures, Figures]]:
    """Every year whose figures are out, newest first, as they were published."""
    return [(row, Figures.from_json(row.document)) for row in YearFigures.objects.order_by("-year")]


def years_on_record(today_year: int) -> list[int]:
    """The years that are over and can have figures, newest first: from that of the oldest case on, at least the last one."""
    oldest = [today_year - 1]
    first = Case.objects.order_by("received_on").values_list("received_on", flat=True).first()
    if first is not None:
        oldest.append(first.year)
    oldest += DestroyedCase.objects.order_by("year").values_list("year", flat=True)[:1]
    return list(range(today_year - 1, min(oldest) - 1, -1))
