"""The pages of those who hold keys: who gets in, what they show, and that only sending changes anything."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cms.roles import HOLD_KEYS, ROLES, Scope, group_name
from complaints.actions import interests, roster, vault_sessions
from complaints.hands import Hand
from complaints.models import InterestDeclaration, Member, RosterProposal, RosterRow
from complaints.rosters import declared_by, rosters_of
from portal.privacy.cookies import VAULT
from tests.factories import bodies
from tests.factories.admin import text_of
from tests.factories.bodies import AT, PASSPHRASE, digits_of, factor_of
from tests.factories.channel import new_member
from tests.factories.offices import make_office, person
from tests.permission_table.render import keys_views

pytestmark = pytest.mark.django_db

BODY = "datong.office"
HOME = "/admin/complaints/keys/"


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path) -> None:
    bodies.place_keys(settings, tmp_path)


def at_work(hand: Hand) -> Client:
    """A client of this member with unlocked keys."""
    client = Client()
    client.force_login(hand.member.user)
    digits = digits_of(factor_of(hand.member.user))
    answer = client.post(f"{HOME}unlock/", {"digits": digits, "passphrase": PASSPHRASE})
    assert answer.headers["Location"] == HOME
    return client


def everything() -> dict[str, int]:
    """How many rows every table of the channel and of the second factor has."""
    labels = ("complaints", "otp_totp")
    return {
        m.__name__: m.objects.count() for label in labels for m in apps.get_app_config(label).get_models()
    }  # type: ignore[attr-defined]


def test_every_role_is_shut_out_but_that_of_members_and_no_get_changes_anything() -> None:
    office = make_office("datong")
    founded = bodies.body(BODY)
    first, second = founded.hands[:2]
    new = new_member("newcomer")
    proposal = roster.propose(
        body=BODY, action="add", by=first, subject=new.member, role="handler", now=AT
    ).proposal
    assert proposal is not None
    given = {
        "body": BODY,
        "member_id": second.member.pk,
        "proposal_id": proposal.pk,
        "ask_id": proposal.pk,
    }

    def addresses() -> list[tuple[str, str]]:
        return [
            (
                name,
                reverse(
                    f"channel_keys:{name}", kwargs={k: v for k, v in given.items() if f":{k}>" in address}
                ),
            )
            for name, address, _view in keys_views()
        ]

    for role in ROLES.values():
        name = group_name(office.regulation.city, role.key) if role.scope is Scope.SCHEME else role.label
        stranger = Client()
        stranger.force_login(person(f"only-{role.key}", name))
        if HOLD_KEYS not in role.models:
            for _name, url in addresses():
                assert stranger.get(url).headers["Location"] == reverse("wagtailadmin_home"), (role.key, url)
    root = Client()
    root.force_login(person("root", is_superuser=True))
    for name, url in addresses():
        assert root.get(url).headers["Location"] == reverse("wagtailadmin_home"), name
        assert root.post(url).headers["Location"] == reverse("wagtailadmin_home"), name
    client = at_work(first)
    before = everything()
    shown = {}
    for name, url in addresses():
        answer = client.get(url)
        shown[name] = answer.status_code
        assert answer.headers["Cache-Control"] == "no-store", name
        assert answer.status_code == 404 or "script" not in answer.content.decode().lower(), name
    assert everything() == before
    refused = {"enrol", "factor"}  # both are done already
    assert {name for name, status in shown.items() if status == 302} == refused
    posts = {"lock", "refuse", "mail"}
    assert {name for name, status in shown.items() if status == 405} == posts
    elsewhere = {"request", "aside"}  # nobody is asked anything here
    assert {name for name, status in shown.items() if status == 404} == elsewhere
    assert {status for name, status in shown.items() if name not in refused | elsewhere | posts} == {200}


def test_somebody_comes_in_from_the_group_to_the_roster() -> None:
    first, second, _third = bodies.body(BODY).hands
    user = person("newcomer", "保密渠道成员")
    client = Client()
    client.force_login(user)
    assert "设立我的密钥" in text_of(client.get(HOME))
    sheet = client.post(f"{HOME}enrol/", {"new": PASSPHRASE, "again": PASSPHRASE})
    assert sheet.status_code == 200
    assert "只显示这一次" in text_of(sheet)
    member = Member.objects.get(user=user)
    begun = client.post(f"{HOME}factor/")
    assert b"<svg" in begun.content
    assert b"style=" not in begun.content
    device = begun.context["device"]
    assert "".join(begun.context["secret"].split()) in device.config_url
    client.post(f"{HOME}factor/", {"digits": digits_of(device)})
    device.refresh_from_db()
    assert device.confirmed
    fingerprint = client.get(HOME).context["fingerprint"]

    adding, signing = at_work(first), at_work(second)
    url = reverse("channel_keys:add", args=[BODY])
    page = adding.get(url)
    assert fingerprint[-9:] not in page.content.decode()  # it must come from the person, not from this page
    data = {"member": member.pk.hex, "role": "custodian"}
    wrong = adding.post(url, {**data, "compared": "0000 0000 0000 0000"})
    assert "与系统中的指纹不一致" in text_of(wrong)
    end = " ".join(fingerprint.split(" ")[-4:]).upper()
    adding.post(url, {**data, "compared": end})
    proposal = RosterProposal.objects.get()
    assert "等待签名" in text_of(signing.get(HOME))
    signing.post(reverse("channel_keys:sign", args=[proposal.pk]), {"compared": end})
    assert member.pk.hex in {seat.member for seat in rosters_of([BODY])[BODY].seats}
    before = text_of(client.get(HOME))
    assert "已在机构的名册上" not in before
    assert BODY not in before  # a password and a phone say nothing of bodies and colleagues
    client.post(f"{HOME}unlock/", {"passphrase": PASSPHRASE})
    after = text_of(client.get(HOME))
    assert "已在机构的名册上" in after
    assert BODY in after


def test_another_bodys_roster_and_proposals_do_not_exist_for_a_member() -> None:
    first = bodies.body(BODY, "handler", "handler", "handler").hands[0]
    other = bodies.body("datong.group", "handler", "handler").hands[0]
    new = new_member("newcomer")
    proposal = roster.propose(
        body=BODY, action="add", by=first, subject=new.member, role="handler", now=AT
    ).proposal
    assert proposal is not None
    client = at_work(other)
    for url in (
        reverse("channel_keys:add", args=[BODY]),
        reverse("channel_keys:add", args=["nowhere.office"]),
        reverse("channel_keys:remove", args=[BODY, first.member.pk]),
        reverse("channel_keys:sign", args=[proposal.pk]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    assert client.post(reverse("channel_keys:refuse", args=[proposal.pk])).status_code == 404
    assert RosterProposal.objects.filter(pk=proposal.pk).exists()
    assert BODY not in text_of(client.get(HOME))


def test_the_page_warns_of_rows_that_do_not_verify_and_of_a_roster_cut_short() -> None:
    first, second, _third = bodies.body(BODY).hands
    client = at_work(first)
    assert "没有通过核验" not in text_of(client.get(HOME))
    RosterRow.objects.create(body=BODY, seq=9, document="{}", day=AT.date())
    assert "第 9 条没有通过核验" in text_of(client.get(HOME))
    Member.objects.filter(pk=second.member.pk).update(sign_public=bytes(32))
    assert "数据库里的密钥与名册不符" in text_of(client.get(HOME))
    RosterRow.objects.filter(body=BODY, seq=2).delete()
    assert "已停止收件" in text_of(client.get(HOME))


def test_interests_are_signed_by_the_member_and_nobody_else_writes_them() -> None:
    hand = bodies.body(BODY).hands[0]
    client = at_work(hand)
    url = reverse("channel_keys:interests")
    wrong = client.post(url, {"organisations": "某厂 91140000000000000X", "units": ""})
    assert "有误" in text_of(wrong)
    client.post(
        url, {"organisations": "示例制造有限公司（示例）\n", "units": "质量处（示例）\n质量处（示例）"}
    )
    declared = interests.read_declaration(hand)
    assert [each.name for each in declared.organisations] == ["示例制造有限公司（示例）"]
    assert declared.units == ("质量处（示例）",)
    row = InterestDeclaration.objects.get()
    InterestDeclaration.objects.create(
        member=hand.member,
        seq=1,
        document='{"organisations":[],"units":[]}',
        signature=row.signature,
        day=row.day,
    )
    assert interests.read_declaration(hand) == declared
    assert declared_by([hand.code])[hand.code].units


def test_locking_clears_the_cookie_and_a_removed_member_is_locked_out() -> None:
    first, second, _third = bodies.body(BODY).hands
    client, other = at_work(first), at_work(second)
    client.post(reverse("channel_keys:remove", args=[BODY, second.member.pk]), {"known": "on"})
    locked = other.get(reverse("channel_keys:interests"))
    assert locked.headers["Location"] == reverse("channel_keys:unlock")
    answer = client.post(reverse("channel_keys:lock"))
    assert answer.cookies[VAULT]["max-age"] == 0
    assert vault_sessions.lock_everything() == 0


def test_a_house_too_busy_says_so_and_keeps_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    hand = bodies.body(BODY).hands[0]
    client = bodies.verified(Client(), hand.member.user)

    def busy(name: str) -> Any:
        from portal.privacy.limits import Busy

        raise Busy

    monkeypatch.setattr("complaints.members.base.slot", busy)
    answer = client.post(f"{HOME}unlock/", {"passphrase": PASSPHRASE})
    assert answer.status_code == 503
    assert PASSPHRASE not in answer.content.decode()
