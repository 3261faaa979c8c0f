"""The files of the repository, for tests that read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "cms", "complaints", "search", "themes")
# Made by tools or by running, not written by hand.
MADE = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


def files(*suffixes: str, below: tuple[str, ...] = ()) -> Iterator[Path]:
    """Every hand-written file with one of ``suffixes`` (all when none is given), below the named folders."""
    for start in [ROOT / name for name in below] or [ROOT]:
        for path in sorted(start.rglob("*")):
            inside = path.relative_to(ROOT)
            if path.is_file() and not MADE & set(inside.parts) and (not suffixes or path.suffix in suffixes):
                yield path


def name(path: Path) -> str:
    """The path as a reader knows it: from the root of the repository."""
    return path.relative_to(ROOT).as_posix()
