"""The three settings modules, each loaded in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
COMPLETE = {
    "SECRET_KEY": "k9-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "ALLOWED_HOSTS": "gongshi.example.gov.cn,datong.example.gov.cn",
    "CANONICAL_ORIGIN": "https://gongshi.example.gov.cn",
}


def load(module: str, var_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Import settings in a fresh process and print the uppercase names that JSON can hold."""
    code = (
        f"import json, {module} as s; "
        "print(json.dumps({k: v for k, v in vars(s).items() if k.isupper()}, default=str))"
    )
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(var_dir), **variables}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_production_refuses_to_start_without(missing: str, tmp_path: Path) -> None:
    variables = {key: value for key, value in COMPLETE.items() if key != missing}
    result = load("portal.settings.production", tmp_path, **variables)
    assert result.returncode != 0
    assert f"缺少环境变量 {missing}" in result.stderr


def test_production_refuses_a_short_secret(tmp_path: Path) -> None:
    result = load("portal.settings.production", tmp_path, **{**COMPLETE, "SECRET_KEY": "short"})
    assert "SECRET_KEY 太短" in result.stderr


def test_production_is_closed(tmp_path: Path) -> None:
    values = json.loads(load("portal.settings.production", tmp_path, **COMPLETE, DEBUG="1").stdout)
    assert values["DEBUG"] is False
    assert values["ALLOWED_HOSTS"] == ["gongshi.example.gov.cn", "datong.example.gov.cn"]
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert values[f"{cookie}_COOKIE_SECURE"] is True
        assert values[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert values[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert values["SECURE_SSL_REDIRECT"] is True
    assert values["SECURE_HSTS_SECONDS"] == 63072000
    assert values["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert values["CHANNEL_PLAIN_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_mail_goes_out_only_where_a_relay_is_named(tmp_path: Path) -> None:
    silent = json.loads(load("portal.settings.production", tmp_path, **COMPLETE).stdout)
    assert silent["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    relay = {"EMAIL_HOST": "127.0.0.1"}
    assert "EMAIL_FROM" in load("portal.settings.production", tmp_path, **COMPLETE, **relay).stderr
    relay["EMAIL_FROM"] = "gongshi@example.gov.cn"
    sending = json.loads(load("portal.settings.production", tmp_path, **COMPLETE, **relay).stdout)
    assert sending["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert sending["EMAIL_USE_TLS"] is True


def test_development_makes_one_secret_and_keeps_it(tmp_path: Path) -> None:
    first = json.loads(load("portal.settings.dev", tmp_path).stdout)
    second = json.loads(load("portal.settings.dev", tmp_path).stdout)
    other = json.loads(load("portal.settings.dev", tmp_path / "other").stdout)
    assert first["SECRET_KEY"] == second["SECRET_KEY"] != other["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_everything_written_lies_below_var_dir(tmp_path: Path) -> None:
    values = json.loads(load("portal.settings.dev", tmp_path).stdout)
    for name in ("MEDIA_ROOT", "STATIC_ROOT", "FILE_UPLOAD_TEMP_DIR", "TMP_DIR"):
        assert Path(values[name]).is_relative_to(tmp_path)
    assert Path(values["DATABASES"]["default"]["NAME"]).is_relative_to(tmp_path)


def test_settings_of_wagtail_that_carry_a_decision() -> None:
    assert "modelsearch" not in settings.INSTALLED_APPS
    assert not {"wagtail.api.v3", "wagtail.contrib.simple_translation"} & set(settings.INSTALLED_APPS)
    assert settings.WAGTAIL_ALLOW_UNICODE_SLUGS is False
    assert settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT is True
    assert settings.WAGTAIL_USER_TIME_ZONES == ["Asia/Shanghai"]
    assert [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES] == ["zh-hans", "en"]
    # Third-party requests:
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite about itself")
def test_sqlite_runs_as_the_settings_ask() -> None:
    with connection.cursor() as cursor:
        found = {}
        for pragma in ("synchronous", "secure_delete", "foreign_keys"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {"synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
