"""When a holiday notice is accepted: every refusal, and the sentence it is told in."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portal.calendar.examples import example_days
from portal.calendar.notices import (
    MAX_DAYS,
    NoticeDay,
    NoticeDayKind,
    NoticeProblem,
    NoticeTerms,
    PlacedDay,
    check_days,
    check_terms,
    is_division_code,
)
from portal.calendar.sources import builtin_years
from portal.calendar.statutory import statutory_days
from portal.calendar.wording import PROBLEMS, sentence

REST, WORK = NoticeDayKind.REST, NoticeDayKind.WORK


def terms(**changes: Any) -> NoticeTerms:
    base = NoticeTerms(
        scope="",
        scope_name="",
        year=2027,
        title="关于2027年部分节假日安排的通知",
        doc_no="国办发明电〔2026〕0号",
        issued_on=dt.date(2026, 11, 4),
        source_url="https://www.gov.cn/example.htm",
        days=example_days(2027),
    )
    return replace(base, **changes)


def placed(days: Any) -> list[PlacedDay]:
    return [PlacedDay(row, day) for row, day in enumerate(days, start=1)]


def codes(problems: list[NoticeProblem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.row) for problem in problems]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_real_arrangement_is_accepted(year: int) -> None:
    """The library leaves one festival that fell on a Saturday unlisted (端午 2012); the notice named it."""
    data = builtin_years()[year]
    rest = {**{day: name for day, name in statutory_days(year).items() if day.weekday() >= 5}, **data.rest}
    days = [NoticeDay(day, REST, name) for day, name in rest.items()]
    days += [NoticeDay(day, WORK, name) for day, name in data.makeup.items()]
    assert check_days("", year, placed(days)) == []


@pytest.mark.parametrize("year", range(2027, 2060))
def test_every_example_arrangement_is_accepted(year: int) -> None:
    days = example_days(year)
    assert check_days("", year, placed(days)) == []
    assert {day.date for day in days if day.kind is REST} >= set(statutory_days(year))
    assert len([day for day in days if day.kind is WORK]) >= 2


def test_a_missing_statutory_day_is_refused_by_name() -> None:
    missing = {dt.date(2027, 2, 5), dt.date(2027, 5, 2)}
    days = [day for day in example_days(2027) if day.date not in missing]
    (problem,) = check_days("", 2027, placed(days))
    assert problem.code == "statutory_missing"
    assert problem.params["days"] == "2027-02-05 春节、2027-05-02 劳动节"
    assert "2027-02-05 春节、2027-05-02 劳动节" in sentence(problem)


def test_a_statutory_day_marked_as_work_is_missing_too() -> None:
    days = [replace(day, kind=WORK) if day.date == dt.date(2027, 5, 1) else day for day in example_days(2027)]
    assert codes(check_days("", 2027, placed(days))) == [("statutory_missing", None)]


def test_no_days_at_all_is_no_arrangement() -> None:
    assert codes(check_days("", 2027, [])) == [("no_days", None)]


def test_days_of_work_alone_are_no_arrangement() -> None:
    days = placed([NoticeDay(dt.date(2027, 1, 2), WORK, "元旦")])
    assert codes(check_days("", 2027, days)) == [("no_rest", None)]


def test_more_days_than_any_notice_has_are_refused() -> None:
    days = placed([NoticeDay(dt.date(2027, 1, 1), REST, "元旦")] * (MAX_DAYS + 1))
    assert codes(check_days("", 2027, days)) == [("too_many_days", None)]


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        (NoticeDay(dt.date(2027, 3, 3), WORK, "元旦"), "work_on_weekday"),
        (NoticeDay(dt.date(2027, 1, 1), REST, "元旦"), "duplicate"),
        (NoticeDay(dt.date(2028, 1, 1), REST, "元旦"), "next_year"),
        (NoticeDay(dt.date(2026, 11, 30), REST, "元旦"), "wrong_year"),
        (NoticeDay(dt.date(2030, 1, 1), REST, "元旦"), "wrong_year"),
        (NoticeDay(dt.date(2027, 3, 3), REST, " "), "name_missing"),
        (NoticeDay(dt.date(2027, 3, 3), REST, "节" * 31), "name_too_long"),
        (NoticeDay(dt.date(2027, 3, 3), REST, "节\ud800"), "name_unprintable"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_wrong_day_is_refused_at_its_row(extra: NoticeDay, code: str) -> None:
    days = [*example_days(2027), extra]
    assert codes(check_days("", 2027, placed(days))) == [(code, len(days))]


def test_december_of_the_year_before_may_be_decided_anew() -> None:
    """As the notice for 2008 did: 29 December 2007 worked, 30 and 31 December off."""
    spill = [NoticeDay(dt.date(2026, 12, 27), WORK, "元旦"), NoticeDay(dt.date(2026, 12, 31), REST, "元旦")]
    assert check_days("", 2027, placed([*spill, *example_days(2027)])) == []


def test_a_local_notice_adds_rest_days_only() -> None:
    rest = NoticeDay(dt.date(2026, 8, 5), REST, "那达慕")
    work = NoticeDay(dt.date(2026, 8, 8), WORK, "那达慕")
    assert check_days("150100", 2026, placed([rest])) == []
    assert codes(check_days("150100", 2026, placed([rest, work]))) == [("local_work", 2)]


def test_good_terms_have_no_problem() -> None:
    assert check_terms(terms(), known_years=range(2004, 2027)) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"scope": "1501", "scope_name": "某地"}, "scope_format", "scope"),
        ({"scope": "０12345", "scope_name": "某地"}, "scope_format", "scope"),
        ({"scope": "150100"}, "scope_name_missing", "scope_name"),
        ({"scope_name": "某地"}, "scope_name_unwanted", "scope_name"),
        ({"year": 1949}, "year_range", "year"),
        ({"year": 2200}, "year_range", "year"),
        ({"title": "  "}, "title_missing", "title"),
        ({"source_url": "javascript:alert(1)"}, "source_url_scheme", "source_url"),
        ({"is_example": True, "year": 2026}, "example_year_known", "is_example"),
    ],
)
def test_wrong_terms_are_refused_at_their_field(changes: dict[str, Any], code: str, field: str) -> None:
    (problem,) = check_terms(terms(**changes), known_years=range(2004, 2027))
    assert (problem.code, problem.field) == (code, field)
    assert sentence(problem)


def test_the_digest_names_the_content_and_nothing_else() -> None:
    first = terms()
    assert first.sha256 == terms(days=tuple(reversed(first.days))).sha256
    assert first.sha256 != terms(note="更正").sha256
    assert first.sha256 != terms(is_example=True).sha256
    assert NoticeTerms.from_json(first.as_json()) == replace(first, days=tuple(sorted(first.days)))


def test_an_example_is_called_one_wherever_its_source_is_named() -> None:
    assert terms(is_example=True).source.endswith("（示例）")
    assert "示例" not in terms().source
    assert terms(doc_no="").source == "《关于2027年部分节假日安排的通知》"


def test_every_sentence_says_what_to_do() -> None:
    for text in PROBLEMS.values():
        assert "请" in str(text), text


def test_every_problem_has_a_sentence() -> None:
    """Read from the sources: a code without words would be an error page on the day somebody meets it."""
    used: set[str] = set()
    for path in Path("portal/calendar").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"(?:NoticeProblem|_refused)\(\s*\"(\w+)\"", source))
    computed = {"scope_name_unwanted", "scope_name_missing", "placeholder", "json_no_days"}
    assert used | computed == set(PROBLEMS)


@pytest.mark.parametrize(
    ("text", "good"), [("150100", True), ("050100", False), ("15010", False), ("", False)]
)
def test_division_codes_have_six_digits(text: str, good: bool) -> None:
    assert is_division_code(text) is good
