"""The system checks hold on the portal as it is, and each of them can fail."""

from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks

from complaints import checks


def test_the_portal_as_it_stands_passes() -> None:
    assert checks.check_serving() == []
    assert not [error for error in run_checks(tags=["complaints"]) if error.id.startswith("complaints.")]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("ASGI_APPLICATION", "portal.asgi.application", "complaints.E001"),
        ("INSTALLED_APPS", ["daphne"], "complaints.E002"),
        ("FILE_UPLOAD_TEMP_DIR", None, "complaints.E003"),
        ("FILE_UPLOAD_TEMP_DIR", "/tmp", "complaints.E003"),  # noqa: S108
        ("DATA_UPLOAD_MAX_MEMORY_SIZE", None, "complaints.E004"),
        ("DATA_UPLOAD_MAX_NUMBER_FILES", 10_000, "complaints.E004"),
        ("CHANNEL_EVIDENCE_DIR", settings.MEDIA_ROOT / "evidence", "complaints.E005"),
    ],
)
def test_each_danger_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: Any, found: str) -> None:
    class Other:
        """The settings with one of them changed; no app is loaded or unloaded for it."""

        def __getattr__(self, asked: str) -> Any:
            return value if asked == name else getattr(settings, asked)

    monkeypatch.setattr(checks, "settings", Other())
    assert [error.id for error in checks.check_serving()] == [found]
