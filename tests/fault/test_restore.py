"""The two backups: restored they are the same, table by table and file by file; alone or altered they are refused."""

from pathlib import Path

import pytest

from tests.servers.migrated import Migrated
from tests.servers.postgres import cluster
from tests.servers.restoring import compare


def test_a_restore_is_what_was_backed_up_and_what_was_destroyed_stays_so(
    tmp_path: Path, migrated: Migrated, django_db_setup: None
) -> None:
    migrated.copy_to(tmp_path / "first" / "var" / "portal.sqlite3")
    found = compare(tmp_path, cases=4, largest=1_000)
    assert (found.cases, found.files) == (3, 3)


@pytest.mark.postgres
def test_the_same_on_postgresql(tmp_path: Path, migrated: Migrated, django_db_setup: None) -> None:
    with migrated.database("backed_up") as first, cluster() as other:
        found = compare(tmp_path, cases=3, largest=1_000, urls=(first, other))
    assert found.cases == 2
