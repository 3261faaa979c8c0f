"""The rules import no Django, read no clock, and know no city."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cms.rules.builders import CITIES, measure

PACKAGE = Path(__file__).parents[4] / "cms" / "regulation" / "rules"
MODULES = [*sorted(PACKAGE.glob("*.py")), PACKAGE.parents[1] / "register.py"]
"""The rules, and what they and the register's pages share: what an award is on a day."""
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "localtime"}
OUTSIDE = ("django", "wagtail", "os", "time", "random", "sqlite3", "pathlib", "cms.models", "cms.clock")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_asks_nobody_for_the_time(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            # `.time()` of an instant handed in is arithmetic, a call on a module or class is a clock.
            assert not isinstance(node.func.value, ast.Name | ast.Attribute), ast.unparse(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            assert not any(module.split(".")[0] in OUTSIDE or module in OUTSIDE for module in modules)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_knows_no_city(path: Path) -> None:
    text = path.read_text()
    assert not [city for city in CITIES if city in text]
    assert not [city for city in CITIES if measure(city).city.removesuffix("市") in text]


def test_importing_the_rules_brings_no_django() -> None:
    program = (
        "import sys; import cms.regulation.rules, cms.regulation.rules.wording,"
        " cms.regulation.rules.privacy_scan, cms.regulation.rules.text_claims,"
        " cms.regulation.rules.applying, cms.regulation.rules.consequences, cms.register;"
        " print([name for name in sys.modules if name.split('.')[0] in ('django', 'wagtail')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=PACKAGE.parents[2]
    )
    assert ran.stdout.strip() == "[]"
