"""Cells that are not what their column wants, each with its sentence and its address; and those that are taken as they are."""

import datetime as dt
import io
import zipfile
from random import Random
from typing import Any

import pytest

from cms.spreadsheets import packing
from cms.spreadsheets.history_columns import history_layout
from tests.factories.offices import load_builtin
from tests.factories.sheets import (
    HEADINGS,
    check,
    found,
    individual_cells,
    layout,
    long_xlsx,
    organization_cells,
    refusal,
    sentence,
    sheet_xml,
    text_table,
    with_part,
    xlsx,
)
from tests.factories.uploads import ID_NUMBER, MOBILE

SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("cells", "cell", "code", "words"),
    [
        ({"D": "=A1"}, "D2", "cell.formula", "单元格是公式，读不到可靠的内容。请复制这一列，“选择性粘贴—数值”后重新上传。"),
        ({"E": 91140100123456789}, "E2", "cell.code_as_number", "请将该列设为文本格式，对照原件重新填写。"),
        ({"E": 9.14e17}, "E2", "cell.code_as_number", "末尾几位可能已经丢失"),
        ({"E": dt.date(2026, 3, 16)}, "E2", "cell.code_as_number", "请将该列设为文本格式"),
        ({"E": "9.114E+17"}, "E2", "cell.code_rounded", "已变成科学计数（9.114E+17）"),
        ({"D": "#N/A"}, "D2", "cell.error", "单元格是错误值 #N/A。请改为正确的内容。"),
        ({"H": 3.5}, "H2", "cell.number", "请将该列设为文本格式后重新填写。"),
        ({"H": dt.date(2026, 3, 16)}, "H2", "cell.date_in_text", "单元格是日期，这一栏应为文字。"),
        ({"H": True}, "H2", "cell.boolean", "TRUE 或 FALSE"),
        ({"B": "企业团体"}, "B2", "cell.choice", "“企业团体”不是“类别”可填的内容。请改为：组织、个人。"),
        ({"C": "特等奖"}, "C2", "cell.choice", "请改为：质量奖、质量奖提名奖。"),
        ({"B": None}, "B2", "cell.required", "没有填写“类别”。请补填。"),
        ({"C": None}, "C2", "cell.required", "没有填写“奖项等次”。请补填。"),
        ({"E": None}, "E2", "cell.required", "没有填写“统一社会信用代码”。请补填。"),
        ({"D": "　\u200b "}, "D2", "cell.required", "没有填写“名称（姓名）”。请补填。"),
        ({"I": None}, "I2", "cell.required", "没有填写“推荐单位”。请补填。"),
        ({"D": "示例\u202e公司"}, "D2", "cell.control", "（U+202E）"),
        ({"D": "示例\ufffd公司"}, "D2", "cell.control", "（U+FFFD）"),
        ({"D": "示" * 256}, "D2", "cell.too_long", "有 256 个字，超过 255 个字。请缩短。"),
        ({"D": f"示例公司 {ID_NUMBER}"}, "D2", "cell.id_number", "名单不收身份证件号码，请删去。"),
        ({"I": f"联系人 {ID_NUMBER[:6]} {ID_NUMBER[6:]}"}, "I2", "cell.id_number", "疑有身份证件号码"),
        ({"E": ID_NUMBER}, "E2", "cell.id_number", "疑有身份证件号码"),
        ({"F": "示例单位（示例）"}, "F2", "row.only_for", "“工作单位”只填个人的。这一条是组织"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_pointed_out(cells: dict[str, Any], cell: str, code: str, words: str) -> None:
    checked = check(xlsx([organization_cells(1, **cells)]))
    assert words in sentence(checked, cell, code)
    assert checked.errors >= 1
    assert all(problem.sheet == "名单" and problem.row == 2 for problem in checked.rows[0].problems)


def _stored_as(words: str) -> bytes:
    """A list whose name is stored with exactly these words, which no program would let somebody type."""
    content = xlsx([organization_cells(1, D="MARKER")])
    sheet = sheet_xml(content)
    assert "MARKER" in sheet
    return with_part(content, SHEET, sheet.replace("MARKER", words).encode())


@pytest.mark.parametrize("stored", ["示例_x0007_公司", "示例_x0000_公司"])
def test_control_characters_are_found_as_the_format_stores_them(stored: str) -> None:
    assert "请删去后重新填写这一格" in sentence(check(_stored_as(stored)), "D2", "cell.control")


def test_a_stored_carriage_return_is_a_line_break() -> None:
    assert check(_stored_as("示例_x000D_公司")).rows[0].values["name"] == "示例公司"


def test_texts_are_read_from_the_table_of_texts_as_well() -> None:
    """As spreadsheet programs store them; openpyxl writes them into the cells."""
    sheet = sheet_xml(_stored_as("MARKER")).replace(
        't="inlineStr"><is><t>MARKER</t></is></c>', 't="s"><v>1</v></c>'
    )
    texts = '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    texts += '<si><t>别的</t></si><si><t>=示例</t><rPh sb="0" eb="1"><t>ピンイン</t></rPh></si></sst>'
    content = with_part(xlsx([]), SHEET, sheet.encode())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = types.replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    )
    content = with_part(
        with_part(content, "[Content_Types].xml", types.encode()), "xl/sharedStrings.xml", texts.encode()
    )
    assert check(content).rows[0].values["name"] == "=示例"


@pytest.mark.parametrize(
    ("cells", "cell", "code", "words"),
    [
        ({"E": "91140100MA0000000X"}, "E2", "row.uscc", "统一社会信用代码校验未通过。请对照证照核对；核对无误的可以保留。"),
        ({"D": "示例制造\n有限公司（示例）"}, "D2", "cell.line_break", "单元格内有换行，已连成一行。请核对。"),
        ({"D": "示例\ue000公司（示例）"}, "D2", "cell.private", "含有造字区的字符（U+E000）"),
        ({"I": f"示例区政府 {MOBILE}"}, "I2", "cell.mobile", "疑有手机号码"),
    ],
)  # fmt: skip
def test_what_a_person_has_to_look_at_is_no_error(
    cells: dict[str, Any], cell: str, code: str, words: str
) -> None:
    checked = check(xlsx([organization_cells(1, **cells)]))
    assert words in sentence(checked, cell, code)
    assert (checked.errors, checked.warnings) == (0, 1)


def test_no_identity_number_is_kept_of_a_refused_row() -> None:
    checked = check(xlsx([organization_cells(1, D=f"示例公司 {ID_NUMBER}")]))
    assert ID_NUMBER not in str(checked)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_words_that_look_like_formulas_stay_words(start: str) -> None:
    name = f"{start}SUM 示例公司（示例）"
    checked = check(_stored_as(name))
    assert (checked.rows[0].values["name"], checked.errors) == (name, 0)
    checked = check(text_table([organization_cells(1, D=name)]).encode(), "名单.csv")
    assert (checked.rows[0].values["name"], checked.errors) == (name, 0)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  示例公司（示例）　", "示例公司（示例）"),
        ("\ufeff示例公司（示例）\u200b", "示例公司（示例）"),
        ("Example\nCompany", "Example Company"),
        ("示例制造\r\n 有限公司", "示例制造有限公司"),
        (2023, "2023"),
        (2023.0, "2023"),
    ],
)
def test_words_are_tidied(typed: Any, read: str) -> None:
    assert check(xlsx([organization_cells(1, D=typed)])).rows[0].values["name"] == read


