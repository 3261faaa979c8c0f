"""What the words of a notice state about its window."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.regulation.rules.text_claims import claims

APRIL_9, APRIL_15 = dt.date(2026, 4, 9), dt.date(2026, 4, 15)


def read(text: str) -> dict[str, dt.date | int | None]:
    return {claim.role: claim.day or claim.number for claim in claims(text, "lead", 2026)}


@pytest.mark.parametrize(
    "text",
    [
        "公示时间：2026年4月9日至4月15日（5个工作日）。",
        "公示期为5个工作日，自2026年4月9日起至2026年4月15日止。",
        "公示期：2026-04-09—2026-04-15，共五个工作日",
        "公示期5个工作日(2026.4.9-2026.4.15)",
        "公示期自４月９日（星期四）至４月１５日，５个工作日",
        "现将名单公示如下，公示时间为4月9日8:30至4月15日17:30，为期5个工作日",
    ],
)
def test_a_period_is_read_however_it_is_written(text: str) -> None:
    assert read(text) == {"first_day": APRIL_9, "last_day": APRIL_15, "working_days": 5}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("公示截至2026年4月15日。", APRIL_15),
        ("公示截止日期为4月15日。", APRIL_15),
        ("公示到2026年4月15日止", APRIL_15),
    ],
)
def test_a_last_day_alone(text: str, day: dt.date) -> None:
    assert read(text) == {"last_day": day}


def test_a_period_across_the_new_year() -> None:
    found = read("公示期自12月30日至1月6日")
    assert found == {"first_day": dt.date(2026, 12, 30), "last_day": dt.date(2027, 1, 6)}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "成文日期2026年4月8日",
        "评审时间为2026年3月2日至3月6日。",
        "依据2022年1月7日印发的办法。现予公示。",
        "根据办法，公示期不少于5个工作日",
        "公示期自2026年2月30日至2026年2月31日",
    ],
)
def test_other_dates_are_left_alone(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    ("words", "number"),
    [("5", 5), ("五", 5), ("十", 10), ("十五", 15), ("二十", 20), ("二十三", 23), ("100", 100)],
)
def test_numbers_of_days(words: str, number: int) -> None:
    assert read(f"公示期{words}个工作日") == {"working_days": number}


def test_the_place_is_kept() -> None:
    (claim,) = claims("公示期5个工作日", "附件1.docx", 2026)
    assert claim.place == "附件1.docx"


@given(st.text(alphabet="公示期自至起止年月日0123456789个工作—-.（）()一二十 ，。", max_size=40))
def test_reading_never_fails(text: str) -> None:
    for claim in claims(text, "lead", 2026):
        assert (claim.day is None) is (claim.role == "working_days")


@pytest.mark.parametrize(
    "words", ["公示自次一工作日起算。", "公示于下一工作日办结。", "公示期内每一工作日受理异议。"]
)
def test_one_certain_working_day_is_no_length(words: str) -> None:
    assert [claim for claim in claims(words, "lead", 2026) if claim.role == "working_days"] == []
