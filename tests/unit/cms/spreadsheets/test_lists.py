"""Lists by measure and stage: which columns they have, how rows become entries, which entry a row continues."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest

from cms.regulation.conduct import Criterion
from cms.regulation.document import load_builtin
from cms.spreadsheets.list_columns import CHECK_PREFIX, OWN_FIRST, checked_criteria, list_columns
from cms.spreadsheets.list_export import cells_of
from cms.spreadsheets.list_rows import Continued, list_layout, to_list_rows
from cms.spreadsheets.written import template, template_csv
from tests.factories.rows import individual, organization, withheld
from tests.factories.sheets import HEADINGS, check, found, organization_cells, sentence, xlsx

CITIES = ("datong", "hohhot", "taiyuan", "xinzhou", "yuncheng")
LISTS = [
    (city, stage.key)
    for city in CITIES
    for stage in load_builtin(city).regulation.published_stages
    if stage.lists
]


def columns(city: str, stage: str) -> dict[str, Any]:
    regulation = load_builtin(city).regulation
    return {column.name: column for column in list_columns(regulation, regulation.stage(stage))}


def test_there_are_lists_of_every_city() -> None:
    assert {city for city, _stage in LISTS} == set(CITIES)


@pytest.mark.parametrize(("city", "stage"), LISTS)
def test_no_two_columns_share_a_heading(city: str, stage: str) -> None:
    headings = [heading for column in columns(city, stage).values() for heading in column.headings]
    assert len(set(headings)) == len(headings)


def test_columns_follow_the_measure_and_the_stage() -> None:
    assert "certificate_no" in columns("datong", "commendation_decision")
    assert "certificate_no" not in columns("datong", "proposed_winner_publicity")
    assert "joint_names" in columns("taiyuan", "acceptance_list")
    assert "joint_names" not in columns("datong", "acceptance_list")
    assert OWN_FIRST in columns("xinzhou", "acceptance_list")
    assert OWN_FIRST not in columns("xinzhou", "proposed_winner_publicity")
    assert columns("datong", "acceptance_list")["recommender"].required
    assert not columns("hohhot", "proposed_winner_publicity")["recommender"].required
    assert not columns("hohhot", "proposed_winner_publicity")["tier"].required  # there is one tier
    assert "nature" in columns("datong", "candidate_publicity")
    assert "nature" not in columns("taiyuan", "acceptance_list")
    checks = [name for name in columns("datong", "acceptance_list") if name.startswith(CHECK_PREFIX)]
    assert checks == [
        "eligibility:organization.operating_years",
        "eligibility:organization.no_major_accident",
        "eligibility:individual.quality_work_years",
    ]
    assert not [name for name in columns("datong", "candidate_publicity") if name.startswith(CHECK_PREFIX)]


@pytest.mark.parametrize(("city", "stage_key"), LISTS)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_list_written_into_its_template_reads_back_the_same(city: str, stage_key: str, form: str) -> None:
    """What the office downloads, it can upload again: every column of every list, in both formats."""
    regulation = load_builtin(city).regulation
    stage = regulation.stage(stage_key)
    layout = list_layout(regulation, stage)
    tier = regulation.award.tiers[0].key
    names = [column.name for column in layout.columns]
    criteria = checked_criteria(regulation, stage)
    rows = [
        _full(organization(1, tier=tier), names, criteria),
        _full(individual(2, tier=tier), names, criteria),
    ]
    rows.append({**_full(withheld(3, tier=tier), names), "extra": {}})
    cells = [cells_of(row, layout.columns) for row in rows]
    content = (
        template(layout.columns, "示例", rows=cells)
        if form == "xlsx"
        else template_csv(layout.columns, cells)
    )
    checked = check(content, f"名单.{form}", of=layout)
    assert found(checked) == []
    back = to_list_rows(
        checked.rows, used=list(checked.places), before=rows, earlier=[], regulation=regulation, stage=stage
    )
    assert back == rows


def _checked(criterion: Criterion) -> dict[str, Any]:
    """What the check of a condition is stored as."""
    if criterion.min_years is not None:
        return {"criterion": criterion.key, "years": 5}
    if criterion.max_rank is not None:
        return {"criterion": criterion.key, "rank": 2}
    return {"criterion": criterion.key, "met": False}


def _full(row: dict[str, Any], names: list[str], criteria: Sequence[Criterion] = ()) -> dict[str, Any]:
    """A row with every column that the layout knows, as the list stores it."""
    empty: dict[str, Any] = dict.fromkeys(
        ("name", "uscc", "unit", "post", "district", "recommender", "industry", "certificate_no"), ""
    )
    empty |= {"joint_names": [], "group_entry": False, "withheld": False, "extra": {}}
    extra: dict[str, Any] = {}
    if "nature" in names:
        extra["nature"] = "enterprise"
    if OWN_FIRST in names:
        extra["own_publicity"] = {"first_day": "2026-01-05", "last_day": "2026-01-09", "no_objection": True}
    kept = [_checked(criterion) for criterion in criteria if criterion.applies_to == row["kind"]]
    if kept:
        extra["eligibility"] = kept
    return {**empty, **row, "extra": extra}


def test_the_explanation_and_the_choices_are_never_read() -> None:
    layout = list_layout(
        load_builtin("datong").regulation, load_builtin("datong").regulation.stage("acceptance_list")
    )
    checked = check(template(layout.columns, "示例"), of=layout)
    assert checked.sheets == ("名单",)
    assert [code for _cell, code in found(checked)] == ["sheet.no_rows"]


def test_a_template_marks_codes_as_text_and_offers_choices() -> None:
    layout = list_layout(
        load_builtin("datong").regulation, load_builtin("datong").regulation.stage("acceptance_list")
    )
    book = openpyxl.load_workbook(io.BytesIO(template(layout.columns, "示例")))
    sheet = book["名单"]
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    assert sheet.column_dimensions[headings["统一社会信用代码"]].number_format == "@"
    rules = {
        str(rule.sqref).partition("2:")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation
    }
    area = rules[headings["类别"]].replace("$", "").partition("!")[2]
    assert [cell.value for row in book["选项"][area] for cell in row] == ["组织", "个人"]
    assert sheet.max_row == 1  # no example stands where rows are typed
    notes = [[cell.value for cell in row] for row in book["填表说明"].iter_rows()]
    described = {row[0]: row for row in notes}
    assert described["推荐单位"][1] == "必填"
    assert described["推荐单位"][6] == "第十六条"
    assert described["统一社会信用代码"][1] == "组织必填"


# --- which entry a row continues ---


def test_a_row_continues_the_entry_with_its_code_else_its_name() -> None:
    before = [organization(1), organization(2), individual(3)]
    known = Continued(before, [])
    renamed = {**organization(1), "name": "改了名的公司（示例）", "key": ""}
    other_code = {**organization(2), "uscc": "", "key": ""}
    same_person = {**individual(3), "post": "新职务", "key": ""}
    namesake = {**individual(3), "unit": "别的单位（示例）", "key": ""}
    assert [(known.take(row) or {}).get("key") for row in (renamed, other_code, same_person, namesake)] == [
        before[0]["key"],
        before[1]["key"],
        before[2]["key"],
        None,
    ]


def test_an_entry_is_continued_once() -> None:
    known = Continued([individual(3)], [])
    assert known.take(individual(3)) is not None
    assert known.take(individual(3)) is None


def test_the_draft_comes_before_what_was_published() -> None:
    mine, published = organization(1), {**organization(1), "key": "11111111-1111-1111-1111-111111111111"}
    assert (Continued([mine], [published]).take(organization(1)) or {})["key"] == mine["key"]
    assert (Continued([], [published]).take(organization(1)) or {})["key"] == published["key"]


def test_withheld_rows_are_continued_in_their_order() -> None:
    before = [withheld(1), withheld(2), withheld(3, kind="individual")]
    known = Continued(before, [])
    taken = [known.take({"kind": "organization", "tier": "award", "withheld": True}) for _ in range(3)]
    assert [row["key"] if row else None for row in taken] == [before[0]["key"], before[1]["key"], None]


def test_columns_that_the_file_has_not_are_kept() -> None:
    regulation = load_builtin("datong").regulation
    stage = regulation.stage("proposed_winner_publicity")
    checked = check(xlsx([organization_cells(1)]))
    before = [_full({**organization(1), "industry": "旧行业", "district": "旧区"}, ["nature"])]
    (row,) = to_list_rows(
        checked.rows, used=list(checked.places), before=before, earlier=[], regulation=regulation, stage=stage
    )
    assert (row["industry"], row["district"]) == ("旧行业", "示例区")
    assert row["extra"] == {"nature": "enterprise"}


def test_a_single_tier_needs_no_column() -> None:
    regulation = load_builtin("hohhot").regulation
    layout = list_layout(regulation, regulation.stage("proposed_winner_publicity"))
    headings = [heading for heading in HEADINGS if heading not in ("奖项等次", "推荐单位")]
    row = [c for c, heading in zip(organization_cells(1), HEADINGS, strict=True) if heading in headings]
    checked = check(xlsx([row], headings=headings), of=layout)
    assert (checked.rows[0].values["tier"], found(checked)) == ("award", [])


def test_own_publicity_has_both_days_in_their_order() -> None:
    regulation = load_builtin("xinzhou").regulation
    layout, tier = (
        list_layout(regulation, regulation.stage("acceptance_list")),
        regulation.award.tiers[0].name,
    )
    headings = (*HEADINGS, "内部公示开始日期", "内部公示截止日期")
    rows = [
        [*organization_cells(1, C=tier), "2026-01-05", None],
        [*organization_cells(2, C=tier), "2026-01-09", "2026-01-05"],
        [*organization_cells(3, C=tier), "2026-01-05", "2026-01-09"],
    ]
    checked = check(xlsx(rows, headings=headings), of=layout)
    assert "要么都填，要么都不填" in sentence(checked, "K2", "row.own_publicity")
    assert "截止日期早于开始日期" in sentence(checked, "K3", "row.own_publicity")
    assert checked.errors == 2
