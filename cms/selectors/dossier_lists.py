"""The versions of an edition's lists: who made each from what, its rows, and what it changed in the one before."""

from collections.abc import Iterator
from typing import Any

from cms.models import EditionPage, Entry, EntryList
from cms.selectors.dossier_hidden import Hidden
from cms.selectors.dossier_people import People, instant

ROWS_AT_ONCE = 500
COLUMNS = tuple(
    field.name for field in Entry._meta.concrete_fields if field.name not in ("id", "entry_list", "no", "key")
)
NOT_SHOWN = ("kind", "tier")
"""Of a row that is withheld or kept secret nothing but these, its key and its number is passed on."""

Row = dict[str, Any]


def lists_of(edition: EditionPage) -> list[EntryList]:
    """Every version made for the edition, in the order they were made."""
    return list(EntryList.objects.filter(edition=edition).order_by("pk"))


def list_file(version: EntryList, hidden: Hidden, people: People) -> dict[str, Any]:
    """One version with its rows. The digest of a list with a withheld row is left out: unsalted, it helps guessing."""
    rows = list(rows_of(version, hidden))
    covered = any(row["withheld"] for row in rows)
    return {
        "id": version.pk,
        "stage_key": version.stage_key,
        "parent": version.parent_id,
        "made_at": instant(version.made_at),
        "made_by": people.who(version.made_by_id, version.made_at, "生成名单"),
        "source_name": "" if covered else version.source_name,
        "source_sha256": "" if covered else version.source_sha256,
        "digest": "" if covered else version.digest,
        "changes": _changes(version, rows, hidden),
        "rows": rows,
    }


def rows_of(version: EntryList, hidden: Hidden) -> Iterator[Row]:
    """The rows in order, with every column a list can have."""
    for entry in version.entries.order_by("no").iterator(chunk_size=ROWS_AT_ONCE):
        yield _row(entry, hidden)


def _row(entry: Entry, hidden: Hidden) -> Row:
    key = str(entry.key)
    place: Row = {"no": entry.no, "key": key}
    if entry.withheld or key in hidden.entries:
        return place | {name: getattr(entry, name) for name in NOT_SHOWN} | {"withheld": True}
    return place | {name: getattr(entry, name) for name in COLUMNS}


def _changes(version: EntryList, rows: list[Row], hidden: Hidden) -> dict[str, Any]:
    """What differs from the version this one was made from, by the entries' keys; empty for a first version."""
    if version.parent is None:
        return {}
    before = {row["key"]: row for row in rows_of(version.parent, hidden)}
    after = {row["key"]: row for row in rows}
    return {
        "added": [key for key in after if key not in before],
        "removed": [key for key in before if key not in after],
        "changed": [
            {"key": key, "columns": columns}
            for key, row in after.items()
            if key in before and (columns := _differing(before[key], row))
        ],
    }


def _differing(before: Row, after: Row) -> dict[str, Any]:
    return {
        name: {"before": before.get(name), "after": after.get(name)}
        for name in COLUMNS
        if before.get(name) != after.get(name)
    }
