"""Who may do what in the office's own views, as pairs: `check_…` raises Refused with a sentence, `may_…` answers yes or no.

Wagtail's page permissions below a scheme say who works for it; a model permission such as `cms.override_rule` counts in
the scheme whose group gives it (`cms.permissions.holds`). Confinement to one publishing body comes from there too.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from cms import permissions
from cms.models import EditionPage, Notice, SchemePage, Seal
from cms.roles import ADD_MEASURE, CHANGE_ACCOUNT, OVERRIDE, WITHHOLD, Door, group_name

MEASURES = ADD_MEASURE


class Refused(PermissionDenied):
    """The person may not do this; the message says why. The view answers with it and a redirect."""


def check_scheme(user: Any, scheme: SchemePage) -> None:
    """May this person work for the scheme at all (add or change its pages)?"""
    confined = permissions.refusal_in_scheme(user, scheme)
    if confined:
        raise Refused(confined)
    if not scheme.permissions_for_user(user).can_edit():
        raise Refused(_("您不在“%(scheme)s”的编辑、审核或发布组中。") % {"scheme": scheme.title})


def check_read(user: Any, scheme: SchemePage) -> None:
    """May this person look at the scheme's work? Everybody who works for it, and its auditors."""
    measure = scheme.current_measure()
    auditors = group_name(measure.regulation.city, "auditor") if measure else ""
    if user.groups.filter(name=auditors).exists():
        return
    check_scheme(user, scheme)


def check_whole(user: Any, scheme: SchemePage) -> None:
    """Does this person speak for the whole scheme, and not for one of its publishing bodies?"""
    refusal = permissions.refusal_for_whole(user, scheme)
    if refusal:
        raise Refused(refusal)


def check_draft(user: Any, edition: EditionPage) -> None:
    """May this person begin a notice below this edition?"""
    check_scheme(user, edition.scheme)
    if not edition.permissions_for_user(user).can_add_subpage():
        raise Refused(_("只有编辑和发布人员可以新建公告。"))


def check_open_edition(user: Any, scheme: SchemePage) -> None:
    """May this person open an edition?"""
    check_whole(user, scheme)
    check_scheme(user, scheme)
    if not scheme.permissions_for_user(user).can_add_subpage():
        raise Refused(_("只有编辑和发布人员可以开设届次。"))


def check_notice(user: Any, notice: Notice) -> None:
    """May this person work on this notice (its state apart)?"""
    confined = permissions.refusal_on_notice(user, notice)
    if confined:
        raise Refused(confined)
    if not notice.permissions_for_user(user).can_edit():
        raise Refused(_("您没有办理这份公告的权限。"))


def check_change(user: Any, notice: Notice) -> None:
    """May this person change this draft now? Not when it is sealed, nor while others review it."""
    check_notice(user, notice)
    if notice.sealed is not None:
        raise Refused(_("公告已经发布并封存，不能修改。需要更正的，请新建更正公告。"))
    lock = notice.get_lock()
    if lock is not None and lock.for_user(user):
        raise Refused(_("公告正在审核，内容不能修改。需要修改的，请先撤回审核，或由审核人退回。"))


def check_seal(user: Any, seal: Seal) -> None:
    """May this person act on this published notice (conclude it, amend it)?"""
    confined = permissions.refusal_on_notice(user, seal.notice)
    if confined:
        raise Refused(confined)
    if not seal.edition.permissions_for_user(user).can_edit():
        raise Refused(_("您没有办理这份公告的权限。"))


def check_withhold(user: Any, seal: Seal) -> None:
    """May this person withhold something of this notice, or review such a withholding?"""
    check_holds(user, WITHHOLD, seal.edition.scheme)
    check_scheme(user, seal.edition.scheme)


def check_settings(user: Any, scheme: SchemePage) -> None:
    """May this person change what the scheme publishes about itself? Its publishers, and who manages the system."""
    check_whole(user, scheme)
    if user.has_perm(MEASURES):
        return
    check_scheme(user, scheme)
    if not permissions.holds(user, OVERRIDE, scheme):
        raise Refused(_("只有发布人员和系统管理员可以修改奖项设置。"))


def check_measures(user: Any) -> None:
    """May this person take in measures? Whoever manages the system."""
    if not user.has_perm(MEASURES):
        raise Refused(_("只有系统管理员可以载入办法。"))


def check_accounts(user: Any) -> None:
    """May this person put accounts into groups and confine them? Whoever manages the system."""
    if not user.has_perm(CHANGE_ACCOUNT):
        raise Refused(_("只有系统管理员可以管理账号。"))


def check_holds(user: Any, permission: str, scheme: SchemePage) -> None:
    """Has this person a model permission in this scheme, such as `cms.roles.EXPORT_DOSSIER`?"""
    refusal = permissions.refusal_without(user, permission, scheme)
    if refusal:
        raise Refused(refusal)


def check_door(user: Any, door: Door) -> None:
    """The part of a door that needs no object: one of its model permissions, in whichever scheme."""
    if door.models and not any(user.has_perm(name) for name in door.models):
        raise Refused(_("您的账号没有办理这件事的权限。需要的，请联系系统管理员。"))


def may(check: Callable[..., None], *args: Any) -> bool:
    """Whether a check passes."""
    try:
        check(*args)
    except Refused:
        return False
    return True


def readable_schemes(user: Any) -> list[SchemePage]:
    """The schemes this person works for or audits, in the order of the tree."""
    return [scheme for scheme in SchemePage.objects.order_by("path") if may(check_read, user, scheme)]
