"""Attachments of a draft: checked, searched, stored by content, named by the draft.

Every refusal comes before the first byte is written. What the search found is kept masked; the text itself is not kept.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock, filestore
from cms.actions.errors import ActionRefused
from cms.actions.reach import stay_on_notice
from cms.attachment_checks import AttachmentRefusedError, Checked, check_size, check_upload
from cms.attachment_text import AttachmentText, read_text
from cms.models import Notice, NoticeFile
from cms.regulation.rules.privacy_scan import scan
from cms.regulation.rules.text_claims import claims

MAX_FILES = 20
MAX_TITLE = 120
MAX_HITS = 200
"""So many found numbers are kept; a file with more is refused by the first of them all the same."""


@transaction.atomic
def store_attachment(*, notice: Notice, upload: "UploadedFile[bytes]", title: str, by: Any) -> NoticeFile:
    """Check and search an upload, store it, and append it to the draft as a revision.

    `title` is what the page shows, by default the name without its ending. Raises ActionRefused with what is
    wrong and what to do; nothing of a refused upload stays on disk or in the database.
    """
    stay_on_notice(by, notice)
    draft = _draft_of(notice)
    if len(draft.attachments) >= MAX_FILES:
        raise ActionRefused(
            _("一份公告最多附 %(most)d 个文件。请合并文件，或删去不需要的。") % {"most": MAX_FILES}
        )
    try:
        check_size(upload.size or 0)
        content = upload.read()
        checked = check_upload(upload.name or "", content)
        found = read_text(checked, content)
    except AttachmentRefusedError as refusal:
        raise ActionRefused(str(refusal)) from None
    shown = _title(title, checked.name)
    sha256 = filestore.digest_of(content)
    _refuse_double(draft, sha256, checked.name)
    was_there = filestore.path_of(sha256).exists()
    filestore.put(content)
    try:
        # A savepoint of its own: what fails below must not leave bytes that no row knows.
        with transaction.atomic():
            file = _file(draft, sha256, checked=checked, found=found, size=len(content), by=by)
            draft.attachments = [*draft.attachments, {"sha256": sha256, "name": checked.name, "title": shown}]
            draft.save_revision(user=by, changed=True)
            audit.record(notice, "gongshi.file.store", by=by, sha256=sha256, size=len(content))
    except BaseException:
        if not was_there:
            filestore.remove(sha256)
        raise
    return file


@transaction.atomic
def remove_attachment(*, notice: Notice, sha256: str, by: Any) -> Notice:
    """Take an attachment off a draft, as a revision; its clearings and confirmations go with it.

    The stored bytes stay: earlier revisions name them. Raises ActionRefused when the draft has no such attachment.
    """
    stay_on_notice(by, notice)
    draft = _draft_of(notice)
    kept = [item for item in draft.attachments if item["sha256"] != sha256]
    if len(kept) == len(draft.attachments):
        raise ActionRefused(_("草稿没有这个附件，可能已被删去。请刷新页面后再看。"))
    gone = next(item for item in draft.attachments if item["sha256"] == sha256)
    draft.attachments = kept
    draft.clearings = [
        clearing
        for clearing in draft.clearings
        if clearing.get("place") not in (f"file:{sha256}", gone["name"]) and clearing.get("confirm") != sha256
    ]
    draft.save_revision(user=by, changed=True)
    audit.record(notice, "gongshi.file.remove", by=by, sha256=sha256)
    return draft


def _draft_of(notice: Notice) -> Notice:
    """The newest draft as it is now, not as the caller read it: two uploads at once must not lose one."""
    current = Notice.objects.select_for_update().get(pk=notice.pk)
    if current.sealed is not None:
        raise ActionRefused(_("公告已经发布，附件不能再改。需要更正的，请发布更正公告。"))
    return current.get_latest_revision_as_object() if current.latest_revision_id else current


def _title(title: str, name: str) -> str:
    """The title to show. Name and title are printed beside each other, so neither may hold a personal
    number.
    """
    shown = unicodedata.normalize("NFC", " ".join(title.split())) or PurePosixPath(name).stem
    if len(shown) > MAX_TITLE:
        raise ActionRefused(_("附件标题太长，最多 %(most)d 个字。请缩短。") % {"most": MAX_TITLE})
    if scan(f"{name}\n{shown}", ""):
        raise ActionRefused(_("文件名或标题中疑有身份证件号码或手机号码。请改名后重新上传。"))
    return shown


def _refuse_double(draft: Notice, sha256: str, name: str) -> None:
    for item in draft.attachments:
        if item["sha256"] == sha256:
            raise ActionRefused(_("这个文件已经附上（%(name)s），不必重复上传。") % {"name": item["name"]})
        if item["name"] == name:
            raise ActionRefused(
                _("已有同名附件“%(name)s”。要替换的，请先删去原附件；确需并存的，请改文件名。")
                % {"name": name}
            )


def _file(
    draft: Notice, sha256: str, *, checked: Checked, found: AttachmentText, size: int, by: Any
) -> NoticeFile:
    """The row of these bytes; bytes known already keep the row that was made for them."""
    known = NoticeFile.objects.filter(sha256=sha256).first()
    if known is not None:
        return known
    channels = draft.edition.scheme.channels.values_list("value", flat=True)
    return NoticeFile.objects.create(
        sha256=sha256,
        size=size,
        media_type=checked.media_type,
        readable=found.readable,
        scan=scan_rows(found.text, channels),
        dates=claim_rows(found.text, clock.today()),
        made_at=clock.now(),
        made_by=by,
    )


def scan_rows(text: str, exempt: Iterable[str]) -> list[dict[str, str]]:
    """Personal numbers found, masked, each once; `exempt` are the values of the published contact channels.

    A text may hold the same words twice (a cell and the table of strings it points to): of two excerpts that
    end alike the longer one stays.
    """
    kept: list[dict[str, str]] = []
    hits = sorted(scan(text, "", exempt), key=lambda hit: -len(hit.excerpt_masked))
    for hit in hits[:MAX_HITS]:
        row = {"kind": hit.kind.value, "excerpt": hit.excerpt_masked}
        if not any(row["kind"] == k["kind"] and k["excerpt"].endswith(row["excerpt"]) for k in kept):
            kept.append(row)
    return kept


def claim_rows(text: str, today: dt.date) -> list[dict[str, Any]]:
    """What the text states about the publicity, as JSON-safe rows: role, and a day or a number."""
    return [
        {"role": claim.role, "day": claim.day.isoformat() if claim.day else "", "number": claim.number}
        for claim in claims(text, "", today.year)
    ]
