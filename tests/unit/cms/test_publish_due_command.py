"""`manage.py publish_due` and the job that does the same every minute."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command

from cms import clock
from cms.jobs import publish_due
from cms.models import Notice, Seal
from portal import jobs
from tests.factories import notices, offices

DUE = offices.DEFAULT_AT + dt.timedelta(hours=6)

pytestmark = pytest.mark.django_db


def scheduled() -> Notice:
    office = offices.make_office("datong")
    edition = offices.make_edition(office)
    with clock.at(offices.DEFAULT_AT):
        notice = notices.draft(office, edition, "application_notice", scheduled_for=DUE)
        notices.fulfil(office, edition, "application_notice")
        assert notices.approve(office, notices.submit(office, notice)) is None
    return notice


def run(at: dt.datetime) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    with clock.at(at):
        call_command("publish_due", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_a_cleared_notice_goes_out_at_its_instant_and_not_before() -> None:
    notice = scheduled()
    assert "没有到时的公告" in run(DUE - dt.timedelta(minutes=1))[0]
    assert not Seal.objects.exists()
    assert f"公告 {notice.pk} 已发布" in run(DUE)[0]
    assert Seal.objects.get().published_at == DUE
    assert "没有到时的公告" in run(DUE)[0]


def test_a_refusal_is_printed_and_kept_on_the_notice() -> None:
    notice = scheduled()
    office = offices.make_office("datong")
    office.scheme.process_text = ""
    office.scheme.organiser = "另一主办单位（示例）"
    office.scheme.channels.all().delete()
    office.scheme.save()
    _out, err = run(DUE)
    assert f"公告 {notice.pk} 未发布" in err
    assert Notice.objects.get(pk=notice.pk).refused_reason
    assert not Seal.objects.exists()


def test_the_queue_runs_it_every_minute() -> None:
    job = next(job for job in jobs.recurring() if job.name == "publish_due")
    assert (job.minutes, job.dotted_path) == (1, "cms.jobs.publish_due")
    scheduled()
    with clock.at(DUE):
        assert publish_due() == 1
