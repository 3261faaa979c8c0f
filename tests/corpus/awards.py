"""Awards in any number, the same for the same seed: invented organisations of many trades, some with Latin and digits."""

import datetime as dt
import random
from collections.abc import Iterator

from search.documents import AwardDocument, Happened, rank_of
from search.facets import Standing

PLACES = (
    "大同", "太原", "忻州", "运城", "呼和浩特", "临汾", "晋城", "长治", "朔州", "阳泉", "吕梁", "晋中", "包头", "赤峰",
    "原平", "河津", "永济", "定襄", "繁峙", "浑源", "灵丘", "阳高", "古交", "清徐", "托克托", "和林格尔",
)  # fmt: skip
SYLLABLES = (
    "华宏泰恒瑞鑫盛德信诚远达通源丰金银玉龙凤海江河山岳天地日月星光明辉耀荣昌兴隆和平安康福禄寿喜庆春秋冬"
    "夏东西南北中正大同方圆博雅文武智慧仁义礼嘉美佳优良精诺科创新亚太欧美联合众力晋汾绛蒲云雁桓台關後乾麵"
    "裏"
)
TRADES = (
    "煤业", "重型机械", "生物科技", "食品", "酒业", "新材料", "电子", "软件", "建筑", "建材", "农业", "乳业", "纺织",
    "铸造", "法兰", "医药", "化工", "焦化", "电力", "热力", "物流", "文化旅游", "轨道交通", "汽车部件", "磁材", "玻璃",
)  # fmt: skip
FORMS = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司", "研究院", "医院", "中学", "合作社")
LATIN = ("TCL", "ABB", "3M", "CRRC", "JD", "X-Ray", "Ａ１", "5G", "IoT", "K·Y")
SCHEMES = 12
TIERS = ("市长质量奖", "市长质量奖提名奖", "质量奖", "质量奖提名奖")
FIRST_YEAR, YEARS = 2003, 24


def name_of(random_: random.Random) -> str:
    """An invented organisation."""
    place = random_.choice(PLACES)
    core = "".join(random_.choice(SYLLABLES) for _ in range(random_.choice((2, 2, 3))))
    latin = random_.choice(LATIN) if random_.random() < 0.06 else ""
    return f"{place}{latin}{core}{random_.choice(TRADES)}{random_.choice(FORMS)}"


def awards(count: int, *, seed: int = 2026) -> Iterator[AwardDocument]:
    """That many awards, in no particular order; half of the organisations win twice."""
    random_ = random.Random(seed)
    names: list[str] = []
    for number in range(count):
        if names and random_.random() < 0.5:
            name = random_.choice(names)
        else:
            name = name_of(random_)
            names.append(name)
        yield award(number, name, random_)


def award(number: int, name: str, random_: random.Random) -> AwardDocument:
    """One award of that holder."""
    scheme = random_.randrange(SCHEMES)
    city = PLACES[scheme]
    year = FIRST_YEAR + random_.randrange(YEARS)
    awarded_on = dt.date(year, random_.randrange(1, 13), random_.randrange(1, 29))
    edition, key = year - FIRST_YEAR + 1, f"a{number:08d}"
    fate = random_.random()
    standing = Standing.REVOKED if fate < 0.02 else Standing.STRUCK if fate < 0.025 else Standing.STANDING
    if fate > 0.9:
        standing = Standing.UNVERIFIED
    revoked = (Happened("revoked", awarded_on + dt.timedelta(days=400), f"{city}政撤〔{year + 1}〕2号"),)
    return AwardDocument(
        id=key,
        version=1,
        path=f"/register/awards/{key}/",
        verified=fate <= 0.9,
        scheme=f"scheme{scheme}",
        award_name=f"{city}市市长质量奖",
        city=f"city{scheme}",
        city_name=f"{city}市",
        edition_key=f"scheme{scheme}:{edition}",
        edition=f"第{edition}届",
        edition_path="",
        tier=random_.choice(TIERS),
        kind="organization",
        name=name,
        joint_names=(),
        uscc=f"9114{random_.randrange(10**13):013d}X",
        unit="",
        post="",
        region=random_.choice(PLACES) + "县",
        industry=random_.choice(TRADES),
        certificate_no=f"证{year}-{number:06d}",
        awarded_on=awarded_on,
        awarded_text=awarded_on.isoformat(),
        year=year,
        doc_no=f"{city}政发〔{year}〕{random_.randrange(1, 60)}号",
        valid_through=awarded_on + dt.timedelta(days=5 * 365) if scheme % 3 == 0 else None,
        standing=standing,
        happened=revoked if standing is Standing.REVOKED else (),
        withheld=False,
        origin="decision",
        decision_title=f"{city}市人民政府关于表彰第{edition}届市长质量奖获奖组织的决定",
        decision_path="",
        source="",
        note="",
        bonus_cny=random_.choice((None, 200_000, 500_000)),
        rank=rank_of(awarded_on, f"scheme{scheme}", edition, number, key),
    )
