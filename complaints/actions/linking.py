"""Two reports of the same thing: noted under both, while keys, codes and threads stay apart (channel.md §4.7)."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints.actions.holding import Held, hold
from complaints.endings import LATER_REPORT
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.models import Case
from complaints.rights import Act


@sensitive_variables()
@transaction.atomic
def link(*, case: Case, other: str, text: str, by: Hand, now: dt.datetime) -> None:
    """Note under both cases that they belong together; nothing that a reporter said crosses over.

    :param other: number of the other case. :param text: why, in the handler's words.
    A report that came in on the day on which the other case ended, or later, is new evidence: its period begins anew.
    Raises CaseGone where the first is none of theirs; ActionRefused with one sentence for a number that does not exist
    and for one that is none of theirs, for the case itself, and for what is linked already.
    """
    found = Case.objects.filter(number=other.strip().upper()).first()
    both = {case.pk: case} if found is None else {case.pk: case, found.pk: found}
    held = {}
    for pk in sorted(both):  # one order for all, or two handlers lock each other
        with suppress(CaseGone):
            held[pk] = hold(case=both[pk], act=Act.LINK, by=by, now=now)
    if case.pk not in held:
        raise CaseGone
    if found is None or found.pk not in held:
        raise ActionRefused(_("没有这个编号的案件。请核对编号；不由您办理的案件不能关联。"))
    if found.pk == case.pk:
        raise ActionRefused(_("不能与本案自己关联。"))
    if found.pk.hex in linked_to(held[case.pk]):
        raise ActionRefused(_("这两个案件已经关联。"))
    for here, there in ((case, found), (found, case)):
        held[here.pk].write("link", text, other=there.pk.hex, number=there.number)
        held[here.pk].event("entry", {"entry": "link"})
        ended_on = held[here.pk].case.ended_on
        if ended_on is not None and held[there.pk].case.received_on >= ended_on:
            held[here.pk].event(LATER_REPORT, {"entry": "link"})


def linked_to(held: Held) -> frozenset[str]:
    """The cases to which one is linked, by 32 hexadecimal digits."""
    return frozenset(
        str(entry.document.get("other"))
        for entry in held.opened.entries
        if entry.document.get("kind") == "link"
    )
