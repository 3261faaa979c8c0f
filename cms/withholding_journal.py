"""The journal of confirmed withholdings, outside the database: a backup older than one knows nothing of it.

A line names places, never content: which seal, which leaf, on what ground, when. Keep the journal apart from
the backups; after a restore `manage.py replay_withholdings` reads it before anybody is served.
"""

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cms.models import Withholding


class JournalBrokenError(ValueError):
    """The journal cannot be read; the message says where."""


FIELDS = ("leaf_type", "entry_key", "ground")


def journal_path() -> Path:
    """Where this installation keeps its journal."""
    return Path(settings.VAR_DIR) / "withheld" / "journal.jsonl"


def note(withholding: Withholding) -> None:
    """Append a confirmed withholding to the journal; on disk when it returns."""
    line = {
        "public_id": withholding.seal.public_id,
        "digest": withholding.seal.digest,
        "leaf": withholding.leaf,
        **{name: getattr(withholding, name) for name in FIELDS},
        "hidden_at": withholding.hidden_at.isoformat(),
        "decided_at": withholding.decided_at.isoformat() if withholding.decided_at else "",
    }
    path = journal_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a journal. Raises JournalBrokenError naming the line that is no entry."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise JournalBrokenError(_("读不出记录文件 %(path)s。请核对路径。") % {"path": path}) from None
    for number, text in enumerate(lines, start=1):
        try:
            line = json.loads(text)
            line["hidden_at"] = dt.datetime.fromisoformat(line["hidden_at"])
            line["decided_at"] = dt.datetime.fromisoformat(line["decided_at"])
            known = {name: str(line[name]) for name in (*FIELDS, "public_id", "digest")}
            yield {**line, **known, "leaf": int(line["leaf"])}
        except (ValueError, KeyError, TypeError):
            raise JournalBrokenError(
                _("记录文件第%(line)d行不是有效的记录。请核对文件是否完整。") % {"line": number}
            ) from None


def noted() -> set[tuple[str, int]]:
    """Seal and leaf of everything in this installation's own journal. Raises JournalBrokenError."""
    path = journal_path()
    return {(line["public_id"], line["leaf"]) for line in read_journal(path)} if path.exists() else set()


def unnoted() -> list[Withholding]:
    """Confirmed withholdings that the journal lacks: the machine stopped between the commit and the line."""
    known = noted()
    confirmed = Withholding.objects.filter(outcome=Withholding.Outcome.CONFIRMED).select_related("seal")
    return [each for each in confirmed.order_by("pk") if (each.seal.public_id, each.leaf) not in known]
