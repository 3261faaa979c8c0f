"""State machines are tables: complete, without dead corners, and drawn as they are."""

import pytest

from tests.state_table.machines import Machine, machines
from tests.state_table.render import PAGE, page

MACHINES = list(machines())


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.title)
def test_every_state_is_reached_and_every_arrow_joins_states(machine: Machine) -> None:
    assert machine.reachable == frozenset(machine.names)
    ends = {end for source, _what, target in machine.arrows for end in (source, target)}
    assert ends <= frozenset(machine.names)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.title)
def test_no_two_arrows_of_one_name_leave_a_state_to_different_ends(machine: Machine) -> None:
    named = [(source, what) for source, what, _target in machine.arrows if what not in ("", "复核")]
    assert len(named) == len(set(named))


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.state_table"


def test_every_state_of_a_case_has_an_owner() -> None:
    case = next(machine for machine in MACHINES if machine.table.startswith("complaints/transitions"))
    assert set(case.owners) == set(case.names)
