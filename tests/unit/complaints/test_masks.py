"""Masks as values: what is covered is exactly what was said, and the newest mask holds alone."""

import itertools
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import masks
from complaints.masks import BLOCK, Mask

FACTS = "张工说李工改了表，\n李工没有否认。"
"""Two invented trades, not persons."""


def a_mask(of: UUID, **changes: object) -> Mask:
    values = {"id": uuid4(), "of": of, "ranges": {}, "files": frozenset(), "by": "0" * 32, **changes}
    return Mask(**values)  # type: ignore[arg-type]


def test_every_place_of_a_word_is_found_and_covered_and_lines_stay() -> None:
    ranges = masks.ordered(masks.places(FACTS, ["李工", "，\n李"]), len(FACTS))
    assert masks.covered(FACTS, ranges) == "张工说██改了表█\n██没有否认。"
    assert list(masks.places("aaa", ["aa", ""])) == [(0, 2), (1, 3)]


@settings(max_examples=60)
@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_exactly_the_ranges_are_covered(text: str, drawn: list[tuple[int, int]]) -> None:
    if any(not 0 <= start < end <= len(text) for start, end in drawn):
        with pytest.raises(ValueError, match="range"):
            masks.ordered(drawn, len(text))
        return
    ranges = masks.ordered(drawn, len(text))
    hidden = {at for start, end in drawn for at in range(start, end)}
    assert {at for start, end in ranges for at in range(start, end)} == hidden
    assert all(first[1] < second[0] for first, second in itertools.pairwise(ranges))
    shown = masks.covered(text, ranges)
    assert len(shown) == len(text)
    for at, sign in enumerate(text):
        assert shown[at] == (sign if at not in hidden or sign in "\r\n" else BLOCK)


def test_a_report_has_several_parts_and_the_entries_that_mask_have_none() -> None:
    report = {"kind": "report", "report": {"facts": FACTS, "respondent": "某厂", "happened": ""}, "salt": "x"}
    assert masks.parts(report) == {"report.facts": FACTS, "report.respondent": "某厂"}
    shown = masks.cover(report, {"report.facts": ((0, 2),), "report.gone": ((0, 1),)})
    assert shown["report"]["facts"].startswith("██说")
    assert (shown["report"]["respondent"], shown["salt"]) == ("某厂", "x")
    assert report["report"]["facts"] == FACTS  # type: ignore[index]
    assert masks.parts({"kind": "mask", "text": "why"}) == {}


def test_the_newest_mask_of_an_entry_holds_alone() -> None:
    first, second = uuid4(), uuid4()
    old = a_mask(first, ranges={"text": ((0, 2),)})
    other, new = a_mask(second, files=frozenset({"f"})), a_mask(first)
    assert masks.standing([old, other, new]) == {first: new, second: other}
    assert (new.empty, old.empty, other.empty) == (True, False, False)


@pytest.mark.parametrize(
    "broken", [{"of": "x"}, {"ranges": []}, {"ranges": {"text": [[1]]}}, {"files": None}, {"kind": "note"}]
)
def test_a_malformed_mask_is_none(broken: dict[str, object]) -> None:
    entry = uuid4()
    whole = {"kind": "mask", "of": uuid4().hex, "ranges": {"text": [[0, 1]]}, "files": [], "member": "m"}
    assert masks.read(entry, whole) is not None
    assert masks.read(entry, {**whole, **broken}) is None
