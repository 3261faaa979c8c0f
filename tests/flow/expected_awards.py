"""What the life of an award of each city has to look like, written out by hand from the printed measures.

Rows 1 and 2 of every list are winners, an organisation and a person; rows 3 and 4 are nominees, where the measure has
them, and otherwise winners too. The first edition begins in 2026. What a ground brings stands in `revocation_expectations`.
"""

import datetime as dt
from dataclasses import dataclass

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")


@dataclass(frozen=True)
class Title:
    """What has to stand beside the title, and every other sentence on its use, each with its article."""

    must_state: str
    bans: tuple[tuple[str, str], ...]


TITLES = {
    "datong": Title(
        "获奖年度",
        (
            ("25", "不得用于产品宣传"),
            ("25", "不得在产品或包装上标注大同市质量奖称号或标识"),
            ("25", "大同市质量奖称号的使用不得违反《中华人民共和国广告法》等相关法律法规的规定"),
            (
                "32",
                "任何组织或者个人不得伪造或者冒用大同市质量奖标识，不得擅自制作大同市质量奖证书、奖牌或奖章",
            ),
        ),
    ),
    "taiyuan": Title("获奖时间", (("22", "注明“获奖时间”"),)),
    "xinzhou": Title(
        "获奖年度",
        (
            ("21", "荣誉标识不得用于产品宣传"),
            ("21", "不得在产品或包装上标注"),
            ("21", "不得违反《中华人民共和国广告法》等相关法律法规规定"),
            ("29", "任何组织和个人不得伪造、冒用忻州市市长质量奖标志、奖牌和证书"),
        ),
    ),
    "hohhot": Title("获奖时间", (("25", "注明“获奖时间”"),)),
    "yuncheng": Title(
        "获奖年度",
        (
            ("24", "荣誉标识不得用于产品宣传"),
            ("24", "不得在产品或包装上标注"),
            ("24", "不得违反《中华人民共和国广告法》等相关法律法规规定"),
            (
                "31",
                "任何组织或个人不得伪造或冒用运城市市长质量奖标识，不得擅自制作运城市市长质量奖证书、奖牌和奖章",
            ),
        ),
    ),
}

TIERS = {
    "datong": ("质量奖", "质量奖提名奖"),
    "taiyuan": ("市政府质量奖", "市政府质量奖提名奖"),
    "xinzhou": ("忻州市市长质量奖", "忻州市市长质量奖提名奖"),
    "hohhot": ("市长质量奖",),
    "yuncheng": ("质量奖", "质量奖提名奖"),
}
"""The names of the tiers as the measures print them."""

BONUS = {
    "datong": ("有奖金，金额未规定",) * 4,
    "taiyuan": ("有奖金，金额未规定",) * 4,
    "xinzhou": ("200,000元", "30,000元", "无奖金", "无奖金"),
    "hohhot": ("1,000,000元", "100,000元", "1,000,000元"),
    "yuncheng": ("有奖金，金额未规定", "无奖金", "有奖金，金额未规定", "无奖金"),
}
"""Money by row: organisation and person of the award, then of the nomination."""

REVOKED = {
    "datong": {1: "single.duty_refusal"},
    "taiyuan": {1: "later_event.major_accident", 2: "fraud.fraud"},
    "xinzhou": {1: "single.mark_misuse_duty_refusal"},
    "hohhot": {1: "later_event.major_accident", 2: "later_event.verified_complaint", 3: "fraud.fraud"},
    "yuncheng": {1: "single.serious_illegality"},
}
"""The rows that are revoked, each on a ground: Taiyuan's second paragraph reaches organisations only."""

BARRED_THROUGH = {
    "datong": {2026: 3, 2027: 4},
    "taiyuan": {2026: 4, 2027: 4},
    "xinzhou": {2026: 3, 2027: 4},
    "yuncheng": {2026: 3, 2027: 4},
}
"""The last edition that a ban covers, by the year of the revocation. 自撤销当年起: the edition begun in that year is the
first of three. Taiyuan does not say where the three cycles begin, they are the next three. Hohhot counts years."""

BARRED_UNTIL = {2026: dt.date(2031, 11, 19), 2027: dt.date(2032, 2, 9)}
"""Hohhot 24: five years from the day of the decision, 20 November 2026 or 10 February 2027; 22 states no ban."""

BAR_ARTICLE = {"datong": "12", "taiyuan": "6", "xinzhou": "11", "yuncheng": "13"}
"""The article that keeps a winner out of the second and third edition; Hohhot has none."""


def banned(city: str, year: int, edition: int) -> set[int]:
    """The revoked rows that a ban keeps out of an edition which begins before Hohhot's five years are over."""
    if city == "hohhot":
        return {row for row, ground in REVOKED[city].items() if ground.startswith("later_event")}
    return set(REVOKED[city]) if edition <= BARRED_THROUGH[city][year] else set()


def barred(city: str, revoked: bool, edition: int) -> set[int]:
    """The rows that their own win keeps out: winners, not nominees; a win that was taken away bars nobody."""
    if city not in BAR_ARTICLE or edition > 3:
        return set()
    return {1, 2} - (set(REVOKED[city]) if revoked else set())
