"""Every text colour on every ground it stands on, light, dark and high: at least 4.5 to 1 (WCAG 2.1, 1.4.3).

Boundaries that carry meaning keep 3 to 1 (1.4.11). The ratios are computed from the style sheets themselves.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from themes import registry
from themes.registry import read_tokens

CSS = Path(registry.__file__).parent.parent / "portal" / "static" / "portal" / "css"

TEXT = [
    ("--ink", "--paper"),
    ("--ink", "--surface"),
    ("--ink", "--accent-soft"),
    ("--ink", "--soon-soft"),
    ("--ink", "--alert-soft"),
    ("--ink-soft", "--paper"),
    ("--ink-soft", "--surface"),
    ("--accent", "--paper"),
    ("--accent", "--surface"),
    ("--accent", "--accent-soft"),
    ("--accent", "--soon-soft"),
    ("--accent-ink", "--accent"),
    ("--masthead-ink", "--masthead"),
    ("--open", "--open-soft"),
    ("--soon", "--soon-soft"),
    ("--wait", "--wait-soft"),
    ("--alert", "--alert-soft"),
]
BOUNDARIES = [
    ("--line-strong", "--paper"),
    ("--accent", "--paper"),
    ("--open", "--paper"),
    ("--wait", "--paper"),
]


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb` by WCAG 2.1."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def schemes() -> dict[str, Mapping[str, str]]:
    """Every palette a reader can meet, by name."""
    light, dark = read_tokens((CSS / "base.css").read_text(encoding="utf-8"))
    found: dict[str, Mapping[str, str]] = {}
    for theme in registry.themes().values():
        found[f"{theme.key}-light"] = {**light, **theme.light}
        found[f"{theme.key}-dark"] = {**dark, **theme.dark}
    high = re.search(
        r'html\[data-contrast="high"\] \{([^}]*)\}', (CSS / "modes.css").read_text(encoding="utf-8")
    )
    assert high
    found["high-contrast"] = {**light, **dict(re.findall(r"(--[a-z-]+): ([^;]+);", high[1]))}
    return found


def test_the_ratio_is_the_one_of_the_standard():
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert ratio("#777777", "#ffffff") < 4.5


@pytest.mark.parametrize("name", schemes())
def test_text_is_readable(name: str):
    tokens = schemes()[name]
    weak = {pair: round(r, 2) for pair in TEXT if (r := ratio(tokens[pair[0]], tokens[pair[1]])) < 4.5}
    assert weak == {}


@pytest.mark.parametrize("name", schemes())
def test_boundaries_that_mean_something_are_visible(name: str):
    tokens = schemes()[name]
    weak = {pair: round(r, 2) for pair in BOUNDARIES if (r := ratio(tokens[pair[0]], tokens[pair[1]])) < 3}
    assert weak == {}


def test_high_contrast_is_higher_than_the_ordinary_page():
    tokens = schemes()["high-contrast"]
    assert all(ratio(tokens[text], tokens[ground]) >= 7 for text, ground in TEXT)