def test_kinds_and_tiers_may_be_written_in_several_ways() -> None:
    rows = [organization_cells(1, B="企业", C="award"), organization_cells(2, B=" 单位 ", C="质量奖\n提名奖")]
    checked = check(xlsx(rows))
    assert [(row.values["kind"], row.values["tier"]) for row in checked.rows] == [
        ("organization", "award"),
        ("organization", "nominee"),
    ]
    assert checked.errors == 0


def test_merged_cells_say_that_they_are_merged() -> None:
    """A recommender merged over three rows would be empty in two of them."""
    rows = [organization_cells(1), organization_cells(2, I=None), organization_cells(3, I=None)]
    checked = check(xlsx(rows, merged=["I2:I4"]))
    assert found(checked) == [("I3", "cell.merged"), ("I4", "cell.merged")]
    assert "在合并单元格 I2:I4 之内" in sentence(checked, "I3", "cell.merged")
    assert "请取消合并，逐行填写。" in sentence(checked, "I4", "cell.merged")


def test_a_merged_title_above_the_headings_is_fine() -> None:
    rows = [["示例名单"], [], HEADINGS, organization_cells(1)]
    checked = check(xlsx(rows, headings=(), merged=["A1:I1"]))
    assert (checked.heading_row, len(checked.rows), found(checked)) == (3, 1, [])


