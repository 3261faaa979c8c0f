"""Files that must not be opened, each with its sentence: kinds, sizes, bombs, macros, links, lies."""

import io
import zipfile

import pytest

from cms.spreadsheets import packing
from cms.spreadsheets.problems import FileRefused
from tests.factories.sheets import (
    check,
    found,
    lying,
    organization_cells,
    refusal,
    sheet_xml,
    with_part,
    xlsx,
)
from tests.factories.uploads import OLE, PNG

HONEST = xlsx([organization_cells(1)])
SHEET = "xl/worksheets/sheet1.xml"


def test_an_honest_file_is_read() -> None:
    assert found(check(HONEST)) == []


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("名单.xlsx", b"", "file.empty", "文件是空的"),
        ("名单.xlsx", b"PK" + b"\0" * packing.MAX_PACKED, "file.too_large", "超过 5 MB"),
        ("名单.xls", OLE, "file.xls", "旧版 Excel 文件（.xls）"),
        ("名单.xlsx", OLE, "file.xls", "另存为 .xlsx"),
        ("名单.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "file.encrypted", "请去掉密码后重新上传"),
        ("名单.xlsm", HONEST, "file.kind", "带宏的文件（.xlsm）"),
        ("名单.et", HONEST, "file.kind", "WPS 专用格式"),
        ("名单.ods", HONEST, "file.kind", "ODS 文件不能导入"),
        ("名单.csv", HONEST, "file.ending", "以“.csv”结尾，内容却不是这种格式"),
        ("名单.xlsx", "类别,名称".encode(), "file.ending", "以“.xlsx”结尾"),
        ("名单.pdf", b"%PDF-1.7", "file.kind", "这是 PDF 文件"),
        ("名单.csv", PNG, "file.kind", "这是图片"),
        ("名单.csv", b"<html><table>", "file.kind", "文件内容是网页"),
        ("名单", "类别".encode(), "file.kind", "不能导入“—”文件"),
        ("名单.xlsx", b"PK\x03\x04 and then nothing", "file.broken", "文件已经损坏"),
        ("名单.xlsx", HONEST[:-200], "file.broken", "文件已经损坏"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(name: str, content: bytes, code: str, words: str) -> None:
    problem = refusal(content, name)
    assert problem.code == code
    assert words in problem.render()


@pytest.mark.parametrize(
    ("part", "code", "words"),
    [
        ("xl/vbaProject.bin", "file.macros", "文件含有宏"),
        ("xl/macrosheets/sheet1.xml", "file.macros", "文件含有宏"),
        ("xl/externalLinks/externalLink1.xml", "file.external_links", "文件引用了其他工作簿的内容"),
        ("xl/connections.xml", "file.external_links", "文件连接了外部数据"),
        ("xl/embeddings/oleObject1.bin", "file.objects", "文件嵌有其他文件或控件"),
        ("word/document.xml", "file.kind", "这是 Word 文件"),
        ("xl/workbook.bin", "file.kind", "二进制工作簿"),
    ],
)
def test_parts_that_do_something_are_refused(part: str, code: str, words: str) -> None:
    problem = refusal(with_part(HONEST, part, b"anything"))
    assert problem.code == code
    assert words in problem.render()


def test_macros_without_their_part_are_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(HONEST)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    renamed = types.replace(
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main"
    )
    assert renamed != types
    assert refusal(with_part(HONEST, "[Content_Types].xml", renamed.encode())).code == "file.macros"


def test_a_plain_archive_is_no_table() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("名单.txt", "x")
    problem = refusal(target.getvalue())
    assert problem.code == "file.kind"
    assert "这是压缩包" in problem.render()


def test_a_member_with_a_password_is_refused() -> None:
    raw = bytearray(HONEST)
    directory = raw.find(b"PK\x01\x02")
    raw[directory + 8] |= 1
    assert refusal(bytes(raw)).code == "file.encrypted"


@pytest.mark.parametrize(
    ("part", "size"),
    [
        ("xl/media/image1.bin", packing.MAX_UNPACKED + 1),  # more than any honest file, declared
        ("xl/media/image1.bin", 6 * packing.MIB),  # less, and a thousand times what it is packed
        ("xl/theme/theme2.xml", packing.MAX_PART + 1),
    ],
)
def test_a_bomb_is_refused_before_it_is_opened(part: str, size: int) -> None:
    content = with_part(HONEST, part, b"\0" * size)
    assert len(content) < packing.MIB
    problem = refusal(content)
    assert problem.code == "file.bomb"
    assert "文件解开后过大" in problem.render()


def test_a_table_of_very_many_texts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each becomes an object when it is read, however short it is stored."""
    texts = b'<?xml version="1.0"?><sst>' + b"<si/>" * 100 + b"</sst>"
    content = with_part(HONEST, "xl/sharedStrings.xml", texts)
    assert packing.inspect(content)
    monkeypatch.setattr(packing, "MAX_TEXTS", 99)
    assert refusal(content).code == "file.bomb"


def test_one_endless_row_is_refused() -> None:
    cells = b'<c r="A2"><v>1</v></c>' * (packing.MAX_STRETCH // 20)
    sheet = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"
    with pytest.raises(FileRefused) as refused:
        packing._scan_sheet(sheet)
    assert refused.value.problem.code == "file.bomb"


def test_many_members_are_refused() -> None:
    content = HONEST
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(packing.MAX_MEMBERS):
            archive.writestr(f"xl/media/{number}.bin", b"x")
    problem = refusal(target.getvalue())
    assert problem.code == "file.members"
    assert "超过 200 个" in problem.render()


@pytest.mark.parametrize("declared", [10, 900, 10_000_000])
def test_a_lie_about_the_size_is_found(declared: int) -> None:
    """Whatever is declared is all that is unpacked, and then the check sum of the member is wrong."""
    assert refusal(lying(HONEST, SHEET, declared)).code in ("file.broken", "file.bomb")


def test_the_same_member_twice_is_refused() -> None:
    """Two readers might take another one each."""
    target = io.BytesIO(HONEST)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    assert refusal(target.getvalue()).code == "file.broken"


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>',
        '<?xml version="1.0" encoding="cp037"?>',
        '<?xml version="1.0" encoding="UTF-16"?>',
    ],
)
def test_markup_that_hides_or_grows_is_refused(head: str) -> None:
    sheet = head + sheet_xml(HONEST).partition("?>")[2]
    assert refusal(with_part(HONEST, SHEET, sheet.encode())).code == "file.broken"


def test_a_sheet_in_utf16_is_refused() -> None:
    sheet = sheet_xml(HONEST).encode("utf-16")
    assert refusal(with_part(HONEST, SHEET, sheet)).code == "file.broken"


def test_rows_that_run_backwards_are_pointed_out() -> None:
    """A streaming reader leaves out a row that comes after a later one."""
    sheet = sheet_xml(xlsx([organization_cells(1), organization_cells(2)]))
    swapped = sheet.replace('r="3"', 'r="9"', 1)
    assert swapped != sheet
    last = swapped.replace(
        "</sheetData>", '<row r="5"><c r="B5" t="inlineStr"><is><t>组织</t></is></c></row></sheetData>'
    )
    checked = check(with_part(xlsx([organization_cells(1), organization_cells(2)]), SHEET, last.encode()))
    assert ("", "sheet.disordered") in found(checked)
