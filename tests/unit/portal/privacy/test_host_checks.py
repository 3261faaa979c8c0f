"""What the doctor asks of the machine."""

import logging
import resource
from pathlib import Path

import pytest
from django.conf import LazySettings

from portal import doctor
from portal.doctor import Level
from portal.privacy import host_checks
from tests.servers.nginx import SITE

SWAPS = """Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority
/dev/dm-1                               partition\t999420\t\t0\t\t-2
/swap\\040file                           file\t\t999420\t\t0\t\t-3
"""


def test_the_checks_are_registered() -> None:
    assert {"swap", "core", "channel_door", "channel_logs", "channel_proxy"} <= set(doctor.names())


def test_swap(settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(host_checks, "SWAPS", tmp_path / "swaps")
    monkeypatch.setattr(host_checks, "BLOCK_DEVICES", tmp_path / "block")
    assert list(host_checks.memory_is_not_swapped_in_the_clear()) == []
    (tmp_path / "swaps").write_text(SWAPS)
    device = tmp_path / "block" / "dm-1" / "dm"
    device.mkdir(parents=True)
    (device / "uuid").write_text("LVM-abc\n")
    found = list(host_checks.memory_is_not_swapped_in_the_clear())
    assert [finding.level for finding in found] == [Level.ERROR, Level.ERROR]
    (device / "uuid").write_text("CRYPT-PLAIN-swap\n")
    (finding,) = host_checks.memory_is_not_swapped_in_the_clear()
    assert "/swap\\040file" in finding.message
    settings.DEVELOPMENT = True
    assert list(host_checks.memory_is_not_swapped_in_the_clear()) == []


def test_compressed_memory_is_no_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(host_checks, "BLOCK_DEVICES", tmp_path)
    assert host_checks.is_encrypted("/dev/zram0")
    (tmp_path / "zram0").mkdir()
    (tmp_path / "zram0" / "backing_dev").write_text("/dev/sda3\n")
    assert not host_checks.is_encrypted("/dev/zram0")


def test_dumps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pattern = tmp_path / "core_pattern"
    monkeypatch.setattr(host_checks, "CORE_PATTERN", pattern)
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (0, 0))
    for quiet in ("core\n", "|/usr/lib/systemd/systemd-coredump %P\n"):
        pattern.write_text(quiet)
        assert list(host_checks.memory_is_not_dumped()) == []
    pattern.write_text("|/usr/share/apport/apport -p%p\n")
    (finding,) = host_checks.memory_is_not_dumped()
    assert "apport" in finding.message
    monkeypatch.setattr(
        resource, "getrlimit", lambda _which: (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    )
    assert len(list(host_checks.memory_is_not_dumped())) == 2


def test_the_door(settings: LazySettings) -> None:
    settings.CHANNEL_PLAIN_HOSTS = ("localhost", "127.0.0.1", "[::1]")
    assert list(host_checks.channel_can_open()) == []
    settings.CHANNEL_PLAIN_HOSTS = ("localhost", "gongshi.example.cn")
    settings.CANONICAL_ORIGIN = "http://gongshi.example.cn"
    assert len(list(host_checks.channel_can_open())) == 2


def test_logs(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(host_checks.logs_are_quiet()) == []
    mail = {"class": "django.utils.log.AdminEmailHandler"}
    settings.LOGGING = {"handlers": {**settings.LOGGING["handlers"], "mail": mail}}
    monkeypatch.setattr(logging.getLogger("django.db.backends"), "level", logging.DEBUG)
    monkeypatch.setattr(
        logging.root.manager, "disable", logging.NOTSET
    )  # another test may have silenced everything
    monkeypatch.setattr(logging.getLogger("django.db.backends"), "disabled", False)
    logging.getLogger("django.db.backends").manager._clear_cache()
    try:
        assert len(list(host_checks.logs_are_quiet())) == 3
    finally:
        monkeypatch.undo()
        logging.getLogger("django.db.backends").manager._clear_cache()


def test_the_site_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(host_checks, "NGINX", tmp_path)
    folder = tmp_path / "sites-enabled"
    folder.mkdir()
    shipped = SITE.read_text(encoding="utf-8")
    (folder / "gongshi").write_text(shipped, encoding="utf-8")
    assert list(host_checks.proxy_keeps_nothing()) == []
    (folder / "gongshi").write_text(shipped.replace("request_buffering off", "request_buffering on"))
    assert len(list(host_checks.proxy_keeps_nothing())) == 1
    monkeypatch.setattr(host_checks, "NGINX", tmp_path / "none")
    assert list(host_checks.proxy_keeps_nothing()) == []
