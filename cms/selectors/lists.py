"""Rows of lists as rules of comparison want them: a draft's own, those published before it, and every version there was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms.actions.lists import COLUMNS, rows_of
from cms.models import Entry, EntryList, Notice, NoticeAct, Seal
from cms.selectors.history import standing_rows
from cms.windows import BEIJING

ListRow = dict[str, Any]


def draft_list_rows(draft: Notice) -> list[ListRow]:
    """The rows of a draft's list, empty while it has none."""
    return rows_of(draft.entry_list) if draft.entry_list is not None else []


def entry_rows(entries: Iterable[Entry]) -> list[ListRow]:
    """Entries as rows, in the order of their numbers."""
    ordered = sorted(entries, key=lambda entry: entry.no)
    return [{**{name: getattr(e, name) for name in COLUMNS}, "key": str(e.key)} for e in ordered]


def earlier_seals(draft: Notice) -> list[Seal]:
    """The sealed lists that a draft's list follows: of the stages directly before its own, in the order of publication."""
    stage = draft.stage
    if stage is None:
        return []
    regulation = draft.edition.regulation
    before = [earlier.key for earlier in regulation.published_predecessors(stage.key) if earlier.lists]
    return list(
        draft.edition.seals.filter(
            act=NoticeAct.ORIGINAL, stage_key__in=before, entry_list__isnull=False
        ).order_by("published_at", "pk")
    )


def earlier_rows(draft: Notice) -> list[ListRow]:
    """The rows of those lists as they stand after their corrections."""
    return [row for seal in earlier_seals(draft) for row in entry_rows(standing_rows(seal))]


@dataclass(frozen=True)
class Version:
    """A list that can be compared: `value` names it in an address, `label` says which it is."""

    value: str
    label: str


def versions(notice: Notice, draft: Notice) -> list[Version]:
    """Every version the notice's list went through, newest first, then the published lists of the stages before."""
    revisions = Revision.objects.filter(
        content_type=ContentType.objects.get_for_model(Notice), object_id=str(notice.pk)
    )
    named = {int(pk) for pk in revisions.values_list("content__entry_list", flat=True) if pk is not None}
    if draft.entry_list_id:
        named.add(draft.entry_list_id)
    listed = EntryList.objects.filter(pk__in=named).select_related("made_by").order_by("-pk")
    found = [Version(f"v{made.pk}", _version_label(made, draft)) for made in listed]
    found += [
        Version(
            f"s{seal.pk}",
            _("已公布：%(title)s（%(day)s）")
            % {"title": seal.notice.title, "day": seal.published_at.astimezone(BEIJING).date().isoformat()},
        )
        for seal in earlier_seals(draft)
    ]
    return found


def _version_label(made: EntryList, draft: Notice) -> str:
    at = made.made_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
    who = made.made_by.get_full_name() or made.made_by.get_username() if made.made_by else ""
    values = {"at": at, "who": who, "source": made.source_name or _("手工录入")}
    if made.pk == draft.entry_list_id:
        return _("现在的名单（%(at)s，%(who)s，%(source)s）") % values
    return _("%(at)s的版本（%(who)s，%(source)s）") % values


def version_rows(notice: Notice, draft: Notice, value: str) -> list[ListRow] | None:
    """The rows of a version named in an address; None for one that this notice has not."""
    if value not in {version.value for version in versions(notice, draft)}:
        return None
    number = int(value[1:])
    if value.startswith("v"):
        return rows_of(EntryList.objects.get(pk=number))
    return entry_rows(standing_rows(Seal.objects.get(pk=number)))
