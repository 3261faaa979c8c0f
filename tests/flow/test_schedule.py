"""Scheduled publication: each notice on its own, refused ones are recorded, cleared ones go out at their instant."""

import datetime as dt
from typing import Any

import pytest

from cms import clock
from cms.actions.schedule import publish_due
from cms.models import Notice, Seal
from tests.factories import notices as make
from tests.factories.offices import beijing, make_office

pytestmark = pytest.mark.django_db

AT = beijing(2026, 3, 16)
DUE = beijing(2026, 3, 18, 8)


def scheduled(code: str) -> Notice:
    """A notice approved on Monday for Wednesday at eight."""
    office = make_office(code)
    stage = make.first_publicity(office.regulation).key
    edition = make.run_up(office, stage, at=AT)
    with clock.at(AT):
        notice = make.draft(office, edition, stage, scheduled_for=DUE)
        make.fulfil(office, edition, stage)
        make.submit(office, notice)
        state = notice.workflow_states.get()
        state.current_task_state.task.specific.on_action(state.current_task_state, office.approver, "approve")
    return Notice.objects.get(pk=notice.pk)


def test_it_waits_for_its_instant_and_counts_from_it(client: Any) -> None:
    notice = scheduled("datong")
    with clock.at(DUE - dt.timedelta(minutes=1)):
        assert publish_due() == []
    assert client.get(notice.path_on_portal).status_code == 404
    with clock.at(DUE + dt.timedelta(minutes=7)):
        outcomes = publish_due()
    assert [outcome.published for outcome in outcomes] == [True]
    window = Seal.objects.get(notice=notice).windows.get()
    assert window.start == dt.date(2026, 3, 18)
    assert window.first_day == dt.date(2026, 3, 19)
    with clock.at(DUE + dt.timedelta(hours=1)):
        assert publish_due() == []


def test_one_refused_notice_does_not_hold_up_a_lawful_one_behind_it() -> None:
    first, second = scheduled("datong"), scheduled("taiyuan")
    # The first loses its lawfulness between approval and publication: its list is no longer the approved one.
    revision = first.latest_revision
    revision.content["lead"] = "批准之后换上的文字。"
    revision.save()
    with clock.at(DUE):
        outcomes = {outcome.notice_id: outcome for outcome in publish_due()}
    assert not outcomes[first.pk].published
    assert outcomes[second.pk].published
    assert "批准" in Notice.objects.get(pk=first.pk).refused_reason
    assert not Seal.objects.filter(notice=first).exists()


def test_published_a_day_late_it_is_refused_rather_than_counted_wrongly() -> None:
    notice = scheduled("datong")
    with clock.at(DUE + dt.timedelta(days=1)):
        outcomes = publish_due()
    assert [outcome.published for outcome in outcomes] == [False]
    assert not Seal.objects.filter(notice=notice).exists()
