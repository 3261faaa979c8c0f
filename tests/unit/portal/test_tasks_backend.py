"""Wagtail's tasks on the portal's queue."""

import json

import pytest
from django.contrib.auth.models import Group
from django_q.conf import Conf
from django_q.models import OrmQ, Task
from django_tasks import task
from django_tasks.base import TaskContext, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError
from django_tasks.signals import task_enqueued

from portal import tasks_backend
from portal.tasks_backend import QueueBackend

PATH = f"{__name__}.rename"


@task()
def rename(pk: int, *, name: str) -> None:
    Group.objects.filter(pk=Group.objects.get(pk=pk).pk).update(name=name)


@task(takes_context=True)
def curious(context: TaskContext) -> None:
    """A task that asks for what the queue does not pass."""


@pytest.fixture
def backend() -> QueueBackend:
    return QueueBackend("default", {})


@pytest.mark.django_db
def test_a_task_is_queued_as_path_and_json(backend: QueueBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Conf, "SYNC", False)
    seen = []

    def note(task_result: object, **_signal: object) -> None:
        seen.append(task_result)

    task_enqueued.connect(note)
    try:
        result = backend.enqueue(rename, (7,), {"name": "a"})
    finally:
        task_enqueued.disconnect(note)
    row = OrmQ.objects.get()
    assert row.func() == "portal.tasks_backend.run"
    assert json.loads(json.dumps(row.args())) == [rename.module_path, [7], {"name": "a"}]
    assert result.status == TaskResultStatus.READY
    assert seen == [result]


@pytest.mark.django_db
def test_a_queued_task_runs(backend: QueueBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks_backend, "import_string", lambda _path: rename)
    group = Group.objects.create(name="before")
    backend.enqueue(rename, (group.pk,), {"name": "after"})
    group.refresh_from_db()
    assert group.name == "after"
    assert Task.objects.get().success


@pytest.mark.django_db
def test_a_task_whose_object_is_gone_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a failure it would come back until its attempts are used up."""
    monkeypatch.setattr(tasks_backend, "import_string", lambda _path: rename)
    tasks_backend.run(PATH, [0], {"name": "x"})


def test_any_other_error_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks_backend, "import_string", lambda _path: rename)
    with pytest.raises(TypeError):
        tasks_backend.run(PATH, [], {})


def test_a_task_that_wants_context_is_refused(backend: QueueBackend) -> None:
    with pytest.raises(InvalidTaskError, match="no context"):
        backend.enqueue(curious, (), {})


def test_arguments_that_are_no_json_are_refused(backend: QueueBackend) -> None:
    with pytest.raises(TypeError):
        backend.enqueue(rename, (object(),), {})
