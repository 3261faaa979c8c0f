"""What a scheme publishes about itself: its channels, its process, how it counts, how many approve."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from cms import audit
from cms.actions.measures import set_approvals
from cms.actions.reach import act_for_whole
from cms.models import ContactChannel, SchemePage

SETTINGS = (
    "title",
    "organiser",
    "theme",
    "counting_policy",
    "office_opens",
    "bar_counts_from",
    "process_text",
    "approvals",
)
"""Columns an office sets for itself. The address never changes."""


@transaction.atomic
def configure_scheme(
    *, scheme: SchemePage, values: Mapping[str, Any], channels: Iterable[Mapping[str, Any]], by: Any
) -> SchemePage:
    """Set a scheme's columns and replace its channels, in force at once; sealed notices keep what they printed.

    `values` name columns of `SETTINGS`; `channels` are mappings of purpose, kind, value, hours and note, in the order
    in which they are printed. Raises TypeError for another column.
    """
    act_for_whole(by, scheme)
    unknown = set(values) - set(SETTINGS)
    if unknown:
        raise TypeError(f"no settings: {', '.join(sorted(unknown))}")
    before = scheme.approvals
    changed = [name for name, value in values.items() if getattr(scheme, name) != value]
    for name, value in values.items():
        setattr(scheme, name, value)
    scheme.draft_title = scheme.title
    scheme.full_clean()
    scheme.save()
    if scheme.approvals != before:
        measure = scheme.current_measure()
        if measure is not None:
            set_approvals(scheme=scheme, city=measure.regulation.city, count=scheme.approvals)
    ContactChannel.objects.filter(scheme=scheme).delete()
    ContactChannel.objects.bulk_create(
        ContactChannel(scheme=scheme, sort_order=order, **channel) for order, channel in enumerate(channels)
    )
    audit.record(scheme, "gongshi.scheme.configure", by=by, changed=changed)
    return scheme
