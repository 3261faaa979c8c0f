"""Imports to test with: a draft without a list whose stage before was published, files uploaded and checked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms import clock, import_files
from cms.actions import imports
from cms.actions.lists import rows_of
from cms.models import EditionPage, ImportKind, ImportRun, Notice
from portal.demo import steps
from tests.factories.notices import run_up, texts
from tests.factories.offices import DEFAULT_AT, Office, make_office
from tests.factories.rows import organization

STAGE = "candidate_publicity"


@pytest.fixture
def office() -> Office:
    """The office of Datong."""
    return make_office("datong")


@pytest.fixture
def edition(office: Office) -> EditionPage:
    """Its edition, three organisations accepted and publicised."""
    return run_up(office, STAGE, rows=[organization(n) for n in (1, 2, 3)])


@pytest.fixture
def notice(office: Office, edition: EditionPage) -> Notice:
    """The draft of the candidates, without a list."""
    return empty_draft(office, edition)


@pytest.fixture(autouse=True)
def no_files_left() -> Iterator[None]:
    """Before the test those that others in this process have left, afterwards its own."""
    _remove_files()
    yield
    _remove_files()


def _remove_files() -> None:
    for digest in list(import_files.STORE.stored()):
        import_files.STORE.remove(digest)


def empty_draft(office: Office, edition: EditionPage, **fields: Any) -> Notice:
    """A draft of the candidates without a list."""
    with clock.at(DEFAULT_AT):
        words = texts(office, office.regulation.stage(STAGE), "original")
        return steps.draft(office, edition, STAGE, **words, working_days=5, **fields)


def newest(notice: Notice) -> Notice:
    """The newest draft of a notice."""
    return Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()


def rows_now(notice: Notice) -> list[dict[str, Any]]:
    """The rows of the draft as it is."""
    made = newest(notice).entry_list
    return rows_of(made) if made else []


def address(notice: Notice) -> str:
    """Where a list is uploaded."""
    return reverse("gongshi:import_list", args=[notice.pk])


def upload(client: Client, url: str, content: bytes, name: str = "名单.xlsx", **more: str) -> Any:
    """A file sent by the form; the page one is led to."""
    return client.post(url, {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def the_run() -> ImportRun:
    """The last import as it is stored."""
    return ImportRun.objects.latest("pk")


def start(office: Office, notice: Notice, content: bytes, name: str = "名单.xlsx") -> ImportRun:
    """A list uploaded and checked, past the pages."""
    run = imports.start_import(
        kind=ImportKind.LIST, file_name=name, content=content, by=office.editor, notice=notice
    )
    imports.check_import(run_id=run.pk, check_no=run.check_no)
    run.refresh_from_db()
    return run
