"""From the bytes of a TOML file to a `Regulation`, or to errors by line and field.

Values are read by `tomllib`, lines by `cms.regulation.lines`. The measures that come with the portal lie in
`cms/regulations`, one file an edition of a measure, named by code and year.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, NoReturn

from pydantic import ValidationError

from cms.regulation.findings import Finding, RegulationErrors, finding, from_pydantic
from cms.regulation.lines import Path, first_error_line, line_map, nearest_line
from cms.regulation.schema import Regulation

MAX_BYTES = 512 * 1024
"""The largest file read; the longest of the five measures with its full text takes a tenth of it."""

MAX_DEPTH = 16
"""How deep tables and arrays may nest; a measure needs nine levels."""

MAX_FINDINGS = 200
"""How many errors are listed; nobody corrects more in one go."""

BUILTIN = FilePath(__file__).resolve().parent.parent / "regulations"

_BUILTIN_NAME = re.compile(r"^(?P<code>[a-z][a-z0-9-]*)-(?P<year>\d{4})\.toml$")
# A dotted name of very many parts would keep the parser busy for minutes, so it is refused before parsing.
_KEY_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_NAME = re.compile(
    rf"(?:^[ \t]*\[{{0,2}}|[{{,])[ \t]*{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART}){{{MAX_DEPTH}}}", re.MULTILINE
)
_BOM = b"\xef\xbb\xbf"
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")
_SYNTAX = {
    "Cannot overwrite": "toml_duplicate",
    "Cannot declare": "toml_duplicate",
    "Cannot redefine": "toml_duplicate",
    "Cannot mutate": "toml_duplicate",
    "Duplicate": "toml_duplicate",
    "Invalid date": "toml_date",
    "Unterminated string": "toml_string",
    "Illegal character": "toml_string",
    "Found invalid character": "toml_string",
    "Unescaped": "toml_string",
    'Expected "\'"': "toml_string",
}
"""How the parser's message begins, and which of our sentences says it."""


@dataclass(frozen=True)
class ParsedRegulation:
    """A valid measure, the text it was read from, the SHA-256 of its bytes, and the line of every path.

    `source` encoded in UTF-8 gives back the bytes, a byte order mark included.
    """

    regulation: Regulation
    source: str
    sha256: str
    lines: Mapping[Path, int]


def parse_regulation(source: bytes) -> ParsedRegulation:
    """Read a measure from a TOML file of at most 512 kB in UTF-8, with or without a byte order mark.

    Raises RegulationErrors with a finding for every error: all errors of fields together, else all broken
    references together, else the first error of syntax.
    """
    body = _checked_bytes(source)
    values = _values(body)
    if _deeper_than(values, MAX_DEPTH):
        _refuse(finding("too_deep", line=None, path=""))
    lines = line_map(body)
    try:
        regulation = Regulation.model_validate(values)
    except ValidationError as errors:
        raise RegulationErrors(_listed(errors, values, lines)) from None
    return ParsedRegulation(regulation, source.decode(), hashlib.sha256(source).hexdigest(), lines)


def _listed(errors: ValidationError, values: dict[str, Any], lines: Mapping[Path, int]) -> list[Finding]:
    """Translate the errors of the schema, at most `MAX_FINDINGS` of them, and say how many are left out."""
    listed = [
        from_pydantic(error, line=nearest_line(lines, error["loc"]), path=readable_path(values, error["loc"]))
        for error in errors.errors(include_url=False)[:MAX_FINDINGS]
    ]
    more = errors.error_count() - len(listed)
    if more:
        listed.append(finding("too_many", line=None, path="", found=str(more), expected=str(MAX_FINDINGS)))
    return listed


def _deeper_than(values: dict[str, Any], depth: int) -> bool:
    level: list[Any] = [values]
    for _ in range(depth):
        groups = (value.values() if isinstance(value, dict) else value for value in level)
        level = [child for group in groups for child in group if isinstance(child, dict | list)]
    return bool(level)


def readable_path(values: Any, loc: Path) -> str:
    """Write a path for a reader: list elements by their key or number if it is theirs alone, else as `#n`."""
    words = ""
    here = values
    for step in loc:
        if isinstance(step, int):
            words += f"[{_label(here, step)}]"
        else:
            words += f".{step}" if words else step
        here = _child(here, step)
    return words


def _child(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else None
    return value.get(step) if isinstance(value, dict) else None


def _label(elements: Any, index: int) -> str:
    element = _child(elements, index)
    for name in ("key", "no"):
        own = _child(element, name)
        if isinstance(own, str | int) and own and [_child(e, name) for e in elements].count(own) == 1:
            return str(own)
    return f"#{index + 1}"


def _checked_bytes(source: bytes) -> bytes:
    """Return the bytes without a byte order mark, or refuse what is no text of a fair size."""
    if len(source) > MAX_BYTES:
        _refuse(finding("too_large", line=None, path="", found=str(len(source)), expected=str(MAX_BYTES)))
    body = source.removeprefix(_BOM)
    if not body.strip():
        _refuse(finding("empty", line=None, path=""))
    if b"\0" in body:
        _refuse(finding("has_nul", line=body.count(b"\n", 0, body.index(b"\0")) + 1, path=""))
    try:
        body.decode()
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        _refuse(finding("not_utf8", line=line, path="", found=body[error.start : error.end].hex(" ")))
    return body


def _values(body: bytes) -> dict[str, Any]:
    text = body.decode()
    long_name = _LONG_NAME.search(text)
    if long_name:
        _refuse(finding("too_deep", line=text.count("\n", 0, long_name.end()) + 1, path=""))
    try:
        return tomllib.loads(text)
    except RecursionError:
        _refuse(finding("too_deep", line=None, path=""))
    except tomllib.TOMLDecodeError as error:
        at_line = _AT_LINE.search(str(error))
        lines = text.split("\n")
        # A quote or bracket left open is only noticed at the end of the file: say where it opens.
        line = int(at_line.group(1)) if at_line else first_error_line(body) or len(lines)
        shown = lines[line - 1].strip()
        _refuse(finding(_syntax_code(str(error)), line=line, path="", found=shown[:80]))
    except ValueError:
        # Python refuses to read an integer of more than some thousand digits; that is no error of syntax.
        _refuse(finding("toml_number", line=None, path=""))


def _syntax_code(message: str) -> str:
    return next((code for words, code in _SYNTAX.items() if message.startswith(words)), "toml_syntax")


def _refuse(found: Finding) -> NoReturn:
    raise RegulationErrors([found]) from None


def builtin_sources() -> dict[str, bytes]:
    """Return the files that come with the portal, the template left out: "datong-2022" to its bytes."""
    return {
        path.stem: path.read_bytes()
        for path in sorted(BUILTIN.glob("*.toml"))
        if _BUILTIN_NAME.match(path.name)
    }


@lru_cache
def load_builtin(code: str) -> ParsedRegulation:
    """Return the newest measure of a code that comes with the portal.

    Raises KeyError when there is none.
    """
    stems = [stem for stem in builtin_sources() if stem.rpartition("-")[0] == code]
    if not stems:
        raise KeyError(code)
    return parse_regulation((BUILTIN / f"{max(stems)}.toml").read_bytes())


def template_source() -> bytes:
    """Return the annotated template of a measure, itself a valid measure of an invented city."""
    return (BUILTIN / "template.toml").read_bytes()
