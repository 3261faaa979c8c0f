"""Text tables: which encoding, which separator, which cells; and what is said where nothing fits."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.spreadsheets.csv_files import decode, first_lines, for_csv, read_csv
from cms.spreadsheets.external_columns import external_layout, to_external_rows
from cms.spreadsheets.packing import LAST_ROW
from cms.spreadsheets.problems import FileRefused
from tests.factories.sheets import check, found, organization_cells, refusal, sentence, text_table

WINNERS = (Path(__file__).parents[3] / "data" / "winners.csv").read_bytes()
TEXT = text_table([organization_cells(n) for n in range(1, 4)])
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "utf-16": "utf-16",
}


@pytest.mark.parametrize("codec", ENCODINGS)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_every_encoding_and_separator_is_told(codec: str, separator: str) -> None:
    content = text_table([organization_cells(n) for n in range(1, 4)], separator).encode(codec)
    checked = check(content, "名单.csv")
    assert checked.encoding == ENCODINGS[codec]
    assert [row.values["name"] for row in checked.rows] == [
        f"示例制造{n}号有限公司（示例）" for n in (1, 2, 3)
    ]
    assert found(checked) == []


def test_big_endian_utf16_is_told_by_its_mark() -> None:
    assert check(b"\xfe\xff" + TEXT.encode("utf-16-be"), "名单.txt").encoding == "utf-16"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (TEXT.encode("utf-16-le"), "file.nul", "文件含有空字节，可能是没有标记的 UTF-16"),
        (b"\xff\xff\xff\xff,\x80\x80", "file.encoding", "看不出文件的文字编码"),
        (TEXT.encode("utf-8") + b"\xff", "file.encoding", "请另存为“CSV UTF-8”或 .xlsx 后上传。"),
        ("类别,名称\n组织,\"示例".encode(), "file.quotes", "第 2 行附近的引号不成对"),
        ("类别,名称\n组织,\"示例\"公司".encode(), "file.quotes", "引号不成对"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(content: bytes, code: str, words: str) -> None:
    problem = refusal(content, "名单.csv")
    assert problem.code == code
    assert words in problem.render()


def test_a_nul_inside_a_text_is_pointed_out_by_its_cell() -> None:
    content = text_table([organization_cells(1, D="示例\x00公司（示例）")]).encode("utf-16")
    assert "（U+0000）" in sentence(check(content, "名单.csv"), "D2", "cell.control")


def test_the_encoding_can_be_chosen_after_seeing_the_first_lines() -> None:
    """GB18030 takes much for its own: Latin letters with accents read as Chinese until somebody says otherwise."""
    content = TEXT.encode("utf-16-le")
    assert check(content, "名单.csv", encoding="utf-16").errors == 0
    wrong = refusal(TEXT.encode("gb18030"), "名单.csv", encoding="utf-8")
    assert "文件不能按 UTF-8 读取。请另选编码" in wrong.render()
    assert first_lines(TEXT.encode("gb18030"))[0].startswith("序号,类别")
    with pytest.raises(ValueError, match="latin-1"):
        decode(content, "latin-1")


def test_a_code_that_a_spreadsheet_rounded_is_refused_in_text_as_well() -> None:
    content = text_table([organization_cells(1, E="9.11401E+17")]).encode()
    assert "已变成科学计数" in sentence(check(content, "名单.csv"), "E2", "cell.code_rounded")


def test_a_cell_in_several_lines_keeps_the_numbers_of_the_rows() -> None:
    rows = [organization_cells(1, H='"示例区\n示例路"'), organization_cells(2, E=None)]
    checked = check(text_table(rows).encode(), "名单.csv")
    assert ("E3", "cell.required") in found(checked)


def test_too_many_lines_are_refused() -> None:
    content = ("类别,名称\n" + "组织,示例\n" * (LAST_ROW + 5)).encode()
    assert [problem.code for problem in read_csv(content).problems] == ["sheet.too_many_rows"]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=30))
def test_what_is_exported_comes_back(text: str) -> None:
    """The apostrophe that keeps a spreadsheet from calculating is taken off again."""
    body = "甲,乙\n" + '"' + for_csv(text).replace('"', '""') + '",x\n'
    cells = read_csv(body.encode("utf-8"), "utf-8").lines[1].cells
    kept = next((cell.value for cell in cells if cell.column == 1), "")
    assert kept == text


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@示例", "\t=1"])
def test_what_would_be_calculated_is_marked(text: str) -> None:
    assert for_csv(text) == f"'{text}"


# --- past awards of other schemes, as they were collected ---


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_collected_winners_are_read_whole(codec: str) -> None:
    content = WINNERS.decode().encode(codec)
    checked = check(content, "winners.csv", of=external_layout())
    rows = to_external_rows(checked.rows)
    assert (len(rows), found(checked)) == (253, [])
    assert rows[0] == {
        "name": "徐州建机工程机械有限公司",
        "award_name": "徐州市市长质量奖",
        "tier": "质量奖",
        "edition": "2023",
        "region": "江苏徐州",
        "level": "city",
        "status": "winner",
        "doc_no": "",
        "decided_on": "2024-06-27",
        "note": "",
        "source": "public web copy, unverified",
    }


def test_the_same_under_chinese_headings() -> None:
    english, _newline, rest = WINNERS.decode().partition("\n")
    assert english.split(",")[0] == "org_name"
    chinese = "获奖单位,奖项名称,奖项等次,届次或年度,地区,级别,状态,决定文号,决定或报道日期,备注,来源"
    ours = check(f"{chinese}\n{rest}".encode(), "winners.csv", of=external_layout())
    theirs = check(WINNERS, "winners.csv", of=external_layout())
    assert to_external_rows(ours.rows) == to_external_rows(theirs.rows)


def test_one_award_listed_twice_is_pointed_out() -> None:
    rows: list[list[Any]] = [["示例公司（示例）", "示例奖", "2023"]] * 2
    content = text_table(rows, headings=("获奖单位", "奖项名称", "年度")).encode()
    checked = check(content, "a.csv", of=external_layout())
    assert found(checked) == [("A3", "row.double_award")]
    assert checked.errors == 0


def test_reading_is_refused_with_a_problem_not_a_crash() -> None:
    with pytest.raises(FileRefused):
        decode(b"\x00")
