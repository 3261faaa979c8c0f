"""Run by `drill_api_fuzz` in a process of its own, under the settings of the tests."""

import json
import os
from pathlib import Path

import pytest

from cms import clock
from tests.factories import api
from tests.factories.api_fuzz import fuzz


@pytest.mark.django_db
def test_at_length(tmp_path: Path) -> None:
    with api.register_of(tmp_path, 3, 300), clock.at(api.NOW):
        came = fuzz(int(os.environ["DRILL_EXAMPLES"]), api.known_ids)
    assert came.failures[:5] == []
    told = {name: dict(sorted(counts.items())) for name, counts in came.answers.items()}
    Path(os.environ["DRILL_RESULT"]).write_text(json.dumps(told), encoding="utf-8")
