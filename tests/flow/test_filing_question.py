"""The question before a report, and what else keeps programs out of the form."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from cms import clock
from complaints.intake.views import BAIT
from complaints.models import Draft
from tests.factories.channel import ChannelOffice, open_channel
from tests.factories.intake_walk import EVIDENCE, WRITE, Walk
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.quick_argon2 import quick_argon2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

FACTS = "申报的数据不实（示例），原表在三号柜。"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with quick_argon2(), clock.at(DEFAULT_AT):
        yield


@pytest.fixture
def channel() -> ChannelOffice:
    return open_channel(make_office("datong"))


@pytest.fixture
def walk(channel: ChannelOffice) -> Walk:
    walk = Walk()
    walk.choose()
    return walk


def later(**time: int) -> Any:
    return clock.at(DEFAULT_AT + dt.timedelta(**time))


def test_the_question_can_be_asked_in_words_without_losing_a_letter(walk: Walk) -> None:
    page = walk.press(WRITE, action="words", facts=FACTS, kind="mark", concerns=["datong.office"])
    assert not page.errors
    assert not page.root.all("img")[1:]
    back = page.form(WRITE)
    assert (back["facts"], back["kind"], back["concerns"]) == ([FACTS], ["mark"], ["datong.office"])
    assert walk.question is not None
    assert ":" in walk.question.challenge
    assert walk.go_on().heading == "材料和核对"


def test_a_wrong_or_late_answer_asks_another_question_in_the_same_way(walk: Walk) -> None:
    walk.press(WRITE, action="words")
    first = walk.question
    page = walk.go_on(facts=FACTS, answer="99")
    assert page.errors == ["验证题的答案不对，已经换了一题，请再答一次。"]
    assert walk.question is not None
    assert walk.question != first
    assert ":" in walk.question.challenge
    with later(minutes=6):
        page = walk.go_on()
        assert page.errors[0].startswith("验证题过了五分钟")
        assert page.form(WRITE)["facts"] == ["经过（示例）。"]
        assert walk.go_on().heading == "材料和核对"


def test_a_question_answered_once_does_not_pass_twice(walk: Walk) -> None:
    start, row = walk.page, walk.question
    assert row is not None
    walk.go_on()
    walk.page = start
    assert walk.go_on(answer=row.response).heading == "填写"
    assert Draft.objects.count() == 1


def test_a_program_that_fills_every_field_gets_no_further(walk: Walk) -> None:
    page = walk.go_on(facts=FACTS, **{BAIT: "http://example.com"})
    assert page.status == 400
    assert page.form(WRITE)["facts"] == [FACTS]
    assert not Draft.objects.exists()


def test_unknown_fields_are_dropped_and_too_many_refused(walk: Walk) -> None:
    page = walk.go_on(facts=FACTS, colour="blau", state="upheld")
    assert "blau" not in page.html
    assert "upheld" not in page.html
    walk.page = page
    many = {f"f{n}": "x" for n in range(60)}
    assert walk.press(WRITE, form=EVIDENCE, **many).status == 400


def test_too_much_text_is_refused_before_it_is_read(walk: Walk) -> None:
    assert walk.press(WRITE, action="next", facts="x" * (1024 * 1024)).status == 413


# --- Later pages ------------------------------------------------------------------------------------------
