"""Attachments in public: by digest, under their own names, streamed, never run, and gone the moment they are withheld."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.http import FileResponse
from django.test import Client
from django.utils.http import quote_etag

from cms import clock, filestore
from cms.actions.files import store_attachment
from cms.actions.withholding import confirm, reverse, withhold
from cms.models import Notice, NoticeFile, Seal
from cms.seals import parse_body
from portal.privacy import FILE_POLICY, PUBLIC_POLICY
from tests.factories import notices, offices, uploads

NAME = "申报表“甲”（示例）.docx"
CONTENT = uploads.word("申报表（示例）")

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings: Any, tmp_path: Path) -> Notice:
    settings.MEDIA_ROOT = tmp_path
    office = offices.make_office("datong")
    edition = offices.make_edition(office, at=offices.DEFAULT_AT - notices.STEP)
    with clock.at(offices.DEFAULT_AT):
        notice = notices.draft(office, edition, "application_notice")
        store_attachment(notice=notice, upload=uploads.upload(NAME, CONTENT), title="", by=office.editor)
    return notice


@pytest.fixture
def seal(draft: Notice) -> Seal:
    office = offices.make_office("datong")
    with clock.at(offices.DEFAULT_AT):
        notices.fulfil(office, draft.edition, draft.stage_key)
        return notices.approve(office, notices.submit(office, draft))


def address(name: str = NAME) -> str:
    return f"/files/{filestore.digest_of(CONTENT)}/{name}"


def hide(seal: Seal) -> Any:
    leaf = next(i for i, leaf in enumerate(parse_body(seal.body).leaves) if leaf.value["t"] == "file")
    with clock.at(offices.DEFAULT_AT + dt.timedelta(hours=1)):
        return withhold(
            seal=seal, leaf=leaf, ground="个人隐私（示例）", by=offices.person("hider", "大同市 发布")
        )


def test_a_drafts_attachment_is_not_public(client: Client, draft: Notice) -> None:
    assert NoticeFile.objects.count() == 1
    assert client.get(address()).status_code == 404


def test_a_sealed_attachment_is_streamed_under_its_own_name(client: Client, seal: Seal) -> None:
    response = client.get(address())
    assert isinstance(response, FileResponse)
    assert response.streaming
    assert b"".join(response) == CONTENT
    assert response["ETag"] == quote_etag(filestore.digest_of(CONTENT))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%94%B3%E6%8A%A5")
    assert (
        response["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == FILE_POLICY
    assert "sandbox" in FILE_POLICY
    assert "no-cache" in response["Cache-Control"]


def test_an_unchanged_copy_is_not_sent_again(client: Client, seal: Seal) -> None:
    etag = quote_etag(filestore.digest_of(CONTENT))
    response = client.get(address(), headers={"If-None-Match": etag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize(
    "path",
    [
        address("别的名字.docx"),
        f"/files/{'0' * 64}/{NAME}",
        f"/files/{'0' * 63}/{NAME}",
        f"/files/%2e%2e/{NAME}",
        f"/files/{filestore.digest_of(CONTENT).upper()}/{NAME}",
    ],
    ids=["another name", "no such digest", "too short", "a step up", "capitals"],
)
def test_no_other_address_gives_it_out(client: Client, seal: Seal, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response["Content-Security-Policy"] == PUBLIC_POLICY


def test_only_reading_is_allowed(client: Client, seal: Seal) -> None:
    assert client.post(address()).status_code == 405
    head = client.head(address())
    assert (head.status_code, head["Content-Length"]) == (200, str(len(CONTENT)))
    head.close()


def test_withholding_takes_it_away_at_once_also_from_caches(client: Client, seal: Seal) -> None:
    withholding = hide(seal)
    etag = quote_etag(filestore.digest_of(CONTENT))
    assert client.get(address(), headers={"If-None-Match": etag}).status_code == 404
    second = offices.person("second", "大同市 发布")
    with clock.at(offices.DEFAULT_AT + dt.timedelta(hours=2)):
        reverse(withholding=withholding, by=second)
    assert b"".join(client.get(address())) == CONTENT


def test_confirmed_withholding_erases_the_bytes(client: Client, seal: Seal) -> None:
    withholding = hide(seal)
    with clock.at(offices.DEFAULT_AT + dt.timedelta(hours=2)):
        confirm(withholding=withholding, by=offices.person("second", "大同市 发布"))
    assert client.get(address()).status_code == 404
    assert not filestore.path_of(filestore.digest_of(CONTENT)).exists()


def test_lost_bytes_are_a_missing_page_not_an_error(client: Client, seal: Seal) -> None:
    filestore.path_of(filestore.digest_of(CONTENT)).unlink()
    assert client.get(address()).status_code == 404


def test_queries_do_not_depend_on_the_list(
    client: Client, seal: Seal, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        client.get(address()).close()
