"""What an account may do: the groups it is in, and the scheme and publishing body it is confined to."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit
from cms.actions.errors import ActionRefused, FourEyes
from cms.models import OfficeAccount, SchemePage
from cms.roles import CHANGE_ACCOUNT, SCHEME_ROLES, group_name


def refusal_to_manage(by: Any, account: Any) -> str:
    """Why this person may not manage that account; empty when they may."""
    if not by.has_perm(CHANGE_ACCOUNT):
        return _("只有系统管理员可以管理账号。")
    if by.is_superuser:
        return ""
    if account.is_superuser:
        return _("“%(name)s”是最高权限的账号，只能由同样的账号管理。") % {"name": account.get_username()}
    return ""


@transaction.atomic
def assign(
    *, account: Any, groups: Iterable[Group], scheme: SchemePage | None, body_name: str, by: Any
) -> Any:
    """Put an account into exactly these groups and confine it, or with no scheme lift the confinement. Audited.

    Raises FourEyes for one's own account, ActionRefused for an account of the highest rank, for a body without a scheme,
    and for groups of a scheme other than the one the account is confined to.
    """
    refusal = refusal_to_manage(by, account)
    if refusal:
        raise ActionRefused(refusal)
    if account.pk == by.pk and not by.is_superuser:
        raise FourEyes(_("不能修改自己的用户组和限定范围，请由另一名系统管理人员办理。"))
    groups, body_name = list(groups), body_name.strip()
    if body_name and scheme is None:
        raise ActionRefused(_("限定发布机构的，须先选择限定的奖项。"))
    stray = sorted(group.name for group in groups if scheme is not None and _is_elsewhere(group, scheme))
    if stray:
        raise ActionRefused(
            _("账号限于“%(scheme)s”，不能加入其他奖项的用户组：%(groups)s。")
            % {"scheme": scheme.title if scheme else "", "groups": "、".join(stray)}
        )
    account.groups.set(groups)
    OfficeAccount.objects.filter(user=account).delete()
    if scheme is not None:
        OfficeAccount.objects.create(user=account, scheme=scheme, body_name=body_name)
    audit.record(
        account,
        "gongshi.account.assign",
        by=by,
        groups=sorted(group.name for group in groups),
        scheme=scheme.slug if scheme else "",
        body=body_name,
    )
    return account


def scheme_groups(scheme: SchemePage) -> list[str]:
    """Names of a scheme's groups, in the order of the table."""
    measure = scheme.current_measure()
    if measure is None:
        return []
    return [group_name(measure.regulation.city, role.key) for role in SCHEME_ROLES]


def _is_elsewhere(group: Group, scheme: SchemePage) -> bool:
    others = SchemePage.objects.exclude(pk=scheme.pk)
    return any(group.name in scheme_groups(other) for other in others)
