"""Promises about the files themselves: size, words, templates, pinned requirements."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.repository import APPS, MADE, ROOT, files, name

LONGEST = 400  # lines a Python file may have

# Unfinished work, the machine it was written on, and addresses of package registries.
FORBIDDEN = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK)\b|NotImplementedError\(\)|pragma: no cover"
    r"|/(?:work|root|home)/\w+|/opt/wheels|pypi\.|files\.pythonhosted|--index-url|--find-links"
)
# A block of data is no script: no policy looks at it, and no browser runs it.
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*[\"']|javascript:"
    r"|<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)",
    re.I,
)
REMOTE = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I
)


def templates() -> list[Path]:
    return [path for path in files(".html", below=APPS) if "templates" in path.parts]


def test_no_python_file_is_too_long() -> None:
    def length(path: Path) -> int:
        return len(path.read_text(encoding="utf-8").splitlines())

    written = (path for path in files(".py") if "migrations" not in path.parts)
    assert {name(path): length(path) for path in written if length(path) > LONGEST} == {}


def test_no_file_is_called_utils() -> None:
    assert [name(path) for path in files(".py") if path.stem in {"utils", "helpers", "misc", "common"}] == []


def test_nothing_unfinished_and_no_trace_of_a_machine() -> None:
    found = []
    texts = (".py", ".html", ".css", ".js", ".toml", ".md", ".txt", ".yaml", ".yml", ".conf", ".service", "")
    for path in files(*texts):
        if path == Path(__file__) or path.name in {"LICENSE", ".gitignore"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if FORBIDDEN.search(line):
                found.append(f"{name(path)}:{number}: {line.strip()}")
    assert found == []


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("# TODO later", True),
        ("see /" + "work/anything", True),
        ("the method", False),
        ("a workday", False),
    ],
)
def test_the_forbidden_words_are_caught(text: str, caught: bool) -> None:
    assert bool(FORBIDDEN.search(text)) is caught


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ('<p style="color:red">', True),
        ("<style>p{}</style>", True),
        ('<a onclick="go()">', True),
        ("<script>go()</script>", True),
        ('<script type="module">go()</script>', True),
        ('<script type="application/ld+json" onload="go()">{}</script>', True),
        ('<script type="application/ld+json">{}</script>', False),
        ('<script src="/static/a.js" defer></script>', False),
        ('<link rel="stylesheet" href="/static/a.css">', False),
    ],
)
def test_inline_code_is_caught(text: str, caught: bool) -> None:
    assert bool(INLINE.search(text)) is caught


def test_no_template_has_inline_style_or_script() -> None:
    """The policy of ``portal.privacy`` would drop it in the browser, unseen by any other test."""
    found = [name(path) for path in templates() if INLINE.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_template_loads_anything_from_elsewhere() -> None:
    found = [name(path) for path in templates() if REMOTE.search(path.read_text(encoding="utf-8"))]
    assert found == []


@pytest.mark.parametrize("file", ["build.txt", "base.txt", "dev.txt"])
def test_every_requirement_is_pinned_by_hash_without_an_address(file: str) -> None:
    text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())
    unpinned = [
        block for block in blocks if not re.match(r"\S+==\S+.* \\\n    --hash=sha256:[0-9a-f]{64}", block)
    ]
    assert unpinned == []
    assert "://" not in text


def test_what_runs_is_pinned_alike_for_operators_and_developers() -> None:
    def pins(file: str) -> set[str]:
        text = (ROOT / "requirements" / file).read_text(encoding="utf-8")
        return set(re.findall(r"^\S+==\S+", text, flags=re.M))

    assert pins("base.txt") <= pins("dev.txt")


def test_every_dependency_is_there_for_a_reason() -> None:
    source = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(source)
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    for requirement in (requirement for group in groups for requirement in group):
        line = next(line for line in source.splitlines() if line.strip().startswith(f'"{requirement}"'))
        assert re.search(r"#\s+\w+,? \w+", line), f"no reason beside {requirement}"


def test_the_top_level_is_the_one_the_architecture_names() -> None:
    known = {
        "portal", "cms", "complaints", "search", "themes", "tests", "docs", "deploy", "requirements",
        "README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE",
        "Makefile", "manage.py", "pyproject.toml", ".ci", ".gitignore", ".pre-commit-config.yaml",
    }  # fmt: skip
    made = {".import_linter_cache", *MADE}
    assert {path.name for path in ROOT.iterdir()} - known - made == set()
