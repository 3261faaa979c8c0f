"""A case and a list of cases as the desk shows them: frozen values, made from what was opened, kept nowhere."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.selectors.pages import newest_measures
from complaints import keystore, vault
from complaints.actions.disclosure_endings import CLOCK
from complaints.case_masks import masks_of
from complaints.case_text import concerned
from complaints.clocks import Clock, ClockState, next_clock
from complaints.desk.words import (
    ENTRIES,
    EVENTS,
    FACTS,
    KINDS,
    LATER,
    OTHER_ENTRY,
    OTHER_EVENT,
    SKIPPED,
    WAYS,
)
from complaints.endings import LATER_REPORT
from complaints.entries import REPORTER
from complaints.hands import Hand
from complaints.members.pages import name_of
from complaints.models import Case, Entry, Event, Member, Place
from complaints.private_texts import labels_by_case, split, texts_of
from complaints.reading import OpenCase, OpenEntry, open_event
from complaints.reports import Kind, Way
from complaints.roots import Roots, read_roots
from complaints.selectors.clocks import clocks_by_case
from complaints.signers import Signature
from complaints.staged import StagedFile

NEAR = frozenset({ClockState.SOON, ClockState.DUE, ClockState.ESTIMATE_PAST})
"""What asks for work now and is not late."""


@dataclass(frozen=True)
class ClockLine:
    """A clock on a day. `state` is a value of `ClockState`."""

    clock: Clock
    state: ClockState
    left: int

    @property
    def cited(self) -> bool:
        """Whether an article or a rule stands behind it, beyond the promise itself."""
        return str(self.clock.source) != str(self.clock.basis_label)

    @property
    def workdays(self) -> int | None:
        """How many of the days left are counted; None for calendar days, for an estimate, and once the day has come."""
        derivation = self.clock.derivation
        if derivation is None or self.clock.provisional or self.left <= 0:
            return None
        today = self.clock.day - dt.timedelta(days=self.left)
        return sum(day.number is not None and day.day > today for day in derivation.days)

    @property
    def over(self) -> int:
        """Days since its day."""
        return max(0, -self.left)

    @property
    def urgent(self) -> bool:
        """Whether it is due or past, by an estimate too."""
        return self.state in {ClockState.DUE, ClockState.OVERDUE, ClockState.ESTIMATE_PAST}


@dataclass(frozen=True)
class CaseLine:
    """A case in the list; nothing of it was opened but one's own labels. `soon`: a day of it is near, come or estimated past."""

    case: Case
    city: str
    kind: str | Promise
    assigned: str
    mine: bool
    next: ClockLine | None
    soon: bool
    overdue: bool
    labels: tuple[str, ...]

    @property
    def order(self) -> tuple[bool, dt.date, str]:
        """Next deadline first, cases without one last."""
        return (
            self.next is None,
            self.next.clock.day if self.next else self.case.received_on,
            self.case.number,
        )


