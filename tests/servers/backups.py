"""An installation with worked cases that is backed up and restored, in processes of its own.

``python -m tests.servers.backups`` is a keeper: each request runs in a fresh process on the database of the settings.
"""

import datetime as dt
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection

from tests.servers.decision import Json, fork, result
from tests.servers.keepers import answer

CITY = "datong"


def fill(cases: int, largest: int) -> Json:
    """File and work on cases, each with a file of up to that many bytes; end half of them, destroy one.

    Returns what opens them, and the numbers: `ready` for one that may be destroyed, `gone` for the destroyed one.
    """
    from django.core.management import call_command

    from cms import clock
    from complaints import daily_heads, destruction, snapshots
    from complaints.actions import drafts, filing
    from complaints.models import Case
    from tests.factories import channel as make
    from tests.factories import sealed_files
    from tests.factories.endings import DUE, ready
    from tests.factories.offices import DEFAULT_AT, make_office
    from tests.factories.worked_cases import filed

    if snapshots.is_empty():
        call_command("migrate", verbosity=0)
    channel = make.open_channel(make_office(CITY))
    ended = [ready(filed(channel)) for _n in range(2)]
    for number in range(cases - 2):
        token = drafts.open_draft(now=DEFAULT_AT)
        content = os.urandom(1 + largest * (number + 1) // cases)
        drafts.stage(token=token, file=sealed_files.write(content, name=f"{number}.bin"), now=DEFAULT_AT)
        filing.file_case(
            token=token, report=make.report(CITY, facts=f"经过{number}（示例）。"), now=DEFAULT_AT
        )
    other = Path(settings.VAR_DIR) / "withheld"
    other.mkdir()
    (other / "journal.jsonl").write_text("{}\n", encoding="utf-8")
    destruction.destroy(number=ended[1].number, now=DUE)
    daily_heads.sign(now=DUE + dt.timedelta(days=1))
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore().save()
    drafts.open_draft(now=clock.now())
    hands = [hand.keys.master.hex() for body in channel.handlers.values() for hand in body]
    return {"hands": hands, "ready": ended[0].number, "gone": ended[1].number, "cases": Case.objects.count()}


def backed_up(verb: str, folder: str, beside: str = "") -> Json:
    """Run the command; where the archive lies, how large it is, how long it took in seconds."""
    from django.core.management import call_command

    began = time.monotonic()
    call_command("backup", verb, folder, *(["--beside", beside] if beside else []), stdout=sys.stderr)
    took = time.monotonic() - began
    newest = max(Path(folder).glob(f"gongshi-{verb}-*.tar"), key=lambda path: path.stat().st_ctime_ns)
    return {"path": str(newest), "size": newest.stat().st_size, "seconds": took}


def restored(data: str, keys: str) -> Json:
    """Restore into this installation; what the report says, and how long it took in seconds."""
    from cms import clock
    from complaints.restoring import restore

    began = time.monotonic()
    made = restore(Path(data), Path(keys), now=clock.now())
    took = time.monotonic() - began
    told = {name: getattr(made, name) for name in ("cases", "files", "size", "destroyed", "problems")}
    return {**told, "seconds": took}


def destroyed(number: str) -> Json:
    """Destroy one case, file another, and sign the head of the day. The day of that head."""
    from complaints import daily_heads, destruction
    from complaints.models import Case
    from tests.factories import channel as make
    from tests.factories.endings import DUE

    destruction.destroy(number=number, now=DUE)
    destruction.clear_remains()
    make.file_report(make.report(CITY))
    made = daily_heads.sign(now=DUE + dt.timedelta(days=2))
    return {"cases": Case.objects.count(), "day": made.day.isoformat() if made else ""}


def told(hands: list[str]) -> Json:
    """Everything there is: each table as a digest of its rows with their number, each file by SHA-256, each case opened."""
    from django.apps import apps

    from complaints import vault
    from complaints.models import Member
    from complaints.snapshots import TRANSIENT

    tables = {}
    for model in apps.get_models(include_auto_created=True):
        if model not in TRANSIENT and model._meta.managed and not model._meta.proxy:
            rows = sorted(
                json.dumps([_plain(value) for value in row]) for row in model._base_manager.values_list()
            )
            tables[model._meta.db_table] = [len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()]
    files = {}
    for name in ("CHANNEL_EVIDENCE_DIR", "CHANNEL_SHRED_DIR", "CHANNEL_KEYS_DIR"):
        top = Path(getattr(settings, name))
        for path in sorted(path for path in top.rglob("*") if path.is_file() and path.suffix != ".lock"):
            files[f"{name}/{path.relative_to(top)}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    members = {bytes(member.kem_public): member for member in Member.objects.select_related("user")}
    opened: dict[str, str] = {}
    for master in hands:
        keys = vault.MemberKeys(bytes.fromhex(master))
        opened |= _opened(members[keys.kem_public], keys)
    return {"tables": tables, "files": files, "opened": opened, "transient": _count(TRANSIENT)}


def _opened(member: Any, keys: Any) -> dict[str, str]:
    """Every case that this member opens, with a digest of everything in it."""
    from complaints.models import Case
    from complaints.reading import open_case, open_file

    found = {}
    for case in Case.objects.filter(wraps__member=member):
        digest = hashlib.sha256()
        for entry in open_case(case, member, keys).entries:
            digest.update(json.dumps(entry.document, sort_keys=True).encode())
            for file in entry.files:
                for chunk in open_file(file):
                    digest.update(chunk)
        found[case.number] = digest.hexdigest()
    return found


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def _count(models: Any) -> int:
    return sum(model._default_manager.count() for model in models)


def apart(work: Callable[..., Json]) -> Callable[..., Json]:
    """The work in a process of its own."""

    def asked(**request: Any) -> Json:
        made = result(*fork(str(settings.DATABASES["default"]["NAME"]), lambda: work(**request)))
        if "error" in made:
            raise RuntimeError(made["trace"])
        return made

    return asked


def main() -> int:
    """Answer requests until there are no more."""
    django.setup()
    connection.close()
    answer({each.__name__: apart(each) for each in (fill, backed_up, restored, destroyed, told)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
