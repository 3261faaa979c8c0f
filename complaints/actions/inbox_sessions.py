"""Coming back with a receipt code: opening, keeping and closing an inbox (channel.md §2.6, §4.4).

A right code and a wrong one take the same way: the same calls, the same queries, a session row of the same size and
the same answer. Which it was is told by the next page, to whoever holds the cookie.

An open inbox hangs on `T`, 32 random bytes that only the browser's cookie holds. The row is found by a value derived
from it; what it holds opens with another, for which a secret outside the database is needed too. So neither a stolen
cookie store nor a copy of the database, nor both together, opens anything.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from complaints import contracts, keystore, vault
from complaints.case_keys import reporter_key
from complaints.models import Case, InboxSession, Reporter

IDLE = dt.timedelta(minutes=15)
LONGEST = dt.timedelta(minutes=60)

_TOKEN = re.compile(r"[0-9a-f]{64}")
_NO_CASE = UUID(int=0)
_SECRET = 32
_SEED = bytes(_SECRET)


@dataclass(frozen=True, repr=False)
class Inbox:
    """An open inbox.

    :ivar token: T. :ivar case: the case, None where the code opens none. :ivar seed: of the reporter's key pair.
    :ivar key: over the reporter's record. :ivar told: number of the outcome the next page tells once, 0 for none.
    """

    token: bytes
    case: UUID | None
    seed: bytes
    key: bytes
    told: int = 0

    @property
    def row(self) -> str:
        """Primary key of its session: 64 hex digits."""
        return vault.derive(self.token, vault.Label.INBOX_ID).hex()


@sensitive_variables()
def open_inbox(*, typed: str, now: dt.datetime) -> str:
    """A session for whatever was typed, and the value of its cookie: 64 hex digits.

    What cannot be a code goes the whole way too, under a code nobody holds. One Argon2, one query, one file, one
    opening, one row. Raises vault.Refused only where the installation itself has no keys yet.
    """
    secrets = keystore.installation()
    code = vault.parse_code(typed)
    root = vault.receipt_root(code or vault.receipt_code(vault.new_secret()), secrets.pepper)
    lookup = vault.receipt_lookup(root, secrets.pepper).hex()
    unlock = vault.receipt_unlock(root, secrets.pepper)
    found = Reporter.objects.filter(pk=lookup).values_list("case_id", "case__epoch", "seed").first()
    decoy = (None, 0, _decoy_seed())  # made for a right code too: the ways are to be equally long
    case, epoch, blob = found or decoy
    shred, readable = _shred(case, epoch)
    if case is not None and not readable:
        shred, readable = _shred(case, _epoch_now(case, epoch))
    key = reporter_key(unlock, shred)
    contract = contracts.reporter_seed(lookup, case or _NO_CASE)
    try:
        seed: bytes | None = vault.open_field(blob, key, contract)
    except vault.Refused:
        seed = None
    if case is None or code is None or not readable or seed is None:
        inbox = Inbox(vault.new_secret(), None, _SEED, key)
    else:
        inbox = Inbox(vault.new_secret(), case, seed, key)
    InboxSession.objects.create(
        id=inbox.row, blob=_sealed(inbox, secrets), idle_until=now + IDLE, ends_at=now + LONGEST
    )
    return inbox.token.hex()


@sensitive_variables()
def inbox_of(*, cookie: str, now: dt.datetime) -> Inbox | None:
    """The inbox a cookie opens, its fifteen minutes begun anew; None when it has run out, was closed or never was."""
    if not _TOKEN.fullmatch(cookie):
        return None
    token = bytes.fromhex(cookie)
    row = InboxSession.objects.filter(
        pk=vault.derive(token, vault.Label.INBOX_ID).hex(), idle_until__gt=now, ends_at__gt=now
    ).first()
    if row is None:
        return None
    try:
        inbox = _opened(token, row, keystore.installation())
    except vault.Refused:
        return None
    InboxSession.objects.filter(pk=row.pk).update(idle_until=min(now + IDLE, row.ends_at))
    return inbox


@sensitive_variables()
def tell(*, inbox: Inbox, outcome: int) -> Inbox:
    """Let the next page tell an outcome; 0 once it has. It is sealed: neither an address nor the database names it."""
    changed = replace(inbox, told=outcome)
    InboxSession.objects.filter(pk=inbox.row).update(blob=_sealed(changed, keystore.installation()))
    return changed


def close(*, inbox: Inbox) -> None:
    """End an inbox: its row is gone, the cookie opens nothing."""
    InboxSession.objects.filter(pk=inbox.row).delete()


def purge(*, now: dt.datetime) -> int:
    """Delete the sessions that have run out, decoys among them; how many there were."""
    idle, _each = InboxSession.objects.filter(idle_until__lte=now).delete()
    ended, _each = InboxSession.objects.filter(ends_at__lte=now).delete()
    return idle + ended


def _shred(case: UUID | None, epoch: int) -> tuple[vault.Shred, bool]:
    """The case's shred file, or the decoy where there is no case or its file is destroyed; whether it was the case's."""
    store = keystore.shred_store()
    try:
        return (store.decoy(), False) if case is None else (store.read(case, epoch), True)
    except vault.Refused:
        return store.decoy(), False


def _epoch_now(case: UUID, epoch: int) -> int:
    """The epoch of a case whose keys were changed between the query and the file; the same where they were not."""
    now = Case.objects.filter(pk=case).values_list("epoch", flat=True).first()
    return epoch if now is None else now


def _decoy_seed() -> bytes:
    """As long as a sealed seed, and of the same outer form; no key opens it."""
    return vault.seal_field(_SEED, vault.new_secret(), contracts.reporter_seed("0" * 64, _NO_CASE))


def _session_key(token: bytes, secrets: vault.Installation) -> bytes:
    return vault.derive(token, vault.Label.INBOX_KEY, salt=secrets.session_salt)


def _sealed(inbox: Inbox, secrets: vault.Installation) -> bytes:
    """Case (16 bytes) ‖ seed (32) ‖ key (32) ‖ outcome (1), the same length for a decoy."""
    plain = (inbox.case or _NO_CASE).bytes + inbox.seed + inbox.key + bytes([inbox.told])
    return vault.seal_field(plain, _session_key(inbox.token, secrets), contracts.inbox_session(inbox.row))


def _opened(token: bytes, row: InboxSession, secrets: vault.Installation) -> Inbox:
    plain = vault.open_field(row.blob, _session_key(token, secrets), contracts.inbox_session(row.pk))
    case, seed, key = plain[:16], plain[16:48], plain[48:80]
    named = UUID(bytes=case)
    return Inbox(token, None if named == _NO_CASE else named, seed, key, plain[80])
