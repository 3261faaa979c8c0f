"""What a notice tells the citizen, in every state of its window: sentences, telephone, list, acts, proof."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from cms.pages import NoticePage
from tests.factories import public_notices as sample
from tests.factories.html import Element, parse
from tests.factories.public_cases import notice_cases

CASES = {case.name: case for case in notice_cases()}


def page(name: str) -> Element:
    """A case's page as a tree."""
    case = CASES[name]
    return parse(render_to_string(case.template, case.context, RequestFactory().get(case.path)))


def show(shown: NoticePage, template: str = "cms/notices/publicity.html") -> Element:
    """A page made for one test."""
    request = RequestFactory().get(shown.notice.path)
    return parse(render_to_string(template, {"shown": shown, "cities": sample.MASTHEAD}, request))


def only(root: Element, name: str) -> Element:
    """The one element with this class."""
    (found,) = root.classed(name)
    return found


def test_the_window_is_said_in_sentences():
    panel = only(page("notice-open"), "window")
    assert only(panel, "window-remaining").text == "还剩4个工作日"
    assert only(panel, "window-until").text == "截止：2026年11月23日24:00 北京时间"
    assert only(panel, "window-sentence").text == (
        "公示期自2026年11月17日（星期二）起计，至2026年11月23日（星期一）24:00（北京时间）止，共5个工作日。"
        "今天是第2个工作日，连今天还剩4个。"
    )


def test_it_says_why_the_count_stands_still():
    panel = only(page("notice-holiday"), "window")
    assert only(panel, "window-pause").text == (
        "今天国庆节放假，不计入公示期（放假不计），2026年10月8日（星期四）起继续计算。"
    )
    assert "已过2个工作日，还剩3个" in only(panel, "window-sentence").text


def test_on_the_last_day_it_says_today():
    panel = only(page("notice-last-day"), "window")
    assert only(panel, "window-remaining").text == "今天24:00截止"
    assert only(panel, "badge-last_day").text == "今天截止"


def test_a_provisional_window_says_so_and_why_and_names_no_certain_day():
    panel = only(page("notice-provisional"), "window")
    assert only(panel, "badge-provisional").text == "截止日暂定"
    assert only(panel, "window-until").text == "暂定截止：2027年1月6日24:00 北京时间"
    assert "暂定至2027年1月6日（星期三）24:00" in only(panel, "window-sentence").text
    assert "国家尚未公布2027年放假安排" in panel.text
    assert "不作出公示结论" in panel.text


def test_an_exact_and_an_unstated_period_are_told_apart():
    assert "办法规定公示期为10个工作日，不多也不少。" in only(page("notice-exact"), "window").text
    unstated = only(page("notice-unstated"), "window").text
    assert "期限未规定" in unstated
    assert "不多也不少" not in unstated


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("notice-upcoming", "2026年11月23日起公示"),
        ("notice-closed", "期满，等待发布机关作出结论"),
        ("notice-concluded", "公示已结束"),
        ("notice-ended", "评选已终止，公示不再进行"),
    ],
)
def test_other_phases_have_words_of_their_own(name: str, words: str):
    assert only(page(name), "window-remaining").text == words


def test_how_to_object_stands_before_the_list_with_telephone_hours_and_address():
    root = page("notice-open")
    panel = only(root, "objection")
    assert only(panel, "phone-big").attrs["href"] == "tel:03520000000"
    for words in ("家属、亲友可以代为提出", sample.HOURS, "示范路1号政务楼305室", "领导小组办公室（示例）"):
        assert words in panel.text
    order = [
        e
        for e in root.walk()
        if e is panel or e.tag == "table" or "window" in e.attrs.get("class", "").split()
    ]
    assert [e.tag for e in order[:3]] == ["section", "section", "table"]


def test_after_the_window_it_points_to_the_complaint_route_instead():
    panel = only(page("notice-closed"), "objection")
    assert "异议期已过" in panel.text
    assert "可以向监督组投诉举报" in panel.text
    assert "可以提异议" not in panel.text
    nobody = only(page("notice-concluded"), "objection")
    assert "未规定受理投诉举报的机构" in nobody.text


def test_a_body_the_measure_does_not_name_is_said_to_be_unnamed():
    assert "办法未规定受理机构" in only(page("notice-exact"), "objection").text


def test_the_countdown_has_a_box_and_a_sentence_for_every_day():
    shown = CASES["notice-holiday"].context["shown"]
    boxes = page("notice-holiday").classed("day")
    assert len(boxes) == len(shown.window.days) == 13
    spoken = [only(box, "sr-only").text for box in boxes]
    assert spoken[0] == "2026年9月28日 星期一，不计入，发布当日"
    assert spoken[1] == "2026年9月29日 星期二，第1个工作日，已过"
    assert spoken[4] == "2026年10月2日 星期五，不计入，国庆节放假，今天"
    assert spoken[12] == "2026年10月10日 星期六，第5个工作日（调休上班）"
    assert [box.attrs["class"].split()[-1] for box in boxes[:1]] == ["wd-1"]
    assert all(e.attrs["aria-hidden"] == "true" for box in boxes for e in box.classed("day-no"))


def test_secret_entries_are_counted_and_nothing_more():
    root = page("notice-open")
    assert only(root, "list-count").text == "共7条。 另有1条依法不公开（涉密），只公布数量。"


def test_a_withheld_row_shows_ground_and_time_and_nothing_of_its_own():
    leak = replace(sample.entries()[0], withheld=sample.entries()[4].withheld)
    row = only(
        show(NoticePage(sample.notice(entries=(leak,)), sample.at("2026-11-18"), None)), "entry-withheld"
    )
    assert "依法隐去" in row.text
    assert "个人信息保护法第二十八条，2026年11月17日 16:20" in row.text
    assert "待第二人确认" in row.text
    for own in (leak.name, leak.uscc, leak.district, leak.recommender, leak.industry):
        assert own not in row.text


