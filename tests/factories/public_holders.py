"""Sample pages of holders and of awards of other schemes, made without a database and without an index."""

import datetime as dt
import random
from dataclasses import replace

from cms.models import ExternalAward
from portal.demo.codes import code_of
from search.documents import AwardDocument, Happened
from search.facets import Standing
from search.holder_page import holder_page
from search.holding import Holding
from search.organisations import keys_of
from search.other_awards import page_of
from search.query import Query
from tests.corpus.awards import award
from tests.factories.public_search import NOW, TODAY, SearchCase

NAME, FORMER = "古城机械厂（示例）", "古城铸造厂（示例）"
REVOKED = (Happened("revoked", dt.date(2025, 5, 20), "示〔2025〕1号", "/datong/2021/revocation/"),)


def _won(no: int, name: str = NAME, **more: object) -> AwardDocument:
    made = replace(
        award(no, name, random.Random(no)), verified=True, standing=Standing.STANDING, happened=(), uscc=""
    )
    return replace(made, **more)  # type: ignore[arg-type]


def _holding(*awards: AwardDocument, unverified: tuple[AwardDocument, ...] = (), more: int = 0) -> Holding:
    key = keys_of(awards[0])[0]
    return Holding(key, awards, unverified, len(awards) + more, Query(holders=(key,)))


def _other(source: str) -> ExternalAward:
    return ExternalAward(
        name=NAME,
        award_name="某省质量奖（示例）",
        tier="提名奖",
        edition="2023",
        status="获奖",
        decided_on="2023年8月",
        note="抄自网页。\n没有核实。",
        source=source,
        source_name="名单（示例）.csv",
        source_sha256="0123456789ab" + "c" * 52,
        no=7,
        imported_at=NOW,
    )


def holder_cases() -> list[SearchCase]:
    """A holder's page in every state, and awards of other schemes with and without a source of the web."""
    one = code_of(1)
    foreign = _won(
        8, verified=False, standing=Standing.UNVERIFIED, note="省级；获奖", source="某省网站（示例）"
    )
    person = {"kind": "individual", "unit": NAME}
    pages = {
        "holder": _holding(_won(1, uscc=one)),
        "holder-much": _holding(
            _won(1, uscc=one),
            _won(2, FORMER, uscc=one, standing=Standing.REVOKED, happened=REVOKED),
            _won(3, uscc=code_of(2), origin="before_portal", source="大同市档案馆全宗（示例）"),
            _won(4, year=None, awarded_on=None, awarded_text=""),
            unverified=(foreign,),
            more=600,
        ),
        "holder-person": _holding(_won(5, "示例人员甲", **person)),
    }
    cases = [
        SearchCase(name, "search/holder.html", of.path, holder_page(of, TODAY)) for name, of in pages.items()
    ]
    for name, source in (("other-award", "https://example.org/list"), ("other-award-plain", "")):
        shown = page_of(_other(source), NOW)
        cases.append(SearchCase(name, "search/other_award.html", shown.path, shown))
    return cases
