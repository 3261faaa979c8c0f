"""The first page's matters about what a supervising body asks the office to put right."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.admin import access
from cms.admin.matters import Desk, Item, Section, Urgency
from cms.models import Remedy
from cms.roles import FOLLOW_UP
from cms.selectors.referrals import ReferralLine, since, waiting
from cms.templatetags.gongshi_admin import full_day

LONG = 5
"""Calendar days after which a referral that still waits is late: the office's own measure, no rule's."""


def check_line(user: Any, line: ReferralLine) -> None:
    """May this person do what is asked for? Whoever drafts, or for a rectification follows winners up. Raises Refused."""
    scheme = line.scheme
    if line.referral.remedy == Remedy.RECTIFICATION:
        access.check_holds(user, FOLLOW_UP, scheme)
        access.check_scheme(user, scheme)
        return
    if line.seal is not None:
        access.check_seal(user, line.seal)
        access.check_draft(user, line.seal.edition)
        return
    access.check_open_edition(
        user, scheme
    )  # whoever drafts for the whole scheme: no notice and no edition names it


def referrals(desk: Desk) -> Iterator[Section]:
    """What was referred and still waits for this person's hand."""
    lines = [line for line in waiting(desk.schemes) if access.may(check_line, desk.user, line)]
    yield Section(
        "referrals",
        _("监督转办"),
        _("办理"),
        Urgency.TODAY,
        [
            Item(
                _("%(remedy)s：%(title)s")
                % {"remedy": Remedy(line.referral.remedy).label, "title": line.title},
                reverse("gongshi:referral", args=[line.referral.pk]),
                _detail(line),
                late=since(line, desk.day) > LONG,
            )
            for line in lines
        ],
        _("监督机构查实情况后转来，只写明办理什么，不附案情。理由由本单位按查明的事实写。"),
    )


def _detail(line: ReferralLine) -> str:
    words = {"body": line.referral.body_name, "day": full_day(line.referral.made_on)}
    if line.referral.draft_id is not None:
        return _("%(body)s %(day)s转来，草稿已建立") % words
    return _("%(body)s %(day)s转来") % words
