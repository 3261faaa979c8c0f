"""Message catalogues without GNU gettext: collect, compare, write, compile.

A fresh Debian has neither ``xgettext`` nor ``msgfmt``. Django turns a template into something that looks
like Python (``templatize``), Babel reads messages out of Python and writes catalogues, and that is all it
takes. The message ids are the Chinese sentences themselves; ``portal/locale/en`` holds the English, and
``portal/locale/zh_Hans`` the Chinese of what Wagtail leaves in English.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

APPS = ("portal", "cms", "complaints", "search", "themes")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class Found:
    """One message in the sources: its id (a pair for a plural), its context, and where it stands."""

    key: str | tuple[str, ...]
    context: str | None
    path: str
    line: int


def python_of(template: str, name: str) -> str:
    """``template`` as lines of Python calls, each message on its own line, unindented for the tokeniser."""
    return "\n".join(line.strip() for line in templatize(template, origin=name).splitlines()) + "\n"


def sources(root: Path) -> Iterator[Path]:
    """Every Python file and template of the apps, in a fixed order; migrations hold no message."""
    for app in APPS:
        for path in sorted((root / app).rglob("*")):
            is_code = path.suffix == ".py" and "migrations" not in path.parts
            is_template = path.suffix in {".html", ".txt", ".xml"} and "templates" in path.parts
            if is_code or is_template:
                yield path


def collect(root: Path) -> Iterator[Found]:
    """Every translatable message below ``root``."""
    for path in sources(root):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root).as_posix()
        code = text if path.suffix == ".py" else python_of(text, name)
        stream = io.BytesIO(code.encode())
        for line, key, _comments, context in extract(
            "python", stream, KEYWORDS, options={"encoding": "utf-8"}
        ):
            if key:
                yield Found(key, context, name, line)


def read(path: Path, locale: str) -> Catalog:
    """The catalogue at ``path``; an empty one when the file does not exist."""
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=locale)


def update(catalogue: Catalog, found: Iterable[Found]) -> Catalog:
    """A catalogue with exactly the messages found, keeping every translation there was."""
    fresh = Catalog(
        locale=catalogue.locale,
        header_comment="# Messages of the portal. The ids are the Chinese sentences themselves.\n#",
        project="gongshi",
        version="1",
        msgid_bugs_address="see SECURITY.md and CONTRIBUTING.md",
        last_translator="the contributors",
        language_team="the contributors",
        creation_date=catalogue.creation_date,
        revision_date=catalogue.creation_date,
        charset="utf-8",
        fuzzy=False,
    )
    for item in found:
        kept = catalogue.get(item.key, item.context)
        fresh.add(
            item.key,
            string=kept.string if kept and "fuzzy" not in kept.flags else None,
            locations=[(item.path, item.line)],
            context=item.context,
        )
    return fresh


def untranslated(catalogue: Catalog) -> list[Message]:
    """Messages without a translation, or with one marked as doubtful."""
    return [message for message in catalogue if message.id and not is_translated(message)]


def is_translated(message: Message) -> bool:
    """Whether every form of the message has a text nobody doubts."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms) and "fuzzy" not in message.flags


def missing(catalogue: Catalog, found: Iterable[Found]) -> list[Found]:
    """Messages of the sources that the catalogue does not translate, each once."""
    gaps: dict[tuple[object, str | None], Found] = {}
    for item in found:
        message = catalogue.get(item.key, item.context)
        if message is None or not is_translated(message):
            gaps.setdefault((item.key, item.context), item)
    return list(gaps.values())


def write(catalogue: Catalog, path: Path) -> None:
    """Write the catalogue as text, without line numbers: they would change with every edit elsewhere."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, catalogue, width=108, include_lineno=False, sort_by_file=True)


def compile_catalogue(path: Path, locale: str) -> Path:
    """Write the binary twin beside ``path`` and return its path."""
    compiled = path.with_suffix(".mo")
    with compiled.open("wb") as stream:
        write_mo(stream, read(path, locale))
    return compiled
