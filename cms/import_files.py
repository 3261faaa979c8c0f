"""What an import keeps on disk until it is confirmed or abandoned: the uploaded bytes, and the rows a check made of them.

Both may hold what must never be public, so nothing serves this folder and nothing stays in it. Rows are JSON named by their
digest: what is confirmed is, byte for byte, what was shown.
"""

import datetime as dt
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from cms.filestore import Store, digest_of
from cms.models import OPEN_STATES, ImportRun
from cms.spreadsheets.checking import Row, read_row, stored_row

STORE = Store(lambda: Path(settings.VAR_DIR) / "imports")


class ResultLostError(RuntimeError):
    """The rows of a check are not on disk any more, or not those that were written."""


def put_rows(rows: Iterable[Row], used: Iterable[str]) -> str:
    """Store the checked rows with the names of the file's columns; returns their digest."""
    body: dict[str, Any] = {"used": list(used), "rows": [stored_row(row) for row in rows]}
    return STORE.put(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def get_rows(run: ImportRun) -> tuple[list[Row], list[str]]:
    """The rows of the run's last check and the columns of its file. Raises ResultLostError."""
    try:
        content = STORE.get(run.result_sha256)
    except (FileNotFoundError, ValueError):
        raise ResultLostError(run.pk) from None
    if digest_of(content) != run.result_sha256:
        raise ResultLostError(run.pk)
    body = json.loads(content)
    return [read_row(row) for row in body["rows"]], body["used"]


def needed() -> set[str]:
    """The digests that open runs name."""
    rows = ImportRun.objects.filter(state__in=OPEN_STATES).values_list("sha256", "result_sha256")
    return {digest for row in rows for digest in row if digest}


def release(*digests: str) -> None:
    """Remove what a run that is over kept, unless another open run keeps the same."""
    keep = needed()
    for digest in digests:
        if digest and digest not in keep:
            STORE.remove(digest)


def sweep(older_than: dt.timedelta) -> int:
    """Remove what no open run names and what was written longer ago than that; returns how many files went.

    What is younger may belong to an upload whose row is not there yet.
    """
    keep, last = needed(), time.time() - older_than.total_seconds()
    gone = [
        digest
        for digest in STORE.stored()
        if digest not in keep and STORE.path_of(digest).stat().st_mtime < last
    ]
    for digest in gone:
        STORE.remove(digest)
    return len(gone)
