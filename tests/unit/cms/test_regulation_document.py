"""Reading a measure from TOML: the same model comes back, every path has its line, no other bytes pass."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.regulation.document import (
    MAX_BYTES,
    MAX_FINDINGS,
    builtin_sources,
    load_builtin,
    parse_regulation,
    readable_path,
    template_source,
)
from cms.regulation.findings import Finding, RegulationErrors
from cms.regulation.lines import line_map, nearest_line
from cms.regulation.schema import Regulation

MEASURES = Path(__file__).parents[2] / "data" / "measures"
FILES = {
    **builtin_sources(),
    "template": template_source(),
    **{path.stem: path.read_bytes() for path in MEASURES.glob("*.toml")},
}


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for step, child in children:
        yield from _paths(child, (*path, step))


def _findings(source: bytes) -> tuple[Finding, ...]:
    with pytest.raises(RegulationErrors) as caught:
        parse_regulation(source)
    return caught.value.findings


def test_the_five_measures_come_with_the_portal() -> None:
    assert set(builtin_sources()) == {
        "datong-2022",
        "taiyuan-2022",
        "xinzhou-2025",
        "hohhot-2017",
        "yuncheng-2023",
    }


@pytest.mark.parametrize("name", FILES)
def test_a_file_becomes_a_model_and_json_and_the_same_model(name: str) -> None:
    regulation = parse_regulation(FILES[name]).regulation
    assert Regulation.model_validate_json(regulation.model_dump_json()) == regulation
    as_stored = regulation.model_dump(mode="json", exclude_none=True)
    assert Regulation.model_validate(as_stored) == regulation


@pytest.mark.parametrize("name", FILES)
def test_every_path_of_a_file_has_a_line_and_the_line_names_it(name: str) -> None:
    source = FILES[name]
    lines = line_map(source)
    written = source.decode().splitlines()
    paths = list(_paths(tomllib.loads(source.decode())))
    assert len(paths) > 300
    for path in paths:
        line = lines[path]
        last = path[-1]
        if isinstance(last, str):
            assert last in written[line - 1], path


def test_lines_follow_dotted_keys_arrays_of_tables_strings_and_tables_out_of_order() -> None:
    source = b"""# note
top = 1
a.b.c = 2
"quoted key" = 3

