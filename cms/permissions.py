"""Who may work on what, beside the groups: an account confined to one publishing body stays inside it, and a permission
given in one scheme opens nothing in another.

Each rule comes as a pair: a function that returns the refusing sentence, and a bool for templates and buttons.
Accounts without an `OfficeAccount` are confined by their groups alone. No model is imported here, so that locks and
models may ask.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms import roles

WORDS = {
    roles.OVERRIDE: gettext_lazy("说明理由后继续发布"),
    roles.WITHHOLD: gettext_lazy("紧急隐去"),
    roles.ENTER_HISTORY: gettext_lazy("补录上线前记录"),
    roles.CONFIRM_HISTORY: gettext_lazy("复核上线前记录"),
    roles.FOLLOW_UP: gettext_lazy("登记获奖后监督情况"),
    roles.EXPORT_DOSSIER: gettext_lazy("导出届次档案"),
    roles.IMPORT_ROWS: gettext_lazy("导入其他奖项的获奖情况"),
}
"""The permissions that hold in one scheme, as a person reads them."""


def account_of(user: Any) -> Any | None:
    """The account's confinement (`OfficeAccount`), or None for one that its groups alone confine."""
    return getattr(user, "office_account", None)


def refusal_in_scheme(user: Any, scheme: Any) -> str:
    """Why this account may not work in that scheme; empty when it may."""
    account = account_of(user)
    if account is None or account.scheme_id == scheme.pk:
        return ""
    return _("您的账号限于“%(scheme)s”，不能办理其他奖项的事项。") % {"scheme": account.scheme.title}


def refusal_for_whole(user: Any, scheme: Any) -> str:
    """Why this account may not act for the scheme as a whole (open an edition, postpone it, set it up); empty when it may.

    An account of one publishing body among several speaks for that body alone.
    """
    account = account_of(user)
    refusal = refusal_in_scheme(user, scheme)
    if refusal or account is None or not account.body_name:
        return refusal
    return _("您的账号限于“%(own)s”，整个奖项或届次的事项由主办单位办理。") % {"own": account.body_name}


def refusal_as_body(user: Any, scheme: Any, publisher_name: str) -> str:
    """Why this account may not act in the name of that publishing body; empty when it may."""
    account = account_of(user)
    refusal = refusal_in_scheme(user, scheme)
    if refusal or account is None or not account.body_name or account.body_name == publisher_name:
        return refusal
    return _("您的账号限于“%(own)s”，不能办理其他发布机构的事项。") % {"own": account.body_name}


def refusal_on_notice(user: Any, notice: Any) -> str:
    """Why this account may not draft, change, approve or conclude that notice; empty when it may."""
    account = account_of(user)
    if account is None:
        return ""
    refusal = refusal_in_scheme(user, notice.edition.scheme)
    if refusal or not account.body_name or account.body_name == notice.publisher_name:
        return refusal
    return _("您的账号限于“%(own)s”，这份公告由“%(other)s”发布。") % {
        "own": account.body_name,
        "other": notice.publisher_name,
    }


def may_on_notice(user: Any, notice: Any) -> bool:
    """Whether the account's confinement leaves it this notice."""
    return not refusal_on_notice(user, notice)


def holds(user: Any, permission: str, scheme: Any) -> bool:
    """Whether this account has a model permission in that scheme: from a group of the scheme, not of another one.

    Model permissions hold everywhere for Django. A publisher of one city who edits in another must not override there,
    so the group that gives the permission must be one of the scheme's own, or have page permissions on it or above it.
    """
    if not user.has_perm(permission):
        return False
    if user.is_superuser:
        return True
    label, codename = permission.split(".")
    giving = user.groups.filter(permissions__content_type__app_label=label, permissions__codename=codename)
    if giving.filter(page_permissions__page__in=scheme.get_ancestors(inclusive=True)).exists():
        return True
    measure = scheme.current_measure()
    if measure is None:
        return False
    city = measure.regulation.city
    names = [roles.group_name(city, role.key) for role in roles.SCHEME_ROLES]
    return bool(giving.filter(name__in=names).exists())


def refusal_without(user: Any, permission: str, scheme: Any) -> str:
    """Why this account may not do in that scheme what the permission allows; empty when it may."""
    refusal = refusal_in_scheme(user, scheme)
    if refusal or holds(user, permission, scheme):
        return refusal
    return _("您在“%(scheme)s”没有“%(what)s”的权限。") % {"scheme": scheme.title, "what": WORDS[permission]}
