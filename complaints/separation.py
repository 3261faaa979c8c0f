"""Nobody holds both a key of the channel and a role that publishes, and nobody of the highest rank holds a key.

Whoever drafts, approves or publishes is the one many reports are about; whoever has every right in the program could
give themselves any role afterwards. Asked at enrolment, at every signature on a roster, at unlocking and with every
request of an unlocked session; `manage.py doctor` names whoever came to hold both in between.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q
from django.utils.translation import gettext as _

from cms.roles import ROLES
from complaints.models import Member

PUBLISHING = ("editor", "approver", "publisher")
"""Keys of the roles that publish, in whichever scheme."""

_POWERS = frozenset(power for key in PUBLISHING for power in ROLES[key].models)
_SHARED = frozenset(ROLES["auditor"].models)
"""Auditors take files of editions too, and publish nothing."""


def publishing_groups(user: Any) -> list[str]:
    """Names of the groups of this account that publish: by what they are called, or by what they may do."""
    named = Q()
    for key in PUBLISHING:
        named |= Q(name=ROLES[key].label) | Q(name__endswith=f" {ROLES[key].label}")
    groups = Group.objects.filter(user=user).filter(
        named | _powers("permissions__") | Q(page_permissions__isnull=False)
    )
    return list(groups.order_by("name").values_list("name", flat=True).distinct())


def refusal_to_hold_keys(user: Any) -> str:
    """Why this account may hold no key of the channel; empty when it may."""
    if not user.is_active:
        return _("账号“%(name)s”已停用。") % {"name": user.get_username()}
    if user.is_superuser:
        return _(
            "账号“%(name)s”是最高权限的账号，不能持有保密渠道的密钥。请另开一个没有其他权限的账号办理举报事项。"
        ) % {"name": user.get_username()}
    groups = publishing_groups(user)
    if groups:
        return _(
            "账号“%(name)s”在“%(groups)s”组中，负责公告的起草、审核或发布，不能同时持有保密渠道的密钥。"
            "请由不承担公告工作的人员担任，或者先由系统管理人员把该账号移出上述用户组。"
        ) % {"name": user.get_username(), "groups": "、".join(groups)}
    if user.user_permissions.filter(_powers("")).exists():
        return _("账号“%(name)s”另有公告方面的权限，不能同时持有保密渠道的密钥。请先取消这些权限。") % {
            "name": user.get_username()
        }
    return ""


def refusal_to_end_cases(user: Any) -> str:
    """Why this account may not manage how long cases are kept; empty when it may, its permission apart.

    Whoever destroys cases must neither be the one they are about nor the one who handled them.
    """
    name = {"name": user.get_username()}
    if user.is_superuser:
        return (
            _(
                "账号“%(name)s”是最高权限的账号，不能管理案件的保存期限和销毁。请由“保密渠道档案管理”组的账号办理。"
            )
            % name
        )
    if not user.is_active:
        return _("账号“%(name)s”已停用。") % name
    groups = publishing_groups(user)
    if groups:
        return _(
            "账号“%(name)s”在“%(groups)s”组中，负责公告的起草、审核或发布，不能同时管理案件的保存期限和销毁。"
        ) % {**name, "groups": "、".join(groups)}
    if Member.objects.filter(user=user).exists():
        return _("账号“%(name)s”持有保密渠道的密钥，不能同时管理案件的保存期限和销毁。") % name
    return ""


def _powers(prefix: str) -> Q:
    """Permissions only publishing roles have."""
    found = Q()
    for power in sorted(_POWERS - _SHARED):
        label, codename = power.split(".")
        found |= Q(**{f"{prefix}content_type__app_label": label, f"{prefix}codename": codename})
    return found
