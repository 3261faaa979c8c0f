"""How a measure has its winners watched (大同 30、34，太原 26，忻州 7，呼和浩特 21，运城 29). Pure."""

from cms.regulation.conduct import Supervision
from cms.regulation.schema import Regulation

OF_THE_REVIEW = frozenset({"review_supervision"})
"""Clauses on watching the review itself (呼和浩特 27): they say nothing of winners."""


def winner_supervision(regulation: Regulation) -> tuple[Supervision, ...]:
    """The clauses on watching winners, in the order of the measure; none where it is silent."""
    return tuple(clause for clause in regulation.supervision if clause.key not in OF_THE_REVIEW)
