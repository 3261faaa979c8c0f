"""The helpers of a measure's document, its dates, its citations, and the places its readings name."""

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from cms.regulation.citation import anchor_of, article_heading, chinese_number, cite, split_ref
from cms.regulation.document import builtin_sources, load_builtin, parse_regulation, template_source
from cms.regulation.schema import Clause, Instrument, Regulation

CODES = [stem.rpartition("-")[0] for stem in builtin_sources()]


@pytest.fixture(scope="module")
def taiyuan() -> Regulation:
    return load_builtin("taiyuan").regulation


def test_an_article_and_its_item_are_read_by_reference(taiyuan: Regulation) -> None:
    assert taiyuan.article("7") == "市政府质量奖评选不向申报单位和个人收取任何费用。"
    assert taiyuan.article("13(6)") == "(六)负责社会各界反映问题的调查核实；"
    assert taiyuan.article("18").startswith("市政府质量奖评选程序主要包括:\n(一)发布信息。")
    assert taiyuan.text.articles[17].lead == "市政府质量奖评选程序主要包括:"
    assert taiyuan.anchor("18(8)") == "a18-8"
    for missing in ("32", "13(9)", "7(1)"):
        with pytest.raises(KeyError):
            taiyuan.article(missing)
    with pytest.raises(ValueError, match="not a reference"):
        taiyuan.article("第七条")


def test_parts_are_found_by_key(taiyuan: Regulation) -> None:
    assert taiyuan.stage("acceptance_list").name == "受理组织和个人名单公示"
    assert taiyuan.body("office").name == "太原市标准化和质量强市领导小组办公室"
    assert taiyuan.tier("nominee").name == "市政府质量奖提名奖"
    for read in (taiyuan.stage, taiyuan.body, taiyuan.tier):
        with pytest.raises(KeyError):
            read("absent")


def test_a_published_predecessor_is_found_behind_an_internal_list(taiyuan: Regulation) -> None:
    def keys(stages: tuple[Any, ...]) -> list[str]:
        return [stage.key for stage in stages]

    assert keys(taiyuan.published_predecessors("proposed_winner_publicity")) == ["acceptance_list"]
    assert keys(taiyuan.published_predecessors("application_notice")) == []
    assert keys(taiyuan.successors("commendation_decision")) == ["revocation_announcement"]
    assert "candidate_list" not in keys(taiyuan.published_stages)
    xinzhou = load_builtin("xinzhou").regulation
    assert keys(xinzhou.published_predecessors("acceptance_list")) == []
    yuncheng = load_builtin("yuncheng").regulation
    assert keys(yuncheng.published_predecessors("acceptance_list")) == ["application_notice"]
    with pytest.raises(KeyError):
        taiyuan.published_predecessors("absent")
    with pytest.raises(KeyError):
        taiyuan.successors("absent")


def test_a_field_may_cite_articles_of_its_own() -> None:
    instrument = load_builtin("yuncheng").regulation.instrument
    assert instrument.articles_for("effective_on") == ("34",)
    assert instrument.articles_for("validity_years") == ("35",)
    with pytest.raises(KeyError):
        instrument.articles_for("absent")


def test_a_document_cannot_be_changed_and_refuses_what_it_does_not_know(taiyuan: Regulation) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        taiyuan.city = "大同市"
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Clause.model_validate({"text": "甲", "articles": ["1"], "colour": "red"})
    assert hash(taiyuan.stages[0].slug) == hash("call")


def _instrument(**changes: Any) -> Instrument:
    facts = {
        "title": "示例办法",
        "kind": "normative_document",
        "issuer": "示例市人民政府",
        "effective_on": dt.date(2022, 10, 15),
        "articles": ["1"],
    }
    return Instrument.model_validate(facts | changes)


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({}, None),
        ({"validity_years": 5}, dt.date(2027, 10, 14)),
        ({"effective_on": dt.date(2025, 3, 1), "validity_years": 5}, dt.date(2030, 2, 28)),
        ({"effective_on": dt.date(2023, 3, 1), "validity_years": 5}, dt.date(2028, 2, 29)),
        ({"effective_on": dt.date(2024, 2, 29), "validity_years": 5}, dt.date(2029, 2, 28)),
        ({"effective_on": dt.date(2024, 2, 29), "validity_years": 4}, dt.date(2028, 2, 28)),
        ({"expires_on": dt.date(2026, 12, 31), "validity_years": 5}, dt.date(2026, 12, 31)),
    ],
)
def test_the_last_day_in_force(changes: dict[str, Any], last: dt.date | None) -> None:
    assert _instrument(**changes).last_day == last


