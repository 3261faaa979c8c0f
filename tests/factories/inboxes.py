"""Open inboxes to test with: a filed case, the code that goes with it, a sealed file ready to hand in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from complaints import contracts, evidence_files, vault
from complaints.actions import inbox_sessions
from complaints.actions.inbox import Seen, seen_of
from complaints.actions.inbox_sessions import Inbox
from complaints.models import Case
from complaints.reading import open_case
from complaints.reports import Person
from complaints.staged import StagedFile
from tests.factories import channel as make
from tests.factories.offices import DEFAULT_AT, make_office

LATER = DEFAULT_AT + dt.timedelta(days=1)


@dataclass
class Filed:
    """A case with its channel and its code."""

    channel: make.ChannelOffice
    case: Case
    code: str
    proof: str

    def enter(self, at: dt.datetime = LATER) -> Inbox:
        """Its inbox, opened with the code."""
        inbox = inbox_sessions.inbox_of(cookie=self.cookie(at), now=at)
        assert inbox is not None
        return inbox

    def cookie(self, at: dt.datetime = LATER) -> str:
        """The cookie of a fresh inbox."""
        return inbox_sessions.open_inbox(typed=vault.format_code(self.code), now=at)

    @property
    def seen(self) -> Seen:
        """What a page shown now would name."""
        return seen_of(Case.objects.get(pk=self.case.pk))

    def read(self, n: int = 0) -> Any:
        """The case as a handler of its body opens it."""
        hand = self.channel.handlers[self.case.body][n]
        return open_case(Case.objects.get(pk=self.case.pk), hand.member, hand.keys)


def filed(person: Person | None = None, **changes: Any) -> Filed:
    """A report filed in Datong, anonymous unless a person is given."""
    channel = make.open_channel(make_office("datong"))
    token, case, done = make.file_report(make.report(person=person, **changes))
    return Filed(channel, case, vault.receipt_code(token), done.proof)


def unknown_code() -> str:
    """A well-formed code that opens nothing."""
    return vault.receipt_code(vault.new_secret())


def sealed_file(content: bytes = b"example", name: str = "pic.jpg") -> StagedFile:
    """A file sealed in the evidence folder that belongs to nothing yet."""
    blob, key = evidence_files.new_blob(), vault.new_secret()
    writer = evidence_files.Writer(blob)
    sealer = vault.StreamSealer(key, contracts.evidence_content(blob), writer.write)
    sealer.update(content)
    end = sealer.finish()
    writer.commit()
    return StagedFile(
        blob=blob,
        name=name,
        media_type="image/jpeg",
        length=end.length,
        padded=end.padded,
        sha256=end.sha256,
        key=key,
        cleaned=True,
    )
