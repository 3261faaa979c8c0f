"""Accounts: opened, put into groups and confined by whoever manages the system, who gains nothing by it."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cms import clock
from cms.actions.accounts import assign
from cms.actions.errors import ActionRefused, FourEyes
from cms.models import OfficeAccount
from cms.roles import ROLES, group_name
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.attempts import almighty
from tests.factories.offices import DEFAULT_AT, PASSWORD, Office, make_office, person

pytestmark = pytest.mark.django_db

LIST = "gongshi:accounts"
BODY = "示例县市场监督管理局（示例）"


@pytest.fixture
def office() -> Office:
    return make_office("datong")


@pytest.fixture
def manager(office: Office) -> Any:
    return person("manager", ROLES["system"].label)


def group(office: Office, role: str) -> Group:
    return Group.objects.get(name=group_name(office.regulation.city, role))


def one(account: Any) -> str:
    return reverse("gongshi:account", args=[account.pk])


def test_an_account_is_opened_put_into_a_group_and_confined(office: Office, manager: Any) -> None:
    client = client_of(manager)
    assert "新建账号" in text_of(client.get(reverse(LIST)))
    sent = {
        "username": "county-clerk",
        "first_name": "示例丙",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "is_superuser": "on",
        "groups": [group(office, "publisher").pk],
    }
    opened = client.post(reverse("wagtailusers_users:add"), sent, follow=True)
    account = get_user_model().objects.get(username="county-clerk")
    assert opened.redirect_chain[-1][0] == one(account)
    assert (account.is_superuser, account.groups.count(), account.get_full_name()) == (False, 0, "示例丙")

    page = text_of(opened)
    assert "大同市 编辑" in page
    assert "起草公告、维护名单" in page
    done = client.post(
        one(account),
        {"groups": [group(office, "editor").pk], "scheme": office.scheme.pk, "body_name": BODY},
        follow=True,
    )
    assert "已保存，立即生效。" in messages_of(done)
    row = text_of(done)
    assert "示例丙 county-clerk 大同市 编辑" in row
    assert f"{office.scheme.title} {BODY}" in row

    confined = OfficeAccount.objects.get(user=account)
    assert (confined.scheme, confined.body_name) == (office.scheme, BODY)
    entry = ModelLogEntry.objects.filter(action="gongshi.account.assign").get()
    assert entry.user == manager
    assert entry.data == {"groups": ["大同市 编辑"], "scheme": "datong", "body": BODY}
    with clock.at(DEFAULT_AT):
        desk = client_of(get_user_model().objects.get(pk=account.pk)).get(reverse("gongshi:desk"))
    assert [row["scheme"] for row in desk.context["rows"]] == [office.scheme]

    client.post(one(account), {"groups": [group(office, "auditor").pk], "scheme": "", "body_name": ""})
    assert not OfficeAccount.objects.filter(user=account).exists()
    assert [each.name for each in account.groups.all()] == ["大同市 审计"]


def test_who_manages_the_system_does_not_raise_themselves(office: Office, manager: Any) -> None:
    client = client_of(manager)
    page = client.get(one(manager))
    assert "不能修改自己的用户组和限定范围" in text_of(page)
    answer = client.post(one(manager), {"groups": [group(office, "publisher").pk]})
    assert "请由另一名系统管理人员办理" in text_of(answer)
    assert [each.name for each in manager.groups.all()] == [ROLES["system"].label]
    with pytest.raises(FourEyes):
        assign(account=manager, groups=[], scheme=None, body_name="", by=manager)
    edit = reverse("wagtailusers_users:edit", args=[manager.pk])
    client.post(edit, {"username": "manager", "first_name": "示例", "is_superuser": "on", "is_active": "on"})
    assert not get_user_model().objects.get(pk=manager.pk).is_superuser


def test_the_highest_rank_is_out_of_reach(office: Office, manager: Any) -> None:
    root = almighty()
    client = client_of(manager)
    for url in (one(root), reverse("wagtailusers_users:edit", args=[root.pk])):
        assert "最高权限的账号" in messages_of(client.get(url, follow=True))
        sent = {"username": "root-of-tests", "first_name": "示例", "password1": "taken-over-1234"}
        client.post(url, {**sent, "password2": "taken-over-1234"})
    assert get_user_model().objects.get(pk=root.pk).check_password(PASSWORD)
    assert client_of(root).get(one(root)).status_code == 200
    assert client_of(root).get(reverse("wagtailusers_users:edit", args=[manager.pk])).status_code == 200


@pytest.mark.parametrize("action", ["assign_role", "set_active_state"])
def test_many_at_once_are_no_way_round(office: Office, manager: Any, action: str) -> None:
    root = almighty()
    url = reverse("wagtail_bulk_action", args=["auth", "user", action])
    role = group(office, "publisher")
    client = client_of(manager)
    query = f"?id={root.pk}&id={manager.pk}"
    answer = client.post(url + query, {"role": role.pk, "mark_as_active": "False"}, follow=True)
    assert messages_of(answer)
    assert get_user_model().objects.get(pk=root.pk).is_active
    assert not manager.groups.filter(pk=role.pk).exists()


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "auditor"])
def test_nobody_else_manages_accounts(office: Office, role: str) -> None:
    clerk = person(f"a-{role}", group_name(office.regulation.city, role))
    client = client_of(clerk)
    for url in (reverse(LIST), one(clerk)):
        assert "只有系统管理员可以管理账号。" in messages_of(client.get(url, follow=True))
    assert client.get(reverse("wagtailusers_users:add")).status_code == 302
    with pytest.raises(ActionRefused):
        assign(account=office.editor, groups=[], scheme=None, body_name="", by=clerk)


def test_groups_and_confinement_must_agree(office: Office, manager: Any) -> None:
    other = make_office("taiyuan")
    client, account = client_of(manager), office.editor
    for sent, sentence in (
        (
            {"groups": [group(other, "editor").pk], "scheme": office.scheme.pk},
            "不能加入其他奖项的用户组：太原市 编辑。",
        ),
        ({"groups": [], "body_name": BODY}, "限定发布机构的，须先选择限定的奖项。"),
        ({"groups": [999999]}, "没有这个用户组，可能已被删除。请重新选择。"),
        ({"scheme": 999999}, "没有这个奖项。请重新选择。"),
        ({"scheme": office.scheme.pk, "body_name": "长" * 121}, "机构名称太长，请不超过120个字。"),
    ):
        assert sentence in text_of(client.post(one(account), sent))
    assert [each.name for each in account.groups.all()] == ["大同市 编辑"]
    with pytest.raises(ActionRefused, match="须先选择"):
        assign(account=account, groups=[], scheme=None, body_name=BODY, by=manager)


def test_the_system_group_publishes_nothing(office: Office, manager: Any) -> None:
    client = client_of(manager)
    assert "账号" in text_of(client.get(reverse("wagtailadmin_home")))
    assert client.get(reverse("gongshi:take_in")).status_code == 200
    assert client.get(reverse("gongshi:scheme", args=[office.scheme.pk])).status_code == 200
    for name, pk in (("open_edition", office.scheme.pk),):
        assert client.get(reverse(f"gongshi:{name}", args=[pk])).status_code == 302
