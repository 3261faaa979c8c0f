"""Which awards of other schemes are given in bulk: those that were won, as their source says. Pure."""

from search.text import fold

WON = frozenset(
    {"", "获奖", "已获奖", "获奖者", "获奖人", "获奖个人", "获奖单位", "获奖组织", "获奖企业", "winner"}
)
"""原公告所称状态 of an award that was won, folded: the whole text, or none. Whatever else a source says may mean a candidate."""


def is_won(status: str) -> bool:
    """Whether a row may be in bulk. Its name may be a person's, and a candidate's publicity ends with its window.

    个人信息保护法 第六条: no more than the purpose needs. What is not known to mean an award therefore means none.
    """
    return fold(status) in WON
