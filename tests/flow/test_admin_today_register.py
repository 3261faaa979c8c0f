"""今日 and the register: older awards for a second person, rectifications by their due day."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from cms import clock
from cms.actions.history import confirm_history
from cms.admin.matters import Section
from cms.admin.today import today
from cms.selectors.register import records
from tests.factories import notices as make
from tests.factories.follow_ups import told_to_rectify
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.older import waiting_batch

pytestmark = pytest.mark.django_db


def section(user: Any, key: str, at: dt.datetime) -> Section | None:
    with clock.at(at):
        return next((each for each in today(user, at).sections if each.key == key), None)


def test_older_awards_wait_for_a_second_person_only() -> None:
    office = make_office("yuncheng")
    batch = waiting_batch(office)
    shown = section(office.approvers[0], "history", DEFAULT_AT)
    assert shown is not None
    assert [item.url for item in shown.items] == [reverse("gongshi:history_batch", args=[batch.pk])]
    assert section(office.editor, "history", DEFAULT_AT) is None
    with clock.at(DEFAULT_AT):
        confirm_history(batch=batch, by=office.approvers[0])
    assert section(office.approvers[0], "history", DEFAULT_AT) is None


def test_a_rectification_is_watched_until_it_is_due_and_then_asked_for() -> None:
    make.published_notice("hohhot", "commendation_decision")
    office = make_office("hohhot")
    record = records().get(entry_no=1)
    told_to_rectify(record, by=office.editor, at=DEFAULT_AT)
    watched = section(office.editor, "rectifications", DEFAULT_AT)
    assert watched is not None
    assert watched.watch
    later = DEFAULT_AT + dt.timedelta(days=31)
    asked = section(office.editor, "rectifications_late", later)
    assert asked is not None
    assert asked.items[0].late
    assert section(office.approvers[0], "rectifications_late", later) is None
