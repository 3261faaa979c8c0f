"""Removing list versions that nothing names any more: the only code that lifts the triggers' protection.

A list becomes rubbish when its draft is thrown away or a better version takes its place before publication.
What a seal, a notice, any revision or a kept later version names is never touched.
"""

import datetime as dt
from collections import Counter

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import ForeignObjectRel, QuerySet
from wagtail.models import Revision

from cms import audit, clock, triggers
from cms.models import EditionPage, Entry, EntryList, Notice


def unused_lists(*, older_than: dt.timedelta) -> list[EntryList]:
    """List versions made longer ago than that which nothing names, oldest first."""
    needed = _named() | _named_by_revisions()
    parents: dict[int, int | None] = dict(EntryList.objects.values_list("pk", "parent_id"))
    for pk in tuple(needed):
        parent = parents.get(pk)
        # A kept version keeps those it was made from: the chain tells where a row came from.
        while parent is not None and parent not in needed:
            needed.add(parent)
            parent = parents.get(parent)
    old = EntryList.objects.filter(made_at__lt=clock.now() - older_than).order_by("pk")
    found = [each for each in old if each.pk not in needed]
    return _without_young_children(found, parents)


def _without_young_children(found: list[EntryList], parents: dict[int, int | None]) -> list[EntryList]:
    """Leave out versions from which a version was made that is itself too young to go."""
    going = {each.pk for each in found}
    while True:
        held = {parent for pk, parent in parents.items() if parent in going and pk not in going}
        if not held:
            return [each for each in found if each.pk in going]
        going -= held


def _named() -> set[int]:
    """Lists that a row of any table points to; tables added later are found by themselves."""
    named: set[int] = set()
    for relation in EntryList._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model in (Entry, EntryList):
            continue
        table, column = relation.related_model, relation.field.attname
        rows = table._default_manager.exclude(**{column: None}).values_list(column, flat=True)
        named.update(rows)
    return named


def _named_by_revisions() -> set[int]:
    revisions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(Notice))
    named = revisions.values_list("content__entry_list", flat=True)
    return {int(pk) for pk in named.iterator() if pk is not None}


@transaction.atomic
def prune_lists(*, older_than: dt.timedelta) -> int:
    """Delete unused list versions with their rows; returns how many versions went. The triggers are back
    before anybody else can write.
    """
    found = unused_lists(older_than=older_than)
    if not found:
        return 0
    keys = [each.pk for each in found]
    triggers.remove(connection)
    # Past the append-only managers, which refuse for everybody else.
    QuerySet(Entry).filter(entry_list__in=keys)._raw_delete(using=connection.alias)
    QuerySet(EntryList).filter(pk__in=keys)._raw_delete(using=connection.alias)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Deferred checks still pending on a table keep it from being altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.install(connection)
    for edition_id, count in Counter(each.edition_id for each in found).items():
        audit.record(EditionPage.objects.get(pk=edition_id), "gongshi.list.prune", by=None, lists=count)
    return len(keys)
