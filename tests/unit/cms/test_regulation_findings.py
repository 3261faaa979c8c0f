"""Every kind of wrong field in a measure's file is named by line, path, kind and sentence."""

import datetime as dt

import pytest

from cms.regulation.document import parse_regulation, template_source
from cms.regulation.findings import EXPECTED, SENTENCES, Finding, RegulationErrors, describe, from_pydantic
from tests.unit.cms.regulation_slips import SLIPS, Slip
from tests.unit.cms.route_slips import ROUTE_SLIPS

EVERY_SLIP = [*SLIPS, *ROUTE_SLIPS]


def _findings(source: bytes) -> tuple[Finding, ...]:
    with pytest.raises(RegulationErrors) as caught:
        parse_regulation(source)
    return caught.value.findings


def _changed(old: str, new: str) -> tuple[bytes, int]:
    """Return the template with one passage replaced, and the line on which the passage begins."""
    text = template_source().decode()
    assert text.count(old) == 1, old
    return text.replace(old, new).encode(), text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("slip", EVERY_SLIP, ids=lambda slip: slip.name)
def test_a_wrong_field_is_named_by_line_path_and_sentence(slip: Slip) -> None:
    source, line = _changed(slip.old, slip.new)
    found = {(finding.path, finding.code): finding for finding in _findings(source)}
    finding = found[slip.path, slip.code]
    assert finding.line == (None if slip.offset is None else line + slip.offset)
    assert finding.message == slip.sentence


def test_every_sentence_about_a_field_is_shown_by_one_of_the_slips() -> None:
    about_the_file = {"too_large", "empty", "not_utf8", "has_nul", "too_deep", "too_many"}
    about_toml = {code for code in SENTENCES if code.startswith("toml_")}
    fallbacks = {"invalid", "string_pattern_mismatch", "bad_sha256"}
    assert {slip.code for slip in EVERY_SLIP} == set(SENTENCES) - about_the_file - about_toml - fallbacks


def test_all_wrong_fields_are_reported_together_in_the_order_of_the_file() -> None:
    source = (
        template_source().decode().replace('city = "示例市"', "city = 1").replace("total = 1000", "total = 0")
    )
    findings = _findings(source.encode())
    assert [finding.path for finding in findings] == ["city", "scoring.total"]
    assert [finding.line for finding in findings] == sorted(finding.line or 0 for finding in findings)


def test_all_broken_references_are_reported_together() -> None:
    source = template_source().decode().replace('issuer = "office"', 'issuer = "x"')
    source = source.replace('tiers = ["award"] ', 'tiers = ["y"] ')
    assert {finding.code for finding in _findings(source.encode())} == {"unknown_body", "unknown_tier"}


def test_every_sentence_can_be_translated_and_says_what_to_do() -> None:
    for code, sentence in SENTENCES.items():
        shown = sentence % {"found": "甲", "expected": "乙", "field": "丙"}
        assert shown.endswith("。"), code
        assert "请" in shown, code
    assert set(EXPECTED) <= set(SENTENCES)


def test_a_finding_speaks_the_language_of_its_reader() -> None:
    source, _ = _changed('city = "示例市" ', "city = 7 ")
    (finding,) = _findings(source)
    assert finding.say({SENTENCES["string_type"]: "Text expected, found %(found)s."}.__getitem__) == (
        "Text expected, found 数字 7."
    )
    assert (finding.found, finding.expected) == ("数字 7", "文字")


def test_an_error_of_unknown_type_still_gets_a_sentence() -> None:
    finding = from_pydantic(
        {"type": "new_type", "loc": ("a",), "msg": "English", "input": 3.5}, line=4, path="a"
    )
    assert (finding.code, finding.message) == (
        "new_type",
        "这里的内容不符合要求，现为数字 3.5。请对照模板改正。",
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true"),
        ("字" * 50, f"文字“{'字' * 40}…”"),
        (10**60, "过长的数字"),
        ({"a": 1}, "一张表"),
        ([1, 2], "数组（2 项）"),
        (dt.time(8, 30), "时间 08:30:00"),
        (None, "NoneType"),
    ],
)
def test_values_are_named_for_a_reader(value: object, words: str) -> None:
    assert describe(value) == words
