"""The watchdog tells a stuck worker from a busy and from an idle one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError

from portal import heartbeat, jobs
from portal.heartbeat import SILENCE, Watchdog

START = datetime(2026, 3, 2, tzinfo=UTC)


class Worker:
    """Stands in for the queue: notes beats, and ends them while it is well."""

    def __init__(self) -> None:
        self.now = START
        self.well = True
        self.asked = 0
        self.last: datetime | None = None

    def enqueue(self, _path: str) -> str:
        self.asked += 1
        if self.well:
            self.last = self.now
        return str(self.asked)

    def is_finished(self, _job: str) -> bool:
        return self.well


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    worker = Worker()
    monkeypatch.setattr(jobs, "enqueue", worker.enqueue)
    monkeypatch.setattr(jobs, "is_finished", worker.is_finished)
    monkeypatch.setattr(jobs, "last_finished_at", lambda: worker.last)
    monkeypatch.setattr(heartbeat, "close_old_connections", lambda: None)
    return worker


def alarms(watchdog: Watchdog, worker: Worker, minutes: int) -> list[timedelta]:
    """When, counted from the start of this stretch, the watchdog calls the worker stuck."""
    begun = worker.now
    called = []
    for _half_minute in range(minutes * 2):
        worker.now += timedelta(seconds=30)
        if watchdog.is_stuck():
            called.append(worker.now - begun)
    return called


def test_a_worker_that_answers_is_left_alone(worker: Worker) -> None:
    assert alarms(Watchdog(now=lambda: worker.now), worker, 120) == []
    assert worker.asked > 100


def test_a_silent_worker_is_reported_once_for_each_silence(worker: Worker) -> None:
    watchdog = Watchdog(now=lambda: worker.now)
    alarms(watchdog, worker, 10)
    worker.well = False
    first, second = alarms(watchdog, worker, 25)
    assert first <= SILENCE + timedelta(minutes=1)
    assert second - first == SILENCE


def test_unanswered_beats_do_not_pile_up(worker: Worker) -> None:
    worker.well = False
    alarms(Watchdog(now=lambda: worker.now), worker, 60)
    assert worker.asked == 1


def test_a_worker_busy_with_other_jobs_is_not_stuck(worker: Worker) -> None:
    worker.well = False
    watchdog = Watchdog(now=lambda: worker.now)
    for _minute in range(60):
        worker.last = worker.now
        assert alarms(watchdog, worker, 1) == []


def test_a_database_out_of_reach_is_no_proof_against_the_worker_at_once(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise DatabaseError

    monkeypatch.setattr(jobs, "last_finished_at", unreachable)
    assert alarms(Watchdog(now=lambda: worker.now), worker, 5) == []


@pytest.mark.django_db
def test_the_beat_is_a_job_that_can_run() -> None:
    assert jobs.is_finished(jobs.enqueue("portal.heartbeat.beat"))
