"""Bars: drawn from the numbers of their chart alone, one for each number and none where there is none."""

from portal.charts import FULL, Counted, chart


def test_a_bar_is_drawn_from_its_number_and_the_greatest() -> None:
    lines = [Counted("a", 40), Counted("b", None), Counted("c", 10), Counted("d", 3), Counted("e", 0)]
    drawn = chart("k", "t", lines)
    assert [(bar.label, bar.count, bar.width) for bar in drawn.bars] == [
        ("a", 40, FULL),
        ("b", None, None),
        ("c", 10, 25),
        ("d", 3, 8),
        ("e", 0, 0),
    ]


def test_the_least_that_is_there_is_seen_and_the_hollow_part_stays_within_its_bar() -> None:
    drawn = chart("k", "t", [Counted("a", 5000, part=1), Counted("b", 1, part=1), Counted("c", 400)])
    assert [(bar.solid, bar.hollow) for bar in drawn.bars] == [(99, 1), (0, 1), (8, 0)]
    assert drawn.has_hollow
    assert not chart("k", "t", [Counted("a", 5)]).has_hollow


def test_no_number_draws_nothing() -> None:
    assert not chart("k", "t", [Counted("a", None), Counted("b", None)]).drawn
    assert not chart("k", "t", []).drawn
    assert chart("k", "t", [Counted("a", 3), Counted("b", None)]).drawn
