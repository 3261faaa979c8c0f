"""Handing out an edition's file: who took it and when is on record before anybody has it."""

import datetime as dt
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, permissions
from cms.actions.errors import ActionRefused
from cms.dossier.archive import Sealed
from cms.dossier.export import write_dossier
from cms.dossier.kept import folder_of
from cms.models import EditionPage
from cms.roles import EXPORT_DOSSIER
from cms.selectors.dossier_people import instant


@dataclass(frozen=True)
class Export:
    """An archive that was handed out: its bytes at their beginning (None when they went to a file), and what it is."""

    name: str
    sealed: Sealed
    stream: IO[bytes] | None = None


def file_name(edition: EditionPage) -> str:
    """What an archive is called on a disk."""
    return f"{folder_of(edition)}.zip"


def export_to_stream(*, edition: EditionPage, as_of: dt.datetime, by: Any) -> Export:
    """The archive as an open file that nobody can find and that is gone when it is closed (below VAR_DIR/tmp).

    Raises ActionRefused for somebody who may not take it in this scheme.
    """
    scheme = edition.scheme
    refusal = permissions.refusal_without(by, EXPORT_DOSSIER, scheme)
    refusal = refusal or permissions.refusal_for_whole(by, scheme)
    if refusal:
        raise ActionRefused(refusal)
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    try:
        sealed = write_dossier(edition=edition, target=stream, as_of=as_of)
        _record(edition, sealed, as_of, by=by, way="admin")
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return Export(file_name(edition), sealed, stream)


def export_to_file(
    *,
    edition: EditionPage,
    target: Path,
    as_of: dt.datetime,
    by: Any = None,
    operator: str = "",
    say: Callable[[str], None] = lambda step: None,
) -> Export:
    """The archive as a file that did not exist before, readable by its owner alone; complete when it is there.

    `operator` is the login on the machine, for the record, where no account is named. Raises ActionRefused for a file
    that exists; OSError when it cannot be written.
    """
    if target.exists():
        raise ActionRefused(_("%(path)s 已经存在。请另起文件名，或先移走原文件。") % {"path": target})
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            sealed = write_dossier(edition=edition, target=file, as_of=as_of, say=say)
            file.flush()
            os.fsync(file.fileno())
        _record(edition, sealed, as_of, by=by, way="command", operator=operator)
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    return Export(target.name, sealed)


@transaction.atomic
def _record(
    edition: EditionPage, sealed: Sealed, as_of: dt.datetime, *, by: Any, way: str, operator: str = ""
) -> None:
    facts = {"digest": sealed.digest, "as_of": instant(as_of), "files": sealed.files, "way": way}
    if operator:
        facts["operator"] = operator
    audit.record(edition, "gongshi.dossier.export", by=by, **facts)
