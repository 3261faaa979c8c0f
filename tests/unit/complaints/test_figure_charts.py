"""Bars of the yearly figures: from published numbers alone, in an order that tells nothing."""

from complaints.figure_charts import FULL, chart


def test_a_bar_is_drawn_from_published_numbers_alone() -> None:
    drawn = chart("k", "t", [("a", 40), ("b", None), ("c", 10), ("d", 3)])
    assert [(bar.label, bar.count, bar.width) for bar in drawn.bars] == [
        ("a", 40, FULL),
        ("b", None, None),
        ("c", 10, 25),
        ("d", 3, 8),
    ]


def test_nothing_published_draws_nothing() -> None:
    assert not chart("k", "t", [("a", None), ("b", None)]).drawn
    assert chart("k", "t", [("a", 3)]).drawn
