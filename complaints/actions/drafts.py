"""Drafts: the files staged for a filing, under a token that only the browser's page holds (channel.md §4.2).

Nothing that was typed is kept here. The list of files is sealed under a key of the token; the row's own key is derived
from it too, so that the table gives neither the token nor the receipt code. A draft lives for two hours from the last
step, and each step also tells the sweeper that the draft's files are still wanted.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from complaints import contracts, evidence_files, vault
from complaints.errors import DraftGone, LimitReached
from complaints.models import Draft
from complaints.staged import StagedFile

LIFETIME = timedelta(hours=2)
FILES_MAX = 10
SIZE_MAX = 200 * 1024**2
"""Files of an entry, and bytes of them together as the reporter gave them (channel.md §3.10)."""

PAGE = 16 * 1024
"""A sealed list is a multiple of this many bytes long, whether it names no file or ten."""

TOKEN = 32


def token_of(text: str) -> bytes:
    """The token from a page's hidden field of 64 hexadecimal digits. Raises DraftGone for anything else."""
    if len(text) != 2 * TOKEN or not text.isascii() or not text.isalnum():
        raise DraftGone
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise DraftGone from None


@sensitive_variables()
def open_draft(*, now: datetime) -> bytes:
    """Begin a filing with no file yet; returns its new token, 32 random bytes."""
    token = vault.new_secret(TOKEN)
    key = _row_key(token)
    Draft.objects.create(id=key, manifest=_sealed((), token, key), expires_at=now + LIFETIME)
    return token


@sensitive_variables()
def staged_files(*, token: bytes, now: datetime) -> tuple[StagedFile, ...]:
    """The files of a draft in the order they came. A step like any other: the draft lives on from `now`.

    Raises DraftGone when the draft has expired, was filed, or never was.
    """
    with transaction.atomic():
        held = _held(token, now)
        held.renew(held.files, now)
    return held.files


@sensitive_variables()
def stage(*, token: bytes, file: StagedFile, now: datetime) -> None:
    """Add a sealed file to its draft.

    Raises DraftGone, or LimitReached with `too_many` or `draft_full`; the file is removed from disk then, as it is when
    anything else goes wrong.
    """
    try:
        with transaction.atomic():
            held = _held(token, now)
            check_limits((*held.files, file))
            held.renew((*held.files, file), now)
    except BaseException:
        evidence_files.remove(file.blob)
        raise
    evidence_files.settle(file.blob)


@sensitive_variables()
def unstage(*, token: bytes, blob: str, now: datetime) -> None:
    """Take a file out of its draft and remove it. A file that is not in the draft is left alone. Raises DraftGone."""
    with transaction.atomic():
        held = _held(token, now)
        kept = tuple(file for file in held.files if file.blob != blob)
        held.renew(kept, now)
    if len(kept) < len(held.files):
        evidence_files.remove(blob)


@sensitive_variables()
def take_over(*, token: bytes, now: datetime) -> tuple[StagedFile, ...]:
    """End the draft and hand over its files; for the transaction that files the case, and undone with it.

    Exactly one caller ever gets here: who deletes the row files, once. The files' change times are moved first, so that
    the sweeper leaves them alone until the case's own rows name them. Raises DraftGone when there is no such draft, when
    it has expired, or when one of its files is not there in its full size.
    """
    held = _held(token, now)
    held.renew(held.files, now)
    deleted, _of_each = Draft.objects.filter(pk=held.row.pk).delete()
    if deleted != 1:
        raise DraftGone
    return held.files


@sensitive_variables()
def draft_exists(*, token: bytes, now: datetime) -> bool:
    """Whether the token has a draft that lives: neither expired nor filed."""
    return Draft.objects.filter(pk=_row_key(token), expires_at__gt=now).exists()


@sensitive_variables()
def room(*, token: bytes, now: datetime) -> tuple[int, int]:
    """How many files and bytes the draft still takes: asked before a file is read, so that it is not read in vain.

    Raises DraftGone. Decides nothing: `stage` counts again under the row's lock.
    """
    draft = Draft.objects.filter(pk=_row_key(token), expires_at__gt=now).first()
    if draft is None:
        raise DraftGone
    files = _opened(draft, token)
    return FILES_MAX - len(files), SIZE_MAX - sum(file.length for file in files)


def check_limits(files: Sequence[StagedFile]) -> None:
    """Refuse more files or bytes than an entry takes. Raises LimitReached with `too_many` or `draft_full`."""
    if len(files) > FILES_MAX:
        raise LimitReached("too_many")
    if sum(file.length for file in files) > SIZE_MAX:
        raise LimitReached("draft_full")


@dataclass(frozen=True)
class _Held:
    """A draft under its row lock, opened."""

    row: Draft
    token: bytes
    files: tuple[StagedFile, ...]

    def renew(self, files: tuple[StagedFile, ...], now: datetime) -> None:
        """Store the list as it is now; row and files live on from `now`. DraftGone when a file is not whole on disk."""
        for file in files:
            if not evidence_files.is_whole(file.blob, vault.stream_size(file.length)):
                raise DraftGone
            evidence_files.renew(file.blob)
        self.row.manifest = _sealed(files, self.token, self.row.pk)
        self.row.expires_at = now + LIFETIME
        self.row.save(update_fields=["manifest", "expires_at"])


def _held(token: bytes, now: datetime) -> _Held:
    """The draft of a token, locked; on SQLite the transaction itself is the lock. Raises DraftGone."""
    row = Draft.objects.select_for_update().filter(pk=_row_key(token), expires_at__gt=now).first()
    if row is None:
        raise DraftGone
    return _Held(row, token, _opened(row, token))


def _row_key(token: bytes) -> str:
    return vault.derive(token, vault.Label.DRAFT_ID).hex()


def _sealed(files: Sequence[StagedFile], token: bytes, key: str) -> bytes:
    plain = json.dumps([file.as_json() for file in files], ensure_ascii=False).encode("utf-8")
    padded = plain.ljust(-(-len(plain) // PAGE) * PAGE)  # JSON ends in white space as well as without
    return vault.seal_field(padded, vault.derive(token, vault.Label.DRAFT_KEY), contracts.draft_manifest(key))


def _opened(row: Draft, token: bytes) -> tuple[StagedFile, ...]:
    """The files of a row. A row that was tampered with opens nothing: DraftGone."""
    try:
        plain = vault.open_field(
            row.manifest, vault.derive(token, vault.Label.DRAFT_KEY), contracts.draft_manifest(row.pk)
        )
        return tuple(StagedFile.from_json(value) for value in json.loads(plain))
    except (vault.Refused, ValueError):
        raise DraftGone from None
