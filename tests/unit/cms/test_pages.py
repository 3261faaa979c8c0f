"""The values behind the pages: boxes of a window, groups of a list, plain words, the measures' pages."""

import datetime as dt
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from cms.pages import DayState, NoticePage, entry_groups, measure_page, period_words, plain_words
from cms.regulation.document import load_builtin
from cms.regulation.schema import anchor_of
from tests.factories import public_notices as sample
from tests.factories import public_pages as pages

CITIES = tuple(sample.CITIES)


def test_a_day_that_does_not_count_is_never_told_as_passed_or_ahead():
    box = sample.box("2026-09-28", sample.at("2026-10-09"))
    states = {each.day.isoformat(): each.state for each in box.boxes}
    assert states["2026-09-29"] is DayState.PASSED
    assert states["2026-10-01"] is DayState.NOT_COUNTED
    assert states["2026-10-09"] is DayState.TODAY
    assert states["2026-10-10"] is DayState.AHEAD


def test_the_count_goes_on_with_the_next_counted_day():
    box = sample.box("2026-09-28", sample.at("2026-10-02"))
    assert box.resumes_on == dt.date(2026, 10, 8)
    assert not box.counts_today
    assert sample.box("2026-09-28", sample.at("2026-10-10")).resumes_on is None


def test_objections_begin_before_the_first_counted_day():
    box = sample.box("2026-11-16", sample.at("2026-11-16"))
    assert box.before_first_day
    assert box.start_day == dt.date(2026, 11, 16)
    assert not sample.box("2026-11-16", sample.at("2026-11-17")).before_first_day


def test_a_provisional_window_names_the_year_it_waits_for():
    box = sample.box("2026-12-29", sample.at("2026-12-30"))
    assert box.unknown_years == (2027,)
    assert box.end_day == box.state.expected_last_day
    assert box.state.last_day is None


def test_groups_follow_the_list_and_lose_no_row():
    notice = sample.notice()
    groups = entry_groups(notice, {})
    assert [(g.tier, g.kind, len(g.rows)) for g in groups] == [
        ("award", "organization", 3),
        ("award", "individual", 2),
        ("nominee", "organization", 2),
    ]
    assert sorted(row.entry.no for g in groups for row in g.rows) == [1, 2, 3, 4, 5, 6, 7]


def test_a_withheld_row_stays_where_it_stood_even_at_the_head():
    entries = sample.entries()
    first = replace(entries[4], no=0)
    groups = entry_groups(sample.notice(entries=(first, *entries[:2])), {})
    assert [[row.entry.no for row in g.rows] for g in groups] == [[0, 1, 2]]
    assert groups[0].tier_name == "质量奖"


def test_a_list_withheld_altogether_is_one_nameless_group():
    (group,) = entry_groups(sample.notice(entries=(sample.entries()[4],)), {})
    assert (group.tier_name, group.kind_label, group.standing) == ("", "", 0)


def test_a_column_nobody_filled_is_left_out():
    bare = replace(sample.organisation(1, "样本"), industry="", recommender="")
    (group,) = entry_groups(sample.notice(entries=(bare,)), {})
    assert group.columns == ("uscc", "district")


def test_acts_reach_the_entry_they_speak_of():
    shown = sample.struck_page()
    rows = {row.entry.no: row for group in shown.groups for row in group.rows}
    assert rows[2].struck is not None
    assert [act.kind for act in rows[3].acts] == ["changed"]
    assert rows[3].window is not None
    assert rows[1].acts == ()
    assert shown.groups[0].standing == 2


def test_the_page_finds_telephone_and_place_whatever_their_order():
    shown = NoticePage(sample.notice(channels=sample.CHANNELS[::-1]), sample.at("2026-11-18"), None)
    assert shown.phone is sample.CHANNELS[0]
    assert shown.place is sample.CHANNELS[1]
    by_post = NoticePage(sample.notice(channels=sample.CHANNELS[2:]), sample.at("2026-11-18"), None)
    assert by_post.phone is None
    assert by_post.place is sample.CHANNELS[2]


