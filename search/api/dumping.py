"""Makes the dump of a day: every item of the interface, a line each, in files that are the same bytes for the same content."""

import datetime as dt
import gzip
import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import translation
from pydantic import BaseModel

from cms import clock
from cms.feeds import LANGUAGE
from cms.models import ExternalAward, Measure, Seal, Window
from cms.selectors.notice_page import notice_page
from cms.selectors.windows import WindowReader
from cms.windows import beijing_day
from portal import jobs
from portal.calendar.selectors import year_states
from search import projecting
from search.api import calendar, dump_store
from search.api.asking import Asked
from search.api.awards import shown
from search.api.measures import detail as measure_detail
from search.api.notices import detail as notice_detail
from search.api.notices import entries
from search.api.organisations import organisation_list
from search.api.shapes_awards import Award
from search.api.windows import window
from search.api.won import is_won
from search.documents import AwardDocument
from search.engines.base import EngineDownError
from search.exporting.manifest import UNVERIFIED_LICENCE, licence
from search.index import engine

NAME = "dump_register"
DAILY = 24 * 60
BATCH = 300
ORGANISATIONS_AT_ONCE = 20_000
"""Organisations that are joined at a time: the register is read through for each."""


@dataclass
class _Covered:
    """Counts awards by scheme and edition as they go by."""

    counts: Counter[tuple[str, str, str, bool]]

    def __call__(self, award: Award) -> None:
        self.counts[award.scheme or "", award.award_name, award.edition or "", award.verified] += 1

    def plain(self) -> list[dict[str, Any]]:
        """As the manifest says it, in order."""
        names = ("scheme", "award_name", "edition", "verified", "awards")
        return [dict(zip(names, (*key, count), strict=True)) for key, count in sorted(self.counts.items())]


def make(now: dt.datetime) -> dump_store.Kept:
    """Make the dump of a Beijing day, in place of one that is there. Whole or not at all."""
    known = dump_store.hidings()
    folder = dump_store.begin()
    try:
        with translation.override(LANGUAGE):
            manifest = _write(folder, now) | {"hidings": known}
        _save(folder / dump_store.MANIFEST, _json(manifest))
        sums = [f"{each['sha256']}  {each['name']}\n" for each in manifest["files"]]
        _save(folder / dump_store.SUMS, "".join(sums))
        day = beijing_day(now)
        target = dump_store.take(folder, day)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return dump_store.Kept(day, target, manifest)


def run() -> None:
    """The daily job: today's dump where there is none, and what need not be kept any more off the disk."""
    now = clock.now()
    dump_store.withdraw()
    if beijing_day(now) not in {each.day for each in dump_store.kept()}:
        make(now)
    dump_store.prune(now)


def register() -> None:
    """Tell the queue; called once when the app starts."""
    jobs.every(DAILY, name=NAME, dotted_path="search.api.dumping.run")


def _write(folder: Path, now: dt.datetime) -> dict[str, Any]:
    covered = _Covered(Counter())
    parts: tuple[tuple[str, Callable[[dt.datetime], Iterable[BaseModel]]], ...] = (
        ("register", lambda at: _counted(_awards(at), covered)),
        ("notices", _notices),
        ("entries", _entries),
        ("windows", _windows),
        ("organisations", _organisations),
        ("measures", _measures),
        ("calendar", _years),
    )
    files = [_file(folder / f"{name}.jsonl.gz", rows(now)) for name, rows in parts]
    return {
        "date": beijing_day(now).isoformat(),
        "made_at": now.isoformat(timespec="seconds"),
        "index_version": _index_version(),
        "coverage": covered.plain(),
        "licence": licence() + UNVERIFIED_LICENCE,
        "files": files,
    }


def _index_version() -> str:
    try:
        return engine().state().version
    except EngineDownError:
        return ""


def _file(path: Path, rows: Iterable[BaseModel]) -> dict[str, Any]:
    """Write a file of lines; without a time or a name in it, so that equal lines are equal bytes."""
    count = 0
    with path.open("wb") as raw:
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as packed:
            for row in rows:
                packed.write(row.model_dump_json().encode() + b"\n")
                count += 1
        raw.flush()
        os.fsync(raw.fileno())
    with path.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    path.chmod(0o640)
    return {"name": path.name, "rows": count, "bytes": path.stat().st_size, "sha256": digest}


def _save(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o640)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


# --- what is in it, each in one order ---


def _counted(rows: Iterable[Award], covered: _Covered) -> Iterator[Award]:
    for row in rows:
        covered(row)
        yield row


def _awards(now: dt.datetime) -> Iterator[Award]:
    today = beijing_day(now)
    for source in (projecting.awards(), _won()):
        rows: Iterator[AwardDocument] = iter(source)
        while batch := list(islice(rows, BATCH)):
            yield from shown(batch, today)


def _won() -> Iterator[AwardDocument]:
    """Awards of other schemes, without the rows that their source does not call won."""
    rows = ExternalAward.objects.order_by("pk").values_list("pk", "status").iterator(chunk_size=BATCH)
    keys = (key for key, status in rows if is_won(status))
    while batch := list(islice(keys, BATCH)):
        yield from projecting.external_awards(batch)


def _seals() -> Iterator[Seal]:
    yield from Seal.objects.select_related("measure", "amends").order_by("pk").iterator(chunk_size=20)


def _notices(now: dt.datetime) -> Iterator[BaseModel]:
    for seal in _seals():
        yield notice_detail(seal, notice_page(seal, now), now)


def _entries(now: dt.datetime) -> Iterator[BaseModel]:
    """Rows of organisations. A person who was a candidate stands on the notice; in bulk stand only persons who won, as awards.

    个人信息保护法 第六条: no more than the purpose needs, and publicity of a candidate ends with its window.
    """
    for seal in _seals():
        listed = entries(seal, notice_page(seal, now))
        yield from (row for row in listed if row.kind != "individual")


def _windows(now: dt.datetime) -> Iterator[BaseModel]:
    reader = WindowReader(now)
    stored = Window.objects.select_related("seal").defer("seal__body").order_by("pk")
    for each in stored.iterator(chunk_size=BATCH):
        yield window(each, each.seal, reader, with_days=True)


def _organisations(now: dt.datetime) -> Iterator[BaseModel]:
    cursor = ""
    while True:
        page = organisation_list(Asked({"limit": ORGANISATIONS_AT_ONCE, "cursor": cursor}, now))
        yield from page.items
        if not page.next:
            return
        cursor = page.next


def _measures(now: dt.datetime) -> Iterator[BaseModel]:
    for measure in Measure.objects.order_by("pk"):
        yield measure_detail(measure, beijing_day(now))


def _years(now: dt.datetime) -> Iterator[BaseModel]:
    for state in reversed(year_states(beijing_day(now))):
        yield calendar.year_of(state.year, "", now)
