"""The question before a report: used up once, forgotten in five minutes, never drawn with `random`."""

import ast
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from captcha.models import CaptchaStore
from django.db.models import QuerySet
from django.test import Client

from complaints.intake import captcha
from complaints.intake.captcha import Way

pytestmark = pytest.mark.django_db
NOW = dt.datetime.now(dt.UTC)
COMPLAINTS = Path(captcha.__file__).parents[1]


def answer_of(key: str) -> str:
    return CaptchaStore.objects.get(hashkey=key).response


@pytest.mark.parametrize("way", Way)
def test_a_right_answer_counts_once(way: Way) -> None:
    asked = captcha.issue(way, now=NOW)
    answer = answer_of(asked.key)
    assert captcha.standing(asked.key, now=NOW) == asked
    assert captcha.consume(asked.key, f" {answer} ", now=NOW)
    assert not captcha.consume(asked.key, answer, now=NOW)
    assert captcha.standing(asked.key, now=NOW) is None


def test_a_wrong_answer_uses_the_question_up() -> None:
    asked = captcha.issue(Way.PICTURE, now=NOW)
    answer = answer_of(asked.key)
    assert not captcha.consume(asked.key, "00000", now=NOW)
    assert not captcha.consume(asked.key, answer, now=NOW)


def test_two_at_once_do_not_both_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = captcha.issue(Way.WORDS, now=NOW)
    answer, said = answer_of(asked.key), []
    read = QuerySet.first

    def read_while_another_goes_through(self: Any) -> Any:
        row = read(self)
        monkeypatch.setattr(QuerySet, "first", read)
        said.append(captcha.consume(asked.key, answer, now=NOW))
        return row

    monkeypatch.setattr(QuerySet, "first", read_while_another_goes_through)
    said.append(captcha.consume(asked.key, answer, now=NOW))
    assert said == [True, False]


def test_after_five_minutes_it_is_over_and_the_next_issue_clears_it_away() -> None:
    asked = captcha.issue(Way.PICTURE, now=NOW)
    answer, late = answer_of(asked.key), NOW + dt.timedelta(minutes=5)
    assert captcha.standing(asked.key, now=late) is None
    assert not captcha.consume(asked.key, answer, now=late)
    captcha.issue(Way.PICTURE, now=NOW)
    fresh = captcha.issue(Way.WORDS, now=late)
    assert [row.hashkey for row in CaptchaStore.objects.all()] == [fresh.key]


def test_the_picture_comes_from_here_and_a_question_in_words_has_none(client: Client) -> None:
    shown = captcha.issue(Way.PICTURE, now=NOW)
    picture = client.get(f"/complaints/captcha/{shown.key}.png")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert picture["Cross-Origin-Resource-Policy"] == "same-origin"
    assert picture["Cache-Control"] == "no-store"
    spoken = captcha.issue(Way.WORDS, now=NOW)
    for key in (spoken.key, "0" * 40):
        assert client.get(f"/complaints/captcha/{key}.png").status_code == 410


def test_rows_name_nobody_and_keys_do_not_repeat() -> None:
    keys = {captcha.issue(Way.PICTURE, now=NOW).key for _ in range(30)}
    assert len(keys) == 30
    assert {field.name for field in CaptchaStore._meta.get_fields()} == {
        "id",
        "challenge",
        "response",
        "hashkey",
        "expiration",
    }


def test_nothing_of_the_channel_uses_random() -> None:
    for path in COMPLAINTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert "random" not in names, path
