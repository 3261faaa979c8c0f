"""Wagtail's own background tasks (search index, reference index) on the portal's queue.

Wagtail enqueues through ``django_tasks``, which brings no backend for django-q2; this is the bridge. Django 6
moves the module into Django itself, therefore nothing else imports ``django_tasks``.
"""

import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json

from portal import jobs

logger = logging.getLogger(__name__)


class QueueBackend(BaseTaskBackend):
    """Hands each task to ``portal.jobs`` as its path and JSON arguments; results are not kept."""

    # Without it a task declared with a priority fails while its module is imported. The queue runs in order.
    supports_priority = True

    def validate_task(self, task: Task[..., Any]) -> None:
        """Refuse what this backend cannot run. Raises :class:`InvalidTaskError`."""
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("the queue passes no context to a task")

    def enqueue(self, task: Task[..., Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Queue ``task`` within the current transaction. Raises :class:`InvalidTaskError`, ``TypeError``."""
        self.validate_task(task)
        arguments, keywords = normalize_json(list(args)), normalize_json(dict(kwargs))
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=arguments,
            kwargs=keywords,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        jobs.enqueue_call(task.module_path, arguments, keywords)
        task_enqueued.send(type(self), task_result=result)
        return result


def run(dotted_path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run a queued task in the worker.

    An object that was deleted in the meantime needs neither index nor reference any more; as an error the
    task would come back until its attempts are used up.
    """
    task: Task[..., Any] = import_string(dotted_path)
    try:
        task.call(*args, **kwargs)
    except ObjectDoesNotExist:
        logger.info("task %s skipped: its object is gone", dotted_path)
