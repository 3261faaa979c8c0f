"""docs/reference/threats.md names a test for each threat, and each of them exists."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
THREATS = ROOT / "docs" / "reference" / "threats.md"
OF_THE_PAGE = ("tests/flow/test_channel_threats.py", "tests/flow/test_channel_changed_rows.py")


def named() -> set[tuple[str, str]]:
    """Every `path::test` of the page."""
    return set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", THREATS.read_text(encoding="utf-8")))


def functions_of(path: str) -> set[str]:
    """Names of the tests in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_the_page_names_exists() -> None:
    found = named()
    assert len(found) > 40
    assert {(path, name) for path, name in found if name not in functions_of(path)} == set()


def test_the_page_names_every_test_of_the_threats() -> None:
    here = {(path, name) for path in OF_THE_PAGE for name in functions_of(path)}
    assert here - named() == set()