def test_a_far_cell_costs_nothing_and_is_pointed_out() -> None:
    content = xlsx([organization_cells(1)], set_cells={"XFD1048576": "远"})
    checked = check(content)
    assert found(checked) == [("XFD1048576", "sheet.far_cell")]
    assert "单元格 XFD1048576 离表格太远" in sentence(checked, "XFD1048576", "sheet.far_cell")
    assert len(checked.rows) == 1


def test_a_cell_beyond_the_columns_is_pointed_out() -> None:
    checked = check(xlsx([organization_cells(1)], set_cells={"CA2": "远"}))
    assert found(checked) == [("CA2", "sheet.far_cell")]


def test_a_hundred_thousand_rows_are_refused_and_not_all_read() -> None:
    lines = ['<row><c t="inlineStr"><is><t>组织</t></is></c></row>'] * 100_000
    head = sheet_xml(xlsx([])).partition("<sheetData>")[0]
    heading = "".join(f'<c t="inlineStr"><is><t>{words}</t></is></c>' for words in HEADINGS[1:])
    sheet = f"{head}<sheetData><row>{heading}</row>{''.join(lines)}</sheetData></worksheet>"
    noise = Random(1).randbytes(200_000)  # keeps the ratio of the whole file honest
    content = with_part(with_part(xlsx([]), SHEET, sheet.encode()), "xl/media/a.bin", noise)
    checked = check(content)
    place = f"A{packing.LAST_ROW + 1}"
    assert f"表格超过 {packing.MAX_ROWS} 行" in sentence(checked, place, "sheet.too_many_rows")
    assert len(checked.rows) == packing.MAX_ROWS


def test_empty_rows_and_bare_numbers_are_left_out() -> None:
    rows = [organization_cells(1), [], [None, " "], [4], organization_cells(5)]
    checked = check(xlsx(rows))
    assert [row.number for row in checked.rows] == [2, 6]
    assert found(checked) == []


def test_a_running_number_may_be_a_formula() -> None:
    assert found(check(xlsx([organization_cells(1, A="=ROW()-1")]))) == []


def test_several_sheets_say_which_was_read() -> None:
    content = xlsx([organization_cells(1)], more=["备用", "藏起"], hidden=["藏起"])
    checked = check(content)
    assert "只读取了“名单”。要读取其他工作表（备用）的，请另选。" in sentence(checked, "", "sheet.several")
    assert (checked.sheet, checked.sheets, checked.errors) == ("名单", ("名单", "备用"), 0)


def test_another_sheet_can_be_chosen_but_no_hidden_one() -> None:
    content = xlsx([organization_cells(1)], more=["备用"])
    assert check(content, sheet="备用").sheet == "备用"
    assert refusal(xlsx([], more=["藏起"], hidden=["藏起"]), sheet="藏起").code == "file.sheet"


