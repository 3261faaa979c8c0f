"""Which version of a document the register has now: a number that rises with everything that changes what the public reads.

It is counted from what is only ever appended, without making the document, so that an index of any size can be compared.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cms.models import AwardRecord, ExternalAward, Seal, Withholding

EXTERNAL = "x-"
"""What the id of an award of another scheme begins with; no award of the register's does."""

BATCH = 2_000
NEVER_CHANGES = 1
"""The version of an award of another scheme: what was taken in is neither corrected nor withdrawn."""


@dataclass(frozen=True)
class Hidings:
    """How often hiding or showing was decided: of rows, by entry key, and of titles, by the primary key of the seal."""

    rows: Mapping[str, int]
    titles: Mapping[int, int]


def hidings() -> Hidings:
    """Of everything; two queries."""
    found = Withholding.objects.all()
    return _hidings(found.exclude(entry_key=""), found.filter(leaf_type="title"))


def _hidings(rows: QuerySet[Withholding], titles: QuerySet[Withholding]) -> Hidings:
    return Hidings(_counted(rows, "entry_key"), _counted(titles, "seal_id"))


def _counted(found: QuerySet[Withholding], name: str) -> dict[Any, int]:
    """Rows and decisions on them, by a column."""
    counted = found.values_list(name).annotate(made=Count("pk"), decided=Count("pk", filter=~Q(outcome="")))
    return {key: made + decided for key, made, decided in counted}


def version_of_award(events: int, entry_key: uuid.UUID, seal_id: int | None, hiding: Hidings) -> int:
    """Of an award to which so many things happened."""
    return 1 + events + hiding.rows.get(str(entry_key), 0) + hiding.titles.get(seal_id or 0, 0)


def versions_of_awards(keys: Iterable[int]) -> dict[int, int]:
    """Of the awards with these primary keys, by key; three queries.

    To be read before what the awards show. What happens in between then makes a document newer than its version, which is
    put again; read the other way round, a name from before a withholding would carry the version from after it, and stay.
    """
    awards = AwardRecord.objects.filter(pk__in=list(keys)).annotate(happened=Count("events"))
    read = list(awards.values_list("pk", "happened", "entry_key", "seal_id"))
    found = Withholding.objects.all()
    rows = found.filter(entry_key__in=[str(entry_key) for _pk, _happened, entry_key, _seal in read])
    titles = found.filter(leaf_type="title", seal__in={seal for *_others, seal in read if seal})
    hiding = _hidings(rows, titles)
    return {pk: version_of_award(happened, key, seal, hiding) for pk, happened, key, seal in read}


def version_of_notice(acts: int) -> int:
    """Of a notice to which so much was appended; withholding appends, too."""
    return 1 + acts


def external_id(source_sha256: str, no: int) -> str:
    """The permanent id of an award of another scheme: the file it came in, and its place there."""
    return f"{EXTERNAL}{source_sha256[:12]}-{no}"


def versions() -> Iterator[tuple[str, int]]:
    """Id and version of every document there ought to be, read in memory that does not grow with the register."""
    hiding = hidings()
    awards = AwardRecord.objects.order_by("pk").annotate(happened=Count("events"))
    columns = awards.values_list("public_id", "happened", "entry_key", "seal_id")
    for public_id, happened, entry_key, seal_id in columns.iterator(chunk_size=BATCH):
        yield public_id, version_of_award(happened, entry_key, seal_id, hiding)
    foreign = ExternalAward.objects.order_by("pk").values_list("source_sha256", "no")
    for source_sha256, no in foreign.iterator(chunk_size=BATCH):
        yield external_id(source_sha256, no), NEVER_CHANGES
    seals = Seal.objects.order_by("pk").annotate(appended=Count("acts")).values_list("public_id", "appended")
    for public_id, appended in seals.iterator(chunk_size=BATCH):
        yield public_id, version_of_notice(appended)


def register_size() -> int:
    """How many documents there ought to be; three queries."""
    return sum(model.objects.count() for model in (AwardRecord, ExternalAward, Seal))
