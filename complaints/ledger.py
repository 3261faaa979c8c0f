"""The ledger of destroyed cases, beside the keys and outside the database: what was destroyed stays destroyed.

A backup of the database that is older than a destruction knows nothing of it. The ledger is written before anything of a
case is destroyed, goes with the key archive, and after a restore says which cases have to be destroyed once more. A line
holds what is left of a case anyway (`DestroyedCase`): numbers, a city, an outcome, never content.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from complaints import keystore, vault
from complaints.errors import ChannelError

LEDGER = "destroyed.jsonl"
_LOCK = "destroyed.lock"


class LedgerError(ChannelError):
    """The ledger cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Line:
    """A case that was, or is about to be, destroyed.

    :ivar case: 32 hexadecimal digits; `head`: 64, the hash of its last event, of `events`; `year` of its filing.
    :ivar day: the Beijing day of its destruction. :ivar way, reference: on what grounds.
    """

    number: str
    case: str
    city: str
    kind: str
    outcome: str
    year: int
    head: str
    events: int
    day: str
    way: str
    reference: str


def path() -> Path:
    """Where this installation keeps it."""
    return keystore.keys_folder() / LEDGER


def read(file: Path | None = None) -> dict[str, Line]:
    """The lines by case; none where there is no ledger. Raises LedgerError for one that is not in order."""
    file = file or path()
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = [Line(**_checked(json.loads(line))) for line in lines]
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError):
        raise LedgerError(
            _("销毁登记 %(path)s 读不出或内容有误。请用最近一次密钥备份中的同名文件恢复。") % {"path": file}
        ) from None
    return {line.case: line for line in found}


def note(line: Line) -> None:
    """Add a case, durably; one that stands there keeps its first line. Raises LedgerError."""
    with keystore.one_writer(_LOCK):
        lines = read()
        if line.case in lines:
            return
        _write([*lines.values(), line])


def withdraw(case: str) -> None:
    """Take a case out again, durably, of which nothing was destroyed. Raises LedgerError."""
    with keystore.one_writer(_LOCK):
        lines = read()
        if lines.pop(case, None) is not None:
            _write(lines.values())


def _write(lines: Iterable[Line]) -> None:
    text = "".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in lines)
    vault.write_durably(path(), text.encode())


def _checked(value: dict[str, Any]) -> dict[str, Any]:
    """The parts of a line in their types. Raises ValueError, TypeError, KeyError."""
    dt.date.fromisoformat(value["day"])
    if len(bytes.fromhex(value["case"])) != 16 or len(bytes.fromhex(value["head"])) != 32:
        raise ValueError(value["number"])
    return {**value, "year": int(value["year"]), "events": int(value["events"])}
