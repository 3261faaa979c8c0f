"""Is this upload what it says, and safe to open? Judged by its bytes, before any parser sees it.

The kind comes from the first bytes and, for packed office files, from the names inside; the ending of the
name must agree. Refusals are sentences that say what is wrong and what to do. Nothing here writes or keeps anything.
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_PART = 64 * 1024 * 1024
MAX_NAME = 120


class AttachmentRefusedError(ValueError):
    """The upload may not become an attachment; the message says why and what to do."""


class Kind(StrEnum):
    """What an attachment is. Nothing else is taken in."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    TXT = "txt"
    PNG = "png"
    JPEG = "jpeg"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv",
    Kind.TXT: "text/plain",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
}
ENDINGS = {
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".xlsx": Kind.XLSX,
    ".csv": Kind.CSV,
    ".txt": Kind.TXT,
    ".png": Kind.PNG,
    ".jpg": Kind.JPEG,
    ".jpeg": Kind.JPEG,
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_OTHER_IMAGES = (b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|svg|script|\?xml|head|body|iframe|object|embed)\b", re.IGNORECASE
)
_OFFICE_PARTS = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
_ENCRYPTED_FLAG = 0x1


@dataclass(frozen=True)
class Checked:
    """An upload that may be opened: its cleaned name and its kind."""

    name: str
    kind: Kind

    @property
    def media_type(self) -> str:
        """The media type it is served with."""
        return MEDIA_TYPES[self.kind]


def check_size(size: int) -> None:
    """Refuse an empty or too large upload, before its bytes are read. Raises AttachmentRefusedError."""
    if size <= 0:
        raise AttachmentRefusedError(_("文件是空的。请重新选择文件。"))
    if size > MAX_BYTES:
        raise AttachmentRefusedError(
            _("文件有 %(size)s MB，超过 %(most)s MB。请压缩图片、拆分后分别上传。")
            % {"size": f"{size / 1024 / 1024:.1f}", "most": MAX_BYTES // 1024 // 1024}
        )


def check_upload(name: str, content: bytes) -> Checked:
    """Judge an upload by its name and its bytes. Raises AttachmentRefusedError with what to do."""
    check_size(len(content))
    cleaned = clean_name(name)
    _refuse_dangerous(content)
    kind = _kind_by_bytes(content)
    stated = _stated_kind(cleaned)
    if kind is None:
        kind = _text_kind(content, stated)
    if kind is not stated:
        raise AttachmentRefusedError(
            _("文件名以“%(ending)s”结尾，内容却是 %(kind)s 文件。请核对，改正文件名后重新上传。")
            % {"ending": PurePosixPath(cleaned).suffix, "kind": kind.value.upper()}
        )
    return Checked(cleaned, kind)


def clean_name(name: str) -> str:
    """The file's own name without folders and control characters, NFC, at most 120 characters with its
    ending.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Control and format characters: among the latter those that turn the reading direction and hide an
    # ending.
    kept = "".join(char for char in last if unicodedata.category(char) not in ("Cc", "Cf", "Zl", "Zp"))
    path = PurePosixPath(kept.strip().strip("."))
    ending = path.suffix.lower()
    stem = path.name.removesuffix(path.suffix).strip() or _("附件")
    return f"{stem[: MAX_NAME - len(ending)]}{ending}"


def _stated_kind(name: str) -> Kind:
    ending = PurePosixPath(name).suffix
    kind = ENDINGS.get(ending)
    if kind is not None:
        return kind
    remedies = {
        ".doc": _("旧版 Word 文件（.doc）不能检查个人信息。请另存为 .docx 或 PDF 后上传。"),
        ".xls": _("旧版 Excel 文件（.xls）不能检查个人信息。请另存为 .xlsx 或 PDF 后上传。"),
        ".wps": _("WPS 专用格式不能检查个人信息。请另存为 .docx 或 PDF 后上传。"),
        ".et": _("WPS 专用格式不能检查个人信息。请另存为 .xlsx 或 PDF 后上传。"),
        ".docm": _("带宏的文件不能上传。请另存为不带宏的 .docx 后上传。"),
        ".xlsm": _("带宏的文件不能上传。请另存为不带宏的 .xlsx 后上传。"),
        ".ofd": _("OFD 文件目前不能检查个人信息。请转换为 PDF 后上传。"),
        ".zip": _("压缩包不能作为附件。请解压后把其中的文件分别上传。"),
    }
    raise AttachmentRefusedError(
        remedies.get(ending)
        or _("不能上传“%(ending)s”文件。可以上传：PDF、DOCX、XLSX、CSV、TXT、PNG、JPG。")
        % {"ending": ending or _("没有扩展名的")}
    )


def _refuse_dangerous(content: bytes) -> None:
    if content.startswith(_PROGRAMS):
        raise AttachmentRefusedError(_("这是可执行程序，不能上传。请上传文档。"))
    if content.startswith(_ARCHIVES):
        raise AttachmentRefusedError(_("压缩包不能作为附件。请解压后把其中的文件分别上传。"))
    if content.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in content:
            raise AttachmentRefusedError(_("文件设有密码，无法检查个人信息。请去掉密码后重新上传。"))
        raise AttachmentRefusedError(
            _("这是旧版 Office 文件（.doc、.xls），不能检查个人信息。请另存为 .docx、.xlsx 或 PDF 后上传。")
        )
    if content.startswith(_OTHER_IMAGES):
        raise AttachmentRefusedError(_("图片只能是 PNG 或 JPG。请转换格式后上传。"))
    head = content[:1024].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _MARKUP.search(head) and not content.startswith((b"%PDF-", b"PK")):
        raise AttachmentRefusedError(_("网页和 SVG 图形可能带有程序，不能上传。请转换为 PDF 或 PNG 后上传。"))


def _kind_by_bytes(content: bytes) -> Kind | None:
    """The kind that the first bytes and the packed names tell; None for what may be plain text."""
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    return _packed_kind(content) if content.startswith(b"PK") else None


def _text_kind(content: bytes, stated: Kind) -> Kind:
    if b"\x00" in content or stated not in (Kind.CSV, Kind.TXT):
        raise AttachmentRefusedError(
            _("文件内容与文件名不符，或者已经损坏。请在原来的程序中打开、另存后重新上传。")
        )
    return stated


def _packed_kind(content: bytes) -> Kind:
    """Look into a packed file's directory, and only there, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise AttachmentRefusedError(_("文件已经损坏，无法打开。请在原来的程序中另存后重新上传。")) from None
    _refuse_bomb(members, len(content))
    names = {member.filename for member in members}
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise AttachmentRefusedError(_("文件设有密码，无法检查个人信息。请去掉密码后重新上传。"))
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise AttachmentRefusedError(_("文件含有宏。请另存为不带宏的 .docx 或 .xlsx 后上传。"))
    kinds = [kind for part, kind in _OFFICE_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        raise AttachmentRefusedError(_("压缩包不能作为附件。请解压后把其中的文件分别上传。"))
    return kinds[0]


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    largest = max((member.file_size for member in members), default=0)
    too_many = len(members) > MAX_MEMBERS
    if too_many or unpacked > MAX_UNPACKED or unpacked > packed * MAX_RATIO or largest > MAX_PART:
        raise AttachmentRefusedError(
            _("文件解开后过大或内含文件过多，为安全起见不予打开。请拆分，或转换为 PDF 后上传。")
        )
