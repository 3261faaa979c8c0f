"""An account: who it is (in Wagtail's section), and what it may do (on the office's page)."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm

from cms.actions.accounts import scheme_groups
from cms.models import OfficeAccount, SchemePage
from cms.roles import INSTALLATION_ROLES, ROLES

DOES = {
    "editor": _("起草公告、维护名单、登记前置事项，补录上线前的记录"),
    "approver": _("审核他人起草的公告，复核他人补录的记录"),
    "publisher": _("说明理由后继续、办结公示、紧急隐去、修改奖项设置、导出档案"),
    "auditor": _("只读，可以导出档案"),
    "calendar_keeper": _("录入放假通知"),
    "system": _("管理账号、载入办法、修改奖项设置；本身不能起草、审核、发布"),
    "channel_member": _(
        "设立自己的保密渠道密钥；由机构成员签名加入名册后才能办理来件，不能同时在编辑、审核、发布组"
    ),
    "channel_lead": _("与保密渠道成员相同，另可永久遮盖其他成员已经遮盖的文字"),
    "channel_archivist": _("设定案件保存期限、登记销毁依据、公布年度统计；只看编号，不能持有密钥"),
}
"""What each role does, beside the name of its group."""


class AccountForm(forms.Form):
    """Groups by scheme, and the confinement."""

    groups = forms.ModelMultipleChoiceField(
        label=_("用户组"),
        queryset=Group.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("没有这个用户组，可能已被删除。请重新选择。")},
    )
    scheme = forms.ModelChoiceField(
        label=_("限定的奖项"),
        queryset=SchemePage.objects.order_by("path"),
        required=False,
        empty_label=_("不限"),
        help_text=_("限定后，不论加入哪些用户组，都只能办理这个奖项的事项。"),
        error_messages={"invalid_choice": _("没有这个奖项。请重新选择。")},
    )
    body_name = forms.CharField(
        label=_("限定的发布机构"),
        required=False,
        max_length=120,
        help_text=_(
            "同一环节由几个机构各自发布的（例如县级市场监管部门），填写该机构全称，与公告上的一致；账号只能办理该机构的公告。不填则不限机构。"
        ),
        error_messages={"max_length": _("机构名称太长，请不超过120个字。")},
    )

    def clean(self) -> dict[str, Any]:
        """A body stands in a scheme."""
        data = super().clean() or {}
        if data.get("body_name", "").strip() and data.get("scheme") is None and "scheme" not in self.errors:
            self.add_error("scheme", _("限定发布机构的，须先选择限定的奖项。"))
        return data

    def choices_by_scheme(self) -> list[tuple[str, list[tuple[Group, bool, Any]]]]:
        """Groups under the scheme they belong to, with whether each is ticked and what it does."""
        ticked = {str(pk) for pk in self["groups"].value() or ()}
        left = {group.name: group for group in Group.objects.order_by("name")}
        words = {role.label: DOES[role.key] for role in ROLES.values()}

        def take(names: list[str]) -> list[tuple[Group, bool, Any]]:
            groups = [left.pop(name) for name in names if name in left]
            return [(g, str(g.pk) in ticked, words.get(g.name.rpartition(" ")[2], "")) for g in groups]

        found = [(s.title, take(scheme_groups(s))) for s in SchemePage.objects.order_by("path")]
        found.append((str(_("整个平台")), take([role.label for role in INSTALLATION_ROLES])))
        found.append((str(_("其他")), take(list(left))))
        return [(title, groups) for title, groups in found if groups]


def initial_of(account: Any) -> dict[str, Any]:
    """The form's values for an account as it stands."""
    confined = OfficeAccount.objects.filter(user=account).select_related("scheme").first()
    return {
        "groups": list(account.groups.values_list("pk", flat=True)),
        "scheme": confined.scheme_id if confined else None,
        "body_name": confined.body_name if confined else "",
    }


class _Person:
    """One name and no rank: groups are given on a page of their own, the highest rank by a command alone."""

    fields: dict[str, forms.Field]

    def _of_an_office(self) -> None:
        for name in ("is_superuser", "groups", "last_name"):
            self.fields.pop(name, None)
        self.fields["first_name"].label = _("姓名")
        self.fields["first_name"].help_text = _("留在办理记录和档案中，请填写真实姓名。")
        if "is_active" in self.fields:
            # Last, and in our words: Django's own speak of something else.
            self.fields["is_active"] = self.fields.pop("is_active")
            self.fields["is_active"].help_text = _(
                "不再办理的，取消勾选，该账号即不能登录；办理过的事项仍留有姓名。"
            )
        self.fields["email"].required = False
        self.fields["email"].help_text = _("可以不填。设有邮件服务器的，待办事项会发到这里。")


class NewAccountForm(_Person, UserCreationForm):
    """A new account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._of_an_office()


class ChangeAccountForm(_Person, UserEditForm):
    """Name, address, password and whether it may log in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._of_an_office()
