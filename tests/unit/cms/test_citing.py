"""Citations of awards: their punctuation, what is left out, and that no name can break a reference."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.utils import translation

from cms.citing import CitedAward, award_citations
from cms.register import Status

ADDRESS = "https://gongshi.example.cn/register/awards/datong-2023-0123456789ab/"
AWARD = CitedAward(
    public_id="datong-2023-0123456789ab",
    address=ADDRESS,
    responsible="大同市人民政府（示例）",
    title="大同市质量奖 第一届 质量奖",
    holder="古城机械厂（示例）",
    doc_no="同政发〔2023〕0号",
    awarded_on=dt.date(2023, 5, 12),
    status=Status.VALID,
    status_label="有效",
    changed_on=dt.date(2023, 5, 12),
    read_on=dt.date(2026, 11, 21),
)
REVOKED = replace(
    AWARD,
    status=Status.REVOKED,
    status_label="已撤销",
    changed_on=dt.date(2026, 1, 23),
    happened_on=dt.date(2026, 1, 23),
    happened_doc_no="同政函〔2026〕1号",
)


def test_an_electronic_announcement_by_the_standard() -> None:
    assert award_citations(AWARD).gbt == (
        "大同市人民政府（示例）. 大同市质量奖 第一届 质量奖：古城机械厂（示例）（同政发〔2023〕0号）[EB/OL]. "
        f"(2023-05-12)[2026-11-21]. {ADDRESS}."
    )


def test_what_nobody_knows_is_left_out_with_its_marks() -> None:
    older = replace(AWARD, responsible="", doc_no="")
    cited = award_citations(older)
    assert (
        cited.gbt
        == f"大同市质量奖 第一届 质量奖：古城机械厂（示例）[EB/OL]. (2023-05-12)[2026-11-21]. {ADDRESS}."
    )
    assert "author" not in cited.bibtex
    assert "，，" not in cited.plain
    assert "；；" not in cited.bibtex


@pytest.mark.parametrize("form", ["plain", "gbt", "bibtex"])
def test_a_revocation_is_in_every_form_with_its_day_and_document(form: str) -> None:
    said = getattr(award_citations(REVOKED), form)
    assert "已撤销" in said
    assert "2026年1月23日" in said
    assert "同政函〔2026〕1号" in said
    assert "撤销" not in getattr(award_citations(AWARD), form)


@pytest.mark.parametrize("form", ["plain", "gbt", "bibtex"])
def test_what_was_given_back_or_ran_out_or_was_struck_says_so(form: str) -> None:
    back = replace(AWARD, reinstated_on=dt.date(2026, 3, 1))
    assert "曾被撤销" in getattr(award_citations(back), form)
    over = replace(AWARD, status=Status.EXPIRED, status_label="有效期满", valid_through=dt.date(2026, 5, 11))
    assert re.search("有效期(至2026年5月11日，已)?满", getattr(award_citations(over), form))
    struck = replace(REVOKED, status=Status.STRUCK, status_label="已移出决定")
    assert "已移出决定" in getattr(award_citations(struck), form)


def test_a_withheld_holder_is_named_as_withheld() -> None:
    cited = award_citations(replace(AWARD, holder=""))
    assert "：依法隐去（" in cited.gbt
    assert "：依法隐去}}" in cited.bibtex
    assert cited.plain.startswith("（依法隐去），")


def test_bibtex_keeps_latin_capitals_and_is_not_broken_by_any_name() -> None:
    hostile = replace(AWARD, holder='TCL & Co_50% {A} \\input{x} ~^#$"}', responsible="A and B Bureau")
    entry = award_citations(hostile).bibtex
    assert "author   = {{A and B Bureau}}," in entry
    assert r"TCL \& Co\_50\% {\textbraceleft}A{\textbraceright} {\textbackslash}input" in entry
    assert r"\input" not in entry
    depth, closed = 0, []
    for place, each in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(each, 0)
        if depth == 0 and each == "}":
            closed.append(place)
    assert closed == [len(entry) - 2]
    fields = re.findall(r"^  (\w+) += \{", entry, re.MULTILINE)
    assert fields == ["author", "title", "year", "month", "url", "urldate", "note", "language"]


def test_references_stay_chinese_on_an_english_page() -> None:
    chinese = award_citations(REVOKED)
    with translation.override("en"):
        english = award_citations(REVOKED)
    assert (english.gbt, english.bibtex) == (chinese.gbt, chinese.bibtex)
    assert english.plain != chinese.plain
