"""Run by `drill_api_fuzz` in a process of its own, under the settings of the tests."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cms import clock
from tests.factories import api
from tests.factories.api_fuzz import fuzz


@pytest.mark.django_db
def test_at_length(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    with api.register_of(tmp_path / "index", 3, 300), clock.at(api.NOW):
        came = fuzz(int(os.environ["DRILL_EXAMPLES"]), api.known_places)
    assert not came.failures, "\n".join(each[:600] for each in came.failures[:5])
    told = {name: dict(sorted(counts.items())) for name, counts in came.answers.items()}
    Path(os.environ["DRILL_RESULT"]).write_text(json.dumps(told), encoding="utf-8")
