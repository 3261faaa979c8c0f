"""Printing what a reporter is to be told on paper: 受理告知书 and 不予受理告知书."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from cms.admin.base import Crumb
from complaints import keystore
from complaints.actions.transferring import TRANSFER
from complaints.case_masks import masks_of, shown_document
from complaints.clocks import Clock, clocks_of
from complaints.desk.base import CaseView
from complaints.desk.panels import panel
from complaints.keeping_out import RECUSAL
from complaints.models import CaseState, Entry, Event
from complaints.notices import BY_MOVE, NoticeKind, PrintedNotice, limit_told
from complaints.reading import OpenEntry, open_event
from complaints.rights import Act
from complaints.roots import read_roots
from complaints.selectors.clocks import calendars_of, days_by_case
from complaints.signers import Signature

TITLES: dict[NoticeKind, str | Promise] = {
    NoticeKind.ACCEPTED: gettext_lazy("受理告知书"),
    NoticeKind.REFUSED: gettext_lazy("不予受理告知书"),
}


DECIDED = frozenset({CaseState.ACCEPTED, CaseState.REFUSED})
"""Events of the decisions that a notice tells of."""

TRACK_CHANGES, BODY_CHANGES = frozenset({"track"}), frozenset({TRANSFER, RECUSAL})
"""Events that may say `from` what to what the track or the body changed."""


class Notices(CaseView):
    """The notices that the case's decisions give."""

    act = Act.PRINT
    template_name = "complaints/desk/notices/list.html"

    def get_page_title(self) -> str:
        """告知书."""
        return _("打印告知书")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The list."""
        return self.show(
            case=self.case, notices=[(entry.id, day, TITLES[kind]) for entry, day, kind in self.told]
        )

    @cached_property
    def told(self) -> tuple[tuple[OpenEntry, dt.date, NoticeKind], ...]:
        """The decisions of which a notice tells, with their days, the newest first; none whose signature fails."""
        return tuple(reversed(tuple(self._told())))

    def _told(self) -> Iterator[tuple[OpenEntry, dt.date, NoticeKind]]:
        days = dict(Entry.objects.filter(case=self.case).values_list("pk", "day"))
        kinds = {move.value: kind for move, kind in BY_MOVE.items()}
        for entry in self.opened.entries:
            kind = kinds.get(str(entry.document.get("move", "")))
            decided = entry.document.get("kind") == "decision" and entry.signature is not Signature.FAILS
            if kind is not None and decided:
                yield entry, days[entry.id], kind


class PrintNotice(Notices):
    """One notice as a sheet of paper."""

    template_name = "complaints/desk/notices/sheet.html"
    notice: PrintedNotice

    @sensitive_variables()
    def load_case(self, entry_id: UUID, **kwargs: Any) -> None:
        """Find the decision. Raises Http404 for an entry that is none, or that nobody of the rosters signed."""
        found = next((each for each in self.told if each[0].id == entry_id), None)
        if found is None:
            raise Http404
        entry, day, kind = found
        self.notice = PrintedNotice(
            kind=kind,
            number=self.case.number,
            body=read_roots(keystore.keys_folder()).name_of(self._then(entry, BODY_CHANGES, self.case.body)),
            received_on=self.case.received_on,
            decided_on=day,
            text=str(shown_document(entry, masks_of(self.opened))["text"]),
            limit=self._limit(entry) if kind is NoticeKind.ACCEPTED else None,
        )

    def _limit(self, entry: OpenEntry) -> Clock | None:
        """The day that was told with this acceptance: of the track on which the case was led then."""
        track = self._then(entry, TRACK_CHANGES, self.case.track)
        days = days_by_case([self.case])[self.case.pk]
        days = replace(days, track=track, extended_on=None, ended_on=None)
        return limit_told(clocks_of(days, calendars_of([self.case.city])[self.case.city]))

    def _then(self, entry: OpenEntry, changes: frozenset[str], now: str) -> str:
        """What held at a decision: what the first change of it afterwards says it was before, or what holds now."""
        for detail in self._after(entry):
            if detail.get("entry") in changes and "from" in detail:
                return str(detail["from"])
        return now

    def _after(self, entry: OpenEntry) -> Iterator[Mapping[str, Any]]:
        """What the events after a decision say, oldest first."""
        decisions = [each.id for each, _day, _kind in reversed(self.told)]
        left = decisions.index(entry.id) + 1
        for event in Event.objects.filter(case=self.case).order_by("seq"):
            if event.kind in DECIDED:
                left -= 1
            elif event.kind == "entry" and left <= 0:
                yield open_event(event, self.opened.keys)

    def get_page_title(self) -> str:
        """Its title."""
        return str(TITLES[self.notice.kind])

    def trail(self) -> list[Crumb]:
        """The case, its notices."""
        listed = reverse("channel_desk:notices", args=[self.case.pk])
        return [*super().trail(), {"url": listed, "label": _("打印告知书")}]

    @sensitive_variables()
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The sheet."""
        return self.show(case=self.case, notice=self.notice, accepted=self.notice.kind is NoticeKind.ACCEPTED)


panel(Act.PRINT, gettext_lazy("打印告知书"), "notices", 200)
