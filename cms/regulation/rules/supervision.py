"""How a measure has its winners watched: visits, inspections, reports. Pure."""

from cms.regulation.conduct import Supervision
from cms.regulation.schema import Regulation

OF_THE_REVIEW = frozenset({"review_supervision"})
"""Clauses on watching the review itself: they say nothing of winners."""


def winner_supervision(regulation: Regulation) -> tuple[Supervision, ...]:
    """The clauses on watching winners, in the order of the measure; none where it is silent."""
    return tuple(clause for clause in regulation.supervision if clause.key not in OF_THE_REVIEW)
