"""What a fresh process finds of the two cases of `tests.servers.endings`: who opens them, what they say, what else is left."""

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import UUID

from django.conf import settings

from tests.servers.decision import Json, damage
from tests.servers.filing import DECOY, names


def hand(code: str, master: str) -> Any:
    """A member with the keys of that master, whether they are still theirs or not."""
    from complaints import vault
    from complaints.hands import Hand
    from complaints.models import Member

    member = Member.objects.select_related("user").get(pk=UUID(code))
    return Hand(member, vault.MemberKeys(bytes.fromhex(master)))


def handler(told: Json, n: int) -> Any:
    """A handler of the body that has the case at first."""
    return hand(*told["handlers"][told["body"]][n])


def open_one(told: Json) -> Any:
    """The case that goes on."""
    from complaints.models import Case

    return Case.objects.get(number=told["open"])


def hands(told: Json) -> dict[str, Any]:
    """Every pair of keys there is or was, by who has it: handlers, and the keys that one of them took later."""
    from complaints.hands import Hand
    from complaints.masters import WrongPassphrase, open_by_passphrase

    found = {
        f"{body} {n}": hand(*each) for body, rows in told["handlers"].items() for n, each in enumerate(rows)
    }
    changed = handler(told, 1)
    try:
        keys = open_by_passphrase(changed.member, told["passphrase"])
    except WrongPassphrase:
        return found
    return {**found, f"{told['body']} 1 anew": Hand(changed.member, keys)}


def look(told: Json) -> Json:
    """Both cases, what stands beside the keys, and every file."""
    from cms import clock
    from complaints import daily_heads, ledger
    from complaints.doctor_endings import endings_are_whole
    from complaints.models import Case, DestroyedCase, Evidence, KeyWrap
    from complaints.rosters import rosters_of
    from portal.doctor import Level
    from tests.factories.endings import DUE
    from tests.factories.quick_argon2 import quick_argon2

    with quick_argon2(), clock.at(DUE):
        return {
            "cases": {case.number: read(case, told) for case in Case.objects.order_by("number")},
            "ledger": sorted(line.number for line in ledger.read().values()),
            "destroyed": sorted(DestroyedCase.objects.values_list("number", flat=True)),
            "doctor": [each.message for each in endings_are_whole() if each.level is Level.ERROR],
            "problems": list(daily_heads.verify().problems) + damage(),
            "shred": [name for name in names(settings.CHANNEL_SHRED_DIR) if name != DECOY],
            "named": sorted(f"{pk.hex}.{epoch}" for pk, epoch in Case.objects.values_list("pk", "epoch")),
            "evidence": names(settings.CHANNEL_EVIDENCE_DIR),
            "rows": sorted(pk.hex for pk in Evidence.objects.values_list("pk", flat=True)),
            "parts": [name for name in names(settings.CHANNEL_KEYS_DIR) if name.endswith(".part")],
            "behind": sorted(body for body, roster in rosters_of(told["handlers"]).items() if roster.ahead),
            "wraps": KeyWrap.objects.count(),
        }


def read(case: Any, told: Json) -> Json:
    """Who opens it with which keys; what it says, in digests; how much of it the key that it had at first still opens."""
    from complaints import contracts, vault
    from complaints.errors import CaseGone
    from complaints.models import Entry, Event
    from complaints.reading import open_case

    openers = []
    for label, each in hands(told).items():
        try:
            open_case(case, each.member, each.keys)
        except (CaseGone, vault.Refused):
            continue
        openers.append(label)
    seed = bytes.fromhex(told["old_seed"])
    sealed = [
        (bytes(row.case_key), contracts.entry_key(row.pk, case.pk, "case"))
        for row in Entry.objects.filter(case=case)
    ]
    sealed += [
        (bytes(row.detail_key), contracts.event_key(row.pk, case.pk))
        for row in Event.objects.filter(case=case)
    ]
    said = says(case, openers[0], told) if openers else {}
    return {"openers": openers, "old_key": sum(_opens(blob, seed, to) for blob, to in sealed), **said}


def says(case: Any, opener: str, told: Json) -> Json:
    """All of it: entries, files, events, the name by two custodians, and what the reporter's code shows."""
    from complaints import vault
    from complaints.errors import CaseGone
    from complaints.reading import open_case, open_event, open_file
    from tests.factories.channel import ChannelOffice
    from tests.factories.opened import messages, name_of

    by = hands(told)[opener]
    opened = open_case(case, by.member, by.keys)
    channel = ChannelOffice(told["city"], custodians=[hand(*each) for each in told["custodians"]])
    try:
        name, read_by_reporter = name_of(case, channel), list(messages(told["codes"][case.number]))
    except (CaseGone, vault.Refused):
        name, read_by_reporter = "", []
    return {
        "entries": [_digest(dict(entry.document)) for entry in opened.entries],
        "files": [
            hashlib.sha256(b"".join(open_file(file))).hexdigest()
            for entry in opened.entries
            for file in entry.files
        ],
        "events": [
            _digest([event.kind, open_event(event, opened.keys)]) for event in case.events.order_by("seq")
        ],
        "name": _digest(name) if name else "",
        "messages": [_digest(each) for each in read_by_reporter],
    }


def write(told: Json) -> Json:
    """A note and a message in the case that goes on, by the first who opens it."""
    from complaints.actions import handling
    from tests.factories.quick_argon2 import quick_argon2
    from tests.factories.worked_cases import LATER

    case = open_one(told)
    with quick_argon2():
        by = hands(told)[read(case, told)["openers"][0]]
    handling.add_note(case=case, text="此后的内部记录（示例）。", by=by, now=LATER)
    handling.send_message(case=case, text="此后的消息（示例）。", by=by, now=LATER)
    return {}


def sweep(hours: float) -> Json:
    """Sweep as if it were that many hours later."""
    from cms import clock
    from complaints import sweeping

    sweeping.sweep(now=clock.now() + dt.timedelta(hours=hours))
    return {}


def _opens(blob: bytes, seed: bytes, contract: bytes) -> bool:
    from complaints import vault

    try:
        vault.open(blob, seed, contract)
    except vault.Refused:
        return False
    return True


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
