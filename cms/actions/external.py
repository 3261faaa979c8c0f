"""Past awards of other schemes, taken in from a file: 未经核实, for looking up only."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms import audit, clock, signals
from cms.actions.errors import ActionRefused
from cms.models import ExternalAward

COLUMNS = (
    "name", "award_name", "tier", "edition", "region", "level", "status", "doc_no", "decided_on", "note", "source",
)  # fmt: skip
"""Columns of an award of another scheme, all of them texts as the source has them."""


@transaction.atomic
def import_external(
    *, rows: Sequence[Mapping[str, str]], source_name: str, source_sha256: str, by: Any
) -> int:
    """Store the rows of one file, each once however often the file comes. Returns how many are new.

    Raises ActionRefused without the permission and for a row without name or award, TypeError for another column.
    """
    if not by.has_perm("cms.import_rows"):
        raise ActionRefused(_("您没有导入其他奖项获奖情况的权限。"))
    stored = set(ExternalAward.objects.filter(source_sha256=source_sha256).values_list("no", flat=True))
    made = []
    for no, row in enumerate(rows, start=1):
        unknown = set(row) - set(COLUMNS)
        if unknown:
            raise TypeError(f"unknown columns: {', '.join(sorted(unknown))}")
        if not row.get("name", "").strip() or not row.get("award_name", "").strip():
            raise ActionRefused(_("第%(n)d条没有名称或者奖项名称。") % {"n": no})
        if no not in stored:
            made.append(
                ExternalAward(
                    no=no,
                    source_name=source_name,
                    source_sha256=source_sha256,
                    imported_at=clock.now(),
                    imported_by=by,
                    **row,
                )
            )
    ExternalAward.objects.bulk_create(made, batch_size=500)
    if made:
        signals.external_imported.send(
            sender=ExternalAward, source_sha256=source_sha256, first=made[0].no, last=made[-1].no
        )
    # They belong to no scheme: the root of the page tree keeps the line.
    audit.record(
        Page.get_first_root_node(), "gongshi.external.import", by=by, sha256=source_sha256, rows=len(made)
    )
    return len(made)
