"""Who leads a case, on which legal track, and how long: what stands in clear, so that clocks run without a key."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints.actions.alerts import alert
from complaints.actions.holding import hold
from complaints.clocks import can_extend
from complaints.hands import Hand
from complaints.models import Case, KeyWrap, Member, Track
from complaints.rights import Act
from complaints.selectors.clocks import case_clocks


@transaction.atomic
def assign(*, case: Case, to: Member | None, by: Hand, now: dt.datetime) -> None:
    """Give a case to one of those who hold its key, or to nobody. Whoever gets it from somebody else is told to log in.

    Raises CaseGone for a case that is none of theirs, ActionRefused for somebody without a key: being assigned opens
    nothing.
    """
    held = hold(case=case, act=Act.ASSIGN, by=by, now=now)
    if to is not None and not KeyWrap.objects.filter(case=held.case, member=to).exists():
        raise ActionRefused(_("这名成员没有本案的密钥，不能承办。请先由能打开本案的人授予密钥。"))
    if held.case.assigned_id == (to.pk if to else None):
        return
    held.case.assigned = to
    held.case.save(update_fields=["assigned"])
    held.event("entry", {"entry": "assigned", "to": to.pk.hex if to else ""})
    if to is not None and to.pk != by.member.pk:
        alert([to.pk])


@sensitive_variables()
@transaction.atomic
def set_track(
    *, case: Case, track: Track, by: Hand, now: dt.datetime, expected: str = "", grounds: str = ""
) -> None:
    """Say on which legal track the case is led; its clocks follow. Grounds, if any, are sealed as a note, also where
    the case is on this track already.

    Raises CaseGone for a case that is none of theirs or in another state by now, NotAllowed once it has ended,
    ActionRefused for leaving the track open again.
    """
    held = hold(case=case, act=Act.SET_TRACK, by=by, now=now, expected=expected)
    if not track:
        raise ActionRefused(_("请选择一种办理方式。"))
    if grounds.strip():
        held.write("note", grounds, about="track")
    if held.case.track == track:
        if grounds.strip():
            held.event("entry", {"entry": "note"})
        return
    before, held.case.track = held.case.track, track.value
    held.case.save(update_fields=["track"])
    held.event("entry", {"entry": "track", "from": before, "to": track.value})


@sensitive_variables()
@transaction.atomic
def extend(*, case: Case, text: str, by: Hand, now: dt.datetime, expected: str = "") -> None:
    """Extend a complicated case once, telling the reporter why (信访工作条例 art. 34: at most thirty days).

    Raises CaseGone, NotAllowed before it is taken up and after its end, ActionRefused for a second time and once every day
    that it could move has passed: it would only hide that the case is late.
    """
    held = hold(case=case, act=Act.EXTEND, by=by, now=now, expected=expected)
    if held.case.extended_on is not None:
        raise ActionRefused(_("本案已经延长过一次，不能再延长。"))
    if not can_extend(case_clocks(held.case), held.day):
        raise ActionRefused(_("办结的期限已经过了，不能再延长。请尽快办结，并向举报人说明。"))
    held.write("extension", text, to_reporter=True)
    held.case.extended_on = held.day
    held.case.save(update_fields=["extended_on"])
    held.event("entry", {"entry": "extended"})
