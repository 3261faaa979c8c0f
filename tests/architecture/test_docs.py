"""The handbook points at what exists."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.architecture.repository import APPS, ROOT, files, name

PAGES = list(files(".md"))
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_decision_is_listed() -> None:
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", (ROOT / "docs/adr/README.md").read_text("utf-8")))
    assert {path.name for path in (ROOT / "docs/adr").glob("0*.md")} == listed


def test_every_command_is_documented() -> None:
    reference = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    ours = {command for command, app in get_commands().items() if str(app).split(".")[0] in APPS}
    assert ours >= {"serve", "doctor"}
    assert {command for command in ours if f"| `{command}" not in reference} == set()


def test_every_setting_is_documented() -> None:
    """A variable the settings read stands in the reference."""
    reference = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    read = set()
    for path in (ROOT / "portal/settings").glob("*.py"):
        read |= set(re.findall(r'ENV\.\w+\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8")))
    assert read
    assert {variable for variable in read if f"`{variable}`" not in reference} == set()
