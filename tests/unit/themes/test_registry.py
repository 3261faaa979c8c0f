"""Themes are found by their folders; each is whole; none brings what an old browser cannot read."""

import re
from pathlib import Path

import pytest

from themes import checks, registry
from themes.registry import read_tokens

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
ROOT = Path(registry.__file__).parent.parent
SHEETS = sorted([*ROOT.glob("portal/static/portal/css/*.css"), *ROOT.glob("themes/static/themes/*/*.css")])

# Newer than Chromium 86 (October 2020), which is what old phones and the WeChat browser run.
TOO_NEW = (
    r":has\(",
    r":is\(",
    r":where\(",
    r"@container",
    r"@layer",
    r"@property",
    r"color-mix\(",
    r"aspect-ratio\s*:",
    r"\binset\s*:",
    r"accent-color",
    r"\d(?:dvh|svh|lvh)",
    r"text-wrap",
    r"subgrid",
    r"light-dark\(",
)


def test_the_default_comes_first_and_every_city_has_one():
    assert registry.keys()[0] == "default"
    assert set(CITIES) < set(registry.keys())


def test_each_theme_says_its_name_and_is_whole():
    assert checks.themes_are_whole(None) == []
    names = [name for _key, name in registry.choices()]
    assert len(set(names)) == len(names)


def test_a_theme_without_a_colour_is_named(monkeypatch: pytest.MonkeyPatch):
    lame = registry.Theme("lame", "lame", {"--accent": "#000000"}, {})
    monkeypatch.setattr(registry, "themes", lambda: {"lame": lame})
    found = checks.themes_are_whole(None)
    assert [message.id for message in found] == ["themes.E001", "themes.E002"]
    assert "--masthead" in found[0].msg


def test_an_unknown_theme_falls_back():
    assert registry.theme("atlantis").key == "default"
    assert registry.theme("hohhot").key == "hohhot"


def test_own_templates_come_before_the_common_ones():
    assert registry.theme("datong").masthead_templates == [
        "themes/datong/masthead.html",
        "themes/masthead.html",
    ]
    assert registry.theme("datong").footer_templates[-1] == "themes/footer.html"


def test_tokens_are_read_by_block():
    light, dark = read_tokens("/* --x: 1; */ :root { --a: 1; --b: 2; } @media x { :root { --b: 3; } }")
    assert (light, dark) == ({"--a": "1", "--b": "2"}, {"--a": "1", "--b": "3"})
    with pytest.raises(ValueError, match="no :root"):
        read_tokens("body { color: red; }")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_style_sheets_load_nothing_from_elsewhere_and_suit_old_browsers(sheet: Path):
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"@import|https?:|//", css)
    assert [pattern for pattern in TOO_NEW if re.search(pattern, css)] == []
    depth = deepest(css)
    assert depth <= 2, "rules inside rules (CSS nesting)"
    for target in re.findall(r'url\("([^"]+)"\)', css):
        assert (sheet.parent / target).is_file()


def deepest(css: str) -> int:
    """How deep blocks nest; a rule inside a media query is 2."""
    depth = most = 0
    for character in css:
        depth += {"{": 1, "}": -1}.get(character, 0)
        most = max(most, depth)
    return most
