"""What each measure attaches to a revocation, written out by hand from the printed articles.

Nothing here is read from the measures' data files. A ground is named `case.ground` as in the data, so that the two can be
compared; everything else is what the article says.
"""

from dataclasses import dataclass

BOTH = frozenset({"organization", "individual"})
ORGANIZATIONS = frozenset({"organization"})
UNSTABLE = (
    "产品质量或者服务质量不稳定，产品经国家或者自治区质量监督抽查判定为不合格的，或出现重大服务质量事故的"
)


@dataclass(frozen=True)
class Ground:
    """A ground: its article, whom it reaches, what is recovered, the ban and where that begins.

    `ban` is "" where the article states none. `counted_from` is "" where it does not say when the ban begins.
    """

    city: str
    key: str
    article: str
    words: str
    subjects: frozenset[str]
    recover: tuple[str, ...]
    recover_article: str
    ban: str
    ban_article: str
    counted_from: str

    @property
    def kind(self) -> str:
        """A kind of holder that the ground reaches."""
        return min(self.subjects, key=("organization", "individual").index)


def _grounds(
    city: str,
    rows: str,
    *,
    subjects: frozenset[str] = BOTH,
    recover: tuple[str, ...] = (),
    ban: str = "",
    counted_from: str = "",
) -> tuple[Ground, ...]:
    """Grounds of one article, a line each: key, article, words."""
    found = []
    for line in rows.strip().splitlines():
        key, article, words = line.split()
        whole = article.partition("(")[0]
        found.append(
            Ground(
                city=city,
                key=key,
                article=article,
                words=words,
                subjects=subjects,
                recover=recover,
                recover_article=whole if recover else "",
                ban=ban,
                ban_article=whole if ban else "",
                counted_from=counted_from,
            )
        )
    return tuple(found)


GROUNDS: tuple[Ground, ...] = (
    *_grounds(
        "datong",
        """
        single.fraud              31(1) 通过提供虚假材料或采取不正当手段骗取奖励的
        single.major_accident     31(2) 发生重大质量、安全、环保等事故的
        single.duty_refusal       31(3) 拒绝履行本办法第七章规定的责任和义务的
        single.serious_illegality 31(4) 发生其他严重违反法律法规行为的
        """,
        recover=("证书", "奖牌或奖章", "奖金"),
        ban="3 cycles",
        counted_from="自撤销奖项本年算起",
    ),
    *_grounds(
        "taiyuan",
        "fraud.fraud 25 弄虚作假、采取不正当手段骗取市政府质量奖荣誉",
        recover=("奖牌", "证书", "奖励金"),
        ban="3 cycles",
    ),
    *_grounds(
        "taiyuan",
        """
        later_event.major_accident           27(1) 发生重大质量、安全、环保、卫生等事故的
        later_event.mark_misuse_duty_refusal 27(2) 违规使用市政府质量奖标识，拒绝履行相关责任义务的
        later_event.serious_illegality       27(3) 有其他严重违反法律、法规行为的
        """,
        subjects=ORGANIZATIONS,
        ban="3 cycles",
    ),
    *_grounds(
        "xinzhou",
        """
        single.fraud                    26(1) 通过提供虚假材料或采取不正当手段骗取奖励的
        single.major_accident           26(2) 发生重大质量、安全、环保等事故的
        single.mark_misuse_duty_refusal 26(3) 违规使用忻州市市长质量奖标识，拒绝履行相关责任义务的
        single.serious_illegality       26(4) 发生其他严重违反法律法规行为的
        """,
        recover=("奖牌", "证书", "奖金"),
        ban="3 cycles",
        counted_from="自撤销奖项当年起",
    ),
    *_grounds(
        "hohhot",
        "fraud.fraud 22 在申报市长质量奖过程中弄虚作假,采取不正当手段骗取市长质量奖荣誉",
        recover=("奖牌(奖杯)", "证书", "奖金"),
    ),
    *_grounds(
        "hohhot",
        f"""
        later_event.major_accident     24(1) 发生重大质量责任事故的
        later_event.failed_inspection_or_service_accident 24(2) {UNSTABLE}
        later_event.verified_complaint 24(3) 产品、工程、服务质量发生重大问题，被有关方面和群众投诉并查证属实的
        later_event.export_incident    24(4) 出口产品因质量问题被国外通报或者索赔，造成国家形象和信誉受到较大损害的
        """,
        ban="5 years",
    ),
    *_grounds(
        "yuncheng",
        """
        single.fraud                    30(1) 通过提供虚假材料或采取不正当手段骗取奖励的
        single.major_accident           30(2) 发生重大质量、安全、环保等事故的
        single.mark_misuse_duty_refusal 30(3) 违规使用运城市市长质量奖标识，拒绝履行相关责任义务的
        single.serious_illegality       30(4) 发生其他严重违反法律法规行为的
        """,
        recover=("证书", "奖牌或奖章", "奖金"),
        ban="3 cycles",
        counted_from="自撤销奖项当年起",
    ),
)

STEPS: dict[tuple[str, str], dict[str, str]] = {
    ("datong", "single"): {"verified": "31", "government_decision": "31"},
    ("taiyuan", "fraud"): {"verified": "25", "government_decision": "25"},
    ("taiyuan", "later_event"): {"verified": "25", "government_decision": "27"},
    ("xinzhou", "single"): {"verified": "26", "government_decision": "26"},
    ("hohhot", "fraud"): {"government_decision": "22"},
    ("hohhot", "later_event"): {"verified": "24", "committee_study": "24", "government_decision": "24"},
    ("yuncheng", "single"): {"verified": "30", "government_decision": "30"},
}
"""What has to be on record before an award falls under a case, with its article. Taiyuan 27 does not word 查证属实; the
portal asks for it there too, by article 25 (a reading)."""

CONDITIONS = {
    ("datong", "single"): "在获奖后",
    ("taiyuan", "later_event"): "在有效期内",
    ("hohhot", "fraud"): "在申报市长质量奖过程中",
    ("hohhot", "later_event"): "在获奖后",
}
"""Cases that the article limits by a condition only the office can check."""

BONUS: dict[str, dict[tuple[str, str], tuple[str, int | None, str]]] = {
    "datong": {
        ("award", "organization"): ("unstated", None, "23"),
        ("award", "individual"): ("unstated", None, "23"),
        ("nominee", "organization"): ("unstated", None, "23"),
        ("nominee", "individual"): ("unstated", None, "23"),
    },
    "taiyuan": {
        ("award", "organization"): ("unstated", None, "19"),
        ("award", "individual"): ("unstated", None, "19"),
        ("nominee", "organization"): ("unstated", None, "19"),
        ("nominee", "individual"): ("unstated", None, "19"),
    },
    "xinzhou": {
        ("award", "organization"): ("stated", 200_000, "19"),
        ("award", "individual"): ("stated", 30_000, "19"),
        ("nominee", "organization"): ("none", None, "19"),
        ("nominee", "individual"): ("none", None, "19"),
    },
    "hohhot": {
        ("award", "organization"): ("stated", 1_000_000, "20"),
        ("award", "individual"): ("stated", 100_000, "20"),
    },
    "yuncheng": {
        ("award", "organization"): ("unstated", None, "22"),
        ("award", "individual"): ("none", None, "22"),
        ("nominee", "organization"): ("unstated", None, "22"),
        ("nominee", "individual"): ("none", None, "22"),
    },
}
"""Money by tier and kind: whether a sum is stated, whole yuan, the article."""

CYCLE_YEARS = {"datong": 5, "taiyuan": 3, "xinzhou": 3, "hohhot": 1, "yuncheng": 5}
"""Years between editions."""
