"""Files for the office to fill in or to read: templates with their explanation, lists as they stand, reports of errors.

Nothing that is written can be taken for a formula by the program that opens it.
"""

import csv
import io
from collections.abc import Iterable, Sequence

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cms.regulation.citation import cite
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.spreadsheets.checking import Row
from cms.spreadsheets.columns import BOTH, Column, Holds
from cms.spreadsheets.csv_files import for_csv
from cms.spreadsheets.problems import Problem, Translate
from cms.spreadsheets.xlsx_files import NOTES_SHEET

LIST_SHEET = "名单"
CHOICES_SHEET = "选项"
READY_ROWS = 2_000
"""Rows that choices are offered for; more can be filled in all the same."""

AS_TEXT = "@"
WIDTHS = {Holds.YES_NO: 10, Holds.CHOICE: 14, Holds.DATE: 14, Holds.WHOLE: 12}
WIDE = {"name": 32, "uscc": 24, "unit": 28, "recommender": 28, "joint_names": 24}
HEADING_FILL = PatternFill("solid", fgColor="DCE6F1")
MARK = "\ufeff"

RULES = (
    _("请只在“名单”工作表中填写，一行一条。不要改动表头，不要合并单元格。"),
    _("统一社会信用代码、证书编号等列已设为文本格式。从别处粘贴时请选“只粘贴值”，以免变成数字。"),
    _("不要使用公式；日期写成 2026-03-16、2026/3/16 或 2026年3月16日。"),
    _("不要填写身份证号码、手机号码、住址和出生日期。"),
    _("本页只作说明，导入时不读取。"),
)
REQUIRED_WORDS = {
    BOTH: _("必填"),
    ("organization",): _("组织必填"),
    ("individual",): _("个人必填"),
    (): _("选填"),
}
HOLDS_WORDS = {
    Holds.TEXT: _("文字"),
    Holds.LONG: _("文字，可多行"),
    Holds.CODE: _("文字（文本格式）"),
    Holds.DATE: _("日期"),
    Holds.FREE_DAY: _("日期或年份"),
    Holds.WHOLE: _("整数"),
    Holds.YES_NO: _("是、否"),
    Holds.CHOICE: _("从下列选择"),
    Holds.NAMES: _("姓名，用顿号隔开"),
}


def template(
    columns: Sequence[Column], title: str, translate: Translate = str, rows: Iterable[Sequence[str]] = ()
) -> bytes:
    """An .xlsx to fill in: headings, code columns as text, choices to pick from, and a sheet that explains the columns.

    No row of the list is an example: examples stand on the explaining sheet, which is never read. `rows` are cells of a list
    that is to be worked on, in the order of the columns.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = LIST_SHEET
    written = [column for column in columns if column.is_read]
    _headings(sheet, written)
    for number, cells in enumerate(rows, start=2):
        for position, text in enumerate(cells, start=1):
            if text:
                _put(sheet, number, position, text)
    choices = book.create_sheet(CHOICES_SHEET)
    choices.sheet_state = "hidden"
    _offer_choices(sheet, choices, written)
    _explain(book.create_sheet(NOTES_SHEET), written, title, translate)
    return _saved(book)


def _headings(sheet: Worksheet, columns: Sequence[Column]) -> None:
    for position, column in enumerate(columns, start=1):
        cell = sheet.cell(1, position, column.heading)
        cell.font = Font(bold=True)
        cell.fill = HEADING_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = WIDE.get(column.name, WIDTHS.get(column.holds, 18))
        if column.holds in (Holds.CODE, Holds.TEXT, Holds.NAMES):
            sheet.column_dimensions[letter].number_format = AS_TEXT
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write words as words: openpyxl would make a formula of what begins with an equals sign."""
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.number_format = AS_TEXT


def _offer_choices(sheet: Worksheet, choices: Worksheet, columns: Sequence[Column]) -> None:
    used = 0
    for position, column in enumerate(columns, start=1):
        words = ["是", "否"] if column.holds is Holds.YES_NO else []
        words = [accepted[0] for accepted in (column.choices or {}).values()] or words
        if not words:
            continue
        used += 1
        letter = get_column_letter(used)
        for row, word in enumerate(words, start=1):
            _put(choices, row, used, word)
        rule = DataValidation(
            type="list",
            formula1=f"'{CHOICES_SHEET}'!${letter}$1:${letter}${len(words)}",
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=column.heading[:30],
            error="、".join(words)[:200],
        )
        place = get_column_letter(position)
        rule.add(f"{place}2:{place}{READY_ROWS}")
        sheet.add_data_validation(rule)


