"""The pieces a readable page is made of. A page says nothing that the JSON beside it does not say."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString

INSTANT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")
BY_PROGRAM = "系统"
NOTHING = "—"


@dataclass(frozen=True)
class Cell:
    """A field of a table: lines of text, perhaps a link.

    `look` is `code` for digests and commands, `old` and `new` in comparisons, `when` for what must not be broken.
    """

    lines: tuple[str, ...]
    href: str = ""
    look: str = ""

    @property
    def html(self) -> SafeString:
        """Its words, escaped, with its link."""
        words = "<br>".join(escape(line) for line in self.lines)
        return SafeString(f'<a href="{escape(self.href)}">{words}</a>' if self.href else words)

    @property
    def td(self) -> str:
        """It as a field of a table. Tens of thousands of them stand on a page: a template would take ten times as long."""
        look = self.look or ("link" if self.href else "")
        return f'<td class="{look}">{self.html}</td>' if look else f"<td>{self.html}</td>"


def cell(value: Any, *, href: str = "", look: str = "") -> Cell:
    """A field from any JSON-safe value; nothing is a dash."""
    if isinstance(value, Cell):
        return value
    lines = tuple(line for each in _listed(value) for line in each.splitlines()) or (NOTHING,)
    return Cell(lines, href, look or ("when" if INSTANT.fullmatch(lines[0]) else ""))


def _listed(value: Any) -> list[str]:
    if value in (None, "", [], {}):
        return []
    if isinstance(value, bool):
        return ["是" if value else "否"]
    if isinstance(value, Mapping):
        return [f"{key}：{'、'.join(_listed(each))}" for key, each in value.items() if each not in (None, "")]
    if isinstance(value, list | tuple):
        flat = all(isinstance(each, str) for each in value)
        return ["、".join(value)] if flat else ["；".join(_listed(each)) for each in value]
    return [str(value)]


def code(text: str, *, href: str = "") -> Cell:
    """A digest, an address, a command."""
    return cell(text, href=href, look="code")


def moment(text: str) -> str:
    """An ISO instant as people read it; every page says that it is Beijing time."""
    return dt.datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M:%S") if text else NOTHING


def name(person: Mapping[str, Any] | None) -> str:
    """Who acted: the name of that time and the account; the program itself where nobody did."""
    if person is None:
        return BY_PROGRAM
    shown = person["name"] or f"编号 {person['id']}"
    return f"{shown}（{person['account']}）" if person["account"] not in ("", shown) else str(shown)


@dataclass(frozen=True)
class Facts:
    """Label and value, one a line."""

    title: str
    rows: Sequence[tuple[str, Cell]]
    note: str = ""
    template = "cms/dossier/facts.html"


@dataclass(frozen=True)
class Grid:
    """A table, its rows as HTML already. `empty` is printed instead where there is no row."""

    title: str
    heads: Sequence[str]
    rows: Sequence[SafeString]
    note: str = ""
    empty: str = "没有。"
    template = "cms/dossier/grid.html"


@dataclass(frozen=True)
class Words:
    """Paragraphs."""

    title: str
    paragraphs: Sequence[str]
    template = "cms/dossier/words.html"


Block = Facts | Grid | Words


@dataclass(frozen=True)
class Cover:
    """What every page of an archive says of the whole: its name and the instant it shows."""

    title: str
    as_of: str


def facts(title: str, *rows: tuple[str, Any], note: str = "") -> Facts:
    """A block of facts from plain values."""
    return Facts(title, [(label, cell(value)) for label, value in rows], note)


def grid(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], **more: str) -> Grid:
    """A table from plain values."""
    made = [SafeString("".join(cell(value).td for value in row)) for row in rows]
    return Grid(title, heads, made, **more)


def render(cover: Cover, place: str, title: str, blocks: Iterable[Block], *, data: str = "") -> bytes:
    """A page of the archive. `place` is its own path, `data` the name of the JSON beside it."""
    context = {
        "cover": cover,
        "as_of": moment(cover.as_of),
        "title": title,
        "root": "../" * place.count("/"),
        "data": data,
        "inside": True,
        "blocks": list(blocks),
    }
    return render_to_string("cms/dossier/page.html", context).encode()
