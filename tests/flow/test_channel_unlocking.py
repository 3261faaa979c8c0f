"""Unlocked keys: what it takes to open them, and everything that shuts them again."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms import clock
from cms.roles import group_name
from complaints import contracts, keystore, masters, vault
from complaints.actions import members, roster, vault_sessions
from complaints.hands import Hand
from complaints.models import VaultSession
from complaints.roots import read_heads
from portal.privacy.cookies import VAULT
from tests.factories import bodies
from tests.factories.admin import text_of
from tests.factories.bodies import AT, PASSPHRASE, digits_of, factor_of
from tests.factories.offices import make_office, person

pytestmark = pytest.mark.django_db

UNLOCK, HOME = "/admin/complaints/keys/unlock/", "/admin/complaints/keys/"


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path) -> None:
    bodies.place_keys(settings, tmp_path)


@pytest.fixture
def member() -> Hand:
    """Somebody with keys."""
    return members.enrol(user=person("holder", "保密渠道成员"), passphrase=PASSPHRASE, now=AT).hand


def logged_in(member: Hand) -> Client:
    client = Client()
    client.force_login(member.member.user)
    return client


def unlocked(member: Hand) -> Client:
    """A client whose keys were unlocked on the page, as a person does it."""
    client = logged_in(member)
    answer = client.post(
        UNLOCK, {"digits": digits_of(factor_of(member.member.user)), "passphrase": PASSPHRASE}
    )
    assert answer.headers["Location"] == HOME, text_of(answer)
    return client


def keys_seen(client: Client, **changes: Any) -> Hand | None:
    """What `keys_of` says to the next request of this client."""
    request: HttpRequest = RequestFactory().get(HOME)
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()} | changes
    request.session = client.session
    response = client.get(HOME)
    request.user = response.wsgi_request.user
    return vault_sessions.keys_of(request)


def test_unlocking_leads_back_to_what_was_asked_for_and_the_session_names_no_case(member: Hand) -> None:
    client, case = logged_in(member), uuid.uuid4()
    for asked, back in (
        (reverse("channel_keys:interests"), reverse("channel_keys:interests")),
        (reverse("channel_keys:request", args=[case]), reverse("channel_keys:requests")),
        (reverse("channel_desk:identity", args=[case]), reverse("channel_desk:list")),
        (UNLOCK, HOME),
    ):
        assert client.get(asked).status_code == (200 if asked == UNLOCK else 302), asked
        assert case.hex not in str(dict(client.session)).replace("-", "")
        typed = {"passphrase": PASSPHRASE}
        if asked == reverse("channel_keys:interests"):
            typed["digits"] = digits_of(factor_of(member.member.user))
        assert client.post(UNLOCK, typed).headers["Location"] == back
        client.post(reverse("channel_keys:lock"))


def test_the_page_unlocks_for_this_log_in_and_hands_over_only_a_token(member: Hand) -> None:
    client = unlocked(member)
    cookie = client.cookies[VAULT]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"], cookie["max-age"]) == (
        True,
        True,
        "Strict",
        "",
    )
    seen = keys_seen(client)
    assert seen is not None
    assert seen.keys == member.keys
    row = VaultSession.objects.get()
    assert member.keys.master not in bytes(row.blob)
    assert bytes.fromhex(cookie.value) not in bytes(row.blob)
    assert row.pk != cookie.value


def test_unlocking_notes_the_head_that_a_killed_change_of_a_roster_did_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second, _third = bodies.body("datong.office").hands
    with monkeypatch.context() as patch:
        patch.setattr(roster, "write_head", lambda *args, **more: None)
        roster.propose(body="datong.office", action="remove", by=first, subject=second.member, now=AT)
    assert read_heads(keystore.keys_folder())["datong.office"].seq == 2
    unlocked(first)
    assert read_heads(keystore.keys_folder())["datong.office"].seq == 3


def test_without_the_second_factor_nothing_opens_and_a_used_step_is_refused(member: Hand) -> None:
    client, device = logged_in(member), factor_of(member.member.user)
    digits = digits_of(device)
    assert not client.post(UNLOCK, {"passphrase": PASSPHRASE}).headers.get("Location")
    wrong = client.post(UNLOCK, {"digits": digits, "passphrase": "not the passphrase"})
    assert "口令不对" in text_of(wrong)
    other = logged_in(member)  # the digits were right and are used up, in whichever browser
    replayed = other.post(UNLOCK, {"digits": digits, "passphrase": PASSPHRASE})
    assert "动态口令不对" in text_of(replayed)
    assert not VaultSession.objects.exists()
    assert client.post(UNLOCK, {"passphrase": PASSPHRASE}).headers["Location"] == HOME


def test_a_wrong_code_slows_the_next_one_down(member: Hand) -> None:
    client, device = logged_in(member), factor_of(member.member.user)
    right = digits_of(device)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    client.post(UNLOCK, {"digits": wrong, "passphrase": PASSPHRASE})
    assert "动态口令不对" in text_of(client.post(UNLOCK, {"digits": right, "passphrase": PASSPHRASE}))


def test_a_stolen_cookie_opens_nothing_elsewhere(member: Hand, settings: Any, tmp_path: Path) -> None:
    """Neither in another log-in, nor with the whole database where the installation's file is not."""
    client = unlocked(member)
    token = client.cookies[VAULT].value
    thief = bodies.verified(Client(), member.member.user)
    thief.cookies[VAULT] = token
    assert keys_seen(thief) is None
    row, raw = VaultSession.objects.get(), bytes.fromhex(token)
    assert vault.derive(raw, vault.Label.SESSION_ID).hex() == row.pk
    contract = contracts.vault_session(row.pk, row.session_digest)
    other = vault.Installation.create(tmp_path / "other.key")
    for salt in (None, other.session_salt):
        with pytest.raises(vault.Refused):
            vault.open_field(bytes(row.blob), vault.derive(raw, vault.Label.SESSION_KEY, salt=salt), contract)
    right = keystore.installation().session_salt
    assert vault.open_field(bytes(row.blob), vault.derive(raw, vault.Label.SESSION_KEY, salt=right), contract)