def _explain(sheet: Worksheet, columns: Sequence[Column], title: str, translate: Translate) -> None:
    sheet.append([title])
    sheet["A1"].font = Font(bold=True, size=14)
    for rule in RULES:
        sheet.append([translate(rule)])
    sheet.append([])
    heads = (
        _("栏目"),
        _("是否必填"),
        _("填什么"),
        _("可填的内容"),
        _("怎样填"),
        _("示例（不要照抄）"),
        _("依据"),
    )
    sheet.append([translate(head) for head in heads])
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        cell.fill = HEADING_FILL
    for column in columns:
        row = sheet.max_row + 1
        words = "、".join(accepted[0] for accepted in (column.choices or {}).values())
        texts = (
            column.heading,
            translate(REQUIRED_WORDS[tuple(column.required)]),
            translate(HOLDS_WORDS[column.holds]),
            words,
            translate(column.help) if column.help else "",
            example_of(column),
            "、".join(cite(ref) for ref in column.articles),
        )
        for position, text in enumerate(texts, start=1):
            _put(sheet, row, position, text)
            sheet.cell(row, position).alignment = Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEFG", (30, 10, 16, 30, 44, 30, 18), strict=True):
        sheet.column_dimensions[letter].width = width


EXAMPLES = {
    "name": "××制造有限公司（示例）",
    "uscc": "91××××××××××××××××",
    "unit": "××制造有限公司（示例）",
    "post": "质量负责人",
    "district": "××区",
    "recommender": "××区人民政府（示例）",
    "industry": "通用设备制造业",
    "joint_names": "示例人甲、示例人乙",
    "certificate_no": "示质奖〔2026〕001号",
    "award_name": "××市市长质量奖（示例）",
    "edition": "2023",
    "doc_no": "示政发〔2026〕0号",
}


def example_of(column: Column) -> str:
    """What a filled cell looks like; plainly no real holder."""
    by_kind = {Holds.DATE: "2026-03-16", Holds.FREE_DAY: "2026-03-16", Holds.WHOLE: "3", Holds.YES_NO: "是"}
    if column.choices:
        return next(iter(column.choices.values()))[0]
    return EXAMPLES.get(column.name, by_kind.get(column.holds, ""))


def template_csv(columns: Sequence[Column], rows: Iterable[Sequence[str]] = ()) -> bytes:
    """The same as a text table in UTF-8 with a mark, so that spreadsheets open it without asking."""
    return _csv([[column.heading for column in columns if column.is_read], *rows])


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    for row in rows:
        writer.writerow([for_csv(text) for text in row])
    return (MARK + target.getvalue()).encode()


REPORT_HEADS = (_("工作表"), _("单元格"), _("行"), _("级别"), _("问题和改法"), _("这一行的名称"))
LEVEL_WORDS = {True: _("错误"), False: _("请核对")}


def report_rows(
    problems: Iterable[Problem], rows: Iterable[Row], translate: Translate = str
) -> list[list[str]]:
    """The report of a check as cells: headings, the file as a whole, then row by row."""
    found = [[translate(head) for head in REPORT_HEADS]]
    found += [_report_row(problem, "", translate) for problem in problems]
    for row in rows:
        name = str(row.values.get("name") or "")
        found += [_report_row(problem, name, translate) for problem in row.problems]
    return found


def _report_row(problem: Problem, name: str, translate: Translate) -> list[str]:
    place = str(problem.row) if problem.row else ""
    level = translate(LEVEL_WORDS[problem.is_error])
    return [problem.sheet, problem.cell, place, level, problem.render(translate), name]


def report_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The report as a text table."""
    return _csv(rows)


def report_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """The report as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number, cells in enumerate(rows, start=1):
        for position, text in enumerate(cells, start=1):
            _put(sheet, number, position, text)
            sheet.cell(number, position).alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEF", (14, 10, 8, 10, 70, 32), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
