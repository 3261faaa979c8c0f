"""What an office records about its winners never leaves it: no public page, feed, seal, revision or search index has a word."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from wagtail.models import PageLogEntry, Revision

from cms import clock
from cms.actions.follow_up import record_follow_up
from cms.models import AwardRecord, FollowUp, FollowUpKind, FollowUpOutcome, Seal, SealAct
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, Office, make_office
from tests.factories.searching import build_index, index_in

pytestmark = pytest.mark.django_db

MARK = "仅供内部知悉的记号戊己庚辛"
LATER = DEFAULT_AT + dt.timedelta(days=100)
BEGIN = (
    "/", "/sitemap.xml", "/feed.atom", "/windows.ics", "/calendar/", "/complaints/", "/register/", "/robots.txt",
)  # fmt: skip
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"|<loc>https?://[^/<]+(/[^<#]*)</loc>')
NOT_TO_FOLLOW = re.compile(r'<a [^>]*rel="nofollow"[^>]*>')
"""Links that narrow or turn over a search: there is no end of them."""

ELSEWHERE = re.compile(r"^/(admin|static|django-admin)/")
ENOUGH = 400
"""Pages after which the crawl would have gone astray."""


def told(office: Office, record: AwardRecord) -> None:
    """One of each kind that the measure knows, all of them marked."""
    day = clock.today()
    last = None
    for kind, outcome in (
        (FollowUpKind.VISIT, FollowUpOutcome.RECTIFY),
        (FollowUpKind.INSPECTION, FollowUpOutcome.NOTED),
        (FollowUpKind.REPORT, FollowUpOutcome.REVOKE),
        (FollowUpKind.RECTIFICATION, FollowUpOutcome.RECTIFY),
        (FollowUpKind.RECTIFIED, FollowUpOutcome.DONE),
    ):
        serves = kind is FollowUpKind.RECTIFICATION
        last = record_follow_up(
            record=record,
            kind=kind,
            outcome=outcome,
            body_name=f"{MARK}单位",
            done_on=day,
            findings=f"{MARK}情况",
            document_no=f"{MARK}文号",
            served_on=day if serves else None,
            due_on=day if serves else None,
            follows=last,
            by=office.editor,
        )


def crawled() -> Iterator[tuple[str, str]]:
    """Every public page that a reader can reach, with what it says."""
    client = Client()
    waiting, seen = list(BEGIN), set(BEGIN)
    while waiting:
        path = waiting.pop()
        answer = client.get(path, HTTP_HOST="testserver")
        body = b"".join(answer) if answer.streaming else answer.content
        text = body.decode("utf-8", errors="replace")
        yield path, text
        for found in LINK.finditer(NOT_TO_FOLLOW.sub("", text)):
            link = (found.group(1) or found.group(2)).replace("&amp;", "&")
            if link not in seen and not ELSEWHERE.match(link) and not link.startswith("//"):
                seen.add(link)
                waiting.append(link)
        assert len(seen) < ENOUGH


def test_no_word_of_it_is_public(tmp_path: Path) -> None:
    office = make_office("hohhot")
    decision = make.published_notice("hohhot", "commendation_decision")
    record = AwardRecord.objects.get(entry_no=1)
    with clock.at(LATER):
        told(office, record)
    make.revoke(office, [record], at=LATER + dt.timedelta(days=10))
    assert FollowUp.objects.filter(findings__contains=MARK).count() == 5

    with clock.at(LATER + dt.timedelta(days=20)), index_in(tmp_path / "search"):
        build_index()
        pages = dict(crawled())
    # The crawl went where it matters: the award, its decision, the feeds.
    assert {record.path_on_portal, decision.head["path"], "/feed.atom"} <= set(pages)
    assert record.name in pages[record.path_on_portal]
    assert [path for path, text in pages.items() if MARK in text] == []

    sealed = [
        bytes(seal.body).decode() if not isinstance(seal.body, str) else seal.body
        for seal in Seal.objects.all()
    ]
    assert [text for text in (*sealed, *SealAct.objects.values_list("body", flat=True)) if MARK in text] == []
    kept = json.dumps(list(Revision.objects.values_list("content", flat=True)), ensure_ascii=False)
    assert MARK not in kept
    log = json.dumps(
        list(PageLogEntry.objects.values_list("data", flat=True)), ensure_ascii=False, default=str
    )
    assert MARK not in log
    # Whatever searches, searches other tables: the words stand in the one table of follow-ups.
    holding = set()
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for row in model._default_manager.values_list():
            if MARK in str(row):
                holding.add(model.__name__)
                break
    assert holding == {"FollowUp"}
