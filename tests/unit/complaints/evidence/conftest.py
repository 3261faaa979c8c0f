"""An evidence folder of its own for every test."""

from pathlib import Path
from typing import Any

import pytest

from complaints.evidence_files import staging


@pytest.fixture(autouse=True)
def evidence(settings: Any, tmp_path: Path) -> Path:
    """The folder, empty."""
    folder = tmp_path / "evidence"
    settings.CHANNEL_EVIDENCE_DIR = folder
    settings.CHANNEL_SHRED_DIR = tmp_path / "shred"
    staging.forget()
    return folder
