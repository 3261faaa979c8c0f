"""Whether a city's channel is open, and what somebody who files there needs to know. Opens nothing that is sealed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cms.models import ChannelPurpose, ContactChannel, Measure, SchemePage, Seal, Window
from cms.published import PublicChannel
from cms.regulation.schema import Regulation
from cms.selectors.history import standing_rows
from cms.selectors.notice_page import published_notice
from cms.selectors.pages import newest_measures
from cms.selectors.windows import WindowReader, titles_of
from cms.windows import RUNNING_PHASES, WindowState
from complaints import keystore, vault
from complaints.roots import RootsError, read_roots
from complaints.rosters import BodyRoster, declared_by, rosters_of, seated
from complaints.routes import KINDS, Line, Route, routes_of
from complaints.routing import Closed, Seated, Seats, Subjects, eligible, entry_can_close
from themes.identity import site_identity

ROWS_OFFERED = 60
"""A longer list is not offered row by row: the reporter types the number or the name."""


class Shut(StrEnum):
    """Why a channel takes nothing. The words for readers stand in `complaints.wording`."""

    NO_MEASURE = "no_measure"
    NO_KEYS = "no_keys"
    NOT_PINNED = "not_pinned"
    REROUTED = "rerouted"
    ROSTER = "roster"
    NOBODY = "nobody"
    ALL_INTERESTED = "all_interested"


@dataclass(frozen=True)
class EntryChoice:
    """A row of a list in its window."""

    key: str
    no: int
    name: str


@dataclass(frozen=True)
class NoticeChoice:
    """A sealed notice in its window. `entries` is empty for lists too long to offer; `last_day` None while provisional."""

    public_id: str
    title: str
    last_day: dt.date | None
    provisional: bool
    entry_count: int
    entries: tuple[EntryChoice, ...] = ()


@dataclass(frozen=True)
class ChannelTerms:
    """A city's channel at an instant.

    :ivar shut: why it takes nothing; None for an open one. :ivar routes: both routes by kind.
    :ivar units: names of units that members declared as their own; one box each, the same for every entry.
    :ivar named_allowed: whether two custodians are there to hold a name.
    :ivar post: postal addresses and counters that the office published for complaints, else for objections.
    :ivar roster: who is seated, by body; `kem_keys`: public keys by member, from the verified roster alone.
    """

    city: str
    city_name: str
    award_name: str
    regulation: Regulation
    measure: Measure
    organiser: str
    routes: Mapping[str, Route]
    shut: Shut | None
    units: tuple[str, ...]
    named_allowed: bool
    notices: tuple[NoticeChoice, ...]
    post: tuple[PublicChannel, ...]
    roster: Mapping[str, tuple[Seated, ...]]
    kem_keys: Mapping[str, bytes] = field(repr=False)

    @property
    def open(self) -> bool:
        """Whether something can be filed."""
        return self.shut is None

    @property
    def bodies(self) -> tuple[Line, ...]:
        """Every body of both routes once, in order."""
        lines = {line.body: line for kind in KINDS for line in self.routes[kind].lines}
        return tuple(lines.values())

    @property
    def prefer(self) -> tuple[Line, ...]:
        """The bodies among which a reporter who objects may choose; empty where the measure names one."""
        return tuple(self.routes["objection"].line(body) for body in self.routes["objection"].choices)

    def notice(self, public_id: str) -> NoticeChoice | None:
        """The notice in its window with that id."""
        return next((notice for notice in self.notices if notice.public_id == public_id), None)

    def seats(self, kind: str, subjects: Subjects, prefer: str = "") -> Seats | Closed:
        """Who takes a case of that route; closed where everybody is concerned or the channel is shut."""
        if not self.open:
            return Closed()
        route = self.routes[kind]
        chosen = prefer if prefer in route.choices else ""
        return eligible(route.bodies, self.roster, subjects=subjects, prefer=chosen)


def channel_terms(city: str, now: dt.datetime, *, notices: bool = True) -> ChannelTerms | None:
    """The terms of one city's channel; None for a city without a scheme or a measure."""
    return next((terms for terms in _terms(now, city, notices=notices)), None)


def all_terms(now: dt.datetime, *, notices: bool = True) -> tuple[ChannelTerms, ...]:
    """Every city's, in the order of the page tree. :param notices: False leaves the lists in their window out."""
    return tuple(_terms(now, notices=notices))


def _terms(now: dt.datetime, city: str = "", *, notices: bool = True) -> list[ChannelTerms]:
    measures = newest_measures()
    schemes = [
        scheme
        for scheme in SchemePage.objects.order_by("path")
        if scheme.slug in measures and city in {"", scheme.slug}
    ]
    return [
        _of_scheme(scheme, measures[scheme.slug], _notices(scheme.slug, now) if notices else ())
        for scheme in schemes
    ]