def test_a_withheld_row_says_nothing_but_its_kind_and_tier() -> None:
    headings = (*HEADINGS, "依法不公开")
    silent = [1, "组织", "质量奖", None, None, None, None, None, None, "是"]
    telling = [*organization_cells(2), "是"]
    checked = check(xlsx([silent, telling], headings=headings))
    assert {cell for cell, code in found(checked) if code == "row.withheld"} == {"D3", "E3", "H3", "I3"}
    assert checked.rows[1].values["name"] == ""
    assert not checked.rows[0].problems


def test_yes_and_no_are_asked_for() -> None:
    checked = check(xlsx([[*organization_cells(1), "也许"]], headings=(*HEADINGS, "依法不公开")))
    assert "“依法不公开”请填“是”或“否”。" in sentence(checked, "J2", "cell.yes_no")


def test_an_organisation_stands_once_and_namesakes_are_pointed_out() -> None:
    rows = [
        organization_cells(1),
        organization_cells(2, D="示例制造1号有限公司（示例）"),
        individual_cells(3),
        individual_cells(4, D="示例人3", F="示例制造3号有限公司（示例）"),
        individual_cells(5, D="示例人3"),
    ]
    checked = check(xlsx(rows))
    assert found(checked) == [("D3", "row.double"), ("D5", "row.double_person")]
    assert "与第 2 行是同一组织" in sentence(checked, "D3", "row.double")
    assert checked.errors == 1


DATES = {
    dt.date(2019, 5, 1): "2019-05-01",
    dt.datetime.combine(dt.date(2019, 5, 1), dt.time()): "2019-05-01",
    "2019-05-01": "2019-05-01",
    "2019/5/1": "2019-05-01",
    "2019年5月1日": "2019-05-01",
    "２０１９年 5 月 1 日": "2019-05-01",
}


@pytest.mark.parametrize("typed", DATES, ids=str)
def test_days_are_read_in_three_ways_or_as_dates(typed: Any) -> None:
    assert _awarded_on(typed).rows[0].values["awarded_on"] == DATES[typed]


@pytest.mark.parametrize(
    "typed",
    [
        20190501,
        43586,
        "2019.5.1",
        "五月一日",
        "2019-02-30",
        dt.datetime.combine(dt.date(2019, 5, 1), dt.time(8)),
        "19-5-1",
    ],
    ids=str,
)
def test_another_day_is_refused(typed: Any) -> None:
    checked = _awarded_on(typed)
    words = sentence(checked, "E2", "cell.date")
    assert "请设为日期格式，或者写成 2026-03-16、2026/3/16、2026年3月16日。" in words


def test_a_day_out_of_range_is_refused() -> None:
    assert "请核对年份" in sentence(_awarded_on("0202-05-01"), "E2", "cell.date_range")


def _awarded_on(typed: Any) -> Any:
    headings = ("第几届", "类别", "奖项等次", "名称", "获奖日期")
    content = xlsx([[1, "组织", "质量奖", "示例公司（示例）", typed]], headings=headings)
    return check(content, of=history_layout(load_builtin("datong").regulation))


@pytest.mark.parametrize("typed", ["一", 1.5, -1, "1届", "99999999"])
def test_a_number_is_a_whole_number(typed: Any) -> None:
    headings = ("第几届", "类别", "奖项等次", "名称", "获奖日期")
    content = xlsx([[typed, "组织", "质量奖", "示例公司（示例）", "2019-05-01"]], headings=headings)
    checked = check(content, of=history_layout(load_builtin("datong").regulation))
    assert "“第几届”应为整数，只写数字。请改正。" in sentence(checked, "A2", "cell.not_whole")


def test_codes_are_kept_as_they_are_typed() -> None:
    headings = (*HEADINGS, "证书编号")
    content = xlsx([[*organization_cells(1), "001-甲"]], headings=headings)
    assert (
        check(content, of=layout(stage="commendation_decision")).rows[0].values["certificate_no"] == "001-甲"
    )


def test_ten_thousand_rows_are_taken_whole() -> None:
    checked = check(long_xlsx(10_000))
    assert (len(checked.rows), checked.errors) == (10_000, 0)