@dataclass(frozen=True, repr=False)
class EntryLine:
    """An entry as it is read. `by` is empty for a reporter's own; `facts` are label and text of a report's answers.

    :ivar masked: whether something of it is left out of what leaves the desk.
    """

    id: UUID
    kind: str
    label: str | Promise
    day: dt.date
    by: str
    text: str
    facts: tuple[tuple[str | Promise, str], ...]
    files: tuple[StagedFile, ...]
    signature: Signature | None
    document: Mapping[str, Any]
    masked: bool

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text by its line breaks, empty lines left out."""
        return tuple(line for line in self.text.splitlines() if line.strip())


@dataclass(frozen=True, repr=False)
class EventLine:
    """A link of the chain in words."""

    day: dt.date
    label: str | Promise
    by: str


@dataclass(frozen=True, repr=False)
class CasePageValues:
    """Everything the page of a case shows.

    :ivar passed: bodies and members that were passed over at filing, with the reason; for the handlers alone.
    :ivar unsent: places at which the member keeps a text that is not sent yet.
    """

    line: CaseLine
    body: str
    clocks: tuple[ClockLine, ...]
    entries: tuple[EntryLine, ...]
    events: tuple[EventLine, ...]
    holders: tuple[Member, ...]
    passed: tuple[tuple[str, str | Promise], ...]
    unsent: tuple[Place, ...]
    notice: str

    @property
    def holder_names(self) -> str:
        """Who can open it, in a line."""
        return "、".join(name_of(member) for member in self.holders)


@dataclass(frozen=True)
class _Reader:
    """Who looks, on which Beijing day, and what cities are called."""

    member: UUID
    cities: Mapping[str, str]
    today: dt.date


def case_lines(cases: Iterable[Case], by: Hand, today: dt.date) -> tuple[CaseLine, ...]:
    """The lines of a list, next deadline first. A handful of queries for any number of cases."""
    listed = list(cases)
    clocks, labels = clocks_by_case(listed), labels_by_case((case.pk for case in listed), by)
    reader = _Reader(by.member.pk, city_names(), today)
    lines = (_line(case, clocks[case.pk], labels.get(case.pk, ()), reader) for case in listed)
    return tuple(sorted(lines, key=lambda line: line.order))


def clock_lines(clocks: Iterable[Clock], today: dt.date) -> tuple[ClockLine, ...]:
    """Clocks as they stand on a day."""
    return tuple(ClockLine(clock, clock.state(today), clock.days_left(today)) for clock in clocks)


@sensitive_variables()
def case_page(opened: OpenCase, by: Hand, today: dt.date) -> CasePageValues:
    """The page of a case that was opened with these keys."""
    case, texts = opened.case, texts_of(opened.case, by)
    clocks, people = clocks_by_case([case])[case.pk], people_by_code()
    labels = split(texts.get(Place.LABELS, ""))
    names = {code: name_of(person) for code, person in people.items()}
    held = Member.objects.select_related("user").filter(wraps__case=case).order_by("user__username")
    roots = read_roots(keystore.keys_folder())
    return CasePageValues(
        line=_line(case, clocks, labels, _Reader(by.member.pk, city_names(), today)),
        body=roots.name_of(case.body),
        clocks=clock_lines(clocks, today),
        entries=_entries(opened, names, roots),
        events=_events(opened, names),
        holders=tuple(held),
        passed=_passed(opened.report, roots, names),
        unsent=tuple(place for place in Place if place is not Place.LABELS and place in texts),
        notice=str((opened.report.get("notice") or {}).get("title", "")),
    )


@sensitive_variables()
def _entries(opened: OpenCase, names: Mapping[str, str], roots: Roots) -> tuple[EntryLine, ...]:
    """The thread of a case, from the first entry on. :param names: members by 32 hexadecimal digits."""
    days = dict(Entry.objects.filter(case=opened.case).values_list("pk", "day"))
    masked = {of for of, mask in masks_of(opened).items() if not mask.empty}
    return tuple(
        _entry(entry, days[entry.id], names, roots, masked=entry.id in masked) for entry in opened.entries
    )


def people_by_code() -> dict[str, Member]:
    """Every member by 32 hexadecimal digits."""
    return {person.pk.hex: person for person in Member.objects.select_related("user")}


def city_names() -> dict[str, str]:
    """Names of cities by their short names, as their measures write them."""
    return {city: measure.regulation.city for city, measure in newest_measures().items()}


def _line(case: Case, clocks: tuple[Clock, ...], labels: tuple[str, ...], reader: _Reader) -> CaseLine:
    following, states = next_clock(clocks), {clock.state(reader.today) for clock in clocks}
    return CaseLine(
        case=case,
        city=reader.cities.get(case.city, case.city),
        kind=KINDS[Kind(case.kind)],
        assigned=name_of(case.assigned) if case.assigned else "",
        mine=case.assigned_id == reader.member,
        next=clock_lines([following], reader.today)[0] if following else None,
        soon=bool(states & NEAR),
        overdue=ClockState.OVERDUE in states,
        labels=labels,
    )


@sensitive_variables()
def _entry(
    entry: OpenEntry, day: dt.date, names: Mapping[str, str], roots: Roots, *, masked: bool
) -> EntryLine:
    document = entry.document
    kind = str(document.get("kind", ""))
    report = document.get("report")
    text = str(report.get("facts", "") if isinstance(report, Mapping) else document.get("text", ""))
    member = document.get("member")
    return EntryLine(
        id=entry.id,
        kind=kind,
        label=ENTRIES.get(kind, OTHER_ENTRY),
        day=day,
        by=names.get(str(member), str(member)) if member else "",
        text=text,
        facts=_facts(document, roots) if isinstance(report, Mapping) else (),
        files=entry.files,
        signature=entry.signature,
        document=document,
        masked=masked,
    )


def _facts(document: Mapping[str, Any], roots: Roots) -> tuple[tuple[str | Promise, str], ...]:
    """Label and text of what a report says beside its facts, empty ones left out."""
    report, entry = document["report"], document.get("entry") or {}
    named = f"{entry.get('no', '')} {entry.get('name', '')}".strip()
    values = (
        ("entry", named or str(report.get("entry_words", ""))),
        ("respondent", str(report.get("respondent", ""))),
        ("happened", str(report.get("happened", ""))),
        ("concerns", concerned(report, roots)),
        ("heard", _heard(document.get("heard") or {})),
    )
    return tuple((FACTS[key], text) for key, text in values if text)


def _heard(heard: Mapping[str, Any]) -> str:
    """How a report came that a handler entered, and whether anybody can read the answers with its code."""
    if not heard:
        return ""
    way, day = WAYS[Way(heard["way"])], str(heard["day"])
    given = _("查询码已交给举报人") if heard.get("slip") else _("查询码没有交出，举报人看不到网上的答复")
    return _("%(way)s，%(day)s 收到；%(given)s") % {"way": way, "day": day, "given": given}


@sensitive_variables()
def _events(opened: OpenCase, names: Mapping[str, str]) -> tuple[EventLine, ...]:
    return tuple(
        _event(event, opened, names) for event in Event.objects.filter(case=opened.case).order_by("seq")
    )


@sensitive_variables()
def _event(event: Event, opened: OpenCase, names: Mapping[str, str]) -> EventLine:
    label: str | Promise = dict(Case._meta.get_field("state").flatchoices).get(event.kind, OTHER_EVENT)
    if event.kind == LATER_REPORT:
        label = LATER
    if event.kind == "entry":
        try:
            label = EVENTS.get(str(open_event(event, opened.keys).get("entry")), OTHER_EVENT)
        except (vault.Refused, ValueError):
            label = OTHER_EVENT
    by = "" if event.actor == REPORTER else names.get(event.actor, event.actor)
    return EventLine(event.day, label, str(_("系统")) if event.actor == CLOCK else by)


def _passed(
    report: Mapping[str, Any], roots: Roots, names: Mapping[str, str]
) -> tuple[tuple[str, str | Promise], ...]:
    routing = report.get("routing") or {}
    found = [(roots.name_of(code), why) for code, why in routing.get("passed", ())]
    found += [(names.get(code, code), why) for code, why in routing.get("left_out", ())]
    return tuple((name, SKIPPED.get(why, why)) for name, why in found)
