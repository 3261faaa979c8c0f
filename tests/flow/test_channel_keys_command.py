"""`manage.py keys`: what an operator types on the day a channel is founded, and what is refused."""

import getpass
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from complaints import keystore, masters
from complaints.models import Member, RosterRow
from complaints.roots import read_roots, write_route
from tests.factories import bodies
from tests.factories.offices import make_office, person

pytestmark = pytest.mark.django_db

FIRST, SECOND = "ganlan shitou yezi kuaile", "kuaile yezi shitou ganlan"


def keys(*args: str) -> str:
    out = StringIO()
    call_command("keys", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str], list[str]], None]:
    """Let somebody sit at the terminal: lines they type, and passphrases that are not shown."""

    def sit(lines: list[str], secrets: list[str]) -> None:
        shown, hidden = iter(lines), iter(secrets)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda _question="": _next(shown))
        monkeypatch.setattr(getpass, "getpass", lambda _question="": _next(hidden))

    return sit


def _next(answers: Iterator[str]) -> str:
    answer = next(answers)
    if answer == "^C":
        raise KeyboardInterrupt
    return answer


def test_the_key_is_made_once_and_kept_private(channel_folders: Path) -> None:
    said = keys("init")
    path = keystore.keys_folder() / keystore.INSTALLATION_KEY
    before = path.read_bytes()
    assert keystore.installation().fingerprint in said
    assert path.stat().st_mode & 0o777 == 0o600
    assert (channel_folders / "shred").stat().st_mode & 0o777 == 0o700
    with pytest.raises(CommandError, match="没有改动"):
        keys("init")
    assert path.read_bytes() == before
    path.chmod(0o640)
    with pytest.raises(CommandError, match="chmod 600"):
        keys("show")


def test_two_people_found_a_body_at_the_terminal(
    channel_folders: Path, typed: Callable[[list[str], list[str]], None]
) -> None:
    keys("init")
    for name in ("first", "second"):
        person(name, "保密渠道成员")
    person("root", is_superuser=True)
    typed(
        ["nobody", "root", "first", "3", "1", "", "first", "second", "2", "", *[""] * 4],
        ["too short", FIRST, SECOND, FIRST, FIRST, SECOND, SECOND],
    )
    said = keys("found", "datong.office", "--name", "领导小组办公室（示例）")
    for expected in ("没有账号“nobody”", "最高权限", "两次输入的口令不一样", "还不够", "不能设立两次"):
        assert expected in said
    pinned = read_roots(keystore.keys_folder()).bodies["datong.office"]
    assert (pinned.name, pinned.root.hex() in said) == ("领导小组办公室（示例）", True)
    for name, passphrase in (("first", FIRST), ("second", SECOND)):
        member = Member.objects.get(user__username=name)
        opened = masters.open_by_passphrase(member, passphrase)
        assert opened.fingerprint in said
    sheet = said.partition("密钥恢复单 · first")[2].splitlines()[1:3]
    first = Member.objects.get(user__username="first")
    assert masters.open_by_sheet(first, "".join(sheet)).kem_public == bytes(first.kem_public)
    assert "已通过核验" in keys("verify")
    assert pinned.root.hex() in keys("show")


def test_a_founding_broken_off_leaves_nothing(
    channel_folders: Path, typed: Callable[[list[str], list[str]], None]
) -> None:
    keys("init")
    person("first", "保密渠道成员")
    typed(["first", "1", "", "^C"], [FIRST, FIRST])
    with pytest.raises(CommandError, match="没有写入"):
        keys("found", "datong.office")
    assert not Member.objects.exists()
    assert read_roots(keystore.keys_folder()).bodies == {}


def test_passphrases_are_not_read_from_a_pipe(channel_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys("init")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(CommandError, match="终端"):
        keys("found", "datong.office")


def test_routes_are_pinned_after_they_were_read(
    channel_folders: Path, typed: Callable[[list[str], list[str]], None]
) -> None:
    make_office("datong")
    keys("init")
    typed([""], [])
    with pytest.raises(CommandError, match="没有登记"):
        keys("pin", "datong")
    assert read_roots(keystore.keys_folder()).routes == {}
    typed(["datong"], [])
    said = keys("pin", "datong")
    assert "datong.office" in said
    routes = read_roots(keystore.keys_folder()).routes
    assert set(routes) == {("datong", "objection"), ("datong", "complaint")}
    assert len(routes["datong", "objection"]) >= 2
    assert "没有改动" in keys("pin", "datong")
    write_route(keystore.keys_folder(), "datong", "complaint", ["datong.elsewhere", "datong.office"])
    assert "datong.elsewhere" in keys("pin", "datong", "--yes")
    assert read_roots(keystore.keys_folder()).routes == routes
    with pytest.raises(CommandError, match="没有代号"):
        keys("pin", "nowhere")


def test_verify_names_what_was_forged(settings: Any, tmp_path: Path) -> None:
    bodies.place_keys(settings, tmp_path)
    bodies.body("datong.office")
    RosterRow.objects.create(body="datong.office", seq=7, document="{}", day=bodies.AT.date())
    RosterRow.objects.create(body="datong.other", seq=0, document="{}", day=bodies.AT.date())
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("keys", "verify", stdout=out)
    assert "第 7 条没有通过核验" in out.getvalue()
    assert "datong.other" in out.getvalue()
