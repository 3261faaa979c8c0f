"""A case that was filed with everything a case can have, and worked on."""

import dataclasses
import datetime as dt
from typing import Any

from complaints import vault
from complaints.actions import handling
from complaints.actions.drafts import open_draft, stage
from complaints.actions.filing import file_case
from complaints.models import Case
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories import sealed_files
from tests.factories.offices import DEFAULT_AT
from tests.factories.opened import Everything, everything
from tests.forensics.markers import words

LATER = DEFAULT_AT + dt.timedelta(days=1)


@dataclasses.dataclass
class Filed:
    """A case with evidence, a name, a message and a decision, and everything it said when it was whole."""

    channel: make.ChannelOffice
    case: Case
    code: str
    secrets: dict[str, str]
    content: bytes

    def opens(self) -> Everything:
        """Everything, as it opens now."""
        return everything(self.case, self.channel, self.code)


def filed(channel: make.ChannelOffice, **changes: Any) -> Filed:
    """File and work on a case."""
    secrets = {name: words() for name in ("facts", "name", "contact", "message", "note", "reason", "file")}
    content = words(800).encode()
    token = open_draft(now=DEFAULT_AT)
    stage(token=token, file=sealed_files.write(content, name=f"{secrets['file']}.txt"), now=DEFAULT_AT)
    somebody = dataclasses.replace(make.somebody(), name=secrets["name"], contact=secrets["contact"])
    report = make.report(channel.city, facts=secrets["facts"], person=somebody, **changes)
    known = set(Case.objects.values_list("pk", flat=True))
    file_case(token=token, report=report, now=DEFAULT_AT)
    case = Case.objects.exclude(pk__in=known).get()
    by = channel.handlers[case.body][0]
    handling.move(case=case, move=Move.ACCEPT, expected="filed", text=secrets["reason"], by=by, now=LATER)
    handling.send_message(case=case, text=secrets["message"], by=by, now=LATER)
    handling.add_note(case=case, text=secrets["note"], by=by, now=LATER)
    return Filed(channel, Case.objects.get(pk=case.pk), vault.receipt_code(token), secrets, content)
