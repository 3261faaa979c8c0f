"""Who receives what is filed online under a measure, in which order, and what that rests on. Pure.

Routes are data of the measure (`[[routes]]`). For a document without them, the body that the measure names for this
kind receives, else the one it names for the other kind, and the portal's operator stands in for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cms.regulation.schema import OPERATOR, ReceivingRoute, Regulation, RouteKind
from cms.regulation.schema import Route as Rule

KINDS: tuple[RouteKind, ...] = ("objection", "complaint")


@dataclass(frozen=True)
class Line:
    """A body that receives: `body` is its code `<city>.<key>`, `name` as the measure prints it, or the operator's own.

    :ivar by_measure: the articles named in `articles` say so; False means the portal's commitment.
    :ivar publishes_lists: this body also publishes lists that people object to, and readers are told so.
    """

    body: str
    name: str
    by_measure: bool
    articles: tuple[str, ...] = ()
    publishes_lists: bool = False

    @property
    def is_operator(self) -> bool:
        """Whether this is the operator's own body, which no measure names."""
        return self.body.partition(".")[2] == OPERATOR


@dataclass(frozen=True)
class Route:
    """The bodies of one kind, first to last. `choices`: codes of those of which the reporter may put one first."""

    kind: RouteKind
    lines: tuple[Line, ...]
    choices: tuple[str, ...] = ()

    @property
    def bodies(self) -> tuple[str, ...]:
        """The codes in their order, as `roots.toml` pins them."""
        return tuple(line.body for line in self.lines)

    def line(self, body: str) -> Line:
        """The line of a body; raises KeyError when the route has none."""
        for line in self.lines:
            if line.body == body:
                return line
        raise KeyError(body)


def body_code(city: str, key: str) -> str:
    """The code of a body throughout the installation: `datong.office`, `taiyuan.operator`."""
    return f"{city}.{key}"


def routes_of(regulation: Regulation, operator: str = "") -> Mapping[str, Route]:
    """Both routes of a measure by kind. :param operator: the name to show for the operator's own body."""
    stated = {route.kind: route for route in regulation.routes}
    reader = _Reader(regulation, operator)
    return {kind: reader.stated(stated[kind]) if kind in stated else reader.derived(kind) for kind in KINDS}


@dataclass(frozen=True)
class _Reader:
    regulation: Regulation
    operator: str

    def stated(self, route: ReceivingRoute) -> Route:
        lines = tuple(self._line(line.body, line.basis == "measure", line.articles) for line in route.lines)
        code = self.regulation.code
        return Route(route.kind, lines, tuple(body_code(code, key) for key in route.alternatives))

    def derived(self, kind: RouteKind) -> Route:
        own, other = self.regulation.objections, self.regulation.complaints
        if kind == "complaint":
            own, other = other, own
        named = self._recipient(own, by_measure=True) or self._recipient(other, by_measure=False)
        return Route(kind, (*named, self._line(OPERATOR, by_measure=False)))

    def _recipient(self, rule: Rule | None, *, by_measure: bool) -> tuple[Line, ...]:
        if rule is None or rule.recipient is None:
            return ()
        return (self._line(rule.recipient, by_measure, rule.articles),)

    def _line(self, key: str, by_measure: bool, articles: Sequence[str] = ()) -> Line:
        publishers = {stage.publisher for stage in self.regulation.stages if stage.type == "publicity"}
        return Line(
            body=body_code(self.regulation.code, key),
            name=self.operator if key == OPERATOR else self.regulation.body(key).name,
            by_measure=by_measure,
            articles=tuple(articles) if by_measure else (),
            publishes_lists=key in publishers,
        )
