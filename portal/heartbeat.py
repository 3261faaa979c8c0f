"""Whether the worker still works, asked from outside it.

A worker process that is killed while it holds the queue's lock leaves a cluster that looks alive and runs
nothing (measured). So whoever supervises the worker queues an empty job once a minute and looks when any job last ended.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections

from portal import jobs

logger = logging.getLogger(__name__)

BEAT_EVERY = timedelta(minutes=1)
# Two jobs of full length may run before the beat; a worker silent for longer than that is stuck.
SILENCE = timedelta(seconds=2 * settings.Q_CLUSTER["timeout"])


def beat() -> None:
    """The empty job. That it ended is all it says."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Watchdog:
    """Sends beats and reports a worker that has ended no job for :data:`SILENCE`."""

    now: Callable[[], datetime] = _utc_now
    asked_at: datetime | None = None
    asked_job: str = ""
    alive_at: datetime | None = None

    def is_stuck(self) -> bool:
        """True once for each silence; the wait begins anew, so that a fresh worker gets its full time."""
        now = self.now()
        if self.alive_at is None:
            self.alive_at = now
        if self.asked_at is None or now - self.asked_at >= BEAT_EVERY:
            self.asked_at = now
            self._look(now)
        if now - self.alive_at < SILENCE:
            return False
        self.alive_at = now
        return True

    def _look(self, now: datetime) -> None:
        """Note the last sign of life and, when the last beat was answered, send another."""
        try:
            finished = jobs.last_finished_at()
            if finished:
                self.alive_at = max(self.alive_at or now, finished)
            if not self.asked_job or jobs.is_finished(self.asked_job):
                self.asked_job = jobs.enqueue("portal.heartbeat.beat")
        except DatabaseError:
            logger.exception("the worker's beat could not be queued")
        finally:
            close_old_connections()
