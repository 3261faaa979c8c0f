"""Acts that a supervising body asks for: taken in without a word of what gave rise to them, begun and closed by the office."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.drafting import REASON_MIN
from cms.actions.errors import ActionRefused
from cms.actions.notices import draft_notice
from cms.actions.reach import act_for_whole, need, stay_on_notice
from cms.models import Notice, NoticeAct, Referral, Remedy, Seal
from cms.roles import FOLLOW_UP
from cms.selectors.referrals import DRAFTED, awaits, line_of, possible_award_remedies, possible_remedies
from cms.selectors.register import records
from cms.windows import beijing_day


@transaction.atomic
def refer(
    *, notice_public_id: str, entry_key: str, remedy: Remedy, by_body: str, now: dt.datetime
) -> Referral:
    """Ask the office of a published notice for an act. What waits already in the same words is not asked for twice.

    :param entry_key: identity of the entry it is about, "" for the notice as a whole. :param by_body: the body's name, as
        the office reads it. :param now: only its Beijing day is kept.
    :raises ActionRefused: for a notice that is not published, and for an act it does not admit.
    """
    seal = Seal.objects.filter(public_id=notice_public_id).select_related("notice", "edition").first()
    if seal is None:
        raise ActionRefused(_("没有这份已发布的公告。"))
    if remedy not in possible_remedies(seal, entry_key):
        raise ActionRefused(_("这份公告或者这一条目不能这样办理。请重新选择。"))
    about = entry_key if remedy is not Remedy.CORRECTION else ""
    return _once({"seal": seal, "entry_key": about, "remedy": remedy, "body_name": by_body}, now)


@transaction.atomic
def refer_award(*, public_id: str, remedy: Remedy, by_body: str, now: dt.datetime) -> Referral:
    """Ask the office of an award from before the portal for an act on it. Otherwise as `refer`.

    :raises ActionRefused: for an award that is not on record, one that a notice of the portal names, and for an act it
        does not admit.
    """
    award = records().filter(public_id=public_id).first()
    if award is None:
        raise ActionRefused(_("名册中没有这条获奖记录。"))
    if remedy not in possible_award_remedies(award):
        raise ActionRefused(_("这条获奖记录不能这样办理。请重新选择。"))
    return _once({"award": award, "remedy": remedy, "body_name": by_body}, now)


def _once(named: dict[str, Any], now: dt.datetime) -> Referral:
    """The one that waits in these words, or a new one."""
    for other in Referral.objects.filter(**named):
        if awaits(other):
            return other
    return Referral.objects.create(**named, made_on=beijing_day(now))


@transaction.atomic
def begin_draft(*, referral: Referral, by: Any) -> Notice:
    """Begin the correction that a referral asks for, or give back the one begun before. The reason is the office's own.

    :raises ActionRefused: for a referral that is dealt with, and for one whose act begins on an award's page.
    """
    held = Referral.objects.select_for_update(of=("self",)).select_related("seal__notice").get(pk=referral.pk)
    if held.seal is None or Remedy(held.remedy) not in DRAFTED:
        raise ActionRefused(_("这件事从获奖记录页办理。"))
    stay_on_notice(by, held.seal.notice)
    if not awaits(held):
        raise ActionRefused(_("这件事已经办理完毕。"))
    if held.draft is not None:
        return Notice.objects.get(pk=held.draft_id)
    amended = held.seal.notice
    notice = draft_notice(
        edition=amended.edition,
        by=by,
        act=NoticeAct.CORRECTION,
        amends=amended,
        publisher_body=amended.publisher_body,
        publisher_name=amended.publisher_name,
        issuers=amended.issuers,
    )
    held.draft = notice
    held.save(update_fields=["draft"])
    audit.record(notice, "gongshi.referral.begin", by=by, remedy=held.remedy)
    return notice


@transaction.atomic
def close_referral(*, referral: Referral, note: str, by: Any) -> Referral:
    """State that a referral was dealt with in another way. Internal, never public.

    :raises ActionRefused: without a note, and for one that is dealt with.
    """
    held = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("seal__notice__amends", "award__scheme")
        .get(pk=referral.pk)
    )
    _may_close(held, by)
    if not awaits(held):
        raise ActionRefused(_("这件事已经办理完毕。"))
    if len(note.strip()) < REASON_MIN:
        raise ActionRefused(_("请写明怎样办理的，例如公告名称、文号，或者不需要办理的理由。"))
    held.closed_on, held.closed_by, held.closed_note = clock.today(), by, note.strip()
    held.save(update_fields=["closed_on", "closed_by", "closed_note"])
    about = held.seal.notice if held.seal is not None else line_of(held).scheme
    audit.record(about, "gongshi.referral.close", by=by, remedy=held.remedy)
    return held


def _may_close(held: Referral, by: Any) -> None:
    """Those whom the notice's body does not confine; for an award without one, whoever may do what is asked for."""
    if held.seal is not None:
        stay_on_notice(by, held.seal.notice)
    elif held.remedy == Remedy.RECTIFICATION:
        need(by, FOLLOW_UP, line_of(held).scheme)
    else:
        act_for_whole(by, line_of(held).scheme)