@pytest.mark.parametrize("code", CITIES)
def test_every_reference_of_a_measures_page_meets_an_anchor(code: str):
    shown = pages.measure(code)
    anchors = {article.anchor for chapter in shown.chapters for article in chapter.articles}
    anchors |= {
        p.anchor for chapter in shown.chapters for a in chapter.articles for p in a.paragraphs if p.anchor
    }
    links = [
        link
        for part in (
            *(shown.stages + shown.facts + shown.silences + shown.readings),
            *(receiver for route in shown.routes for receiver in route.receivers),
        )
        for link in part.articles
    ]
    assert links
    assert {link.url.partition("#")[2] for link in links} <= anchors
    assert all(link.url.startswith(f"/{code}/measure/v1/#") for link in links)


@pytest.mark.parametrize("code", CITIES)
def test_a_measures_page_prints_every_article_once_and_whole(code: str):
    text = load_builtin(code).regulation.text
    shown = pages.measure(code)
    printed = [article for chapter in shown.chapters for article in chapter.articles]
    assert [article.anchor for article in printed] == [
        anchor_of(str(article.no)) for article in text.articles
    ]
    assert ["\n".join(p.text for p in a.paragraphs) for a in printed] == [
        article.text for article in text.articles
    ]


@pytest.mark.parametrize("code", CITIES)
def test_what_a_measure_does_not_state_is_listed_and_cites_nothing(code: str):
    shown = pages.measure(code)
    assert all(fact.articles == () for fact in shown.unstated)
    assert all(fact.articles for fact in shown.stated)
    regulation = load_builtin(code).regulation
    silent = {fact.label for fact in shown.unstated}
    assert ("投诉举报由谁受理" in silent) == (regulation.complaints is None)
    assert ("再次申报的限制" in silent) == (regulation.reapplication is None)


@pytest.mark.parametrize("code", CITIES)
def test_who_receives_what_is_filed_online_cites_articles_only_where_the_measure_says_so(code: str):
    regulation = load_builtin(code).regulation
    shown = pages.measure(code).routes
    assert [route.label for route in shown] == ["异议", "投诉举报"]
    for route, stated in zip(shown, regulation.routes, strict=True):
        by_measure = [line.basis == "measure" for line in stated.lines]
        assert [bool(receiver.articles) for receiver in route.receivers] == by_measure
        assert bool(route.choices) == bool(stated.alternatives)
    page = render_to_string("cms/measure.html", {"shown": pages.measure(code), "main_root": ""})
    promised = page[page.index('id="routes-h"') : page.index('id="readings-h"')].count(">平台承诺<")
    assert promised == sum(line.basis == "commitment" for route in regulation.routes for line in route.lines)


@pytest.mark.parametrize("code", CITIES)
def test_stages_in_plain_words_name_their_body_and_borrow_no_period(code: str):
    regulation = load_builtin(code).regulation
    for stage in regulation.stages:
        words = plain_words(stage, regulation)
        assert words.endswith("。")
        if stage.published_here:
            assert regulation.body(stage.publisher).name in words
        if stage.type == "publicity" and stage.period is None:
            assert period_words(stage) == "期限未规定"


def test_exact_and_least_periods_read_differently():
    hohhot, datong = (load_builtin(code).regulation for code in ("hohhot", "datong"))
    assert period_words(hohhot.stage("proposed_winner_publicity")) == "为10个工作日"
    assert period_words(datong.stage("proposed_winner_publicity")) == "不少于5个工作日"
    assert period_words(datong.stage("commendation_decision")) == ""


def test_a_measure_without_chapters_still_has_its_articles():
    regulation = load_builtin("datong").regulation
    bare = regulation.model_copy(update={"text": regulation.text.model_copy(update={"chapters": ()})})
    shown = measure_page(bare, card=pages.measure_card("datong"), versions=(), sha256="0", is_current=False)
    assert [chapter.heading for chapter in shown.chapters] == [""]
    assert len(shown.chapters[0].articles) == len(regulation.text.articles)