def _of_scheme(scheme: SchemePage, measure: Measure, notices: tuple[NoticeChoice, ...]) -> ChannelTerms:
    regulation = measure.regulation
    operator = site_identity().organiser
    routes = routes_of(regulation, operator)
    bodies = tuple(dict.fromkeys(body for route in routes.values() for body in route.bodies))
    shut, rosters = _standing(scheme.slug, routes, bodies)
    roster = seated(rosters)
    shut = shut or _unseated(routes, roster)
    return ChannelTerms(
        city=scheme.slug,
        city_name=regulation.city,
        award_name=regulation.award.name,
        regulation=regulation,
        measure=measure,
        organiser=operator,
        routes=routes,
        shut=shut,
        units=_units(roster),
        named_allowed=shut is None and _custodians(routes, roster),
        notices=notices,
        post=_post(scheme),
        roster=roster,
        kem_keys={seat.member: seat.kem_pk for each in rosters.values() for seat in each.seats},
    )


def _standing(
    city: str, routes: Mapping[str, Route], bodies: tuple[str, ...]
) -> tuple[Shut | None, Mapping[str, BodyRoster]]:
    """What in the files of keys shuts the channel, and the verified rosters."""
    try:
        keystore.installation()
        roots = read_roots(keystore.keys_folder())
        rosters = rosters_of(bodies)
    except (vault.Refused, RootsError):
        return Shut.NO_KEYS, {}
    for kind, route in routes.items():
        pinned = roots.routes.get((city, kind))
        if pinned is None:
            return Shut.NOT_PINNED, {}
        if pinned != route.bodies:
            return Shut.REROUTED, {}
    return (None if all(roster.whole for roster in rosters.values()) else Shut.ROSTER), rosters


def _unseated(routes: Mapping[str, Route], roster: Mapping[str, tuple[Seated, ...]]) -> Shut | None:
    for route in routes.values():
        if isinstance(eligible(route.bodies, roster), Closed):
            return Shut.NOBODY
        if entry_can_close(route.bodies, roster):
            return Shut.ALL_INTERESTED
    return None


def _units(roster: Mapping[str, tuple[Seated, ...]]) -> tuple[str, ...]:
    declared = declared_by({seated.member for seats in roster.values() for seated in seats})
    return tuple(sorted({name for each in declared.values() for name in each.unit_names}))


def _custodians(routes: Mapping[str, Route], roster: Mapping[str, tuple[Seated, ...]]) -> bool:
    for route in routes.values():
        seats = eligible(route.bodies, roster)
        if isinstance(seats, Closed) or not seats.custodians:
            return False
    return True


def _notices(city: str, now: dt.datetime) -> tuple[NoticeChoice, ...]:
    """Notices in their window, each once: its own window counts before those of single entries.

    A list that is out and whose days are counted from a later one may be objected to already.
    """
    reader = WindowReader(now)
    found: dict[int, tuple[Window, WindowState]] = {}
    windows = Window.objects.running().filter(seal__public_id__startswith=f"{city}.").select_related("seal")
    for window in windows.order_by("entry_key", "pk"):
        state = reader.state(window)
        if state.phase in RUNNING_PHASES:
            found.setdefault(window.seal_id, (window, state))
    titles = titles_of([window.seal for window, _state in found.values()])
    return tuple(
        NoticeChoice(
            public_id=window.seal.public_id,
            title=titles[window.seal_id],
            last_day=state.last_day,
            provisional=state.provisional,
            entry_count=window.seal.head.get("entry_count") or 0,
            entries=_rows(window.seal),
        )
        for window, state in found.values()
    )


def _rows(seal: Seal) -> tuple[EntryChoice, ...]:
    """The rows as the public reads them: what is withheld is not offered, short lists only."""
    if (seal.head.get("entry_count") or 0) > ROWS_OFFERED:
        return ()
    hidden = {entry.key for entry in published_notice(seal).entries if entry.withheld}
    rows = sorted(standing_rows(seal), key=lambda entry: entry.no)
    return tuple(EntryChoice(str(e.key), e.no, e.name) for e in rows if str(e.key) not in hidden)


def _post(scheme: SchemePage) -> tuple[PublicChannel, ...]:
    published = ContactChannel.objects.filter(scheme=scheme, kind__in=["post", "desk"]).order_by(
        "sort_order", "pk"
    )
    own = [channel for channel in published if channel.purpose == ChannelPurpose.COMPLAINT]
    other = [channel for channel in published if channel.purpose == ChannelPurpose.OBJECTION]
    return tuple(
        PublicChannel(each.kind, str(each.get_kind_display()), each.value, each.hours, each.note)
        for each in own or other
    )


def is_open_on(now: dt.datetime, public_id: str) -> bool:
    """Whether that notice, or an entry of it, is in its window at the instant."""
    reader = WindowReader(now)
    windows = Window.objects.running().filter(seal__public_id=public_id).select_related("seal")
    return any(reader.state(window).phase in RUNNING_PHASES for window in windows)
