"""Small things that keep an office on its way: links to where a block is settled, why a field is asked for, ways back."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from cms import clock
from cms.admin.ways import way_out
from cms.models import Notice
from cms.regulation.rules.table import PUBLICATION_RULES
from cms.regulation.rules.verdicts import Level, Verdict
from portal.calendar.views import calculator
from tests.factories import notices as make
from tests.factories.admin import client_of, edit_url, messages_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_office, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office("taiyuan")


@pytest.fixture
def notice(office: Office) -> Notice:
    edition = make.run_up(office, "acceptance_list")
    with clock.at(DEFAULT_AT):
        return make.draft(office, edition, "acceptance_list")


def in_review(office: Office, notice: Notice) -> Notice:
    with clock.at(DEFAULT_AT):
        make.fulfil(office, notice.edition, "acceptance_list")
        return make.submit(office, notice)


def verdict(rule: str) -> Verdict:
    return Verdict(rule=rule, level=Level.BLOCK, msg="", subject="taiyuan-2026-0.x")


@pytest.mark.parametrize(
    ("rule", "address"),
    [
        ("act.secrecy_review", "records"),
        ("row.uscc", "list"),
        ("list.cap", "list"),
        ("channel.phone", "scheme"),
        ("gate.not_passed", "edition"),
        ("privacy.unreadable", "attachments"),
        ("revoke.ground", "awards"),
    ],
)
def test_a_block_leads_to_where_it_is_settled(notice: Notice, rule: str, address: str) -> None:
    way = way_out(notice, verdict(rule))
    assert way is not None
    assert f"/{address}/" in way.url


@pytest.mark.parametrize("rule", ["period.minimum", "list.secret_count", "disclosure.field", "privacy.found"])
def test_what_the_form_itself_settles_leads_nowhere_else(notice: Notice, rule: str) -> None:
    assert way_out(notice, verdict(rule)) is None


def test_every_rule_can_be_asked_for_its_way(notice: Notice) -> None:
    ways = {rule.id: way_out(notice, verdict(rule.id)) for rule in PUBLICATION_RULES}
    assert sum(way is not None for way in ways.values()) > len(ways) / 3


def test_the_form_shows_ways_and_the_review_does_not(office: Office, notice: Notice) -> None:
    with clock.at(DEFAULT_AT):
        form = client_of(office.editor).get(edit_url(notice)).content.decode()
    assert "g-remedy" in form
    in_review(office, notice)
    with clock.at(DEFAULT_AT):
        page = client_of(office.approver).get(reverse("gongshi:review", args=[notice.pk]))
    assert "g-remedy" not in page.content.decode()


def test_the_form_says_why_it_asks_with_the_article(office: Office, notice: Notice) -> None:
    with clock.at(DEFAULT_AT):
        page = client_of(office.editor).get(edit_url(notice)).content.decode()
    assert page.count("为什么问这个") >= 5
    period = office.regulation.stage("acceptance_list").period
    assert period is not None
    assert f'href="/taiyuan/measure/v1/#a{period.articles[0].partition("(")[0]}' in page
    assert "按现在的情况重新核对" in page


def test_who_reviews_is_led_to_the_review_before_saving(office: Office, notice: Notice) -> None:
    in_review(office, notice)
    with clock.at(DEFAULT_AT):
        page = client_of(office.approver).get(edit_url(notice))
    items = [item.name for item in page.context["action_menu"].menu_items]
    assert page.context["action_menu"].default_item.name == "action-review"
    assert "action-review" not in items


def test_wagtails_approval_dialog_leads_to_the_review(office: Office, notice: Notice) -> None:
    state = in_review(office, notice).current_workflow_task_state
    client = client_of(office.approver)
    for name in ("workflow_action", "collect_workflow_action_data"):
        url = reverse(f"wagtailadmin_pages:{name}", args=[notice.pk, "approve", state.pk])
        for method in (client.get, client.post):
            with clock.at(DEFAULT_AT):
                answer = method(url, follow=True)
            assert answer.redirect_chain[-1][0] == reverse("gongshi:review", args=[notice.pk])
            assert "请在这里审核" in messages_of(answer)
    assert Notice.objects.get(pk=notice.pk).workflow_in_progress


def test_the_steps_above_a_notice_lead_to_the_office(office: Office, notice: Notice) -> None:
    client = client_of(office.editor)
    edition = reverse("gongshi:edition", args=[notice.edition.pk])
    for url in (edit_url(notice), reverse("wagtailadmin_pages:history", args=[notice.pk])):
        with clock.at(DEFAULT_AT):
            page = client.get(url).content.decode()
        assert f'href="{edition}"' in page
        assert f'href="{reverse("gongshi:desk")}#taiyuan"' in page
        assert reverse("wagtailadmin_explore", args=[notice.edition.pk]) not in page


def test_who_deletes_a_draft_comes_back_to_its_edition(office: Office, notice: Notice) -> None:
    url = reverse("wagtailadmin_pages:delete", args=[notice.pk])
    edition = notice.edition
    gone = client_of(office.editor).post(url)
    assert gone["Location"] == reverse("gongshi:edition", args=[edition.pk])
    assert not Notice.objects.filter(pk=notice.pk).exists()


def test_a_draft_is_looked_at_by_a_link_in_each_state(office: Office, notice: Notice) -> None:
    client, url = client_of(office.approver), reverse("gongshi:preview", args=[notice.pk])
    with clock.at(DEFAULT_AT):
        assert "公示中" in text_of(client.get(url))
        assert "存档" in text_of(client.get(url, {"mode": "concluded"}))
        assert "没有这种预览。" in messages_of(client.get(url, {"mode": "nonsense"}, follow=True))
        review = client_of(office.editor).get(edit_url(notice)).content.decode()
    assert f"{url}?mode=provisional" in review


def test_the_calendar_follows_the_portals_clock(rf: Any) -> None:
    day = dt.datetime(2031, 5, 6, 17, 0, tzinfo=dt.UTC)
    with clock.at(day):
        page = calculator(rf.get("/calendar/"))
        index = client_of(person("root", is_superuser=True)).get(reverse("workcalendar_admin:index"))
    assert 'value="2031-05-07"' in page.content.decode()
    assert next(state.year for state in index.context["years"]) == 2033
