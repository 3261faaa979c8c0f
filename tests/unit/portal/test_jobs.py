"""Jobs are committed with their data, carry ids only, and schedules follow the registry."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule, Task

from portal import jobs

FIRST_RUN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave jobs in the queue instead of running them at once, as outside the tests."""
    monkeypatch.setattr(Conf, "SYNC", False)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, jobs.Recurring]:
    """An empty registry of recurring jobs."""
    empty: dict[str, jobs.Recurring] = {}
    monkeypatch.setattr(jobs, "_recurring", empty)
    return empty


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_a_job_is_committed_with_its_data() -> None:
    with transaction.atomic():
        jobs.enqueue("portal.heartbeat.beat", 7, "edition-2026")
    row = OrmQ.objects.get()
    assert (row.func(), row.args()) == ("portal.heartbeat.beat", (7, "edition-2026"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("queued")
def test_a_rolled_back_transaction_leaves_no_job() -> None:
    with transaction.atomic():
        jobs.enqueue("portal.heartbeat.beat")
        assert OrmQ.objects.exists()
        transaction.set_rollback(True)
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("value", [None, True, 1.5, b"x", [1], {"a": 1}, object()])
def test_a_job_takes_ids_only(value: object) -> None:
    with pytest.raises(TypeError, match="ids only"):
        jobs.enqueue("portal.heartbeat.beat", value)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_what_has_ended_is_known() -> None:
    assert jobs.last_finished_at() is None
    job = jobs.enqueue("portal.heartbeat.beat")
    assert jobs.is_finished(job)
    assert not jobs.is_finished("no such job")
    assert jobs.last_finished_at() == Task.objects.get().stopped


@pytest.mark.django_db
def test_schedules_follow_the_registry(registry: dict[str, jobs.Recurring]) -> None:
    jobs.every(5, name="tidy", dotted_path="portal.heartbeat.beat")
    jobs.every(60, name="count", dotted_path="portal.heartbeat.beat")
    jobs.synchronise_schedules(first_run=FIRST_RUN)
    assert set(Schedule.objects.values_list("name", "minutes", "next_run")) == {
        ("tidy", 5, FIRST_RUN),
        ("count", 60, FIRST_RUN),
    }

    del registry["count"]
    later = datetime(2026, 3, 3, tzinfo=UTC)
    jobs.synchronise_schedules(first_run=later)
    assert list(Schedule.objects.values_list("name", "next_run")) == [("tidy", FIRST_RUN)]


@pytest.mark.usefixtures("registry")
def test_one_name_is_one_job() -> None:
    jobs.every(5, name="tidy", dotted_path="portal.heartbeat.beat")
    with pytest.raises(ValueError, match="tidy"):
        jobs.every(6, name="tidy", dotted_path="portal.heartbeat.beat")


def test_a_running_job_is_not_started_again() -> None:
    assert settings.Q_CLUSTER["retry"] > settings.Q_CLUSTER["timeout"]
    # Two jobs wait in the worker's own queue at most, so none waits there past its `retry`.
    assert settings.Q_CLUSTER["queue_limit"] <= settings.Q_CLUSTER["workers"]
    assert settings.Q_CLUSTER["catch_up"] is False
    assert settings.Q_CLUSTER["max_attempts"] > 0
