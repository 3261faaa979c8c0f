"""Files made on the fly: a PDF to read, a spreadsheet to fill in, and one to take a list from. Nobody real is in them."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

LINE_HEIGHT = 28
TOP, LEFT = 770, 72
SIZE = 14


@dataclass(frozen=True)
class DemoFile:
    """A file to attach: its name, the title the page shows, its bytes."""

    name: str
    title: str
    content: bytes

    def upload(self) -> SimpleUploadedFile:
        """As it would come from a form."""
        return SimpleUploadedFile(self.name, self.content)


def guide_pdf(award: str) -> DemoFile:
    """One page that says how to apply."""
    lines = (
        f"{award}申报须知（示例）",
        "",
        "一、申报表和自评报告用A4纸打印，一式三份。",
        "二、证实材料按评价规范的条目编目录。",
        "三、材料中不写身份证号、手机号和住址。",
        "四、涉及商业秘密的内容，请在页眉注明。",
        "五、推荐意见由推荐单位签署并盖章。",
        "六、评选不收取任何费用。",
        "",
        "本须知为演示内容，不产生任何效力。",
    )
    return DemoFile("申报须知（示例）.pdf", "申报须知", pdf_of(lines))


def recommendation_xlsx(award: str) -> DemoFile:
    """An empty table for the recommending bodies."""
    book = Workbook()
    sheet = book.active
    sheet.title = "推荐汇总表"
    headings = (
        "序号",
        "类别",
        "单位名称（姓名）",
        "统一社会信用代码",
        "所在县（市、区）",
        "行业",
        "推荐单位",
    )
    sheet.append([f"{award}推荐汇总表（示例）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    sheet.append(headings)
    sheet["A1"].font = Font(size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    for place, width in enumerate((8, 8, 36, 24, 18, 20, 32)):
        sheet.column_dimensions["ABCDEFG"[place]].width = width
    return DemoFile("推荐汇总表（示例）.xlsx", "推荐汇总表（空表）", _bytes_of(book))


ANNEX_HEADINGS = (
    "序号", "类别", "奖项等次", "单位名称或姓名", "统一社会信用代码", "工作单位", "职务", "所在县（市、区）", "行业",
    "推荐单位", "证书编号",
)  # fmt: skip


def annex_xlsx(rows: Sequence[Mapping[str, Any]], tiers: Mapping[str, str], certificate: str) -> DemoFile:
    """A decision's annex as somebody typed it: with the numbers of the certificates, the last of them by a formula.

    :param rows: rows as `portal.demo.holders` makes them. :param tiers: printed names of the tiers by key.
    :param certificate: how the certificates' numbers begin.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "附表"
    sheet.append(ANNEX_HEADINGS)
    kinds = {"organization": "组织", "individual": "个人"}
    for no, row in enumerate(rows, start=1):
        told = [
            row.get(name, "")
            for name in ("name", "uscc", "unit", "post", "district", "industry", "recommender")
        ]
        sheet.append([no, kinds[row["kind"]], tiers[row["tier"]], *told, f"{certificate}{no:03d}号（示例）"])
    last = sheet.max_row
    sheet.cell(last, len(ANNEX_HEADINGS)).value = f'="{certificate}"&TEXT(A{last},"000")&"号（示例）"'
    return DemoFile("表彰决定附表（示例）.xlsx", "表彰决定附表", _bytes_of(book))


def _bytes_of(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def pdf_of(lines: tuple[str, ...]) -> bytes:
    """One A4 page of text in a font every reader of Chinese PDF brings; text can be selected and searched.

    The font is named, not embedded: STSong-Light with the predefined encoding UniGB-UTF16-H (ISO 32000, 9.7.5.2).
    """
    shown = [f"BT /F1 {SIZE} Tf {LINE_HEIGHT} TL {LEFT} {TOP} Td"]
    shown += [f"<{line.encode('utf-16-be').hex().upper()}> Tj T*" for line in lines]
    stream = "\n".join([*shown, "ET"]).encode("ascii")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H "
            b"/DescendantFonts [6 0 R] >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 7 0 R >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] "
            b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
        ),
    )
    made = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    made += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, table)
    return bytes(made)
