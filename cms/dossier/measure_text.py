"""The full text of the measure for the archive: the same values as on the portal's page, its links within the file."""

from cms.models import Measure
from cms.pages.measure import MeasurePage, measure_page
from cms.pages.scheme import MeasureCard


def measure_text(measure: Measure) -> MeasurePage:
    """Chapters, articles and stages of one stored version."""
    instrument = measure.regulation.instrument
    card = MeasureCard(
        title=instrument.title,
        doc_no=instrument.doc_no or "",
        issuer=instrument.issuer,
        version=measure.version,
        url="",
        status="",
        status_label="",
        effective_on=instrument.effective_on,
        expires_on=instrument.last_day,
    )
    return measure_page(measure.regulation, card=card, versions=(), sha256=measure.sha256, is_current=False)
