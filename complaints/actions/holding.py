"""A case in a handler's hands: its row locked, opened with their key, and the right to the act looked up first."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.views.decorators.debug import sensitive_variables

from cms.roles import REDACT_TEXT
from cms.windows import beijing_day
from complaints import vault
from complaints.entries import add_entry, record_event, signed_document
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Entry
from complaints.reading import OpenCase, open_case
from complaints.rights import Act, Role, Why, verdict
from complaints.roster_lock import keep_rosters


@dataclass(frozen=True, repr=False)
class Held:
    """A case under its lock, open, with who holds it and the Beijing day. Lives as long as one transaction."""

    case: Case
    opened: OpenCase
    by: Hand
    day: dt.date

    @sensitive_variables()
    def write(
        self,
        kind: str,
        text: str,
        *,
        to_reporter: bool = False,
        bucket: vault.Bucket = vault.Bucket.T1,
        **more: Any,
    ) -> Entry:
        """Seal a text signed by the handler to the case, and to the reporter's own key where it is meant for them."""
        entry_id = uuid.uuid4()
        document = signed_document(
            keys=self.by.keys,
            member=self.by.member.pk,
            case=self.case.pk,
            entry_id=entry_id,
            kind=kind,
            text=text,
            **more,
        )
        return add_entry(
            case=self.case,
            public=self.opened.keys.public,
            document=document,
            day=self.day,
            by_reporter=False,
            reporter_public=self.opened.reporter_public if to_reporter else None,
            entry_id=entry_id,
            bucket=bucket,
        )

    @sensitive_variables()
    def event(self, kind: str, detail: Mapping[str, Any]) -> None:
        """Append to the case's chain in the handler's name. :param kind: a change of state, or `entry`."""
        record_event(
            case=self.case,
            public=self.opened.keys.public,
            kind=kind,
            actor=self.by.code,
            detail=detail,
            day=self.day,
        )


def role_of(by: Hand) -> Role:
    """What somebody with a key to a case is to it: a handler, or one who may take words out for good."""
    return Role.LEAD if by.member.user.has_perm(REDACT_TEXT) else Role.HANDLER


@sensitive_variables()
def hold(*, case: Case, act: Act, by: Hand, now: dt.datetime, expected: str = "") -> Held:
    """Lock the case, open it, and look the act up. Runs inside the action's transaction; no roster changes until it ends.

    :param expected: the state that the page showed; "" where it does not matter.
    Raises CaseGone for a case that is none of theirs, or is in another state by now; NotAllowed where the table of rights
    gives this act not, with the reason (`rights.Why`).
    """
    keep_rosters()
    held = Case.objects.select_for_update().filter(pk=case.pk).first()
    if held is None:
        raise CaseGone
    opened = open_case(held, by.member, by.keys)
    if expected and held.state != expected:
        raise CaseGone
    found = verdict(role_of(by), act, held.state)
    if found.why is not None:
        raise NotAllowed(Why(found.why).value)
    return Held(held, opened, by, beijing_day(now))
