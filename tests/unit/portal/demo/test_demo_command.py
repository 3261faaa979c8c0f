"""`manage.py demo` writes into an empty installation for trials, and into nothing else."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from cms.models import SchemePage
from portal.demo import fill, people
from tests.factories.offices import make_office

pytestmark = pytest.mark.django_db


def test_an_installation_in_use_is_never_filled_not_even_by_force(settings) -> None:
    settings.DEVELOPMENT = True
    make_office("datong")
    for force in (False, True):
        with pytest.raises(CommandError, match="本系统已有账号或数据"):
            call_command("demo", force=force)
    assert SchemePage.objects.count() == 1


def test_one_account_is_enough_to_be_in_use(settings) -> None:
    settings.DEVELOPMENT = True
    get_user_model().objects.create_user("somebody")
    with pytest.raises(CommandError, match="另用一个空的数据库"):
        call_command("demo")


def test_outside_development_it_asks_for_consent_and_writes_nothing() -> None:
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")
    assert not get_user_model().objects.exists()


def test_a_day_before_the_measures_is_refused(settings) -> None:
    settings.DEVELOPMENT = True
    with pytest.raises(CommandError, match="不能早于 2026-01-01"):
        call_command("demo", today=dt.date(2025, 12, 31))
    assert fill.standing() is fill.Standing.EMPTY


def test_a_run_that_is_cut_off_leaves_nothing_behind(settings, monkeypatch) -> None:
    """The last city fails: the four before it are gone again, and the next run may begin."""
    settings.DEVELOPMENT = True

    def fail(*_args, **_kwargs) -> None:
        raise RuntimeError("cut off")

    for city in (fill.datong, fill.taiyuan, fill.xinzhou, fill.hohhot):
        monkeypatch.setattr(city, "tell", lambda *_args, **_kwargs: None)
    monkeypatch.setattr(fill.yuncheng, "tell", fail)
    with pytest.raises(RuntimeError, match="cut off"):
        call_command("demo", stdout=StringIO())
    assert fill.standing() is fill.Standing.EMPTY


def test_filled_without_its_file_it_says_how_to_get_in(settings, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(people, "accounts_file", lambda: tmp_path / "gone.txt")
    get_user_model().objects.create_user("admin", email="admin@demo.invalid")
    printed = StringIO()
    call_command("demo", stdout=printed)
    assert "changepassword admin" in printed.getvalue()
