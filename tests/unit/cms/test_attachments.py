"""Attachments: what is refused before it is opened, what is found in what is read, and what stays behind."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from stdnum.cn import ric

from cms import attachment_checks, attachment_text, filestore
from cms.actions import files
from cms.actions.errors import ActionRefused
from cms.attachment_checks import AttachmentRefusedError, Kind, check_size, check_upload, clean_name
from cms.attachment_text import read_text
from cms.clearing import assess
from cms.models import Notice, NoticeFile
from tests.factories import notices, offices, uploads
from tests.factories.uploads import ID_NUMBER, MOBILE, upload


def text_of(name: str, content: bytes) -> attachment_text.AttachmentText:
    return read_text(check_upload(name, content), content)


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("名单.doc", uploads.OLE, "另存为 .docx"),
        ("名单.xls", uploads.OLE, "另存为"),
        ("名单.xlsx", uploads.OLE + "EncryptedPackage".encode("utf-16-le"), "去掉密码"),
        ("名单.pdf", b"MZ\x90\x00", "可执行程序"),
        ("名单.txt", b"#!/bin/sh\nls", "可执行程序"),
        ("名单.txt", "\ufeff <!DOCTYPE html><p>".encode(), "PDF 或 PNG"),
        ("图.png", b'<?xml version="1.0"?><svg onload="x">', "PDF 或 PNG"),
        ("图.txt", '<svg onload="x">'.encode("utf-16"), "PDF 或 PNG"),
        ("名单.zip", uploads.repacked(b"", extra=b"x"), "解压"),
        ("名单.zip", uploads.word("a"), "解压"),
        ("名单.pdf", b"\x1f\x8b\x08", "解压"),
        ("名单.docx", uploads.word("a")[:200], "已经损坏"),
        ("名单.xlsx", uploads.word("a"), "DOCX"),
        ("名单.pdf", b"plain words", "与文件名不符"),
        ("图.gif", b"GIF89a", "PNG 或 JPG"),
        ("名单.exe", b"plain words", "可以上传"),
        ("名单", b"plain words", "没有扩展名"),
        ("名单.csv", b"a,b\x00c", "与文件名不符"),
        ("名单.txt", b"", "空的"),
    ],
)
def test_what_is_no_honest_document_is_refused_with_a_remedy(name: str, content: bytes, remedy: str) -> None:
    with pytest.raises(AttachmentRefusedError) as refusal:
        check_upload(name, content)
    assert remedy in str(refusal.value)


def test_macros_encryption_and_bombs_are_refused_from_the_directory_alone() -> None:
    with pytest.raises(AttachmentRefusedError, match="宏"):
        check_upload("名单.docx", uploads.repacked(uploads.word("a"), word__vbaProject_dot_bin=b"x"))
    bomb = uploads.repacked(uploads.word("a"), word__media__zeros_dot_xml=b"\x00" * 30_000_000)
    with pytest.raises(AttachmentRefusedError, match="解开后过大"):
        check_upload("名单.docx", bomb)
    many = {f"m{number}": b"" for number in range(attachment_checks.MAX_MEMBERS + 1)}
    with pytest.raises(AttachmentRefusedError, match="内含文件过多"):
        check_upload("名单.docx", uploads.repacked(uploads.word("a"), **many))
    locked = bytearray(uploads.word("a"))
    place = locked.index(b"PK\x01\x02")
    locked[place + 8] |= 1
    with pytest.raises(AttachmentRefusedError, match="密码"):
        check_upload("名单.docx", bytes(locked))


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    check_size(attachment_checks.MAX_BYTES)
    with pytest.raises(AttachmentRefusedError, match="20 MB"):
        check_size(attachment_checks.MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\文件\\名单.PDF", "名单.pdf"),
        ("../../etc/名单.pdf", "名单.pdf"),
        ("名\u202e单\n.pdf", "名单.pdf"),
        (".pdf", "pdf"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_the_invented_identity_number_is_one() -> None:
    assert ric.is_valid(ID_NUMBER)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", uploads.pdf("first", f"tel {MOBILE}")),
        ("a.docx", uploads.word("名单", ["138001", "38000"])),
        ("a.docx", uploads.word("名单", cells=["张某", MOBILE])),
        ("a.docx", uploads.word("名单", footer=MOBILE)),
        ("a.xlsx", uploads.spreadsheet([["电话", MOBILE]])),
        ("a.xlsx", uploads.spreadsheet([["电话", float(MOBILE)]])),
        ("a.xlsx", uploads.spreadsheet([["电话"]], far=("SZ1", MOBILE))),
        ("a.xlsx", uploads.spreadsheet([["电话"]], far=("B2", f'=HYPERLINK("tel:{MOBILE}")'))),
        ("a.csv", f"姓名,电话\n某,{MOBILE}".encode("gb18030")),
        ("a.txt", f"\ufeff电话{MOBILE}".encode()),
    ],
)
def test_a_number_is_found_wherever_it_stands(name: str, content: bytes) -> None:
    found = files.scan_rows(text_of(name, content).text, ())
    assert [row["kind"] for row in found] == ["mobile"]
    assert MOBILE not in str(found)


@pytest.mark.parametrize(
    ("name", "content", "readable"),
    [
        ("a.pdf", uploads.pdf("words enough to be read"), True),
        ("a.pdf", uploads.pdf(""), False),
        ("a.pdf", b"%PDF-1.7 broken", False),
        ("a.png", uploads.PNG, False),
        ("a.docx", uploads.word("正文"), True),
        ("a.docx", uploads.word(""), False),
        ("a.xlsx", uploads.spreadsheet([["甲", 1]]), True),
        ("a.xlsx", uploads.spreadsheet([["甲"]], far=("XFD1048576", "远")), False),
        ("a.txt", "正文".encode(), True),
    ],
)
def test_readable_means_that_all_was_looked_through(name: str, content: bytes, readable: bool) -> None:
    assert text_of(name, content).readable is readable


def test_locked_and_scripted_pdf_and_unknown_encodings_are_refused() -> None:
    for name, content in (
        ("a.pdf", uploads.encrypted_pdf()),
        ("a.pdf", uploads.pdf_with_script()),
        ("a.txt", b"\xff\xff\xff\x81"),
    ):
        with pytest.raises(AttachmentRefusedError):
            text_of(name, content)


def test_every_kind_has_a_reader_and_a_media_type() -> None:
    assert set(attachment_checks.MEDIA_TYPES) == set(attachment_text._READERS) == set(Kind)


# --- Storing --------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path) -> tuple[offices.Office, Notice]:
    settings.MEDIA_ROOT = tmp_path
    office = offices.make_office("datong")
    edition = offices.make_edition(office)
    return office, notices.draft(office, edition, "application_notice")


def latest(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()


def stored_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_an_attachment_is_stored_by_content_and_named_by_the_draft(
    desk: tuple[offices.Office, Notice],
) -> None:
    office, notice = desk
    content = uploads.word("申报表（示例）")
    file = files.store_attachment(
        notice=notice, upload=upload("申报表.docx", content), title="", by=office.editor
    )
    assert filestore.get(file.sha256) == content
    assert (file.size, file.readable, file.scan) == (len(content), True, [])
    assert latest(notice).attachments == [{"sha256": file.sha256, "name": "申报表.docx", "title": "申报表"}]
    assert not Notice.objects.get(pk=notice.pk).attachments, (
        "only the draft's revision carries it before approval"
    )


def test_found_numbers_are_kept_masked_and_block_until_cleared(desk: tuple[offices.Office, Notice]) -> None:
    office, notice = desk
    content = uploads.word(f"某某 {ID_NUMBER}")
    file = files.store_attachment(
        notice=notice, upload=upload("名单.docx", content), title="名单", by=office.editor
    )
    assert [row["kind"] for row in file.scan] == ["id_number"]
    assert ID_NUMBER not in str(file.scan)

    def rules(draft: Notice) -> set[str]:
        return {verdict.rule for verdict in assess(draft, offices.DEFAULT_AT).verdicts}

    draft = latest(notice)
    assert "privacy.found" in rules(draft)
    draft.clearings = [{"place": f"file:{file.sha256}", "reason": "样表中的虚构号码（示例）"}]
    assert "privacy.found" not in rules(draft)
    assert "privacy.cleared" in rules(draft)


def test_an_unreadable_attachment_waits_for_a_name(desk: tuple[offices.Office, Notice]) -> None:
    office, notice = desk
    file = files.store_attachment(
        notice=notice, upload=upload("图.png", uploads.PNG), title="", by=office.editor
    )
    draft = latest(notice)
    assert "privacy.unreadable" in {v.rule for v in assess(draft, offices.DEFAULT_AT).verdicts}
    draft.clearings = [{"confirm": file.sha256, "by_name": "审核一"}]
    rules = {v.rule for v in assess(draft, offices.DEFAULT_AT).verdicts}
    assert "privacy.looked_through" in rules
    assert "privacy.unreadable" not in rules


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("名单.doc", uploads.OLE, ""),
        ("名单.pdf", uploads.encrypted_pdf(), ""),
        (f"{MOBILE}.txt", "正文".encode(), ""),
        ("名单.txt", "正文".encode(), f"联系 {MOBILE}"),
        ("名单.txt", "正文".encode(), "长" * 121),
    ],
)
def test_nothing_of_a_refused_upload_stays(
    desk: tuple[offices.Office, Notice], name: str, content: bytes, title: str
) -> None:
    office, notice = desk
    with pytest.raises(ActionRefused):
        files.store_attachment(notice=notice, upload=upload(name, content), title=title, by=office.editor)
    assert stored_files() == []
    assert not NoticeFile.objects.exists()
    assert latest(notice).attachments == []


def test_bytes_do_not_outlive_a_failure_of_the_database(
    desk: tuple[offices.Office, Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, notice = desk

    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(files.audit, "record", fails)
    with pytest.raises(RuntimeError):
        files.store_attachment(notice=notice, upload=upload("a.txt", b"words"), title="", by=office.editor)
    assert stored_files() == []
    assert not NoticeFile.objects.exists()


def test_doubles_are_refused_and_removal_takes_the_clearings_along(
    desk: tuple[offices.Office, Notice],
) -> None:
    office, notice = desk
    file = files.store_attachment(notice=notice, upload=upload("a.txt", b"words"), title="", by=office.editor)
    for name, content in (("b.txt", b"words"), ("a.txt", b"other words")):
        with pytest.raises(ActionRefused):
            files.store_attachment(notice=notice, upload=upload(name, content), title="", by=office.editor)
    draft = latest(notice)
    draft.clearings = [{"confirm": file.sha256, "by_name": "审核一"}, {"place": "lead", "reason": "误报"}]
    draft.save_revision(user=office.approver)
    files.remove_attachment(notice=notice, sha256=file.sha256, by=office.editor)
    draft = latest(notice)
    assert draft.attachments == []
    assert draft.clearings == [{"place": "lead", "reason": "误报"}]
    with pytest.raises(ActionRefused):
        files.remove_attachment(notice=notice, sha256=file.sha256, by=office.editor)


def test_a_sealed_notice_takes_no_attachment(db: None) -> None:
    seal = notices.published_notice("datong", "application_notice")
    with pytest.raises(ActionRefused, match="已经发布"):
        files.store_attachment(
            notice=seal.notice, upload=upload("a.txt", b"words"), title="", by=seal.notice.owner
        )
