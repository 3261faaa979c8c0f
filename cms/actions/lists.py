"""Making versions of a list. Rows are checked by the rules when a notice is assessed, not here."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cms import audit, clock
from cms.actions.reach import stay_in_scheme, stay_on_notice
from cms.models import EditionPage, Entry, EntryList, Notice
from cms.seals import canonical

COLUMNS = (
    "kind",
    "tier",
    "name",
    "uscc",
    "joint_names",
    "group_entry",
    "post",
    "unit",
    "district",
    "recommender",
    "industry",
    "certificate_no",
    "withheld",
    "extra",
)
BATCH = 500


@transaction.atomic
def make_list(
    *,
    edition: EditionPage,
    stage_key: str,
    rows: Sequence[Mapping[str, Any]],
    by: Any,
    parent: EntryList | None = None,
    source_name: str = "",
    source_sha256: str = "",
) -> EntryList:
    """Write a new version of a list. A row with `key` keeps its identity; one without gets a new key.

    Rows are mappings of `COLUMNS`; missing columns are empty. Unknown keys raise TypeError.
    """
    stay_in_scheme(by, edition.scheme)
    prepared = [_prepared(row) for row in rows]
    made = EntryList.objects.create(
        edition=edition,
        stage_key=stage_key,
        parent=parent,
        digest=_digest(prepared),
        source_name=source_name,
        source_sha256=source_sha256,
        made_at=clock.now(),
        made_by=by,
    )
    Entry.objects.bulk_create(
        (Entry(entry_list=made, no=no, **row) for no, row in enumerate(prepared, start=1)), batch_size=BATCH
    )
    audit.record(edition, "gongshi.list.make", by=by, list=made.pk, stage=stage_key, rows=len(prepared))
    return made


def _prepared(row: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(row) - {*COLUMNS, "key"}
    if unknown:
        raise TypeError(f"unknown columns: {', '.join(sorted(unknown))}")
    values = {name: row[name] for name in COLUMNS if name in row}
    values["key"] = uuid.UUID(str(row["key"])) if row.get("key") else uuid.uuid4()
    return values


def _digest(rows: Sequence[Mapping[str, Any]]) -> str:
    texts = [{**row, "key": str(row["key"])} for row in rows]
    return hashlib.sha256(canonical(texts)).hexdigest()


def rows_of(entry_list: EntryList) -> list[dict[str, Any]]:
    """The rows of a version as `make_list` takes them, keys included."""
    return [
        {**{name: getattr(e, name) for name in COLUMNS}, "key": str(e.key)} for e in entry_list.entries.all()
    ]


@transaction.atomic
def attach_list(*, notice: Notice, entry_list: EntryList, by: Any) -> Notice:
    """Let a draft point to a version, as a revision like any other change; what was cleared in the old rows no longer counts."""
    stay_on_notice(by, notice)
    draft = notice.get_latest_revision_as_object() if notice.latest_revision_id else notice
    draft.entry_list = entry_list
    draft.clearings = [row for row in draft.clearings if row.get("field") != "entries"]
    draft.save_revision(user=by, changed=True)
    return draft
