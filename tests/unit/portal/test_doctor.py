"""The doctor names what is wrong and what to do, and one broken check hides no other."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from portal import doctor, installation_checks
from portal.demo_accounts import address_of
from portal.doctor import Finding, Level


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, doctor.Check]:
    """An empty registry of checks."""
    empty: dict[str, doctor.Check] = {}
    monkeypatch.setattr(doctor, "_checks", empty)
    return empty


def diagnosis() -> tuple[int, str]:
    """Exit status and output of the command."""
    output = io.StringIO()
    try:
        call_command("doctor", stdout=output)
    except SystemExit as end:
        return int(str(end.code)), output.getvalue()
    return 0, output.getvalue()


def test_the_first_checks_are_registered() -> None:
    assert {
        "debug", "secret", "hosts", "origin", "folders", "queue", "migrations", "accounts", "calendar",
    } <= set(doctor.names())  # fmt: skip


@pytest.mark.usefixtures("registry")
def test_nothing_found() -> None:
    doctor.check("quiet")(list)
    assert diagnosis() == (0, "未发现问题（已检查 1 项）。\n")


@pytest.mark.usefixtures("registry")
def test_one_line_for_each_finding_and_exit_1() -> None:
    @doctor.check("doors")
    def doors() -> Iterator[Finding]:
        yield Finding(Level.ERROR, "门没关", "关门")
        yield Finding(Level.WARNING, "灯没关", "关灯")

    status, output = diagnosis()
    assert status == 1
    assert output.splitlines() == [
        "错误 [doors] 门没关。处理：关门。",
        "提醒 [doors] 灯没关。处理：关灯。",
    ]


@pytest.mark.usefixtures("registry")
def test_a_broken_check_is_a_finding_and_hides_no_other() -> None:
    @doctor.check("broken")
    def broken() -> list[Finding]:
        raise OSError

    doctor.check("after")(lambda: [Finding(Level.WARNING, "灯没关", "关灯")])
    assert [name for name, _finding in doctor.examine()] == ["broken", "after"]


@pytest.mark.usefixtures("registry")
def test_a_name_is_taken_once() -> None:
    doctor.check("doors")(list)
    with pytest.raises(ValueError, match="doors"):
        doctor.check("doors")(list)


def test_settings(settings: LazySettings) -> None:
    for check in ("debug_is_off", "secret_is_strong", "hosts_are_exact", "origin_is_public"):
        assert list(getattr(installation_checks, check)()) == []
    settings.DEBUG = True
    settings.SECRET_KEY = "a" * 60
    settings.ALLOWED_HOSTS = ["*"]
    settings.CANONICAL_ORIGIN = "http://127.0.0.1:8000"
    for check in ("debug_is_off", "secret_is_strong", "hosts_are_exact", "origin_is_public"):
        (finding,) = getattr(installation_checks, check)()
        assert finding.level == Level.ERROR
        assert finding.remedy


def test_a_service_must_not_run_on_the_embedded_settings(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEVELOPMENT = True
    monkeypatch.delenv("INVOCATION_ID", raising=False)
    assert list(installation_checks.not_development()) == []
    monkeypatch.setenv("INVOCATION_ID", "set by systemd")
    assert len(list(installation_checks.not_development())) == 1


def test_folders(settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    tmp_path.chmod(0o700)
    assert list(installation_checks.folders_are_private()) == []
    tmp_path.chmod(0o755)
    (finding,) = installation_checks.folders_are_private()
    assert str(tmp_path) in finding.remedy
    settings.VAR_DIR = tmp_path / "missing"
    (finding,) = installation_checks.folders_are_private()
    assert finding.level == Level.ERROR


def test_queue(settings: LazySettings) -> None:
    assert list(installation_checks.queue_waits_long_enough()) == []
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "retry": settings.Q_CLUSTER["timeout"]}
    assert len(list(installation_checks.queue_waits_long_enough())) == 1


@pytest.mark.django_db
def test_demo_accounts_outside_development(settings: LazySettings) -> None:
    users = get_user_model().objects
    users.create_user("clerk", email="clerk@example.gov.cn")
    demo = users.create_user("demo-editor", email=address_of("demo-editor"))
    (finding,) = installation_checks.no_demo_accounts()
    assert "demo-editor" in finding.message
    settings.DEVELOPMENT = True
    assert list(installation_checks.no_demo_accounts()) == []
    settings.DEVELOPMENT = False
    demo.is_active = False
    demo.save()
    assert list(installation_checks.no_demo_accounts()) == []


@pytest.mark.django_db
def test_migrations() -> None:
    assert list(installation_checks.database_is_migrated()) == []
