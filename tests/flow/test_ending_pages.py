"""The pages of those who keep the endings: who gets in, that they show numbers and no content, what they record."""

import pytest
from django.test import Client
from django.urls import reverse

from cms import clock
from cms.roles import ROLES, Scope, group_name
from complaints import destruction, keystore
from complaints.models import Case, Disposal, RetentionPeriod
from tests.factories import channel as make
from tests.factories.admin import client_of, text_of
from tests.factories.desk import at_desk
from tests.factories.endings import DUE, archivist, ready, upheld
from tests.factories.offices import make_office, person
from tests.factories.worked_cases import Filed, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

HOME = "/admin/complaints/endings/"


@pytest.fixture
def one() -> Filed:
    return filed(make.open_channel(make_office("datong")))


def test_only_those_who_keep_the_endings_get_in(one: Filed) -> None:
    office, case = make_office("datong"), upheld(one)
    people = {
        role.key: person(
            f"only-{role.key}",
            group_name(office.regulation.city, role.key) if role.scope is Scope.SCHEME else role.label,
        )
        for role in ROLES.values()
    }
    both = person("both", "保密渠道档案管理", group_name(office.regulation.city, "editor"))
    handler = one.channel.hand("office").member.user
    handler.groups.add(archivist().groups.get())
    people |= {"root": person("root", is_superuser=True), "both": both, "handler": handler}
    paths = [HOME, f"{HOME}periods/upheld/", f"{HOME}cases/{case.number}/"]
    let_in = {
        (name, path)
        for name, user in people.items()
        for path in paths
        if client_of(user).get(path).status_code == 200
    }
    assert let_in == {("channel_archivist", path) for path in paths}
    assert Client().get(HOME).status_code == 302


def test_an_ending_from_the_period_to_what_is_left(one: Filed) -> None:
    case, other = upheld(one), filed(one.channel).case
    first, second = client_of(archivist()), client_of(archivist("archivist-2"))
    address = f"{HOME}cases/{case.number}/"
    with clock.at(DUE):
        assert client_of(archivist()).get(f"{HOME}cases/{other.number}/").status_code == 404
        assert first.get(f"{HOME}periods/accepted/").status_code == 404
        assert "要在1" not in text_of(first.get(f"{HOME}periods/upheld/"))
        assert first.post(f"{HOME}periods/upheld/", {"months": "0"}).status_code == 200
        assert not RetentionPeriod.objects.exists()
        assert first.post(f"{HOME}periods/upheld/", {"months": "1"}).status_code == 302
        assert "办结后1个月" in text_of(first.get(HOME))
        assert "登记销毁依据" in text_of(first.get(address))
        assert first.post(address, {"do": "record", "way": "appraised"}).status_code == 200
        given = {"do": "record", "way": "appraised", "reference": "鉴销〔示例〕1号"}
        assert first.post(address, given).headers["Location"] == HOME
        assert "确认销毁" not in text_of(first.get(address))
        assert "由两个人决定" in text_of(first.post(address, {"do": "confirm"}))
        assert Disposal.objects.get().second_by is None
        assert "确认销毁" in text_of(second.get(address))
        assert second.post(address, {"do": "confirm"}).status_code == 302
        assert "可以销毁" in text_of(first.get(address))
        assert first.post(address, {"do": "take_back"}).status_code == 302
        assert not Disposal.objects.exists()
        assert first.post(f"{HOME}periods/upheld/", {"months": ""}).status_code == 302
        assert not RetentionPeriod.objects.exists()
        ready_now = ready(filed(one.channel))
        destruction.destroy(number=ready_now.number, now=DUE)
        page = text_of(first.get(HOME))
    assert ready_now.number in page
    assert "鉴销〔示例〕1号" in page
    assert case.number in page
    assert other.number not in page
    assert not [secret for secret in one.secrets.values() if secret in page]


def test_a_case_that_nobody_can_hold_is_named(one: Filed) -> None:
    """Only its handlers put a hold on it: where all have left, whoever keeps the endings is the only hand there is."""
    case, keeper = ready(one), client_of(archivist())
    paths = [HOME, f"{HOME}cases/{case.number}/"]
    said = ("没有在任人员持有密钥", "没有人能在办案页面暂缓销毁")
    with clock.at(DUE):
        assert not [
            words for path, words in zip(paths, said, strict=True) if words in text_of(keeper.get(path))
        ]
        for hand in one.channel.handlers[case.body]:
            hand.member.user.is_active = False
            hand.member.user.save()
        for path, words in zip(paths, said, strict=True):
            assert words in text_of(keeper.get(path))
        (keystore.keys_folder() / "roots.toml").write_text("[", encoding="utf-8")
        assert case.number in text_of(keeper.get(HOME))


def test_the_pages_run_no_script_and_carry_the_channels_headers() -> None:
    answer = client_of(archivist()).get(reverse("channel_endings:home"))
    assert "<script" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_handler_keeps_a_case_at_the_desk_and_lets_it_go(one: Filed) -> None:
    case = ready(one)
    address = f"/admin/complaints/desk/{case.pk}/hold/"
    handler = at_desk(one.channel.handlers[case.body][0])
    assert address in handler.get(f"/admin/complaints/desk/{case.pk}/").content.decode()
    assert handler.post(address, {"held": "true"}).status_code == 200
    assert handler.post(address, {"reason": "法院调取（示例）。", "held": "true"}).status_code == 302
    assert Case.objects.get(pk=case.pk).hold
    again = handler.post(address, {"reason": "再次（示例）。", "held": "true"})
    assert "有了变化" in text_of(again)
    with clock.at(DUE):
        assert "已暂缓销毁" in text_of(client_of(archivist()).get(HOME))
    assert "解除" in text_of(handler.get(address))
    assert handler.post(address, {"reason": "已归还（示例）。"}).status_code == 302
    assert not Case.objects.get(pk=case.pk).hold
    assert at_desk(one.channel.hand("leading_group")).get(address).status_code == 404
