"""A notice whose window ended while somebody was still writing about it."""

from django.utils.translation import gettext as _

from cms.models import Seal
from cms.selectors.notice_page import published_notice
from cms.selectors.windows import titles_of
from complaints.selectors.channel import ROWS_OFFERED, EntryChoice, NoticeChoice


def lapsed_notice(city: str, public_id: str) -> NoticeChoice | None:
    """The sealed notice of that city which a page still names; None when there is none.

    The report goes on naming it: what is said of a list does not become untrue at midnight. Whether it still holds
    the list's conclusion is decided at filing.
    """
    if not public_id.startswith(f"{city}."):
        return None
    seal = Seal.objects.filter(public_id=public_id).first()
    if seal is None:
        return None
    shown = [entry for entry in published_notice(seal).entries if not entry.withheld]
    rows = tuple(EntryChoice(entry.key, entry.no, entry.name) for entry in shown)
    return NoticeChoice(
        public_id=public_id,
        title=_("%(title)s（公示期已结束）") % {"title": titles_of([seal])[seal.pk]},
        last_day=None,
        provisional=False,
        entry_count=len(rows),
        entries=rows if len(rows) <= ROWS_OFFERED else (),
    )
