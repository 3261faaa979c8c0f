"""The whole way through the admin: begin a draft, fill it, type the list, put acts on record, submit, approve, conclude."""

import datetime as dt

import pytest
from django.urls import reverse

from cms import clock
from cms.models import Conclusion, EditionPage, Notice, Seal
from tests.factories.admin import client_of, edit_data, edit_url, messages_of, text_of
from tests.factories.notices import after_window, run_up
from tests.factories.offices import DEFAULT_AT, Office, make_office
from tests.factories.rows import code_of

pytestmark = pytest.mark.django_db


def rows_data(*names: str) -> dict[str, str]:
    """The list editor's fields for new organisations."""
    data = {"rows-TOTAL_FORMS": str(len(names)), "rows-INITIAL_FORMS": "0"}
    for place, name in enumerate(names):
        data |= {
            f"rows-{place}-kind": "organization",
            f"rows-{place}-tier": "award",
            f"rows-{place}-name": name,
            f"rows-{place}-uscc": code_of(place + 1),
            f"rows-{place}-district": "示例区",
            f"rows-{place}-recommender": "示例区人民政府（示例）",
        }
    return data


@pytest.fixture
def office() -> Office:
    return make_office("taiyuan")


def begin(office: Office, edition: EditionPage, stage_key: str) -> Notice:
    editor = client_of(office.editor)
    response = editor.post(
        reverse("gongshi:new_notice", args=[edition.pk]), {"choice": f"stage:{stage_key}"}, follow=True
    )
    assert response.redirect_chain, text_of(response)
    return Notice.objects.child_of(edition).order_by("-pk").first()


def record_everything(office: Office, notice: Notice) -> None:
    editor = client_of(office.editor)
    url = f"{reverse('gongshi:records', args=[notice.edition.pk])}?stage={notice.stage_key}"
    page = editor.get(url)
    for item in page.context["items"]:
        sent = {
            "item": item.token,
            "done_on": clock.today().isoformat(),
            "body_name": "办公室（示例）",
            "document_no": "示例记录1号",
            "made": "9",
            "recused": "1",
        }
        assert editor.post(url, sent).status_code == 302


def test_from_the_first_click_to_the_concluded_publicity(office: Office) -> None:
    edition = run_up(office, "acceptance_list")
    editor, approver = client_of(office.editor), client_of(office.approver)
    with clock.at(DEFAULT_AT):
        notice = begin(office, edition, "acceptance_list")
        assert edit_url(notice)

        listed = editor.post(
            reverse("gongshi:list", args=[notice.pk]),
            rows_data("示例甲有限公司（示例）", "示例乙有限公司（示例）"),
            follow=True,
        )
        assert "名单已保存，共2条。" in messages_of(listed)
        record_everything(office, notice)

        data = edit_data(
            editor,
            notice,
            lead="现将受理名单公示如下（示例）。",
            objection_text="有异议的请在公示期内提出。",
            signed_date=clock.today().isoformat(),
            media="示例日报（示例）",
        )
        saved = editor.post(edit_url(notice), data)
        assert saved.status_code == 302, saved.context["form"].errors
        page = editor.get(edit_url(notice))
        assert "没有不能发布的问题" in text_of(page), text_of(page)
        submitted = editor.post(edit_url(notice), edit_data(editor, notice) | {"action-submit": "1"})
        assert submitted.status_code == 302
        assert Notice.objects.get(pk=notice.pk).workflow_in_progress

        review = reverse("gongshi:review", args=[notice.pk])
        page = approver.get(review)
        assert "2026-03-23" in text_of(page)
        approved = approver.post(
            review, {"approve": "1", "approve-shown_day": clock.today().isoformat()}, follow=True
        )
        assert "已批准并发布" in messages_of(approved), text_of(approved)

    seal = Seal.objects.get(notice=notice)
    assert [e.name for e in seal.entry_list.entries.all()] == [
        "示例甲有限公司（示例）",
        "示例乙有限公司（示例）",
    ]
    with clock.at(DEFAULT_AT):
        public = approver.get(seal.head["path"])
        assert public.status_code == 200
        assert "示例甲有限公司（示例）" in text_of(public)

    url = reverse("gongshi:conclude", args=[seal.pk])
    with clock.at(after_window(seal)):
        publisher = client_of(office.publisher)
        form = publisher.get(url)
        sent = {"channels-TOTAL_FORMS": "3", "channels-INITIAL_FORMS": "3", "outcome": "公示期内未收到异议。"}
        for place, channel in enumerate(form.context["channels"]):
            sent |= {
                f"channels-{place}-kind": channel.initial["kind"],
                f"channels-{place}-value": channel.initial["value"],
                f"channels-{place}-received": "0",
                f"channels-{place}-open": "0",
            }
        done = publisher.post(url, sent, follow=True)
        assert "公示已办结" in messages_of(done), text_of(done)
    assert Conclusion.objects.get(seal=seal).outcome == "公示期内未收到异议。"


def test_a_page_of_another_day_asks_again(office: Office) -> None:
    from tests.factories.notices import draft, fulfil, submit

    edition = run_up(office, "acceptance_list")
    with clock.at(DEFAULT_AT):
        notice = draft(office, edition, "acceptance_list")
        fulfil(office, edition, "acceptance_list")
        submit(office, notice)
    approver = client_of(office.approver)
    review = reverse("gongshi:review", args=[notice.pk])
    with clock.at(DEFAULT_AT + dt.timedelta(days=1)):
        stale = approver.post(review, {"approve": "1", "approve-shown_day": DEFAULT_AT.date().isoformat()})
        assert "请按下面新的日期重新核对" in text_of(stale)
        assert "2026-03-24" in text_of(stale)
        assert not Seal.objects.filter(notice=notice).exists()
        again = approver.post(
            review, {"approve": "1", "approve-shown_day": clock.today().isoformat()}, follow=True
        )
        assert "已批准并发布" in messages_of(again)
    assert Seal.objects.filter(notice=notice).exists()
