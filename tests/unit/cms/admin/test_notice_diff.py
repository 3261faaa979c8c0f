"""Two drafts beside each other, in words: short fields, paragraphs, characters; nothing where nothing differs."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cms import clock
from cms.admin.notice_diff import Change, Op, Paragraph, changes, text_changes
from cms.models import Notice, NoticeAct
from tests.factories import notices as make
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_office
from tests.factories.rows import organization

PARAGRAPHS = st.lists(st.text(alphabet="甲乙丙丁，。", min_size=1, max_size=8), max_size=6)


def side(paragraphs: list[Paragraph], without: Op) -> list[str]:
    """What a reader of one side sees."""
    read = ["".join(piece.text for piece in p.pieces if piece.op is not without) for p in paragraphs]
    keep = [p.op is not without for p in paragraphs]
    return [text for text, kept in zip(read, keep, strict=True) if kept]


@given(PARAGRAPHS, PARAGRAPHS)
def test_either_side_is_read_back_whole(before: list[str], after: list[str]) -> None:
    found = list(text_changes(before, after))
    assert side(found, Op.NEW) == before
    assert side(found, Op.GONE) == after


def test_a_changed_paragraph_shows_the_characters_that_changed() -> None:
    (found,) = text_changes(["公示期为5个工作日。"], ["公示期为7个工作日。"])
    assert [(piece.op.value, piece.text) for piece in found.pieces] == [
        ("same", "公示期为"),
        ("gone", "5"),
        ("new", "7"),
        ("same", "个工作日。"),
    ]


def test_paragraphs_that_have_nothing_in_common_are_taken_out_and_put_in() -> None:
    found = list(text_changes(["第一段。", "关于受理。"], ["第一段。", "联系电话见下。"]))
    assert [paragraph.op.value for paragraph in found] == ["same", "gone", "new"]


@pytest.fixture
def office() -> Office:
    return make_office("taiyuan")


def saved_twice(office: Office) -> Notice:
    """A draft with a second version by its editor."""
    edition = make.run_up(office, "acceptance_list")
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, "acceptance_list", rows=[organization(1)])
        draft = notice.get_latest_revision_as_object()
        draft.working_days, draft.starts_on = 8, dt.date(2026, 3, 20)
        draft.lead = draft.lead.replace("公告如下", "公示如下")
        draft.scheduled_for = dt.datetime(2026, 3, 20, 1, 30, tzinfo=dt.UTC)
        draft.save_revision(user=office.editor, changed=True)
    return Notice.objects.get(pk=notice.pk)


@pytest.mark.django_db
def test_fields_have_their_chinese_names_and_values(office: Office) -> None:
    notice = saved_twice(office)
    first = notice.revisions.order_by("pk").last() and notice.revisions.order_by("-pk")[1].as_object()
    found = {change.label: change for change in changes(first, notice.get_latest_revision_as_object())}
    assert found["公示工作日数"] == Change("公示工作日数", "5", "8")
    assert found["公示起始日"] == Change("公示起始日", "—", "2026-03-20（星期五）")
    assert found["定时发布"].after == "北京时间2026-03-20 09:30"
    assert found["正文"].paragraphs
    assert set(found) == {"公示工作日数", "公示起始日", "定时发布", "正文"}
    assert changes(first, first) == []


@pytest.mark.django_db
def test_the_page_compares_the_newest_draft_with_the_one_before(office: Office) -> None:
    notice = saved_twice(office)
    url = reverse("gongshi:compare", args=[notice.pk])
    editor = client_of(office.editor)
    with clock.at(DEFAULT_AT):
        page = editor.get(url)
        assert "<del>5</del> → <ins>8</ins>" in page.content.decode()
        assert "最新草稿" in text_of(page)
        assert "逐条比对名单" not in text_of(page)
        same = editor.get(url, {"before": notice.latest_revision_id, "after": notice.latest_revision_id})
        assert "两个版本的内容相同。" in text_of(same)
        refused = editor.get(url, {"before": "999999"}, follow=True)
        assert "没有这个版本。" in messages_of(refused)


@pytest.mark.django_db
def test_wagtails_own_comparison_speaks_the_same_words(office: Office) -> None:
    notice = saved_twice(office)
    url = reverse("wagtailadmin_pages:revisions_compare", args=[notice.pk, "earliest", "latest"])
    with clock.at(DEFAULT_AT):
        page = client_of(office.editor).get(url)
    assert "公示工作日数" in text_of(page)
    assert "2026-03-20（星期五）" in text_of(page)
    assert "比对其他版本" in text_of(page)


@pytest.mark.django_db
def test_an_amendment_is_compared_with_what_it_amends(office: Office) -> None:
    seal = make.published_notice("taiyuan")
    with clock.at(DEFAULT_AT):
        draft = make.draft(
            office,
            seal.edition,
            seal.stage_key,
            act=NoticeAct.CORRECTION,
            amends=seal.notice,
            doc_no="示质发〔2026〕2号",
        )
        page = client_of(office.editor).get(reverse("gongshi:compare", args=[draft.pk]))
    assert f"已公布的原公告：{seal.notice.title}" in text_of(page)
    assert page.context["before"] == "original"
    assert "示质发〔2026〕2号" in text_of(page)
