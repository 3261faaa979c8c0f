"""Which characters of a name a word of Latin letters was found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.sounds import places_heard
from tests.corpus.awards import awards

NAMES = [award.name for award in awards(40)]


@pytest.mark.parametrize(
    ("name", "word", "marked"),
    [
        ("大同市质量奖", "datong", ["大同"]),
        ("大同宏泰煤业（示例）", "hongt", ["宏泰"]),
        ("大同宏泰煤业（示例）", "htmy", ["宏泰煤业"]),
        ("大同TCL宏泰", "tclht", ["TCL宏泰"]),
        ("ＴＣＬ长安汽车", "changan", ["长安"]),
        ("永济A1绿源", "lvyuan", ["绿源"]),
        ("呂梁煤業", "lvliang", ["呂梁"]),
        ("示例甲、示例乙", "shili", ["示例", "示例"]),
        ("大同市质量奖", "taiyuan", []),
        ("", "datong", []),
    ],
)
def test_the_characters_that_sound_so_are_marked(name: str, word: str, marked: list[str]) -> None:
    assert [name[start:end] for start, end in places_heard(name, word)] == marked


@given(
    name=st.one_of(st.sampled_from(NAMES), st.text(max_size=12)),
    word=st.from_regex(r"[a-z]{2,10}", fullmatch=True),
)
def test_every_place_lies_within_the_name(name: str, word: str) -> None:
    assert all(0 <= start < end <= len(name) for start, end in places_heard(name, word))
