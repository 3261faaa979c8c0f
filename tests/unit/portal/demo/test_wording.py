"""What the notices of the demonstration say follows from each measure, and bars nobody whom the measure does not bar."""

import datetime as dt

import pytest

from cms.regulation.document import load_builtin
from cms.regulation.rules.text_claims import claims
from cms.regulation.schema import Regulation
from portal.demo.wording import Handling, Voice, ordinal, process_text

CODES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
DAY = dt.date(2026, 11, 16)
WINDOW = (dt.date(2026, 11, 17), dt.date(2026, 11, 23))


def regulation(code: str) -> Regulation:
    return load_builtin(code).regulation


def publicity(
    code: str, *, on: dt.date = DAY, window: tuple[dt.date, dt.date] | None = WINDOW
) -> dict[str, str]:
    measure = regulation(code)
    stage = [stage for stage in measure.published_stages if stage.type == "publicity"][-1]
    return Voice(measure).publicity("第一届", stage, on=on, days=5, window=window, process="经评审。")


@pytest.mark.parametrize("code", CODES)
def test_the_dates_it_states_are_those_given_and_no_other(code: str) -> None:
    words = publicity(code)
    stated = [claim for text in words.values() for claim in claims(text, "", DAY.year)]
    assert {claim.day for claim in stated if claim.role == "first_day"} == {WINDOW[0]}
    assert {claim.day for claim in stated if claim.role == "last_day"} == {WINDOW[1]}
    assert {claim.number for claim in stated if claim.role == "working_days"} == {5}


@pytest.mark.parametrize("code", CODES)
def test_without_a_certain_window_no_date_is_stated(code: str) -> None:
    words = publicity(code, window=None)
    assert [claim for text in words.values() for claim in claims(text, "", DAY.year)] == []


@pytest.mark.parametrize("code", CODES)
def test_seal_and_signature_are_advice_and_a_relative_may_file(code: str) -> None:
    words = publicity(code)["objection_text"]
    assert "没有公章、不署名的，同样受理" in words
    assert "可以由亲属代为提出" in words
    assert "不予受理" not in words


@pytest.mark.parametrize("code", CODES)
def test_secrecy_is_the_measures_or_named_a_commitment(code: str) -> None:
    complaints = regulation(code).complaints
    assert ("平台承诺" in publicity(code)["objection_text"]) == (complaints is None)


def test_a_period_the_measure_does_not_state_is_named_as_the_offices_choice() -> None:
    measure = regulation("xinzhou")
    words = Voice(measure).publicity(
        "第一届", measure.stage("acceptance_list"), on=DAY, days=7, window=WINDOW, process=""
    )
    assert "办法没有规定本环节的期限" in words["lead"]
    assert "办法没有规定本环节的期限" not in publicity("xinzhou")["lead"]


def test_an_expired_measure_is_named_as_relied_on() -> None:
    assert "继续依据该办法" in publicity("taiyuan", on=dt.date(2028, 1, 3))["lead"]
    assert "继续依据该办法" not in publicity("taiyuan")["lead"]


@pytest.mark.parametrize("code", CODES)
def test_who_handles_what_is_the_measures_word_or_said_to_be_unstated(code: str) -> None:
    measure = regulation(code)
    text = process_text(Handling.of(measure))
    silent = [route for route in (measure.objections, measure.complaints) if route is None]
    assert text.count("办法未规定") == len(silent)
    assert "平台服务承诺" in text


def test_editions_are_counted_in_words() -> None:
    assert [ordinal(n) for n in (1, 2, 10)] == ["第一届", "第二届", "第十届"]
