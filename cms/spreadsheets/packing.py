"""Is this file safe to open? Judged by its bytes, before any parser of spreadsheets sees it.

A packed file is unpacked member by member within fixed bounds, whatever its directory declares. The same pass over the
sheets finds what a streaming reader cannot see: merged cells, and cells far outside the rows it is asked for.
"""

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from openpyxl.utils import column_index_from_string, range_boundaries

from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.problems import FileRefused

MIB = 1024 * 1024
MAX_PACKED = 5 * MIB
MAX_UNPACKED = 64 * MIB
MAX_RATIO = 100
MAX_MEMBERS = 200
MAX_PART = 2 * MIB
"""Of a part that is neither sheet nor table of texts: styles and the like grow to many objects when they are read."""

MAX_TEXTS = 400_000
MAX_STRETCH = 4 * MIB
"""Bytes between two rows of a sheet; a row is held in memory whole."""

MAX_ROWS = 20_000
"""Rows of one file. A list of an edition has hundreds."""

HEADING_ROWS = 10
"""So many rows are searched for the headings; above them stand titles."""

LAST_ROW = MAX_ROWS + HEADING_ROWS
MAX_COLUMNS = 60
MAX_MERGES = 20_000
LISTED_FAR = 5


class Format(StrEnum):
    """What is read. Nothing else is taken in."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True)
class SheetScan:
    """What a pass over the bytes of a sheet tells: merged areas (first column, first row, last column, last row), addresses
    of cells with content outside the rows and columns that are read, and whether row numbers run backwards."""

    merges: tuple[tuple[int, int, int, int], ...] = ()
    far: tuple[str, ...] = ()
    disordered: bool = False


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_NOT_TABLES = (
    (b"%PDF-", _("这是 PDF 文件。请在原来的表格程序中另存为 .xlsx 后上传。")),
    (b"\x89PNG", _("这是图片，读不出名单。请上传 .xlsx 或 .csv 文件。")),
    (b"\xff\xd8\xff", _("这是图片，读不出名单。请上传 .xlsx 或 .csv 文件。")),
    (b"Rar!", _("压缩包不能导入。请解压后上传其中的 .xlsx 或 .csv 文件。")),
    (b"7z\xbc\xaf", _("压缩包不能导入。请解压后上传其中的 .xlsx 或 .csv 文件。")),
    (b"\x1f\x8b", _("压缩包不能导入。请解压后上传其中的 .xlsx 或 .csv 文件。")),
    (b"MZ", _("这是可执行程序，不能上传。请上传 .xlsx 或 .csv 文件。")),
    (b"\x7fELF", _("这是可执行程序，不能上传。请上传 .xlsx 或 .csv 文件。")),
    (b"{\\rtf", _("这是文字处理文件，读不出名单。请上传 .xlsx 或 .csv 文件。")),
)
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|table|\?xml|head|body|script|svg)\b", re.IGNORECASE)
_ENDINGS = {".xlsx": Format.XLSX, ".csv": Format.CSV, ".txt": Format.CSV}
_OTHER_ENDINGS = {
    ".xls": _("旧版 Excel 文件（.xls）不能导入。请在 Excel 或 WPS 中另存为 .xlsx 后上传。"),
    ".et": _("WPS 专用格式（.et）不能导入。请另存为 .xlsx 后上传。"),
    ".xlsm": _("带宏的文件（.xlsm）不能导入。请另存为不带宏的 .xlsx 后上传。"),
    ".xlsb": _("二进制工作簿（.xlsb）不能导入。请另存为 .xlsx 后上传。"),
    ".ods": _("ODS 文件不能导入。请另存为 .xlsx 后上传。"),
    ".zip": _("压缩包不能导入。请解压后上传其中的 .xlsx 或 .csv 文件。"),
}
_OLD_OR_LOCKED = _("这是旧版 Excel 文件（.xls）。请在 Excel 或 WPS 中另存为 .xlsx 后上传。")
_LOCKED = _("文件设有密码，无法读取。请去掉密码后重新上传。")
_BROKEN = _("文件已经损坏，或者不是 .xlsx 文件。请在原来的程序中打开、另存后重新上传。")
_TOO_LARGE_INSIDE = _(
    "文件解开后过大，为安全起见不予打开。请把内容复制到一份新的表格中，删去空行空列后重新上传。"
)

_DANGEROUS_PARTS = (
    (
        re.compile(r"vbaproject[^/]*\.bin$"),
        "file.macros",
        _("文件含有宏，不能导入。请另存为不带宏的 .xlsx 后上传。"),
    ),
    (
        re.compile(r"^xl/macrosheets/"),
        "file.macros",
        _("文件含有宏，不能导入。请另存为不带宏的 .xlsx 后上传。"),
    ),
    (
        re.compile(r"^xl/externallinks/"),
        "file.external_links",
        _("文件引用了其他工作簿的内容。请把引用的单元格复制后“选择性粘贴—数值”，断开链接，另存后重新上传。"),
    ),
    (
        re.compile(r"^xl/(?:connections\.xml$|querytables/)"),
        "file.external_links",
        _("文件连接了外部数据。请删去数据连接，另存后重新上传。"),
    ),
    (
        re.compile(r"^xl/(?:embeddings|activex|ctrlprops)/"),
        "file.objects",
        _("文件嵌有其他文件或控件，不能导入。请把名单复制到一份新的表格中后上传。"),
    ),
)
_FOREIGN_PARTS = {
    "word/document.xml": _("这是 Word 文件。请把名单复制到表格中，存为 .xlsx 后上传。"),
    "ppt/presentation.xml": _("这是演示文稿，读不出名单。请上传 .xlsx 或 .csv 文件。"),
    "xl/workbook.bin": _OTHER_ENDINGS[".xlsb"],
    "content.xml": _OTHER_ENDINGS[".ods"],
}
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_TEXTS = re.compile(r"^xl/sharedstrings\.xml$", re.IGNORECASE)
_PARSED = re.compile(r"^(?!customxml/).*\.(?:xml|rels|vml)$", re.IGNORECASE)
"""What a reader may parse. Programs keep notes of their own below customXml, in any encoding."""

_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>]*?(/?)>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,7})[\"']")
_ROW_END = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row\b[^>]*/>")
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Za-z]{1,3}\d{1,7}:[A-Za-z]{1,3}\d{1,7})[\"']"
)
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1


def check_size(size: int) -> None:
    """Refuse an empty or too large file before its bytes are read. Raises FileRefused."""
    if size <= 0:
        raise FileRefused("file.empty", _("文件是空的。请重新选择文件。"))
    if size > MAX_PACKED:
        raise FileRefused(
            "file.too_large",
            _("文件有 %(size)s MB，超过 %(most)d MB。请删去图片和用不到的工作表，或者把名单分成几个文件。"),
            {"size": f"{size / MIB:.1f}", "most": MAX_PACKED // MIB},
        )


def detect(name: str, content: bytes) -> Format:
    """Whether the file is one of the two formats, by its first bytes; the ending of its name has to agree.

    Raises FileRefused with what to do for everything else. Nothing is unpacked yet.
    """
    check_size(len(content))
    ending = PurePosixPath(name.lower()).suffix
    if content.startswith(_OLE):
        locked = _ENCRYPTED_PACKAGE in content
        raise FileRefused("file.encrypted" if locked else "file.xls", _LOCKED if locked else _OLD_OR_LOCKED)
    for start, sentence in _NOT_TABLES:
        if content.startswith(start):
            raise FileRefused("file.kind", sentence)
    if content.startswith(b"PK"):
        return _stated(ending, Format.XLSX)
    if _MARKUP.search(content[:1024].replace(b"\x00", b"")):
        raise FileRefused(
            "file.kind",
            _(
                "文件内容是网页，不是表格（有些系统导出的 .xls 就是网页）。请用 Excel 或 WPS 打开，另存为 .xlsx 后上传。"
            ),
        )
    return _stated(ending, Format.CSV)


def _stated(ending: str, kind: Format) -> Format:
    if ending in _OTHER_ENDINGS:
        raise FileRefused(f"file{ending}" if ending == ".xls" else "file.kind", _OTHER_ENDINGS[ending])
    if ending not in _ENDINGS:
        raise FileRefused(
            "file.kind", _("不能导入“%(ending)s”文件。请上传 .xlsx 或 .csv 文件。"), {"ending": ending or "—"}
        )
    if _ENDINGS[ending] is not kind:
        raise FileRefused(
            "file.ending",
            _("文件名以“%(ending)s”结尾，内容却不是这种格式。请在原来的程序中另存后重新上传。"),
            {"ending": ending},
        )
    return kind


def inspect(content: bytes) -> Mapping[str, SheetScan]:
    """Unpack an .xlsx within the bounds, refuse what must not be opened, and say what its sheets hold beside cells.

    Keys are the names of the sheets' parts inside the file. Raises FileRefused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_directory(members, len(content))
            return {
                member.filename: scan
                for member in members
                if (scan := _check_member(archive, member)) is not None
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, OSError, RuntimeError):
        # RuntimeError stands for a member that asks for a password after all, and for unknown packing.
        raise FileRefused("file.broken", _BROKEN) from None


