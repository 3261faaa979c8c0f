"""Who took the file of an edition and when, from the audit log."""

import datetime as dt
from dataclasses import dataclass

from wagtail.models import PageLogEntry

from cms.models import EditionPage
from cms.selectors.account_names import NameBook
from cms.selectors.dossier_edition import EXPORT


@dataclass(frozen=True)
class ExportLine:
    """One archive handed out. `by` is the name of that time, or the login on the machine where a command made it."""

    at: dt.datetime
    by: str
    digest: str


def exports_of(edition: EditionPage) -> list[ExportLine]:
    """Every archive of the edition, the newest first."""
    names = NameBook()
    lines = PageLogEntry.objects.filter(page=edition.pk, action=EXPORT).order_by("-timestamp", "-pk")
    return [ExportLine(line.timestamp, _by(names, line), str(line.data.get("digest", ""))) for line in lines]


def _by(names: NameBook, line: PageLogEntry) -> str:
    person = names.account(line.user_id, line.timestamp)
    return str(person["name"]) if person else str(line.data.get("operator", ""))
