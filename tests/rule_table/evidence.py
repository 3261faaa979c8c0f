"""Whether what the table names exists: files, symbols in them, tests. Read from the source, nothing is run."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def symbols(path: str) -> frozenset[str]:
    """Names a Python file defines at its top, and `Class.member` for what its classes define. Empty without a file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        names = _names(node)
        found |= names
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for member in node.body for name in _names(member)}
    return frozenset(found)


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    return {target.id for target in targets if isinstance(target, ast.Name)}


def code_exists(named: str) -> bool:
    """Whether `path::symbol`, or a path alone, stands in the repository."""
    path, _, symbol = named.partition("::")
    return symbol in symbols(path) if symbol else (ROOT / path).is_file()


def test_exists(named: str) -> bool:
    """Whether `tests/…/file.py::test_name[parameters]` names a test function; parameters need a parametrised one."""
    path, _, function = named.partition("::")
    name, bracket, _ = function.partition("[")
    known = _tests(path)
    return name in known and (not bracket or known[name])


test_exists.__test__ = False  # type: ignore[attr-defined]


@cache
def _tests(path: str) -> dict[str, bool]:
    """The test functions of a file, and whether they take parameters or fixtures to be parametrised by."""
    file = ROOT / path
    if not file.is_file() or not path.startswith("tests/"):
        return {}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name: bool(node.args.args) for node in functions if node.name.startswith("test_")}
