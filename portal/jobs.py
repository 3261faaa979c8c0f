"""Background jobs: the only importer of django_q.

A job is a dotted path and JSON values, ids as a rule; the function reads the rest again when it runs, and can
run twice without harm. The broker is the ORM on the same database, so a job is committed with its data or not
at all: enqueue inside the transaction, never from ``on_commit``, which loses the job if the process dies just
after the commit.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django_q.models import Schedule, Task
from django_q.tasks import async_task

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]


def enqueue(dotted_path: str, *ids: int | str) -> str:
    """Run ``dotted_path(*ids)`` in a worker once the surrounding transaction commits. Returns the job's id.

    Raises :class:`TypeError` for anything but whole numbers and texts: a pickled object breaks at the next
    upgrade, and content of a case must never lie in the queue's tables.
    """
    for value in ids:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise TypeError(f"a job takes ids only, not {type(value).__name__}")
    return str(async_task(dotted_path, *ids))


def enqueue_call(dotted_path: str, args: list[JsonValue], kwargs: dict[str, JsonValue]) -> str:
    """Run ``dotted_path`` with JSON arguments: the way of the task bridge, called by Wagtail only."""
    return str(async_task("portal.tasks_backend.run", dotted_path, args, kwargs))


def is_finished(job_id: str) -> bool:
    """Whether the job has run to an end, good or bad."""
    return Task.objects.filter(id=job_id).exists()


def last_finished_at() -> datetime | None:
    """When the worker last ended a job (UTC); None when it never did."""
    return Task.objects.order_by("-stopped").values_list("stopped", flat=True).first()


@dataclass(frozen=True)
class Recurring:
    """A job that comes back: ``name`` is its identity, ``minutes`` the distance between two runs.

    ``on_the_clock``: its runs stand on whole multiples of ``minutes`` of the hour, not counted from the first.
    """

    name: str
    dotted_path: str
    minutes: int
    on_the_clock: bool = False

    def first_run(self, earliest: datetime) -> datetime:
        """Its first run, at *earliest* or, on the clock, at the next multiple from there on."""
        if not self.on_the_clock:
            return earliest
        distance = timedelta(minutes=self.minutes)
        past = (earliest - earliest.replace(hour=0, minute=0, second=0, microsecond=0)) % distance
        return earliest + (distance - past) % distance


_recurring: dict[str, Recurring] = {}


def every(minutes: int, *, name: str, dotted_path: str, on_the_clock: bool = False) -> None:
    """Register a recurring job; apps call this from ``AppConfig.ready``. The same name twice is an error.

    :param on_the_clock: run at :00, :15, … for 15 minutes; ``minutes`` divides an hour then, or is a multiple of one.
    """
    if name in _recurring:
        raise ValueError(f"recurring job {name!r} is registered already")
    _recurring[name] = Recurring(name, dotted_path, minutes, on_the_clock)


def recurring() -> tuple[Recurring, ...]:
    """Every registered recurring job, by name."""
    return tuple(_recurring[name] for name in sorted(_recurring))


def after_migrate(**_signal: object) -> None:
    """Receiver of ``post_migrate`` of the queue's own app, whose tables exist by then."""
    synchronise_schedules(first_run=datetime.now(UTC))


def synchronise_schedules(*, first_run: datetime) -> None:
    """Make the queue's schedules equal to the registry; runs after each ``migrate``.

    A schedule that exists keeps its next run; one that nobody registers any more is deleted.
    """
    for job in recurring():
        Schedule.objects.update_or_create(
            name=job.name,
            defaults={"func": job.dotted_path, "schedule_type": Schedule.MINUTES, "minutes": job.minutes},
            create_defaults={
                "func": job.dotted_path,
                "schedule_type": Schedule.MINUTES,
                "minutes": job.minutes,
                "next_run": job.first_run(first_run),
            },
        )
    Schedule.objects.exclude(name__in=[job.name for job in recurring()]).delete()
