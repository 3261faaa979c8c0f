"""Where each value of a TOML file stands: path to line number.

`tomllib` gives values without positions, so the positions come from the syntax tree of tree-sitter.
"""

import tomllib
from collections.abc import Iterator, Mapping

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]

_LANGUAGE = Language(tree_sitter_toml.language())
_VALUES = {"string", "integer", "float", "boolean", "array", "inline_table"} | {
    "local_date",
    "local_time",
    "local_date_time",
    "offset_date_time",
}


def line_map(source: bytes) -> dict[Path, int]:
    """Return the line, counted from 1, on which each table, key and array element of a valid file begins.

    `source` is UTF-8 without a byte order mark. Tables that only exist as the parent of a dotted name get the
    line of their first mention.
    """
    found: dict[Path, int] = {}
    lengths: dict[Path, int] = {}
    for node in Parser(_LANGUAGE).parse(source).root_node.named_children:
        if node.type == "pair":
            _note_pair(found, (), node)
        elif node.type in ("table", "table_array_element"):
            header, *pairs = (child for child in node.named_children if child.type != "comment")
            table = _open(found, lengths, list(_keys(header)), node)
            for pair in pairs:
                _note_pair(found, table, pair)
    return found


def nearest_line(lines: Mapping[Path, int], path: Path) -> int | None:
    """Return the line of the longest beginning of a path that stands in the file, None for the whole file."""
    for length in range(len(path), 0, -1):
        line = lines.get(path[:length])
        if line is not None:
            return line
    return None


def first_error_line(source: bytes) -> int | None:
    """Return the line on which a file first leaves the grammar of TOML, None when it keeps to it."""
    node = Parser(_LANGUAGE).parse(source).root_node
    while node.type != "ERROR" and not node.is_missing:
        broken = next((child for child in node.children if child.has_error or child.is_missing), None)
        if broken is None:
            return None
        node = broken
    return _line(node)


def _open(found: dict[Path, int], lengths: dict[Path, int], names: list[str], node: Node) -> Path:
    """Note a table header and return the path of the table it opens."""
    path: Path = ()
    last = len(names) - 1
    for place, name in enumerate(names):
        path = (*path, name)
        found.setdefault(path, _line(node))
        if place == last and node.type == "table_array_element":
            lengths[path] = lengths.get(path, 0) + 1
        if path in lengths:
            path = (*path, lengths[path] - 1)
            found.setdefault(path, _line(node))
    return path


def _note_pair(found: dict[Path, int], table: Path, pair: Node) -> None:
    key, value = (child for child in pair.named_children if child.type != "comment")
    path = table
    for name in _keys(key):
        path = (*path, name)
        found.setdefault(path, _line(pair))
    _note_value(found, path, value)


def _note_value(found: dict[Path, int], path: Path, value: Node) -> None:
    if value.type == "array":
        elements = (child for child in value.named_children if child.type in _VALUES)
        for index, element in enumerate(elements):
            found[(*path, index)] = _line(element)
            _note_value(found, (*path, index), element)
    elif value.type == "inline_table":
        for pair in value.named_children:
            if pair.type == "pair":
                _note_pair(found, path, pair)


def _keys(node: Node) -> Iterator[str]:
    if node.type == "dotted_key":
        for child in node.named_children:
            yield from _keys(child)
    elif node.type == "quoted_key":
        yield next(iter(tomllib.loads(f"{_text(node)} = 0")))
    else:
        yield _text(node)


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _line(node: Node) -> int:
    return node.start_point[0] + 1