def unpacked_size(content: bytes) -> int:
    """What an .xlsx declares to hold unpacked, in bytes: how much work it will be. 0 for what is no packed file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError):
        return 0


def _check_directory(members: list[zipfile.ZipInfo], packed: int) -> None:
    """What the directory alone tells: number, declared sizes, passwords, parts that may do something."""
    declared = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS:
        raise FileRefused(
            "file.members",
            _("文件内部有 %(count)d 个部件，超过 %(most)d 个。请把名单复制到一份新的表格中后上传。"),
            {"count": len(members), "most": MAX_MEMBERS},
        )
    if declared > MAX_UNPACKED or declared > packed * MAX_RATIO:
        raise FileRefused("file.bomb", _TOO_LARGE_INSIDE)
    names = [member.filename.lower() for member in members]
    if any(member.flag_bits & _ENCRYPTED_FLAG for member in members):
        raise FileRefused("file.encrypted", _LOCKED)
    if len(set(names)) != len(names) or any(member.compress_type not in _METHODS for member in members):
        raise FileRefused("file.broken", _BROKEN)
    for part, sentence in _FOREIGN_PARTS.items():
        if part in names:
            raise FileRefused("file.kind", sentence)
    for pattern, code, sentence in _DANGEROUS_PARTS:
        if any(pattern.search(name) for name in names):
            raise FileRefused(code, sentence)
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise FileRefused("file.kind", _("这是压缩包，不是表格。请解压后上传其中的 .xlsx 或 .csv 文件。"))


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> SheetScan | None:
    """Unpack one member and look at it; a sheet gives its scan."""
    is_sheet, is_texts = bool(_SHEET.match(member.filename)), bool(_TEXTS.match(member.filename))
    with archive.open(member) as stream:
        # One byte more than declared: a member that lies about its size is broken, not large.
        content = stream.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise FileRefused("file.broken", _BROKEN)
    if not _PARSED.match(member.filename):
        return None
    if len(content) > MAX_PART and not is_sheet and not is_texts:
        raise FileRefused("file.bomb", _TOO_LARGE_INSIDE)
    _check_markup(content)
    if "macroenabled" in content[:4096].decode("latin-1").lower() and member.filename.lower().startswith(
        "[content"
    ):
        raise FileRefused("file.macros", _DANGEROUS_PARTS[0][2])
    if is_texts and sum(1 for _found in _TEXT.finditer(content)) > MAX_TEXTS:
        raise FileRefused("file.bomb", _TOO_LARGE_INSIDE)
    return _scan_sheet(content) if is_sheet else None


def _check_markup(content: bytes) -> None:
    """Entities can grow without end, and another encoding would hide what is looked for below."""
    declared = _DECLARED.search(content[:256])
    plain = not content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" not in content
    if declared and declared.group(1).lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        plain = False
    if not plain or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefused("file.broken", _BROKEN)


def _scan_sheet(content: bytes) -> SheetScan:
    last = 0
    for end in _ROW_END.finditer(content):
        if end.start() - last > MAX_STRETCH:
            raise FileRefused("file.bomb", _TOO_LARGE_INSIDE)
        last = end.end()
    if len(content) - last > MAX_STRETCH:
        raise FileRefused("file.bomb", _TOO_LARGE_INSIDE)
    numbers = [int(found.group(1)) for found in _ROW.finditer(content)]
    disordered = any(later <= earlier for earlier, later in itertools.pairwise(numbers))
    return SheetScan(_merges(content), _far(content), disordered)


def _merges(content: bytes) -> tuple[tuple[int, int, int, int], ...]:
    found = []
    for match in _MERGE.finditer(content):
        first_column, first_row, last_column, last_row = range_boundaries(match.group(1).decode("ascii"))
        found.append((first_column, first_row, last_column, last_row))
        if len(found) > MAX_MERGES:
            raise FileRefused("file.bomb", _TOO_LARGE_INSIDE)
    return tuple(found)


def _far(content: bytes) -> tuple[str, ...]:
    """The first addresses of cells with content outside the area that is read."""
    found: list[str] = []
    for letters, number, closed in _CELL.findall(content):
        if closed or (int(number) <= LAST_ROW and len(letters) < 2):
            continue
        if int(number) > LAST_ROW or column_index_from_string(letters.decode("ascii")) > MAX_COLUMNS:
            found.append((letters + number).decode("ascii").upper())
            if len(found) == LISTED_FAR:
                break
    return tuple(found)
