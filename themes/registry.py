"""Finds the installed themes: every folder `static/themes/<key>/` with a `tokens.css` is one.

A theme is data. It sets colours (custom properties) and may bring a masthead and a footer of its own under
`templates/themes/<key>/`; it never touches the table of entries or the words of the law.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DEFAULT = "default"
_FOLDER = Path(__file__).resolve().parent / "static" / "themes"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLOCK = re.compile(r":root\s*\{([^}]*)\}")
_TOKEN = re.compile(r"(--[a-z-]+)\s*:\s*([^;]+);")


@dataclass(frozen=True)
class Theme:
    """The look of one city. `light` and `dark` map token names (`--accent`) to their values (`#1d5a73`)."""

    key: str
    name: str
    light: Mapping[str, str]
    dark: Mapping[str, str]

    @property
    def stylesheet(self) -> str:
        """Static path of the theme's tokens."""
        return f"themes/{self.key}/tokens.css"

    @property
    def masthead_templates(self) -> list[str]:
        """The theme's own masthead first, then the common one."""
        return [f"themes/{self.key}/masthead.html", "themes/masthead.html"]

    @property
    def footer_templates(self) -> list[str]:
        """The theme's own footer first, then the common one."""
        return [f"themes/{self.key}/footer.html", "themes/footer.html"]

    @property
    def color(self) -> str:
        """The masthead's colour, for the browser's own frame."""
        return self.light["--masthead"]


def read_tokens(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the custom properties of a token file: those of the first `:root` block, and of the dark one.

    The dark mapping holds every token: what the dark block does not set stays as in the light one.
    Raises ValueError when the file has no `:root` block.
    """
    blocks = [dict(_TOKEN.findall(body)) for body in _BLOCK.findall(_COMMENT.sub("", css))]
    if not blocks:
        raise ValueError("no :root block")
    light = {name: value.strip() for name, value in blocks[0].items()}
    dark = dict(light)
    for block in blocks[1:]:
        dark.update({name: value.strip() for name, value in block.items()})
    return light, dark


@cache
def themes() -> Mapping[str, Theme]:
    """Every installed theme by key, the default first."""
    found: dict[str, Theme] = {}
    for path in sorted(_FOLDER.glob("*/tokens.css"), key=lambda path: (path.parent.name != DEFAULT, path)):
        key = path.parent.name
        light, dark = read_tokens(path.read_text(encoding="utf-8"))
        found[key] = Theme(key, light.get("--theme-name", key).strip('"'), light, dark)
    return found


def keys() -> tuple[str, ...]:
    """The keys of the installed themes, the default first."""
    return tuple(themes())


def choices() -> list[tuple[str, str]]:
    """Key and name of each theme, for a form field."""
    return [(theme.key, theme.name) for theme in themes().values()]


def theme(key: str) -> Theme:
    """Return the theme with this key, the default one when it is not installed (any more)."""
    return themes().get(key) or themes()[DEFAULT]
