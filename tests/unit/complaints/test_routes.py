"""Who receives what is filed online in each city, and what that rests on."""

from pathlib import Path
from typing import Any

import pytest

from cms.regulation.document import load_builtin, parse_regulation
from cms.regulation.schema import Regulation
from complaints.routes import KINDS, routes_of

MEASURES = Path(__file__).parents[2] / "data/measures"
COMMITMENT = None

ORDERED: dict[str, dict[str, list[tuple[str, Any]]]] = {
    "datong": {
        "objection": [("office", ("7(5)", "29")), ("leading_group", COMMITMENT)],
        "complaint": [("office", ("29",)), ("leading_group", COMMITMENT)],
    },
    "taiyuan": {
        "objection": [("office", ("13(6)",)), ("leading_group", COMMITMENT)],
        "complaint": [("leading_group", COMMITMENT), ("operator", COMMITMENT)],
    },
    "xinzhou": {
        "objection": [("supervision_group", ("25",)), ("market_regulator", ("6",))],
        "complaint": [("supervision_group", ("25",)), ("market_regulator", COMMITMENT)],
    },
    "hohhot": {
        "objection": [("office", COMMITMENT), ("review_committee", COMMITMENT)],
        "complaint": [("review_committee", COMMITMENT), ("operator", COMMITMENT)],
    },
    "yuncheng": {
        "objection": [("supervision_group", ("28",)), ("leading_group", ("7",))],
        "complaint": [("supervision_group", ("28",)), ("leading_group", COMMITMENT)],
    },
}
CHOICES = {
    "xinzhou": ("xinzhou.supervision_group", "xinzhou.market_regulator"),
    "yuncheng": ("yuncheng.supervision_group", "yuncheng.leading_group"),
}


def _without_routes(code: str) -> Regulation:
    """A measure as it was stored before documents held routes."""
    stored = load_builtin(code).regulation.model_dump(mode="json", exclude_none=True)
    del stored["routes"]
    return Regulation.model_validate(stored)


@pytest.mark.parametrize("code", ORDERED)
def test_each_body_stands_in_its_order_with_what_it_rests_on(code: str) -> None:
    routes = routes_of(load_builtin(code).regulation, operator="主办单位（示例）")
    for kind, expected in ORDERED[code].items():
        lines = routes[kind].lines
        assert [(line.body, line.articles if line.by_measure else None) for line in lines] == [
            (f"{code}.{key}", articles) for key, articles in expected
        ]
        assert all(line.articles for line in lines if line.by_measure)
        assert len(lines) >= 2
    assert routes["objection"].choices == CHOICES.get(code, ())
    assert routes["complaint"].choices == ()


@pytest.mark.parametrize("code", ORDERED)
def test_bodies_are_called_as_the_measure_prints_them(code: str) -> None:
    regulation = load_builtin(code).regulation
    for route in routes_of(regulation, operator="主办单位（示例）").values():
        for line in route.lines:
            _city, key = line.body.split(".")
            assert line.name == ("主办单位（示例）" if key == "operator" else regulation.body(key).name)


def test_a_body_that_publishes_the_lists_is_marked() -> None:
    marked = {
        (line.body, kind)
        for code in ORDERED
        for kind, route in routes_of(load_builtin(code).regulation).items()
        for line in route.lines
        if line.publishes_lists
    }
    assert ("datong.office", "complaint") in marked
    assert not any(body.endswith((".supervision_group", ".operator")) for body, _kind in marked)


@pytest.mark.parametrize("code", ORDERED)
def test_a_measure_stored_without_routes_still_has_both(code: str) -> None:
    regulation = _without_routes(code)
    own = {"objection": regulation.objections, "complaint": regulation.complaints}
    for kind, route in routes_of(regulation).items():
        rule = own[kind]
        first = route.lines[0]
        assert route.choices == ()
        assert route.bodies[-1] == f"{code}.operator"
        if rule is None:
            assert not first.by_measure
        else:
            assert (first.body, first.articles) == (f"{code}.{rule.recipient}", rule.articles)


def test_the_sixth_citys_file_alone_says_who_receives() -> None:
    regulation = parse_regulation((MEASURES / "shili-2024.toml").read_bytes()).regulation
    routes = routes_of(regulation)
    assert {kind: routes[kind].bodies for kind in KINDS} == {
        "objection": ("shili.centre", "shili.ombudsman"),
        "complaint": ("shili.ombudsman", "shili.operator"),
    }
