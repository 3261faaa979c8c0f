"""What withholdings by law hide of an edition: wherever the same content stands again, it is left out there too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.models import TEXT_FIELDS, AwardRecord, Withholding
from cms.seals import parse_body

HIDDEN = "（依法隐去）"
"""What stands in the place of something withheld, whether a second person has confirmed it or not yet."""


@dataclass(frozen=True)
class Hidden:
    """Entries by key, their awards by public id, files by digest, columns by notice; and the notices with anything withheld.

    Of such a notice no free words of third parties are passed on either (a reviewer's comment, a cleared hit): they may
    quote what was withheld, and nobody could tell.
    """

    entries: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    columns: Mapping[int, frozenset[str]] = field(default_factory=dict)
    notices: frozenset[int] = frozenset()

    def column(self, notice_id: int, name: str) -> bool:
        """Whether this column of a notice is withheld."""
        return name in self.columns.get(notice_id, frozenset())

    def title(self, notice_id: int, title: str) -> str:
        """A notice's title, or what stands in its place."""
        return HIDDEN if self.column(notice_id, "title") else title


def hidden_content() -> Hidden:
    """Everything withheld and not given back, in the whole portal: a row may stand in lists of several notices."""
    standing = Withholding.objects.exclude(outcome=Withholding.Outcome.REVERSED).select_related("seal")
    columns: dict[int, set[str]] = {}
    listed = list(standing)
    for each in listed:
        if each.leaf_type in ("title", "text"):
            columns.setdefault(each.seal.notice_id, set()).add(_column(each))
    entries = frozenset(each.entry_key for each in listed if each.entry_key)
    return Hidden(
        entries=entries,
        records=frozenset(
            AwardRecord.objects.filter(entry_key__in=entries).values_list("public_id", flat=True)
        ),
        files=frozenset(each.file_sha256 for each in listed if each.file_sha256),
        columns={pk: frozenset(names) for pk, names in columns.items()},
        notices=frozenset(each.seal.notice_id for each in listed),
    )


def _column(withholding: Withholding) -> str:
    if withholding.leaf_type == "title":
        return "title"
    leaf = parse_body(withholding.seal.body).leaves[withholding.leaf]
    place: Mapping[str, Any] = leaf.value if leaf.value is not None else leaf.withheld or {}
    key = str(place.get("key", ""))
    return key if key in TEXT_FIELDS else f"{key}_text"
