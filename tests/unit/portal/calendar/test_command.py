"""``manage.py workdays``: the last line is the answer, with a database or without."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from portal.calendar import selectors


def run(*args: str) -> tuple[list[str], str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("workdays", *args, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "answer"),
    [
        (["2026-09-28", "10"], "2026-10-16"),
        (["2026-09-28", "10", "--include-start"], "2026-10-15"),
        (["2026-12-31", "5"], "2027-01-08 provisional"),
        (["2003-12-31", "1"], "2004-01-02 provisional"),
        (["2026-08-04", "1", "--division", "150100"], "2026-08-05"),
    ],
)
def test_the_only_line_is_the_answer(args: list[str], answer: str) -> None:
    assert run(*args) == ([answer], "")


@pytest.mark.django_db
def test_explain_prints_each_day_and_ends_with_the_answer() -> None:
    lines, _ = run("2026-10-08", "2", "--explain")
    assert lines[0].startswith("2026-10-08  星期四  工作日  不计  chinesecalendar")
    assert lines[2].startswith("2026-10-10  星期六  国庆节调休上班  第2个工作日")
    assert lines[3:] == ["2026-10-10"]


@pytest.mark.django_db
def test_notices_of_the_office_are_counted(add_notice: Any) -> None:
    add_notice()
    lines, _ = run("2026-12-31", "5")
    assert lines == ["2027-01-08"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "起算日"),
        (["2026-02-30", "5"], "起算日“2026-02-30”不是有效日期"),
        (["1900-01-01", "5"], "1950年至2199年"),
        (["2026-01-05"], "工作日数"),
        (["2026-01-05", "0"], "1至2500"),
        (["2026-01-05", "-3"], "1至2500"),
        (["2026-01-05", "2501"], "1至2500"),
        (["2026-01-05", "五"], "工作日数“五”"),
        (["2026-01-05", "5", "--division", "1501"], "行政区划代码“1501”"),
    ],
)
def test_bad_input_is_told_in_chinese(args: list[str], told: str) -> None:
    with pytest.raises(CommandError) as error:
        run(*args)
    assert told in str(error.value)


def test_without_tables_the_library_answers_and_says_so_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_tables(division_code: str) -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr(selectors, "current_calendar", no_tables)
    lines, aside = run("2026-09-28", "10")
    assert lines == ["2026-10-16"]
    assert "内置" in aside


def test_a_fresh_checkout_answers_without_a_migrated_database(tmp_path: Path) -> None:
    """As a process of its own, in an empty VAR_DIR, with the settings of the embedded installation."""
    environment = {
        **{
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATABASE_PATH")
        },
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "VAR_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "workdays", "2026-12-31", "5"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "2027-01-08 provisional"
    assert "内置" in done.stderr
