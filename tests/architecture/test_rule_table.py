"""Every rule of the index is in the table, held somewhere that exists and proved by tests that exist."""

import subprocess
import sys

import pytest

from cms.regulation.document import load_builtin
from tests.rule_table.evidence import ROOT, code_exists, symbols, test_exists
from tests.rule_table.holdings import HOLDINGS, holding_of
from tests.rule_table.index import rows
from tests.rule_table.places import follow
from tests.rule_table.render import PAGE, page
from tests.rule_table.table import table

TABLE = {row.rule.id: row for row in table()}


def test_every_rule_of_the_index_is_in_the_table_and_on_the_page() -> None:
    written = page()
    assert list(TABLE) == [row.id for row in rows()]
    assert [row.id for row in rows() if f"| `{row.id}` |" not in written] == []


def test_no_holding_is_left_over() -> None:
    used = {id(holding_of(row)[0]) for row in rows()}
    assert [pattern for pattern, holding in HOLDINGS.items() if id(holding) not in used] == []


def test_every_place_in_a_measure_exists() -> None:
    for row in TABLE.values():
        assert (ROOT / row.measure).is_file()
        for path in row.data:
            follow(load_builtin(row.rule.city).regulation, path)


def test_every_file_and_symbol_exists() -> None:
    named = {code for row in TABLE.values() for code in row.code}
    assert len(named) > 20
    assert {code for code in named if not code_exists(code)} == set()


def test_every_named_test_exists() -> None:
    named = {proof for row in TABLE.values() for proof in row.proofs}
    assert {proof for proof in named if not test_exists(proof)} == set()
    assert all(row.proofs for row in TABLE.values())


def test_every_named_case_of_a_test_is_collected() -> None:
    """Parameters are no names in a file: pytest itself is asked for the cases."""
    named = {proof for row in TABLE.values() for proof in row.proofs}
    files = sorted({proof.partition("::")[0] for proof in named})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    collected = {*listed, *(line.partition("[")[0] for line in listed)}
    assert named <= collected, sorted(named - collected)[:20]


def test_checks_have_a_test_that_breaks_them() -> None:
    unbroken = {row.rule.id for row in TABLE.values() if row.rule.level and len(row.proofs) < 4}
    assert unbroken == set()


def test_the_page_is_as_new_as_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.rule_table"


@pytest.mark.parametrize(
    ("named", "there"),
    [
        ("tests/architecture/test_rule_table.py::test_no_holding_is_left_over", True),
        ("tests/architecture/test_rule_table.py::test_no_holding_is_left_over[datong]", False),
        ("tests/architecture/test_rule_table.py::test_that_nobody_wrote", False),
        ("tests/architecture/test_no_such_file.py::test_it", False),
        ("cms/regulation/rules/acts.py::required", False),
    ],
)
def test_a_test_that_does_not_exist_is_found_out(named: str, there: bool) -> None:
    assert test_exists(named) is there


def test_a_symbol_that_does_not_exist_is_found_out() -> None:
    assert "Measure.repeal" in symbols("cms/models/measure.py")
    assert not code_exists("cms/models/measure.py::Measure.no_such_method")
    assert not code_exists("cms/no_such_file.py")
