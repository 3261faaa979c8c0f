"""Columns are found by their names, wherever they stand; what is double, missing or unknown is refused."""

from typing import Any

import pytest

from tests.factories.sheets import HEADINGS, check, found, organization_cells, sentence, xlsx


def with_headings(*headings: Any, row: list[Any] | None = None) -> Any:
    return check(xlsx([organization_cells(1) if row is None else row], headings=headings))


def test_the_order_of_columns_does_not_matter() -> None:
    row = organization_cells(1)
    checked = with_headings(*reversed(HEADINGS), row=list(reversed(row)))
    assert checked.rows[0].values["name"] == row[3]
    assert found(checked) == []
    assert checked.places["name"] == 6


@pytest.mark.parametrize(
    "heading", ["名称(姓名)", " 名 称\n（姓名） ", "名称（姓名）*", "单位名称", "NAME", "ｎａｍｅ"]
)
def test_names_are_folded(heading: str) -> None:
    assert found(with_headings(*HEADINGS[:3], heading, *HEADINGS[4:])) == []


def test_a_double_heading_is_refused() -> None:
    checked = with_headings(*HEADINGS, "单位名称", row=[*organization_cells(1), "另一个"])
    words = sentence(checked, "J1", "headings.double")
    assert "栏目“名称（姓名）”出现了 2 次（D1、J1）。请只留一列。" in words
    assert checked.errors


def test_a_missing_heading_is_refused_once_and_not_for_every_row() -> None:
    headings = [heading for heading in HEADINGS if heading not in ("推荐单位", "奖项等次")]
    row = [cell for cell, heading in zip(organization_cells(1), HEADINGS, strict=True) if heading in headings]
    checked = with_headings(*headings, row=row)
    assert "缺少栏目：奖项等次、推荐单位。请在第 1 行补上表头" in sentence(checked, "A1", "headings.missing")
    assert checked.rows == ()


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("统一社会信用代码证", "“统一社会信用代码证”不是本表的栏目。是否为“统一社会信用代码”？"),
        ("员工人数", "“员工人数”不是本表的栏目。请改正表头；用不到的列请删去。"),
        (2026, "“2026”不是本表的栏目。"),
    ],
)
def test_an_unknown_heading_is_refused(heading: Any, words: str) -> None:
    checked = with_headings(*HEADINGS, heading)
    assert words in sentence(checked, "J1", "headings.unknown")


def test_a_column_without_heading_is_refused_where_it_holds_something() -> None:
    checked = with_headings(*HEADINGS, None, row=[*organization_cells(1), "备注"])
    assert "这一列有内容而没有表头。" in sentence(checked, "J2", "headings.nameless")


def test_a_file_without_headings_is_refused() -> None:
    checked = check(xlsx([organization_cells(1)], headings=()))
    assert "前 10 行中没有找到表头。" in sentence(checked, "A1", "headings.none")
    empty = check(xlsx([], headings=()))
    assert found(empty) == [("A1", "headings.none")]


def test_headings_far_down_are_not_looked_for() -> None:
    checked = check(xlsx([*[["说明"]] * 10, HEADINGS, organization_cells(1)], headings=()))
    assert found(checked) == [("A1", "headings.none")]


def test_a_file_with_headings_only_says_so() -> None:
    checked = check(xlsx([]))
    assert "表头下面没有内容。" in sentence(checked, "A2", "sheet.no_rows")
