"""From the register to what can be searched: one document an award or notice, made from what the public reads.

Read a batch at a time, in a number of queries that does not grow with what is in a batch. Nothing here writes.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, QuerySet

from cms.models import AwardRecord, ExternalAward, RecordEvent, SchemePage, Seal
from cms.published import PublishedNotice
from cms.register import EventKind
from cms.selectors.award_rows import BLANK, holder_words, listed, withheld_holders
from cms.selectors.notice_page import published_notice
from cms.selectors.register import current_columns, current_money, former_holders, records, standing_of
from cms.selectors.windows import titles_of
from cms.windows import beijing_day
from search.documents import AwardDocument, Document, Happened, NoticeDocument, rank_of
from search.facets import Standing
from search.text import tidy
from search.versions import (
    EXTERNAL,
    NEVER_CHANGES,
    external_id,
    version_of_notice,
    versions_of_awards,
)

BATCH = 300
DIGEST = 12
"""Characters of a file's digest in the id of an award of another scheme."""

LONG_AGO = dt.date.min
"""A day on which no validity has ended: what events alone have made of an award."""

STANDINGS = {"valid": Standing.STANDING, "revoked": Standing.REVOKED, "struck": Standing.STRUCK}
TELLING = frozenset(
    {EventKind.REVOKED, EventKind.REINSTATED, EventKind.STRUCK, EventKind.CORRECTED, EventKind.CHANGED}
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def everything() -> Iterator[Document]:
    """Every document there is, for building an index anew."""
    yield from awards()
    yield from external_awards()
    yield from notices()


def of(ids: Iterable[str]) -> Iterator[Document]:
    """The documents with these ids, whatever they are; an id that is none is passed over."""
    asked = list(ids)
    foreign = [key for key in asked if key.startswith(EXTERNAL)]
    yield from awards(set(asked) - set(foreign))
    yield from external_awards(_keys_of(foreign))
    yield from notices(Seal.objects.filter(public_id__in=asked).values_list("pk", flat=True))


def _keys_of(foreign: Iterable[str]) -> list[int]:
    """Primary keys of awards of other schemes, by their ids."""
    places: dict[str, list[int]] = {}
    for key in foreign:
        source, _dash, no = key.removeprefix(EXTERNAL).rpartition("-")
        # More digits than any file has rows, and no database takes.
        if len(source) == DIGEST and no.isascii() and no.isdigit() and len(no) <= 9:
            places.setdefault(source, []).append(int(no))
    found = (
        ExternalAward.objects.filter(source_sha256__startswith=source, no__in=numbers)
        for source, numbers in places.items()
    )
    return [key for some in found for key in some.values_list("pk", flat=True)]


def awards(public_ids: Iterable[str] | None = None) -> Iterator[AwardDocument]:
    """The awards of the register, or those with these public ids."""
    cities = city_names()
    found = AwardRecord.objects.all()
    if public_ids is not None:
        found = found.filter(public_id__in=list(public_ids))
    for batch in _batches(found):
        # First, so that nothing here is older than the version it carries.
        versions = versions_of_awards(batch)
        read = listed(records().select_related("history__batch").filter(pk__in=batch))
        hidden = withheld_holders(read)
        titles = titles_of({r.seal.pk: r.seal for r in read if r.seal}.values())
        for record in read:
            yield _award(
                record,
                city=cities.get(record.scheme_id, ""),
                withheld=record.entry_key in hidden,
                version=versions[record.pk],
                decision=titles.get(record.seal_id or 0, ""),
            )


def _batches(found: QuerySet[Any]) -> Iterator[list[int]]:
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def city_names() -> dict[int, str]:
    """The city of each scheme, by the scheme's key, as its newest accepted measure calls it."""
    measures = {scheme.pk: scheme.current_measure() for scheme in SchemePage.objects.all()}
    return {key: measure.regulation.city for key, measure in measures.items() if measure is not None}


def _award(record: AwardRecord, *, city: str, withheld: bool, version: int, decision: str) -> AwardDocument:
    columns = current_columns(record)
    shown = BLANK if withheld else columns
    edition, batch = record.edition, record.history.batch if record.history else None
    return AwardDocument(
        id=record.public_id,
        version=version,
        path=record.path_on_portal,
        verified=True,
        scheme=record.scheme.slug,
        award_name=tidy(record.scheme.title),
        city=city,
        city_name=city,
        edition_key=f"{record.scheme.slug}:{record.edition_number}",
        edition=tidy(record.edition_name),
        edition_path=f"/{record.scheme.slug}/{edition.slug}/" if edition else "",
        tier=tidy(columns.tier_name),
        # Erasing makes every row of a list an organisation's; the register keeps what it was.
        kind=record.kind if withheld else columns.kind,
        name=tidy(holder_words(shown)),
        joint_names=tuple(map(tidy, shown.joint_names)),
        former_names=() if withheld else tuple(map(tidy, former_holders(record))),
        uscc=shown.uscc,
        unit=tidy(shown.unit),
        post=tidy(shown.post),
        region=tidy(shown.district),
        industry=tidy(shown.industry),
        certificate_no=tidy(shown.certificate_no),
        awarded_on=record.awarded_on,
        awarded_text=record.awarded_on.isoformat(),
        year=record.title_year,
        doc_no=tidy(record.doc_no),
        valid_through=record.valid_through,
        standing=STANDINGS[standing_of(record, LONG_AGO).status],
        happened=tuple(_happened(event) for event in record.events.all() if event.kind in TELLING),
        withheld=withheld,
        origin=record.origin,
        decision_title=tidy(decision),
        decision_path=record.seal.head["path"] if record.seal else "",
        source=tidy(batch.source) if batch else "",
        note="",
        bonus_cny=current_money(record).cny,
        rank=rank_of(
            record.awarded_on,
            record.scheme.slug,
            9_999 - record.edition_number,
            record.entry_no,
            record.public_id,
        ),
    )


def _happened(event: RecordEvent) -> Happened:
    path = event.seal.head["path"] if event.seal else ""
    return Happened(kind=event.kind, on=event.decided_on, doc_no=tidy(event.doc_no), path=path)


def external_awards(keys: Iterable[int] | None = None) -> Iterator[AwardDocument]:
    """Awards of other schemes as their sources have them, 未经核实; all of them, or those with these primary keys."""
    found = ExternalAward.objects.order_by("pk")
    if keys is not None:
        found = found.filter(pk__in=list(keys))
    for award in found.iterator(chunk_size=BATCH):
        yield _external(award)


def _external(award: ExternalAward) -> AwardDocument:
    key = external_id(award.source_sha256, award.no)
    stated = YEAR.search(award.edition) or YEAR.search(award.decided_on)
    day = _day(award.decided_on)
    # Each by the name it has on the page: 拟奖 without one would read like a remark.
    said = (("级别", award.level), ("原公告所称状态", award.status), ("说明", award.note))
    parts = [(label, tidy(text)) for label, text in said]
    return AwardDocument(
        id=key,
        version=NEVER_CHANGES,
        path=f"/register/awards/{key}/",
        verified=False,
        scheme="",
        award_name=tidy(award.award_name),
        city=tidy(award.region),
        city_name=tidy(award.region),
        edition_key=tidy(f"{award.award_name}:{award.edition}"),
        edition=tidy(award.edition),
        edition_path="",
        tier=tidy(award.tier),
        kind="",
        name=tidy(award.name),
        joint_names=(),
        uscc="",
        unit="",
        post="",
        region="",
        industry="",
        certificate_no="",
        awarded_on=day,
        awarded_text=tidy(award.decided_on),
        year=int(stated.group()) if stated else None,
        doc_no=tidy(award.doc_no),
        valid_through=None,
        standing=Standing.UNVERIFIED,
        happened=(),
        withheld=False,
        origin="external",
        decision_title="",
        decision_path="",
        source=tidy(award.source),
        note="；".join(f"{label}：{told}" for label, told in parts if told),
        bonus_cny=None,
        rank=rank_of(day, "~", tidy(award.award_name), tidy(award.edition), award.no, key),
    )


def _day(text: str) -> dt.date | None:
    """The day a source states, None where it states none in full."""
    try:
        return dt.date.fromisoformat(text.strip()) if DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None


def notices(seal_ids: Iterable[int] | None = None) -> Iterator[NoticeDocument]:
    """Published notices, or those of these seals: title, words, and the organisations they name.

    Names of persons are in the awards they won; a candidate's name is not looked up here after the window has passed.
    """
    # Counted first, and the body is fetched when it is asked for, after the withholdings that wait for review: so nothing is
    # older than the version it carries, and what was erased meanwhile is not shown by a body from before.
    found = Seal.objects.annotate(appended=Count("acts")).defer("body").order_by("pk")
    if seal_ids is not None:
        found = found.filter(pk__in=list(seal_ids))
    for seal in found.iterator(chunk_size=20):
        yield _notice(seal, published_notice(seal), version_of_notice(seal.appended))


def _notice(seal: Seal, shown: PublishedNotice, version: int) -> NoticeDocument:
    day = beijing_day(seal.published_at)
    words = [paragraph for block in shown.texts if not block.withheld for paragraph in block.paragraphs]
    rows = [entry.name for entry in shown.entries if entry.kind == "organization" and not entry.withheld]
    rows += [award.name for award in shown.awards if award.kind == "organization" and not award.withheld]
    return NoticeDocument(
        id=seal.public_id,
        version=version,
        path=shown.path,
        scheme=shown.scheme_code,
        award_name=tidy(shown.scheme_name),
        city=shown.city,
        city_name=shown.city,
        edition_key=f"{shown.scheme_code}:{shown.edition_slug}",
        edition=tidy(shown.edition_name),
        stage=shown.stage_name,
        act=shown.act,
        heading=tidy(shown.title),
        doc_no=tidy(shown.disclosure.doc_no),
        published_on=day,
        body=tidy(" ".join((*words, shown.publisher, shown.third_party or "", *rows))),
        rank=rank_of(day, f"{(9_999_999_999 - int(seal.published_at.timestamp())):010d}", seal.public_id),
    )
