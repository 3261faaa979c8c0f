"""What follows from an upheld case on the publications' side: an act is asked for, and not a word of the case goes along."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from cms.actions.referrals import refer, refer_award
from cms.models import Referral, Remedy
from cms.selectors.referrals import line_of, scheme_code
from complaints.actions.holding import hold
from complaints.hands import Hand
from complaints.models import Case
from complaints.rights import Act


@sensitive_variables()
@transaction.atomic
def ask_remedy(
    *,
    case: Case,
    remedy: Remedy,
    body_name: str,
    by: Hand,
    now: dt.datetime,
    notice: str = "",
    entry_key: str = "",
    award: str = "",
) -> Referral:
    """Ask the office that published a notice to put it right. What was asked for is sealed in the case's thread.

    The office reads the act, the notice or the award, the entry, the body and the day. It is told neither which case nor whether
    there is one, and the log of the admin, which holds accounts and instants, gets no line.

    :param notice: public id of a published notice of the case's own city. :param award: public id of an award of that
        city from before the portal, in the place of notice and entry. :param body_name: of the body that has the case.
    :raises CaseGone: for a case that is none of theirs. NotAllowed unless it was upheld. ActionRefused for a notice or
        award of another city, and as `cms.actions.referrals.refer` and `refer_award`.
    """
    held = hold(case=case, act=Act.REMEDY, by=by, now=now)
    if award:
        made = refer_award(public_id=award, remedy=remedy, by_body=body_name, now=now)
    else:
        made = refer(notice_public_id=notice, entry_key=entry_key, remedy=remedy, by_body=body_name, now=now)
    if scheme_code(made) != held.case.city:
        raise ActionRefused(_("只能转办本市的公告和获奖记录。"))
    with translation.override(settings.LANGUAGE_CODE):  # a record reads alike, whoever's language made it
        template = (
            _("已请发布单位办理：%(remedy)s。获奖记录：%(title)s。")
            if award
            else _("已请发布单位办理：%(remedy)s。公告：%(title)s。")
        )
        words = template % {"remedy": Remedy(made.remedy).label, "title": line_of(made).title}
    held.write(
        "remedy",
        words,
        notice=notice,
        award=award,
        entry=made.entry_key,
        remedy=made.remedy,
    )
    held.event("entry", {"entry": "remedy"})
    return made
