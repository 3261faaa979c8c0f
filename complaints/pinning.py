"""Pinning the routes: who takes what in a city stands beside the database, so that no upload sends cases elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.regulation.citation import cite
from cms.selectors.pages import newest_measures
from complaints import keystore
from complaints.errors import ChannelError
from complaints.roots import read_roots, write_route
from complaints.routes import KINDS, Line, Route, routes_of
from themes.identity import site_identity


class NoSuchCity(ChannelError):  # noqa: N818 - told to the operator as such
    """There is no measure for this city."""


@dataclass(frozen=True)
class Compared:
    """A route of the current measure beside the one that is pinned; `pinned` is None where none is."""

    route: Route
    pinned: tuple[str, ...] | None

    @property
    def same(self) -> bool:
        """Whether the pinned one is that of the measure."""
        return self.pinned == self.route.bodies


def cities() -> tuple[str, ...]:
    """Codes of the cities that have a measure."""
    return tuple(sorted(newest_measures()))


def routes_now(city: str) -> Mapping[str, Route]:
    """Both routes of the city's newest measure. Raises NoSuchCity."""
    measure = newest_measures().get(city)
    if measure is None:
        raise NoSuchCity(_("没有代号为 %(city)s 的城市，或者还没有载入它的办法。") % {"city": city})
    return {**routes_of(measure.regulation, site_identity().organiser)}


def compare(city: str) -> tuple[Compared, ...]:
    """Both routes of the city with what is pinned of them. Raises NoSuchCity, complaints.roots.RootsError."""
    pinned = read_roots(keystore.keys_folder()).routes
    routes = routes_now(city)
    return tuple(Compared(routes[kind], pinned.get((city, kind))) for kind in KINDS)


def pin(city: str) -> tuple[Compared, ...]:
    """Pin both routes of the city's newest measure. Raises NoSuchCity, complaints.roots.RootsError.

    Called at the server only, by somebody who has read what `compare` shows.
    """
    for kind, route in routes_now(city).items():
        write_route(keystore.keys_folder(), city, kind, route.bodies, basis=basis_of(route.lines))
    return compare(city)


def basis_of(lines: Sequence[Line]) -> str:
    """What each body of a route rests on, for the note beside the pin."""
    return "；".join(f"{line.body}：{line_basis(line)}" for line in lines)


def line_basis(line: Line) -> str:
    """What a body's place rests on: the measure's articles, or the portal's own commitment."""
    if not line.by_measure:
        return _("本网站的承诺")
    return _("办法%(articles)s") % {"articles": "、".join(cite(ref) for ref in line.articles)}


def body_name(body: str) -> str:
    """What the current measure calls a body, "" for one in no route."""
    for city in cities():
        for route in routes_now(city).values():
            for line in route.lines:
                if line.body == body:
                    return line.name
    return ""