[[list]]
x = [
    1,  # one
    { y = 2 },
]
[list.inner]
z = '''
many
lines'''
[[list]]
[other]
v = 1
[list.inner]
w = 5
[[list.deep]]
[[list.deep]]
q = 1
"""
    lines = line_map(source)
    assert {path: lines[path] for path in _paths(tomllib.loads(source.decode()))} == {
        ("top",): 2,
        ("a",): 3,
        ("a", "b"): 3,
        ("a", "b", "c"): 3,
        ("quoted key",): 4,
        ("list",): 6,
        ("list", 0): 6,
        ("list", 0, "x"): 7,
        ("list", 0, "x", 0): 8,
        ("list", 0, "x", 1): 9,
        ("list", 0, "x", 1, "y"): 9,
        ("list", 0, "inner"): 11,
        ("list", 0, "inner", "z"): 12,
        ("list", 1): 15,
        ("other",): 16,
        ("other", "v"): 17,
        ("list", 1, "inner"): 18,
        ("list", 1, "inner", "w"): 19,
        ("list", 1, "deep"): 20,
        ("list", 1, "deep", 0): 20,
        ("list", 1, "deep", 1): 21,
        ("list", 1, "deep", 1, "q"): 22,
    }
    assert nearest_line(lines, ("list", 1, "inner", "missing", 3)) == 18
    assert nearest_line(lines, ("absent",)) is None


_KEY = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
_VALUE = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text("ab量\n\"'", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEY, inner, max_size=3),
    max_leaves=8,
)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, list):
        return "[\n" + "".join(f"  {_toml(element)},\n" for element in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_inline(child)}" for key, child in value.items()) + "}"
    return str(value)


def _inline(value: Any) -> str:
    return _toml(value).replace("\n", "").replace(",]", "]")


@given(st.dictionaries(_KEY, _VALUE, max_size=4))
def test_any_document_has_a_line_for_every_path_in_rising_order(document: dict[str, Any]) -> None:
    source = "".join(f"{key} = {_toml(value)}\n" for key, value in document.items())
    assert tomllib.loads(source) == document
    lines = line_map(source.encode())
    paths = list(_paths(document))
    assert set(paths) == set(lines)
    assert [lines[path] for path in paths] == sorted(lines[path] for path in paths)


@pytest.mark.parametrize(
    ("source", "line", "code"),
    [
        (b"", None, "empty"),
        (b"\xef\xbb\xbf \n", None, "empty"),
        (b"a = 1\nb = \x00\n", 2, "has_nul"),
        ("a = 1\nb = '奖'\n".encode("gb18030"), 2, "not_utf8"),
        ("schema_version = 1".encode("utf-16"), 1, "has_nul"),
        (b"#" * (MAX_BYTES + 1), None, "too_large"),
        (b"a = 1\nb = 2\na = 3\nc = 4\n", 3, "toml_duplicate"),
        (b"[a]\n[b]\n[a]\n", 3, "toml_duplicate"),
        (b"a = 1\nb = { c = 1, c = 2 }\n", 2, "toml_duplicate"),
        (b"a = 1\nb = 2022-02-30\nc = 1\n", 2, "toml_date"),
        (b'a = 1\nb = "x\nc = 1\n', 2, "toml_string"),
        (b"a = 1\nb = 'x\nc = 1\n", 2, "toml_string"),
        (b'a = 1\nb = "\\q"\n', 2, "toml_string"),
        (b"a = 1\nb\nc = 1\n", 2, "toml_syntax"),
        (b"a = 1\nb = [1 2]\n", 2, "toml_syntax"),
        (b"a = 1\nb = [1,\n2", 2, "toml_syntax"),
        (b"a = " + b"[" * 2000 + b"]" * 2000, None, "too_deep"),
        (b"x = 1\na" + b".a" * 100_000 + b" = 1", 2, "too_deep"),
        (b"[[ a" + b" . 'b c'" * 16 + b"]]", 1, "too_deep"),
        (b"x = { y = 1, a" + b'."b"' * 16 + b" = 1 }", 1, "too_deep"),
        (b"[a" + b".a" * 15 + b"]\nb.c = 1\n", None, "too_deep"),
        (b"a = " + b"9" * 5000, None, "toml_number"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(source: bytes, line: int | None, code: str) -> None:
    (finding,) = _findings(source)
    assert (finding.line, finding.code) == (line, code)
    assert finding.message.endswith("。")
    assert "请" in finding.message


def test_the_sentence_about_size_names_both_sizes() -> None:
    (finding,) = _findings(b"#" * (MAX_BYTES + 1))
    assert finding.message == "文件有 524289 字节，超过上限 524288 字节。请删去与办法无关的内容后重试。"


def test_a_file_of_the_greatest_size_is_read() -> None:
    source = template_source()
    padded = source + b"#" * (MAX_BYTES - len(source))
    assert parse_regulation(padded).regulation == parse_regulation(source).regulation


def test_a_byte_order_mark_and_windows_line_ends_change_nothing_but_the_digest() -> None:
    plain = parse_regulation(template_source())
    marked = parse_regulation(b"\xef\xbb\xbf" + template_source().replace(b"\n", b"\r\n"))
    assert marked.regulation == plain.regulation
    assert marked.lines == plain.lines
    assert marked.sha256 != plain.sha256


def test_paths_name_elements_by_their_own_key_or_by_position() -> None:
    values = {"stages": [{"key": "call"}, {"key": "call"}, {"key": "list", "after": ["call"]}, 7]}
    assert readable_path(values, ("stages", 2, "after", 0)) == "stages[list].after[#1]"
    assert readable_path(values, ("stages", 1, "key")) == "stages[#2].key"
    assert readable_path(values, ("stages", 3)) == "stages[#4]"
    assert readable_path(values, ("stages", 9, "key")) == "stages[#10].key"


def test_a_builtin_measure_is_found_by_code_and_an_unknown_code_is_an_error() -> None:
    assert load_builtin("datong").regulation.city == "大同市"
    assert load_builtin("datong") is load_builtin("datong")
    with pytest.raises(KeyError):
        load_builtin("template")


def test_a_file_with_thousands_of_errors_lists_some_and_counts_the_rest() -> None:
    source = template_source() + b"[[silences]]\n" * 3000
    findings = _findings(source)
    assert len(findings) == MAX_FINDINGS + 1
    assert findings[0].message == "错误太多，只列出 200 处，另有 5800 处。请先改正列出的，再检查一次。"
    assert {finding.code for finding in findings[1:]} == {"missing"}


@given(st.data())
def test_a_damaged_file_is_refused_with_lines_inside_the_file_or_still_valid(data: st.DataObject) -> None:
    source = template_source()
    start = data.draw(st.integers(0, len(source)))
    cut = data.draw(st.integers(0, 12))
    put = data.draw(
        st.sampled_from([b"", b"\n", b'"', b"[", b"]", b"=", b"{", b"\xff", b"\x00", b"9", b"#", b"\r"])
    )
    damaged = source[:start] + put + source[start + cut :]
    try:
        parse_regulation(damaged)
    except RegulationErrors as errors:
        last_line = damaged.count(b"\n") + 1
        for finding in errors.findings:
            assert finding.line is None or 1 <= finding.line <= last_line
            assert finding.message.endswith("。")
