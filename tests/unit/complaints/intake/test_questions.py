"""Questions in words: each can be asked and answered, and an answer counts in whatever script it comes."""

import pytest
from django.utils import translation

from complaints.intake import questions


def test_every_question_drawn_can_be_asked_and_has_a_small_number_as_its_answer() -> None:
    drawn = {questions.draw() for _ in range(400)}
    assert {code.partition(":")[0] for code, _answer in drawn} == {"sum", "less", "next", "larger", "fact"}
    for code, answer in drawn:
        assert questions.is_question(code)
        assert len(code) <= 32
        assert 0 < int(answer) < 25
        assert questions.in_words(code).endswith("？")


def test_the_answer_is_the_one_the_words_ask_for() -> None:
    facts = {
        "week": 7,
        "year": 12,
        "hand": 5,
        "day": 24,
        "seasons": 4,
        "square": 4,
        "triangle": 3,
        "hands": 10,
        "decade": 2,
        "cat": 4,
    }
    for code, answer in (questions.draw() for _ in range(400)):
        kind, *parts = code.split(":")
        if kind == "fact":
            assert int(answer) == facts[parts[0]]
            continue
        numbers = [int(part) for part in parts]
        asked = {
            "sum": sum(numbers),
            "less": numbers[0] - numbers[-1],
            "next": numbers[0] + 1,
            "larger": max(numbers),
        }
        assert int(answer) == asked[kind]


@pytest.mark.parametrize("typed", ["11", " １１ ", "十一", "拾壹", "11。", "011"])
def test_a_number_counts_in_every_script(typed: str) -> None:
    assert questions.number_typed(typed) == "11"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("两", "2"), ("二十四", "24"), ("十", "10"), ("二十", "20"), ("〇", "0"), ("七天", "7")],
)
def test_chinese_numerals(typed: str, number: str) -> None:
    assert questions.number_typed(typed) == number


@pytest.mark.parametrize("typed", ["", "十十", "十一二", "abc", "-1", "零十"])
def test_anything_else_is_no_number(typed: str) -> None:
    assert not questions.number_typed(typed).isdecimal()


def test_a_question_is_asked_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        assert questions.in_words("sum:3:8") == "三加八等于几？"
