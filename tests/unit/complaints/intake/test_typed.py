"""What a page carries: known names, tidied texts, nothing else."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from complaints.intake.typed import MOST_FIELDS, Typed, tidy, too_much


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  甲\r\n乙\r丙 \n", "甲\n乙\n丙"),
        ("甲\u2028乙", "甲\n乙"),
        ("甲\x00\x1b乙\t丙", "甲乙\t丙"),
        ("e\u0301", "é"),
        ("\ud800甲", "甲"),
    ],
)
def test_texts_are_tidied(given: str, kept: str) -> None:
    assert tidy(given) == kept
    assert tidy(kept) == kept


def test_unknown_names_and_empty_fields_are_dropped_and_repeats_counted_once() -> None:
    sent = QueryDict(
        "city=datong&facts=%20&kind=entry&is_admin=1&concerns=a&concerns=b&concerns=a&kind=staff&token=x"
    )
    assert Typed.of(sent).pairs == (
        ("city", "datong"),
        ("kind", "staff"),
        ("concerns", "a"),
        ("concerns", "b"),
    )


def test_more_than_sixty_fields_or_one_mebibyte_is_too_much() -> None:
    post = RequestFactory().post
    assert not too_much(post("/", {f"f{n}": "x" for n in range(MOST_FIELDS)}))
    assert too_much(post("/", {f"f{n}": "x" for n in range(MOST_FIELDS + 1)}))
    assert too_much(post("/", {"concerns": ["x"] * (MOST_FIELDS + 1)}))
    assert not too_much(post("/", {"facts": "字" * (2**20 // 3)}))
    assert too_much(post("/", {"facts": "字" * (2**20 // 3 + 1)}))
