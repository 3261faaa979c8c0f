"""What must hold between the routes of a measure and what the measure itself says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic_core import InitErrorDetails

from cms.regulation.base import OPERATOR, link_error
from cms.regulation.conduct import ReceivingRoute

if TYPE_CHECKING:
    from cms.regulation.schema import Regulation


def broken_routes(regulation: "Regulation") -> Iterator[InitErrorDetails]:
    """Every place where a route contradicts the measure or itself, in the order of the document."""
    for place, body in enumerate(regulation.bodies):
        if body.key == OPERATOR:
            yield link_error("reserved_key", ("bodies", place, "key"), body.key)
    for place, route in enumerate(regulation.routes):
        yield from _broken_lines(place, route)
        yield from _broken_choice(place, route)
        yield from _lost_recipient(place, route, regulation)


def _broken_lines(place: int, route: ReceivingRoute) -> Iterator[InitErrorDetails]:
    """A measure's line names its articles, a commitment none; what the measure says comes first."""
    promised = False
    for number, line in enumerate(route.lines):
        here = ("routes", place, "lines", number)
        if line.basis == "commitment":
            promised = True
            if line.articles:
                yield link_error("commitment_cites", (*here, "articles"), "、".join(line.articles))
        elif line.body == OPERATOR or not line.articles:
            yield link_error("measure_without_article", (*here, "basis"), line.body)
        elif promised:
            yield link_error("measure_after_commitment", (*here, "basis"), line.body)


def _broken_choice(place: int, route: ReceivingRoute) -> Iterator[InitErrorDetails]:
    """The reporter chooses between bodies that the measure names, and there are two at least."""
    named = [line.body for line in route.lines if line.basis == "measure"]
    for number, key in enumerate(route.alternatives):
        if key not in named or key in route.alternatives[:number] or len(route.alternatives) < 2:
            yield link_error("no_alternative", ("routes", place, "alternatives", number), key, named)


def _lost_recipient(
    place: int, route: ReceivingRoute, regulation: "Regulation"
) -> Iterator[InitErrorDetails]:
    """The body that the measure names receives first, or may be chosen to."""
    rule = regulation.objections if route.kind == "objection" else regulation.complaints
    if rule is None or rule.recipient is None:
        return
    first = route.lines[0]
    by_rule = (first.body,) if first.basis == "measure" else ()
    if rule.recipient not in (*by_rule, *route.alternatives):
        yield link_error("recipient_left_out", ("routes", place, "lines"), rule.recipient, [rule.recipient])