def test_a_repeal_outranks_every_other_state() -> None:
    measure = _instrument(validity_years=5)
    repealed_on = dt.date(2026, 1, 1)
    assert measure.status_on(dt.date(2025, 12, 31), repealed_on) == "in_force"
    assert measure.status_on(repealed_on, repealed_on) == "repealed"
    assert measure.status_on(dt.date(2030, 1, 1), repealed_on) == "repealed"
    assert measure.status_on(dt.date(2021, 1, 1), repealed_on) == "not_yet"


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2190, 1, 1)),
    st.integers(1, 100),
    st.dates(dt.date(1950, 1, 1), dt.date(2190, 1, 1)),
)
def test_the_states_follow_one_another_without_gap(first: dt.date, years: int, day: dt.date) -> None:
    measure = _instrument(effective_on=first, validity_years=years)
    last = measure.last_day
    assert last is not None
    assert (last + dt.timedelta(days=1)).year - first.year == years
    expected = "not_yet" if day < first else "expired" if day > last else "in_force"
    assert measure.status_on(day) == expected


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (31, "三十一"),
        (100, "一百"),
        (105, "一百零五"),
        (118, "一百一十八"),
        (230, "二百三十"),
    ],
)
def test_numbers_as_measures_write_them(number: int, words: str) -> None:
    assert chinese_number(number) == words


@pytest.mark.parametrize("number", [0, 1000, -3])
def test_numbers_beyond_a_measure_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        chinese_number(number)


@given(st.integers(1, 999))
def test_each_number_is_written_in_its_own_way(number: int) -> None:
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")}
    total, digit = 0, 0
    for char in chinese_number(number):
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = digits[char]
    assert total + digit == number


def test_references_anchors_and_headings() -> None:
    assert split_ref("18(8)") == (18, 8)
    assert split_ref("37") == (37, None)
    assert (anchor_of("37"), anchor_of("18(8)")) == ("a37", "a18-8")
    assert (cite("37"), cite("18(8)")) == ("第三十七条", "第十八条第（八）项")
    assert article_heading(21) == "第二十一条"


@pytest.mark.parametrize(
    "ref", ["", "0", "08", "18()", "18(0)", "18（8）", "18(8)(1)", "notice", "1234", "18\n"]
)
def test_what_is_no_reference_is_refused(ref: str) -> None:
    with pytest.raises(ValueError, match="not a reference"):
        split_ref(ref)
    with pytest.raises(ValidationError):
        Clause.model_validate({"text": "甲", "articles": [ref]})


_STEP = re.compile(r"([a-z_]+)|\[([^\]]+)\]")


def _place(value: Any, path: str) -> Any:
    """Follow the path of a reading; an element is named by its key, by tier and kind, or by its number."""
    for name, label in _STEP.findall(path):
        if name:
            assert name in type(value).model_fields, path
            value = getattr(value, name)
        else:
            value = next(element for place, element in enumerate(value) if label in _labels(place, element))
    return value


def _labels(place: int, element: BaseModel) -> set[str]:
    own = {name: str(getattr(element, name, "")) for name in ("key", "tier", "kind", "applies_to")}
    return {str(place), own["key"], f"{own['tier']}.{own['kind']}", f"{own['applies_to']}.{own['key']}"}


@pytest.mark.parametrize("code", CODES)
def test_every_reading_names_a_place_that_exists(code: str) -> None:
    regulation = load_builtin(code).regulation
    assert len(regulation.readings) >= 9
    for reading in regulation.readings:
        _place(regulation, reading.path)
        assert reading.question.endswith(("？", "。"))
        assert reading.reading.endswith("。")
        assert reading.why.endswith("。")


def test_a_publisher_that_is_not_worded_has_a_reading_or_is_the_applicant() -> None:
    for code in CODES:
        regulation = load_builtin(code).regulation
        explained = {reading.path for reading in regulation.readings}
        for stage in regulation.stages:
            if not stage.publisher_stated and stage.publisher != "applicant":
                assert f"stages[{stage.key}].publisher" in explained, (code, stage.key)


def test_the_template_shows_every_field_of_the_schema() -> None:
    template = template_source().decode()
    seen: set[type[BaseModel]] = set()

    def visit(model: type[BaseModel]) -> None:
        if model in seen:
            return
        seen.add(model)
        for name, field in model.model_fields.items():
            assert re.search(rf"\b{name}\b", template), (model.__name__, name)
            for nested in _models_in(field.annotation):
                visit(nested)

    visit(Regulation)
    assert len(seen) > 40


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]


def test_the_template_names_no_real_city() -> None:
    regulation = parse_regulation(template_source()).regulation
    assert regulation.city == "示例市"
    assert regulation.division_code == "000000"
    assert "示例" in regulation.instrument.title
