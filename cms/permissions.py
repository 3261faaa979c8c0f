"""Who may work on what, beside the groups: an account confined to one publishing body stays inside it.

Each rule comes as a pair: a function that returns the refusing sentence, and a bool for templates and buttons.
Accounts without an `OfficeAccount` are confined by their groups alone. No model is imported here, so that locks and
models may ask.
"""

from typing import Any

from django.utils.translation import gettext as _


def account_of(user: Any) -> Any | None:
    """The account's confinement (`OfficeAccount`), or None for one that its groups alone confine."""
    return getattr(user, "office_account", None)


def refusal_in_scheme(user: Any, scheme: Any) -> str:
    """Why this account may not work in that scheme; empty when it may."""
    account = account_of(user)
    if account is None or account.scheme_id == scheme.pk:
        return ""
    return _("您的账号限于“%(scheme)s”，不能办理其他奖项的事项。") % {"scheme": account.scheme.title}


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
