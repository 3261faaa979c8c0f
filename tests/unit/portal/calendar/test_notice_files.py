"""Reading notices: good files in every form, and each way a file can be wrong."""

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.calendar.notice_files import MAX_BYTES, ReadNotice, RowUnit, as_text, read_file, read_text
from portal.calendar.notices import MAX_DAYS, NoticeDay, NoticeDayKind, check_days
from portal.calendar.sources import builtin_years
from portal.calendar.wording import sentence

DATA = Path("tests/data/calendar")
CSV = (DATA / "notice-2026.csv").read_text(encoding="utf-8")
REST, WORK = NoticeDayKind.REST, NoticeDayKind.WORK


def by_kind(read: ReadNotice, kind: NoticeDayKind) -> set[dt.date]:
    return {each.day.date for each in read.days if each.day.kind is kind}


def complaints(read: ReadNotice) -> list[str]:
    return [sentence(problem, read.row_unit) for problem in read.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_csv_of_2026_equals_the_library_in_every_encoding(encoding: str) -> None:
    read = read_file(CSV.encode(encoding))
    assert read.problems == ()
    assert check_days("", 2026, read.days) == []
    assert by_kind(read, REST) == set(builtin_years()[2026].rest)
    assert by_kind(read, WORK) == set(builtin_years()[2026].makeup)


def test_holiday_cn_json_equals_the_library() -> None:
    read = read_file((DATA / "holiday-cn-2026.json").read_bytes())
    assert read.problems == ()
    assert read.year == 2026
    assert read.papers == ("https://www.gov.cn/zhengce/example/notice-2026.htm",)
    assert by_kind(read, REST) == set(builtin_years()[2026].rest)
    assert by_kind(read, WORK) == set(builtin_years()[2026].makeup)


def test_our_own_json_is_read() -> None:
    days = [{"date": "2027-05-01", "kind": "rest", "name": "劳动节"}]
    read = read_file(json.dumps({"year": 2027, "days": days}).encode())
    assert [each.day for each in read.days] == [NoticeDay(dt.date(2027, 5, 1), REST, "劳动节")]
    assert read.row_unit is RowUnit.ITEM


def test_the_placeholder_of_an_unannounced_year_is_refused_in_plain_words() -> None:
    read = read_file((DATA / "holiday-cn-placeholder.json").read_bytes())
    assert read.days == ()
    (text,) = complaints(read)
    assert "占位文件" in text
    assert "等通知公布" in text


def test_columns_may_stand_in_any_order_and_carry_more() -> None:
    read = read_file("名称,备注,日期,类别\n元旦,,2027/1/1,放假\n元旦,补,2027年1月2日,上班\n".encode())
    assert [each.day.as_json() for each in read.days] == [
        {"date": "2027-01-01", "kind": "rest", "name": "元旦"},
        {"date": "2027-01-02", "kind": "work", "name": "元旦"},
    ]
    assert [each.row for each in read.days] == [2, 3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n", "file_empty"),
        (b",,\n,,\n", "file_empty"),
        (b"x" * (MAX_BYTES + 1), "file_too_large"),
        (b"\xff\xff\xff", "file_encoding"),
        (b"date,kind,name\n\0,,\n", "file_encoding"),
        (b"PK\x03\x04\x14\x00\x06\x00", "file_encoding"),
        (b'date,kind,name\n"2027-01-01,rest,x\n', "csv_shape"),
        (b"date,kind\n2027-01-01,rest\n", "csv_heading"),
        (b"date,date,kind,name\n", "csv_heading"),
        (b"date,kind,name\n2027-01-01,rest\n", "csv_cells"),
        (b"date,kind,name\n2027-02-30,rest,x\n", "bad_date"),
        (b"date,kind,name\n,rest,x\n", "bad_date"),
        (b"date,kind,name\n2027-01-01,maybe,x\n", "bad_kind"),
        (b"date,kind,name\n" + b"2027-01-01,rest,x\n" * (MAX_DAYS + 1), "too_many_days"),
        (b"{", "json_syntax"),
        (b"[1, 2]", "json_shape"),
        (b'{"days": 3}', "json_shape"),
        (b"[" * 100_000, "json_shape"),
        (b'{"days": []}', "json_no_days"),
        (b'{"papers": [], "days": []}', "placeholder"),
        (b'{"papers": "x", "days": []}', "placeholder"),
        (b'{"papers": [], "days": [{"name": "x", "date": "2027-01-01", "isOffDay": true}]}', "placeholder"),
        (b'{"papers": ["x"], "days": []}', "json_no_days"),
        (b'{"days": [3]}', "json_day"),
        (b'{"days": [{"date": "2027-01-01", "name": "x"}]}', "json_day"),
        (b'{"days": [{"date": 20270101, "kind": "rest", "name": "x"}]}', "json_day"),
        (b'{"days": [{"date": "2027-13-01", "kind": "rest", "name": "x"}]}', "bad_date"),
        (b'{"days": [' + b",".join([b"1"] * (MAX_DAYS + 1)) + b"]}", "too_many_days"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    read = read_file(content)
    assert [problem.code for problem in read.problems] == [code]
    assert all(complaints(read))


def test_errors_name_the_line_or_the_item() -> None:
    csv = read_file(b"date,kind,name\n\n2027-01-01,rest,x\n2027-1-99,rest,x\n")
    assert complaints(csv) == ["第4行：“2027-1-99”不是有效日期。请写成 2027-02-05 的形式。"]
    item = read_file(b'{"days": [{"date": "x", "kind": "y", "name": ""}]}')
    assert [text[:4] for text in complaints(item)] == ["第1项：", "第1项："]
    syntax = read_file(b'{\n"days": [\n}')
    assert complaints(syntax) == ["第3行附近的 JSON 语法有误。请检查那里的引号、逗号和括号。"]


def test_typed_text_takes_days_and_stretches() -> None:
    read = read_text(
        "2027-05-01 至 2027-05-03  休  劳动节\n\n２０２７-05-08　班　劳动节\n2027/6/9~2027/6/9 放假 端午节"
    )
    assert read.problems == ()
    assert [(each.row, each.day.date.isoformat(), each.day.kind, each.day.name) for each in read.days] == [
        (1, "2027-05-01", REST, "劳动节"),
        (1, "2027-05-02", REST, "劳动节"),
        (1, "2027-05-03", REST, "劳动节"),
        (3, "2027-05-08", WORK, "劳动节"),
        (4, "2027-06-09", REST, "端午节"),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2027-05-01", "line_shape"),
        ("至" * 20_000, "line_shape"),
        ("2027-05-99 休 劳动节", "bad_date"),
        ("2027-05-01 歇 劳动节", "bad_kind"),
        ("2027-05-03 至 2027-05-01 休 劳动节", "bad_stretch"),
        ("2027-01-01 至 2028-01-01 休 劳动节", "bad_stretch"),
    ],
)
def test_a_wrong_line_is_refused_by_number(line: str, code: str) -> None:
    read = read_text(f"2027-01-01 休 元旦\n{line}")
    assert [(problem.code, problem.row) for problem in read.problems] == [(code, 2)]


def test_a_day_without_a_name_is_left_to_the_rules() -> None:
    read = read_text("2027-01-01 休")
    assert [problem.code for problem in check_days("110000", 2027, read.days)] == ["name_missing"]


NAMES = st.text("元旦春节清明劳动端午中秋国庆", min_size=1, max_size=10)


@given(
    st.dictionaries(
        st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 31)),
        st.tuples(st.sampled_from(NoticeDayKind), NAMES),
        min_size=1,
        max_size=40,
    )
)
def test_typed_text_is_read_back_as_written(days: dict[dt.date, tuple[NoticeDayKind, str]]) -> None:
    listed = [NoticeDay(day, kind, name) for day, (kind, name) in days.items()]
    read = read_text(as_text(listed))
    assert read.problems == ()
    assert [each.day for each in read.days] == sorted(listed)


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    read = read_file(content)
    assert read.problems or read.days is not None
    assert all(complaints(read))
