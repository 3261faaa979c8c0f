"""What an award's page, a list of awards and an announcement say, state by state, without a database."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from cms.pages.apply_check import counting_words, win_words
from cms.pages.register import RegisterQuery
from cms.register import BonusState
from cms.regulation.document import load_builtin
from cms.regulation.rules.facts import BarCount
from cms.selectors.award_page import bonus_words
from cms.views.register import harmless
from tests.factories import public_register as sample
from tests.factories.html import Element, facts, parse
from tests.factories.public_cases import notice_cases, register_cases

CASES = {case.name: case for case in (*register_cases(), *notice_cases())}


def page(name: str) -> Element:
    case = CASES[name]
    return parse(render_to_string(case.template, case.context, RequestFactory().get(case.path)))


@pytest.mark.parametrize(
    ("name", "badges", "words"),
    [
        ("award", ["有效"], "获奖年度：2021年"),
        ("award-revoked", ["已撤销"], "第5届（含）之前不接受申报。"),
        ("award-revoked-years", ["已撤销"], "2030年5月19日（含）之前不接受申报。"),
        ("award-back", ["有效", "曾被撤销，已恢复"], "原撤销决定及其限制申报的后果不再有效"),
        ("award-expired", ["有效期满"], "至2024年12月19日，已满"),
        ("award-struck", ["已移出决定"], "已由后来的更正公告移出表彰决定"),
        ("award-older", ["有效", "上线前记录"], "没有本站的公示期和封存件"),
        ("award-withheld", ["有效"], "个人信息保护法第二十八条"),
    ],
)
def test_an_award_says_in_words_what_it_is(name: str, badges: list[str], words: str) -> None:
    root = page(name)
    shown = root.classed("award-what")[0]
    assert [badge.text for badge in shown.classed("badge")] == badges
    assert words in root.text


def test_years_only_indicate_and_an_unstated_beginning_is_said() -> None:
    by_editions, by_years = (
        facts(page("award-revoked"))["限制申报"],
        facts(page("award-revoked-years"))["限制申报"],
    )
    assert "约15年，以届次为准" in by_editions
    assert "没有写明" not in by_editions
    assert "以届次为准" not in by_years
    assert "办法没有写明从何时起算，本站自撤销决定之日起算。" in by_years


def test_a_measure_without_a_ban_reads_unstated_and_an_older_revocation_has_no_link() -> None:
    root = page("award-revoked-older")
    assert facts(root)["限制申报"].startswith("未规定")
    assert "撤销在本平台上线前作出" in root.text
    assert not [a for a in root.all("a") if a.attrs["href"].endswith("#remedies")]


def test_rules_for_valid_awards_are_put_in_their_place_elsewhere() -> None:
    assert "下列规定适用于有效的奖项" not in page("award").text
    assert "本奖项现在的状态是：已撤销" in page("award-revoked").text


def test_nothing_of_a_withheld_holder_is_left() -> None:
    known = facts(page("award-withheld"))
    assert not {"获奖组织", "统一社会信用代码", "工作单位", "所在县（市、区）", "行业", "证书编号"} & set(
        known
    )


def test_what_the_register_covers_is_said() -> None:
    said = page("register-scheme").classed("register-coverage")[0].text
    assert said == (
        "名册收录：第二届（2021年，示例）、第一届（示例）（上线前记录）。历届获奖情况尚未补录完整。"
        "另有1个获奖者依法不公开，不在名册中。没有查到，不等于没有获奖。"
    )
    assert "已声明历届获奖情况补录完整" in page("register-empty").text
    assert "没有查到。请核对名称" in page("register-nothing-found").text


def test_a_refused_question_shows_no_awards_and_marks_its_field() -> None:
    root = page("register-refused")
    assert not root.classed("register-counts")
    assert [e.attrs["name"] for e in root.all("input") if e.attrs.get("aria-invalid") == "true"] == ["q"]


@pytest.mark.parametrize(
    ("name", "words", "must_not"),
    [
        ("apply-limited", "有限制申报情形", "不等于符合申报条件"),
        ("apply-none", "不等于符合申报条件", "有限制申报情形"),
        ("apply-unknown", "请向办公室核对", "未发现限制申报情形"),
    ],
)
def test_no_answer_says_that_somebody_may_apply(name: str, words: str, must_not: str) -> None:
    root = page(name)
    said = root.classed("apply-answer")[0].text
    assert words in said
    assert must_not not in said
    assert "可以申报" not in root.text


def test_an_announcement_shows_each_award_and_what_came_of_it() -> None:
    plain, later = page("revocation-awards"), page("revocation-later")
    assert [card.all("h3")[0].text.partition(" ")[0] for card in plain.classed("named-award")] == [
        "1.",
        "2.",
        "3.",
    ]
    assert not plain.classed("banner-later")
    assert len(later.classed("banner-later")) == 1
    assert [bool(card.classed("award-mark")) for card in later.classed("named-award")] == [True, False, False]
    withheld = plain.classed("named-award")[2]
    assert "依法隐去" in withheld.text
    assert not withheld.all("dl")
    assert [e.tag for e in plain.walk() if e.attrs.get("id") == "remedies"] == ["section"]


def test_a_reinstatement_names_what_it_gives_back() -> None:
    root = page("reinstatement")
    assert "恢复的奖项" in root.text
    assert "撤销情形" not in facts(root)
    assert "恢复日期" in facts(root)


def test_a_decision_says_at_its_head_that_awards_are_gone_and_marks_the_rows() -> None:
    root = page("decision-revoked")
    assert "其中1个奖项后来被撤销，名单中已注明。" in root.classed("panel")[0].text
    marked = {
        row.attrs["id"]: row.classed("award-mark")[0].text
        for row in root.all("tr")
        if row.classed("award-mark")
    }
    assert marked["e1"].startswith("已撤销 2025年5月20日")
    assert marked["e2"].startswith("曾被撤销，已恢复")
    assert len(marked) == 2


def test_the_address_of_a_page_keeps_the_question() -> None:
    asked = RegisterQuery(q="甲&乙", edition=2, status="revoked", page=3)
    assert asked.to(4) == "q=%E7%94%B2%26%E4%B9%99&edition=2&status=revoked&page=4"
    assert asked.to(1) == "q=%E7%94%B2%26%E4%B9%99&edition=2&status=revoked"
    assert not RegisterQuery(page=5).narrows
    assert RegisterQuery(kind="individual").narrows


@pytest.mark.parametrize(
    ("state", "cny", "words"),
    [
        (BonusState.STATED, 1_000_000, "1,000,000元"),
        (BonusState.UNSTATED, None, "有奖金，金额未规定"),
        (BonusState.NONE, None, "无奖金"),
        (BonusState.SILENT, None, "未规定"),
    ],
)
def test_money_in_words(state: BonusState, cny: int | None, words: str) -> None:
    assert bonus_words(state, cny) == words


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"甲{text}") == f"甲{text}"


def test_the_rule_is_counted_out_as_the_office_counts() -> None:
    regulation = load_builtin("datong").regulation
    assert regulation.reapplication is not None
    by_next = win_words(regulation, regulation.reapplication, BarCount.NEXT_EDITION)
    by_winning = win_words(regulation, regulation.reapplication, BarCount.WINNING_EDITION)
    assert "第3届（含）之前不得申报，第4届起可以再报" in by_next
    assert "第2届（含）之前不得申报，第3届起可以再报" in by_winning
    assert counting_words(BarCount.NEXT_EDITION) != counting_words(BarCount.WINNING_EDITION)


def test_a_tier_called_like_its_award_is_not_said_twice() -> None:
    assert sample.award_row().title == "大同市质量奖 第二届（2021年，示例） 质量奖"
    assert sample.award_row(tier_name="大同市质量奖").title == "大同市质量奖 第二届（2021年，示例）"
