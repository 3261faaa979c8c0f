"""What the doctor finds in the confidential channel: nothing where all is well, and each thing that is not, by name."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from cms import clock
from cms.models import ContactChannel
from cms.roles import group_name
from complaints import daily_heads, doctor_checks, doctor_key_checks, keystore
from complaints.actions import roster
from complaints.doctor_checks import file_system_of
from complaints.hands import Hand
from complaints.models import Case, CaseState, KeyWrap, Member, RosterRow
from complaints.roots import HEADS, ROOTS, write_head, write_route
from portal.demo_accounts import address_of
from portal.doctor import Level, examine
from tests.factories.bodies import factor_of
from tests.factories.channel import ChannelOffice, file_report, open_channel, report
from tests.factories.offices import DEFAULT_AT, Office, make_office, person

pytestmark = pytest.mark.django_db

OFFICE = "datong.office"


def found() -> dict[str, list[str]]:
    """What the checks of the channel say, by check."""
    said: dict[str, list[str]] = {}
    for name, finding in examine():
        if name.startswith("channel-"):
            said.setdefault(name, []).append(f"{finding.level.value}: {finding.message}")
    return said


@pytest.fixture
def office() -> Office:
    return make_office("datong")


@pytest.fixture
def channel(channel_folders: Path, office: Office) -> ChannelOffice:
    """A channel with which everything is well, and a case in it."""
    channel = open_channel(office)
    for member in Member.objects.select_related("user"):
        factor_of(member.user)
    (channel_folders / "evidence").mkdir(mode=0o700)
    file_report(report("datong"))
    daily_heads.sign(now=clock.now())
    return channel


def test_an_installation_without_a_city_is_told_nothing(channel_folders: Path) -> None:
    assert found() == {}


def test_a_city_whose_channel_was_never_founded_is_told_each_step(
    channel_folders: Path, office: Office
) -> None:
    said = found()
    assert set(said) == {"channel-keys", "channel-routes", "channel-bodies"}
    assert all("还没有设立" in line for line in said["channel-bodies"])


def _role(first: Hand, second: Hand, office: Office) -> None:
    person(first.member.user.username, group_name(office.regulation.city, "approver"))


def _closed(first: Hand, second: Hand, office: Office) -> None:
    first.member.user.is_active = False
    first.member.user.save()


def _removed(first: Hand, second: Hand, office: Office) -> None:
    roster.propose(body=OFFICE, action="remove", by=first, subject=second.member, now=DEFAULT_AT)


def _rolled_back(first: Hand, second: Hand, office: Office) -> None:
    _removed(first, second, office)
    RosterRow.objects.filter(body=OFFICE).order_by("-seq").first().delete()  # type: ignore[union-attr]


def _head_behind(first: Hand, second: Hand, office: Office) -> None:
    """The server was killed before it noted the newest entry."""
    entry = roster.readable_entries(OFFICE)[0]
    write_head(keystore.keys_folder(), OFFICE, seq=entry.seq, digest=entry.digest(), anew=True)


def _forged(first: Hand, second: Hand, office: Office) -> None:
    RosterRow.objects.create(body=OFFICE, seq=99, document="{}", day=DEFAULT_AT.date())


def _custodians(count: int) -> Callable[[Hand, Hand, Office], None]:
    def leave(first: Hand, second: Hand, office: Office) -> None:
        custodians = Member.objects.filter(user__username__contains="-custodian-").order_by("user__username")
        for member in custodians[count:]:
            member.user.is_active = False
            member.user.save()

    return leave


def _rerouted(first: Hand, second: Hand, office: Office) -> None:
    write_route(keystore.keys_folder(), "datong", "complaint", [OFFICE, "datong.elsewhere"])


def _demo(first: Hand, second: Hand, office: Office) -> None:
    first.member.user.email = address_of("demo")
    first.member.user.save()


def _shred_gone(first: Hand, second: Hand, office: Office) -> None:
    for path in keystore.shred_store().folder.glob(f"{Case.objects.get().pk.hex}.*"):
        path.unlink()


def _left_behind(first: Hand, second: Hand, office: Office) -> None:
    """The file of an earlier key; the checks run as if hours had gone by since (`_hours_later`)."""
    keystore.shred_store().write(Case.objects.get().pk, 7)


@pytest.fixture(autouse=True)
def _hours_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_key_checks, "AGE", dt.timedelta(hours=-2))


BROKEN: dict[str, tuple[Callable[[Hand, Hand, Office], Any], dict[str, str]]] = {
    "no key": (
        lambda *_: (keystore.keys_folder() / keystore.INSTALLATION_KEY).unlink(),
        {"channel-keys": "没有保密渠道的安装密钥"},
    ),
    "key open to others": (
        lambda *_: (keystore.keys_folder() / keystore.INSTALLATION_KEY).chmod(0o644),
        {"channel-keys": "对其他用户可读"},
    ),
    "roots open to others": (
        lambda *_: (keystore.keys_folder() / ROOTS).chmod(0o666),
        {"channel-keys": "对其他用户开放"},
    ),
    "roots unreadable": (
        lambda *_: (keystore.keys_folder() / ROOTS).write_text("bodies = 1"),
        {"channel-roots": "读不出或内容有误"},
    ),
    "heads gone": (
        lambda *_: (keystore.keys_folder() / HEADS).unlink(),
        {"channel-bodies": "对不上", "channel-cases": "没有在任的受理人员"},
    ),
    "rolled back": (
        _rolled_back,
        {"channel-bodies": "比本机写入过的短", "channel-cases": "没有在任的受理人员"},
    ),
    "head behind": (_head_behind, {"channel-heads": "没有在本机登记"}),
    "forged": (_forged, {"channel-bodies": "第 99 条没有通过核验"}),
    "one handler": (_removed, {"channel-bodies": "只有1名能够办理", "channel-rekey": "1件案件因人员变动"}),
    "publishing role": (_role, {"channel-members": "不能同时持有", "channel-bodies": "只有1名能够办理"}),
    "closed account": (_closed, {"channel-members": "已停用", "channel-bodies": "只有1名能够办理"}),
    "two custodians": (_custodians(2), {"channel-custodians": "warning", "channel-members": "已停用"}),
    "one custodian": (
        _custodians(1),
        {"channel-custodians": "不能接收实名举报", "channel-members": "已停用"},
    ),
    "no factor": (
        lambda first, *_: factor_of(first.member.user).delete(),
        {"channel-members": "没有设置动态口令"},
    ),
    "rerouted": (_rerouted, {"channel-routes": "与本机登记的不同"}),
    "no post": (
        lambda *_: ContactChannel.objects.filter(kind__in=["post", "desk"]).delete(),
        {"channel-post": "没有公布通信地址"},
    ),
    "demo member": (_demo, {"channel-demo": "口令是公开的"}),
    "shred file gone": (_shred_gone, {"channel-cases": "密钥文件不在"}),
    "changed keys": (lambda *_: KeyWrap.objects.update(stale=True), {"channel-rekey": "1件案件因人员变动"}),
    "old shred file": (_left_behind, {"channel-old-keys": "1个更换前的密钥文件"}),
    "nobody holds it": (lambda *_: KeyWrap.objects.all().delete(), {"channel-cases": "没有在任的受理人员"}),
    "nobody holds a withdrawn one": (
        lambda *_: (KeyWrap.objects.all().delete(), Case.objects.update(state=CaseState.WITHDRAWN)),
        {"channel-cases": "没有在任的受理人员"},
    ),
    "no evidence folder": (
        lambda *_: (keystore.keys_folder().parent / "evidence").rmdir(),
        {"channel-folders": "不存在"},
    ),
    "shred folder open": (
        lambda *_: keystore.shred_store().folder.chmod(0o755),
        {"channel-folders": "对其他用户开放"},
    ),
}


def test_each_thing_that_is_wrong_is_named_and_nothing_else(
    channel: ChannelOffice, office: Office, channel_folders: Path
) -> None:
    assert found() == {}
    first, second = channel.handlers[OFFICE][:2]
    kept = channel_folders.with_name(f"{channel_folders.name}-kept")
    shutil.copytree(channel_folders, kept)
    for what, (break_it, expected) in BROKEN.items():
        place = transaction.savepoint()
        break_it(first, second, office)
        said = found()
        assert set(said) == set(expected), (what, said)
        for name, words in expected.items():
            assert any(words in line for line in said[name]), (what, said)
        transaction.savepoint_rollback(place)
        for hand in (first, second):
            hand.member.refresh_from_db()
        shutil.rmtree(channel_folders)
        shutil.copytree(kept, channel_folders)


def test_a_route_with_one_body_and_a_memory_disk_are_errors(
    channel: ChannelOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from complaints import pinning

    whole = pinning.routes_now("datong")

    def cut(city: str) -> Any:
        kinds = whole.items()
        return {kind: type(route)(route.kind, route.lines[:1]) for kind, route in kinds}

    monkeypatch.setattr(pinning, "routes_now", cut)
    monkeypatch.setattr(doctor_checks, "file_system_of", lambda folder: "tmpfs")
    said = found()
    assert any("只有一个机构" in line for line in said["channel-routes"])
    assert all("tmpfs" in line for line in said["channel-folders"])
    assert all(line.startswith(Level.ERROR.value) for line in said["channel-folders"])


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    table.write_text(f"/dev/x / ext4 rw 0 0\nnone {tmp_path}/a tmpfs rw 0 0\n")
    assert file_system_of(inner, table) == "tmpfs"
    assert file_system_of(tmp_path, table) == "ext4"
    assert file_system_of(tmp_path, tmp_path / "none") == ""
