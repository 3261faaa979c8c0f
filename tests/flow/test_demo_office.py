"""The demonstration's accounts find what waits for them: every matter is some links away from the first page."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from cms.models import EditionPage, FollowUp, HistoryBatch, HistoryState, ImportKind, ImportRun
from tests.factories.demo import Demo, demo

__all__ = ["demo"]

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a\b[^>]*\shref="([^"]*)"|"url": "(/admin/gongshi/[^"]*)"')
"""Links of a page and of the menu beside it. Wagtail's pages are not well-formed enough for a parser that minds."""

EDITED = re.compile(r"/admin/pages/\d+/edit/")
LEFT_OUT = re.compile(r"/(template|report|file)/$|/admin/gongshi/(published|measures)/")
"""Files to download, and pages of which every notice or city has its own: the walk need not see them all."""

HOME = "/admin/"
OWN = "/admin/gongshi/"


@pytest.fixture(scope="module")
def walked(demo: Demo) -> dict[str, dict[str, str]]:
    """Every page of the office that a link leads to, by account and by path."""
    return {name: walk(demo, name) for name in ("editor", "approver", "publisher", "auditor")}


def walk(demo: Demo, username: str) -> dict[str, str]:
    """Follow the links within the office's own pages, without queries."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    pages: dict[str, str] = {}
    pending = [HOME]
    with demo.at_that_time():
        while pending:
            path = pending.pop()
            answer = client.get(path)
            pages[path] = answer.content.decode() if answer.status_code == 200 else ""
            found = {
                urlsplit(urljoin(path, unescape("".join(link)))).path for link in LINK.findall(pages[path])
            }
            own = {link for link in found if link.startswith(OWN) or EDITED.fullmatch(link)}
            pending += [link for link in own - set(pages) - set(pending) if not LEFT_OUT.search(link)]
    return pages


def test_no_link_leads_to_a_refusal(walked: dict[str, dict[str, str]]) -> None:
    assert {
        (name, path) for name, pages in walked.items() for path, text in pages.items() if not text
    } == set()


def test_the_editor_finds_the_spreadsheet_that_waits(walked: dict[str, dict[str, str]]) -> None:
    run = ImportRun.objects.get(kind=ImportKind.LIST)
    page = walked["editor"][reverse("gongshi:import_list_run", args=[run.notice_id, run.pk])]
    assert run.file_name in page
    assert "单元格是公式" in page


def test_the_approver_finds_the_older_awards_that_wait(walked: dict[str, dict[str, str]]) -> None:
    batch = HistoryBatch.objects.get(state=HistoryState.WAITING)
    assert batch.source in walked["approver"][reverse("gongshi:history_batch", args=[batch.pk])]


def test_the_publisher_finds_every_follow_up(walked: dict[str, dict[str, str]]) -> None:
    for made in FollowUp.objects.all():
        assert made.findings in walked["publisher"][reverse("gongshi:award", args=[made.record_id])]


def test_the_auditor_finds_the_file_of_every_edition(walked: dict[str, dict[str, str]]) -> None:
    for edition in EditionPage.objects.all():
        assert reverse("gongshi:dossier", args=[edition.pk]) in walked["auditor"]
