"""Columns, codes, joint entries, doubles and recommenders."""

from dataclasses import replace
from typing import Any

import pytest

from cms.regulation.rules.facts import EntryFacts, PriorNotice
from tests.unit.cms.rules.builders import (
    ACCEPTANCE,
    CANDIDATES,
    WINNERS,
    code,
    lawful,
    of_rule,
    organization,
    person,
    says,
    withheld,
)


def winners(*entries: EntryFacts, city: str = "datong") -> Any:
    return lawful(city, WINNERS, entries=entries)


@pytest.mark.parametrize(
    ("entry", "subjects"),
    [
        (organization(1, "award"), []),
        (organization(1, "award", name=" "), ["name"]),
        (organization(1, "award", uscc=""), ["uscc"]),
        (organization(1, "award", unit="", post=""), []),
        (person(1, "award"), []),
        (person(1, "award", unit=""), ["unit"]),
        (person(1, "award", post=""), ["post"]),
        (person(1, "award", name=""), ["name"]),
        (person(1, "award", name="", joint_names=("示例甲", "示例乙")), []),
        (withheld(1, "award"), []),
    ],
)
def test_required_columns(entry: EntryFacts, subjects: list[str]) -> None:
    found = of_rule("datong", winners(entry), "row.column_missing")
    assert [verdict.subject for verdict in found] == subjects


def test_many_rows_make_one_sentence() -> None:
    entries = [organization(no, uscc="") for no in range(1, 301)]
    (found,) = of_rule("datong", lawful("datong", ACCEPTANCE, entries=tuple(entries)), "row.column_missing")
    assert "第1、2、3、4、5、6、7、8、9、10……号" in found.message


@pytest.mark.parametrize(("district", "asked"), [("示例县", False), ("", True)])
def test_the_district_is_asked_for(district: str, asked: bool) -> None:
    facts = winners(organization(1, "award", district=district))
    assert says("datong", facts, "row.column_expected") is asked


@pytest.mark.parametrize(
    ("uscc", "doubtful"),
    [
        (code(1), False),
        (f" {code(1).lower()} ", False),
        ("91350211M0000XUF46", True),
        ("12345", True),
        ("", False),
    ],
)
def test_a_doubtful_code_is_pointed_out_and_never_refused(uscc: str, doubtful: bool) -> None:
    found = of_rule("datong", winners(organization(1, "award", uscc=uscc)), "row.uscc")
    assert bool(found) is doubtful
    assert all(verdict.level == "warn" for verdict in found)


@pytest.mark.parametrize(
    ("city", "names", "group", "kind", "blocked"),
    [
        ("taiyuan", (), False, "individual", False),
        ("taiyuan", ("甲",), False, "individual", False),
        ("taiyuan", ("甲", "乙"), True, "individual", False),
        ("taiyuan", ("甲", "乙", "丙"), True, "individual", False),
        ("taiyuan", ("甲", "乙", "丙", "丁"), True, "individual", True),
        ("taiyuan", ("甲", "乙"), False, "individual", True),
        ("taiyuan", ("甲", "乙"), True, "organization", True),
        ("datong", ("甲",), True, "individual", False),
        ("datong", ("甲", "乙"), True, "individual", True),
        ("yuncheng", ("甲", "乙"), True, "individual", True),
    ],
)
def test_joint_entries(city: str, names: tuple[str, ...], group: bool, kind: str, blocked: bool) -> None:
    make = person if kind == "individual" else organization
    entry = make(1, "award", joint_names=names, group_entry=group)
    found = of_rule(city, lawful(city, WINNERS, entries=(entry,)), "row.joint")
    assert bool(found) is blocked
    if blocked and city == "taiyuan":
        assert found[0].articles == ("11",)


@pytest.mark.parametrize(
    ("second", "twice"),
    [
        (organization(2, "award"), False),
        (organization(2, "award", uscc=code(1)), True),
        (organization(2, "award", name="第１号 制造有限公司(示例)"), True),
        (organization(2, "nominee", uscc=code(1)), True),
        (person(2, "award", name="第1号制造有限公司（示例）"), False),
    ],
)
def test_an_organization_stands_once(second: EntryFacts, twice: bool) -> None:
    facts = winners(organization(1, "award"), second)
    assert says("datong", facts, "row.organization_twice") is twice


def test_parallel_lists_are_compared_too() -> None:
    facts = lawful("datong", CANDIDATES, entries=(organization(1),))
    county = PriorNotice(
        stage_key=CANDIDATES,
        publisher="county_regulator",
        entries=(replace(organization(1), key="other", no=4),),
    )
    assert not says("datong", facts, "row.organization_twice")
    (found,) = of_rule("datong", replace(facts, parallel=(county,)), "row.organization_twice")
    assert "第4号与第1号" in found.message


@pytest.mark.parametrize(
    ("changes", "twice"),
    [
        ({"name": "示例人1", "unit": "第1号制造有限公司（示例）"}, True),
        ({"name": "示例人1"}, False),
        ({"unit": "第1号制造有限公司（示例）"}, False),
        ({"joint_names": ("示例人9", "示例人1"), "unit": "第1号制造有限公司（示例）"}, True),
    ],
)
def test_persons_are_compared_by_name_and_unit(changes: dict[str, Any], twice: bool) -> None:
    facts = winners(person(1, "award"), person(2, "award", **changes))
    found = of_rule("datong", facts, "row.person_twice")
    assert bool(found) is twice
    assert all(verdict.level == "warn" for verdict in found)


@pytest.mark.parametrize(
    ("city", "recommender", "asked"),
    [("datong", "", True), ("datong", "示例县人民政府（示例）", False), ("hohhot", "", False)],
)
def test_recommenders_are_asked_for_where_the_measure_names_them(
    city: str, recommender: str, asked: bool
) -> None:
    facts = winners(organization(1, "award", recommender=recommender), city=city)
    assert says(city, facts, "row.recommender_missing") is asked


@pytest.mark.parametrize(
    ("city", "body", "wrong"),
    [
        ("datong", "county_government", False),
        ("datong", "office", True),
        ("datong", "", False),
        ("yuncheng", "industry_department", False),
        ("hohhot", "office", False),
    ],
)
def test_recommenders_are_of_a_kind_the_measure_names(city: str, body: str, wrong: bool) -> None:
    facts = winners(organization(1, "award", recommender_body=body), city=city)
    assert says(city, facts, "row.recommender_kind") is wrong
