"""What the doctor finds in the calendar."""

from typing import Any

import pytest
from django.db import connection

from portal import doctor
from portal.calendar.doctor_checks import no_invented_days, notices_are_as_written

pytestmark = pytest.mark.django_db


def test_both_checks_are_registered() -> None:
    assert {"calendar_notices", "calendar_examples"} <= set(doctor.names())


def test_an_untouched_notice_passes(add_notice: Any) -> None:
    add_notice()
    assert list(notices_are_as_written()) == []
    assert list(no_invented_days()) == []


def test_a_notice_changed_past_the_application_is_found(add_notice: Any) -> None:
    notice = add_notice()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workcalendar_holidaynotice SET title = %s WHERE id = %s", ["改过", notice.pk])
    (finding,) = notices_are_as_written()
    assert finding.level is doctor.Level.ERROR
    assert str(notice) in finding.message


def test_an_example_in_force_is_found_outside_a_trial_installation(add_notice: Any, settings: Any) -> None:
    notice = add_notice(is_example=True)
    (finding,) = no_invented_days()
    assert str(notice) in finding.message
    settings.DEVELOPMENT = True
    assert list(no_invented_days()) == []