def test_the_password_reset_of_a_superuser_opens_nothing(member: Hand) -> None:
    client = unlocked(member)
    user = member.member.user
    user.set_password("chosen-by-the-superuser")
    user.save()
    assert not VaultSession.objects.exists()
    assert client.get(HOME).status_code == 302  # logged out
    root = logged_in(member)
    assert "动态口令不对" in text_of(root.post(UNLOCK, {"digits": "000000", "passphrase": PASSPHRASE}))
    TOTPDevice.objects.all().delete()  # and with a phone of his own
    device = TOTPDevice.objects.create(user=user, name="channel", confirmed=True)
    answer = root.post(UNLOCK, {"digits": digits_of(device), "passphrase": "chosen-by-the-superuser"})
    assert "口令不对" in text_of(answer)


@pytest.mark.parametrize(
    "how", ["lock", "logout", "passphrase", "closed", "role", "removed", "idle", "restored"]
)
def test_it_is_locked_again(member: Hand, how: str) -> None:
    client, user = unlocked(member), member.member.user
    later = dt.timedelta(0)
    if how == "lock":
        client.post(reverse("channel_keys:lock"))
    elif how == "logout":
        client.post(reverse("wagtailadmin_logout"))
    elif how == "passphrase":
        members.change_passphrase(
            member=member.member, passphrase=PASSPHRASE, new="yezi ganlan kuaile shitou", now=AT
        )
    elif how == "closed":
        user.is_active = False
        user.save()
    elif how == "role":
        person("holder", group_name(make_office("datong").regulation.city, "publisher"))
    elif how == "removed":
        vault_sessions.lock_member(member=member.member)
    elif how == "restored":
        assert vault_sessions.lock_everything() == 1
    else:
        later = vault_sessions.IDLE + dt.timedelta(seconds=1)
    with clock.at(clock.now() + later):
        assert (
            keys_seen(client) is None
            if how not in {"logout", "closed"}
            else not VaultSession.objects.exists()
        )


def test_eight_hours_are_the_most_however_busy(member: Hand) -> None:
    client, start = unlocked(member), clock.now()
    minutes = 0
    while minutes < 8 * 60 - 10:
        minutes += 10
        VaultSession.objects.update(idle_until=start + dt.timedelta(minutes=minutes, seconds=30))
        with clock.at(start + dt.timedelta(minutes=minutes)):
            if minutes % 120 == 0 or minutes > 8 * 60 - 20:
                assert keys_seen(client) is not None, minutes
    with clock.at(start + vault_sessions.ABSOLUTE):
        assert keys_seen(client) is None


def test_a_sheet_opens_once_and_the_lost_phone_is_forgotten(member: Hand) -> None:
    user = member.member.user
    client = unlocked(member)
    answer = client.post(reverse("channel_keys:sheet"))
    first = "".join(g for line in answer.context["lines"] for g in line)
    data = {"typed": first, "new": "yezi ganlan kuaile shitou", "again": "yezi ganlan kuaile shitou"}
    shown = client.post(reverse("channel_keys:recover"), {**data, "forget_factor": "on"})
    second = "".join(g for line in shown.context["lines"] for g in line)
    assert first != second
    assert not TOTPDevice.objects.filter(user=user).exists()
    assert not VaultSession.objects.exists()
    member.member.refresh_from_db()
    assert masters.open_by_passphrase(member.member, "yezi ganlan kuaile shitou") == member.keys
    assert masters.open_by_sheet(member.member, second) == member.keys
    assert "用过的恢复单已经作废" in text_of(client.post(reverse("channel_keys:recover"), data))


@pytest.mark.parametrize(
    ("passphrase", "says"),
    [("tooshort!", "14"), ("ababababababababab", "重复"), ("the log-in password", "登录密码")],
)
def test_weak_passphrases_are_refused_with_the_reason(passphrase: str, says: str) -> None:
    user = person("fresh", "保密渠道成员")
    user.set_password("the log-in password")
    user.save()
    client = Client()
    client.force_login(user)
    answer = client.post(reverse("channel_keys:enrol"), {"new": passphrase, "again": passphrase})
    assert says in text_of(answer)
    assert passphrase not in answer.content.decode()
