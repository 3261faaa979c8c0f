"""Two versions of a list, compared by the keys of their entries."""

from cms.list_diff import compare, name_of
from cms.regulation.document import load_builtin
from tests.factories.rows import individual, organization, withheld

REGULATION = load_builtin("datong").regulation


def test_the_same_list_differs_in_nothing() -> None:
    diff = compare([organization(1), withheld(2)], [organization(1), withheld(2)], REGULATION)
    assert (bool(diff), diff.unchanged) == (False, 2)


def test_entries_come_go_and_change_by_column() -> None:
    before = [organization(1), organization(2), organization(3)]
    after = [
        organization(1, tier="nominee", district="另一区"),
        {**organization(4), "key": ""},
        organization(3),
    ]
    diff = compare(before, after, REGULATION)
    assert [(item.no, item.name) for item in diff.added] == [(2, organization(4)["name"])]
    assert [(item.no, item.key) for item in diff.removed] == [(2, organization(2)["key"])]
    (changed,) = diff.changed
    assert [(c.label, c.before, c.after) for c in changed.changes] == [
        ("奖项等次", "质量奖", "质量奖提名奖"),
        ("所在县（市、区）", "示例区", "另一区"),
    ]
    assert (diff.unchanged, diff.reordered) == (1, False)


def test_a_renamed_entry_is_a_change_and_no_exchange() -> None:
    diff = compare([organization(1)], [organization(1, name="改名后的公司（示例）")], REGULATION)
    assert not diff.added
    assert not diff.removed
    assert diff.changed[0].changes[0].label == "单位名称或姓名"


def test_another_order_is_told_apart() -> None:
    diff = compare([organization(1), organization(2)], [organization(2), organization(1)], REGULATION)
    assert (diff.reordered, diff.unchanged, diff.changed) == (True, 2, ())


def test_what_stands_beside_the_columns_is_read_out() -> None:
    own = {"first_day": "2026-01-05", "last_day": "2026-01-09", "no_objection": True}
    checks = [{"criterion": "operating_years", "years": 5}, {"criterion": "x", "met": False}]
    extra = {
        "nature": "enterprise",
        "own_publicity": own,
        "eligibility": checks,
        "recommender_body": "county_government",
    }
    (changed,) = compare([individual(1, extra={})], [individual(1, extra=extra)], REGULATION).changed
    assert {(c.label, c.after) for c in changed.changes} == {
        ("单位性质", "企业"),
        ("推荐单位类别", REGULATION.body("county_government").name),
        ("内部公示", "2026-01-05 — 2026-01-09 无异议"),
        ("申报条件核对", "5；不符合"),
    }


def test_joint_and_withheld_rows_have_their_names() -> None:
    assert name_of(individual(1, name="", joint_names=["示例人甲", "示例人乙"])) == "示例人甲、示例人乙"
    assert name_of(withheld(1)) == ""
    (changed,) = compare(
        [withheld(1)], [{**withheld(1), "withheld": False, "name": "示例"}], REGULATION
    ).changed
    assert [(c.label, c.before) for c in changed.changes] == [("单位名称或姓名", ""), ("依法不公开", "是")]
