"""The two backups: restored they are the same, table by table and file by file; alone or altered they are refused."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.servers.migrated import copy_of_the_test_database
from tests.servers.postgres import cluster
from tests.servers.restoring import compare


def test_a_restore_is_what_was_backed_up_and_what_was_destroyed_stays_so(
    tmp_path: Path, django_db_setup: None, django_db_blocker: Any
) -> None:
    copy_of_the_test_database(tmp_path / "first" / "var" / "portal.sqlite3", django_db_blocker)
    found = compare(tmp_path, cases=4, largest=1_000)
    assert (found.cases, found.files) == (3, 3)


@pytest.mark.postgres
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    with cluster() as other:
        found = compare(tmp_path, cases=3, largest=1_000, urls=(os.environ["DATABASE_URL"], other))
    assert found.cases == 2
