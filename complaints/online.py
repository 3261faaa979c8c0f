"""Tells the publications whether a city's channel takes anything: a yes, or a sentence for the office."""

from cms import clock
from cms.online import register_online
from complaints.selectors.channel import Shut, channel_terms
from complaints.wording import CLOSED_FOR_OFFICE


def channel_gap(scheme_code: str) -> str:
    """Why nothing can be filed online with this city, "" if it can."""
    terms = channel_terms(scheme_code, clock.now(), notices=False)
    shut = terms.shut if terms else Shut.NO_MEASURE
    return str(CLOSED_FOR_OFFICE[shut]) if shut else ""


def connect() -> None:
    """Register with the publications; idempotent."""
    register_online(channel_gap)