def test_a_struck_row_stays_with_its_reason():
    root = page("notice-struck")
    row = only(root, "entry-struck")
    assert [d.text for d in row.all("del")] == ["塞外清泉食品股份有限公司（示例）"]
    assert "移出名单 2026年11月17日：经核实，申报材料与事实不符。（第三十一条）" in row.text


def test_an_entry_with_a_window_of_its_own_says_until_when():
    assert "本条单独公示，至2026年11月24日24:00（北京时间）。" in page("notice-struck").text


def test_later_acts_stand_in_order_with_before_and_after():
    acts = only(page("notice-struck"), "acts").all("li")
    assert [act.all("strong")[0].text for act in acts] == ["移出名单", "变更后重新公示", "截止日期变更"]
    assert [e.text for e in acts[2].all("del", "ins")] == ["2026年11月22日", "2026年11月23日"]


def test_corrections_link_both_ways():
    original, correction = page("notice-struck"), page("correction")
    assert "/datong/2026/proposed-winners-2/" in [
        a.attrs["href"] for a in only(original, "linked-notices").all("a")
    ]
    assert "/datong/2026/proposed-winners/" in [
        a.attrs["href"] for a in only(correction, "linked-notices").all("a")
    ]
    assert "原名单第2条经核实与事实不符" in correction.text


def test_rows_are_grouped_by_tier_and_kind_and_keep_their_numbers():
    tables = page("notice-open").classed("table-entries")
    assert [t.all("caption")[0].text for t in tables] == [
        "质量奖 · 组织（3条）",
        "质量奖 · 个人（2条）",
        "质量奖提名奖 · 组织（2条）",
    ]
    assert [td.text for t in tables for td in t.classed("c-no") if td.tag == "td"] == list("1234567")
    assert "甲某、乙某" in tables[1].text


def test_caps_link_to_their_article_and_a_missing_cap_reads_unstated():
    notice = sample.notice()
    unstated = replace(notice.tier_counts[0], cap=None, articles=())
    table = only(
        show(NoticePage(replace(notice, tier_counts=(unstated,)), sample.at("2026-11-18"), None)),
        "table-caps",
    )
    assert "未规定" in table.text
    links = [a.attrs["href"] for a in only(page("notice-open"), "table-caps").all("a")]
    assert set(links) == {"/datong/measure/v1/#a3"}


def test_the_basis_prints_the_article_and_links_to_it():
    law = only(page("notice-open"), "law")
    assert law.all("a")[0].attrs["href"] == "/datong/measure/v1/#a21"
    assert "公示期不少于5个工作日" in law.text


def test_verdicts_show_the_public_reason_of_an_override():
    text = only(page("notice-open"), "verdicts").text
    assert "说明理由后发布" in text
    assert "登记系统迁移期间补录。（领导小组办公室（示例））" in text
    assert "政府信息公开条例第十七条" in text


def test_attachments_show_size_and_digest_and_a_withheld_one_has_no_link():
    files = only(page("notice-open"), "files").all("li")
    assert files[0].all("a")[0].attrs["href"] == f"/files/{sample.SHA}/mingdan.pdf"
    assert "178.1" in files[0].text
    assert only(files[0], "digest").text.replace(" ", "").endswith(sample.SHA)
    assert files[1].all("a") == []
    assert "依法隐去" in files[1].text


def test_the_disclosure_block_prints_a_dash_for_what_is_missing():
    facts = only(page("notice-open"), "table-facts")
    cells = {
        th.text: facts.all("th", "td")[i + 1].text
        for i, th in enumerate(facts.all("th", "td"))
        if th.tag == "th"
    }
    assert cells["主题分类"] == "—"
    assert cells["索引号"] == "000000000/2026-00012"
    assert cells["公开方式"] == "主动公开"
    assert set(cells) == {
        "索引号", "主题分类", "发文机关", "成文日期", "发文字号", "发布日期", "有效性", "公开方式", "标题",
    }  # fmt: skip


def test_the_seal_can_be_fetched_and_its_digest_read():
    block = only(page("notice-open"), "seal")
    assert sample.SHA in block.text.replace(" ", "")
    assert "/datong/2026/proposed-winners/seal.json" in [a.attrs["href"] for a in block.all("a")]
    assert "https://gongshi.example.cn/datong/2026/proposed-winners/" in only(block, "print-only").text


def test_a_preview_says_so_and_offers_no_seal():
    root = page("preview")
    assert "这是草稿预览，尚未发布。" in root.text
    assert not [a for a in root.all("a") if a.attrs["href"].endswith("seal.json")]
    assert [m.attrs["content"] for m in root.all("meta") if m.attrs.get("name") == "robots"] == ["noindex"]


def test_the_filter_script_comes_only_with_a_long_list():
    assert [s.attrs["src"] for s in page("notice-long").all("script")] == ["/static/portal/list-filter.js"]
    assert page("notice-open").all("script") == []


def test_words_of_a_notice_cannot_become_markup():
    evil = sample.notice(title="<script>alert(1)</script>", publisher='"><b>x')
    root = show(NoticePage(evil, sample.at("2026-11-18"), None))
    assert root.all("h1")[0].text == "<script>alert(1)</script>"
    assert root.all("script") == []


def test_the_text_of_the_notice_keeps_its_paragraphs():
    (words,) = page("notice-open").classed("words-lead")
    assert len(words.all("p")) == 2
