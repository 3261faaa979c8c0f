"""Accounts and notices of the calendar's tests."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from portal.calendar.actions import add_holiday_notice
from portal.calendar.examples import example_days
from portal.calendar.models import HolidayNotice

AddNotice = Callable[..., HolidayNotice]


@pytest.fixture
def keeper(db: None) -> User:
    """A member of 日历管理员."""
    user = User.objects.create_user("keeper", password="long-enough-for-a-test")
    user.groups.add(Group.objects.get(name="日历管理员"))
    return user


@pytest.fixture
def add_notice(keeper: User) -> AddNotice:
    """Write a notice through the action; by default the national one of 2027."""

    def add(**changes: Any) -> HolidayNotice:
        facts: dict[str, Any] = {
            "year": 2027,
            "title": "关于2027年部分节假日安排的通知",
            "issued_on": dt.date(2026, 11, 4),
            "days": example_days(changes.get("year", 2027)),
            "by": keeper,
        }
        return add_holiday_notice(**{**facts, **changes})

    return add
