"""Two people confirm one import at the same instant: the list is made once, and the other one is told.

Its name puts it before the other tests with real transactions: each of them empties the tables at its end, the rows that
migrations wrote included, and this one needs those rows.
"""

import threading
from typing import Any

import pytest
from django.db import connections

from cms.actions import imports
from cms.actions.errors import ActionRefused
from cms.models import EntryList, ImportRun, ImportState
from tests.factories.import_runs import (
    edition,
    newest,
    no_files_left,
    notice,
    office,
    start,
)
from tests.factories.sheets import organization_cells, xlsx

__all__ = ["edition", "no_files_left", "notice", "office"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_tabs_confirm_at_once(office: Any, notice: Any) -> None:
    run = start(office, notice, xlsx([organization_cells(n) for n in range(1, 200)]))
    together = threading.Barrier(2)
    said: list[str] = []

    def confirm() -> None:
        try:
            mine = ImportRun.objects.get(pk=run.pk)
            together.wait(timeout=20)
            imports.confirm_import(run=mine, by=office.editor)
            said.append("done")
        except ActionRefused as refusal:
            said.append(str(refusal))
        finally:
            connections.close_all()

    tabs = [threading.Thread(target=confirm) for _tab in range(2)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(timeout=60)
    assert sorted(said) == sorted(["done", str(imports.OVER[ImportState.CONFIRMED])])
    assert EntryList.objects.filter(source_sha256=run.sha256).count() == 1
    assert newest(notice).entry_list.entries.count() == 199
