"""The interface, asked by its own description: never a 500, and every answer as described. The long run is `make drill`."""

from pathlib import Path
from typing import Any

import pytest

from cms import clock
from search.api.resources import RESOURCES
from tests.factories import api
from tests.factories.api_fuzz import fuzz

EXAMPLES = 12


@pytest.mark.django_db
def test_every_operation_answers_as_described(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path
    with api.register_of(tmp_path / "index", 3), clock.at(api.NOW):
        came = fuzz(EXAMPLES, api.known_places)
    assert came.failures == []
    assert {each.name for each in RESOURCES} < set(came.answers)
    assert [name for name, counts in came.answers.items() if not counts[200]] == []
    answered = {status for counts in came.answers.values() for status in counts}
    assert {200, 400, 404} <= answered <= {200, 301, 400, 404}
