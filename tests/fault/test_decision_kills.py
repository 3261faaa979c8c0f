"""A decision whose approval is killed leaves nothing or everything, and each award exactly once after the second try."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.kills import Keeper, keeper
from tests.servers.migrated import Migrated

SEED = 20260316
KILLS = 10


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, migrated: Migrated, django_db_setup: None
) -> Iterator[Keeper]:
    """An office one signature before its decision, on a SQLite file."""
    folder = tmp_path_factory.mktemp("kills")
    migrated.copy_to(folder / "var" / "portal.sqlite3")
    with keeper(folder) as ready:
        yield ready


def test_the_writes_of_a_decision_are_one_transaction(office: Keeper) -> None:
    """Clearance, seal and awards, and one commit: there is no second one to be killed between."""
    assert {"INSERT cms_clearance", "INSERT cms_seal", "INSERT cms_awardrecord"} <= set(office.steps)
    assert office.steps[-2:] == ["COMMIT", "after the commit"]
    assert office.steps.count("COMMIT") == 1


def test_ten_kills_leave_each_award_exactly_once(office: Keeper) -> None:
    last = len(office.steps)
    award = office.steps.index("INSERT cms_awardrecord") + 1
    chance = random.Random(SEED)
    chosen = {1, award, award + 1, last - 1, last}
    steps = [*sorted(chosen), chance.choice([step for step in range(1, last) if step not in chosen])]
    rounds = [office.kill_before(step) for step in steps]
    assert [made.left for made in rounds] == [
        "the whole decision" if step == last else "nothing" for step in steps
    ]
    rounds += office.kill_at_random(KILLS - len(steps), SEED)
    assert sum(made.killed for made in rounds) == KILLS


def test_two_approvals_at_once_make_one_decision(office: Keeper) -> None:
    assert office.at_once().left == "the whole decision"


@pytest.mark.postgres
def test_the_same_on_postgresql(tmp_path: Path, django_db_setup: None) -> None:
    with keeper(tmp_path, os.environ["DATABASE_URL"]) as office:
        last = len(office.steps)
        for step in (1, office.steps.index("INSERT cms_awardrecord") + 2, last - 1, last):
            office.kill_before(step)
        assert office.at_once().left == "the whole decision"
