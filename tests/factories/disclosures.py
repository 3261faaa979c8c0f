"""A case with a name, its handlers and its custodians, and the steps of asking who reported."""

import datetime as dt
from typing import Any

from complaints.actions import disclosure
from complaints.hands import Hand
from complaints.inbox.page import inbox_page
from complaints.models import Case, Disclosure, DisclosureAsk, Event
from complaints.reading import open_case, open_event
from tests.factories import channel as make
from tests.factories.inboxes import LATER, Filed, filed

NOW = LATER
REASON = "反映的事项需要向举报人当面核实经过（示例）。"


class Scene:
    """A case with a name, its handlers and its custodians."""

    def __init__(self, *, named: bool = True) -> None:
        self.filed: Filed = filed(make.somebody() if named else None)
        channel = self.filed.channel
        self.case: Case = self.filed.case
        self.first, self.second = channel.handlers[self.case.body][:2]
        self.keepers: list[Hand] = channel.custodians

    def ask(self, by: Hand | None = None, at: dt.datetime = NOW) -> Disclosure:
        return disclosure.ask(case=self.case, reason=REASON, by=by or self.first, now=at)

    def consent(self, request: Disclosure, n: int, at: dt.datetime = NOW) -> Disclosure:
        return disclosure.consent(ask_id=self.part(request, n).pk, by=self.keepers[n], now=at)

    def refuse(self, request: Disclosure, n: int, at: dt.datetime = NOW) -> Disclosure:
        keeper = self.keepers[n]
        return disclosure.refuse(ask_id=self.part(request, n).pk, grounds="不必要（示例）", by=keeper, now=at)

    def look(self, request: Disclosure, at: dt.datetime = NOW, by: Hand | None = None) -> disclosure.Looked:
        return disclosure.look(disclosure_id=request.pk, case=self.case, by=by or self.first, now=at)

    def part(self, request: Disclosure, n: int) -> DisclosureAsk:
        return DisclosureAsk.objects.get(disclosure=request, custodian=self.keepers[n].member)

    def part_of(self, request: Disclosure, n: int) -> DisclosureAsk | None:
        """A custodian's part in a request; None where they were not asked."""
        return DisclosureAsk.objects.filter(disclosure=request, custodian=self.keepers[n].member).first()

    def granted(self) -> Disclosure:
        request = self.ask()
        self.consent(request, 0)
        self.consent(request, 2)
        return request

    def entries(self) -> list[str]:
        """What the sealed details of the events say, in their order."""
        keys = open_case(Case.objects.get(pk=self.case.pk), self.second.member, self.second.keys).keys
        return [open_event(event, keys).get("entry", event.kind) for event in Event.objects.order_by("seq")]

    def state(self, request: Disclosure) -> str:
        return Disclosure.objects.get(pk=request.pk).state

    def told(self, at: dt.datetime = NOW) -> Any:
        page = inbox_page(self.filed.enter(at), at)
        assert page is not None
        return page
