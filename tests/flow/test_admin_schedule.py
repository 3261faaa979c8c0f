"""The office's own schedule: typed and shown in Beijing time, refused with its reason, scheduled anew or left to the approval."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms import clock
from cms.actions.errors import ActionRefused
from cms.actions.schedule import due_notices, publish_due, reschedule
from cms.models import Notice, Seal
from tests.factories import notices as make
from tests.factories.admin import client_of, edit_data, edit_url, messages_of, text_of
from tests.factories.offices import Office, beijing, make_office

pytestmark = pytest.mark.django_db

AT = beijing(2026, 3, 16)
DUE = beijing(2026, 3, 18, 8)
LATER = DUE + dt.timedelta(days=1)
NEXT = beijing(2026, 3, 20, 9, 30)


@pytest.fixture
def office() -> Office:
    return make_office("taiyuan")


def approved(office: Office) -> Notice:
    """A notice approved on Monday for Wednesday at eight."""
    edition = make.run_up(office, "acceptance_list", at=AT)
    with clock.at(AT):
        notice = make.draft(office, edition, "acceptance_list", scheduled_for=DUE)
        make.fulfil(office, edition, "acceptance_list")
        give(office, make.submit(office, notice))
    return Notice.objects.get(pk=notice.pk)


def give(office: Office, notice: Notice) -> None:
    """The approval, through the task."""
    state = notice.workflow_states.filter(status="in_progress").get().current_task_state
    state.task.specific.on_action(state, office.approver, "approve")


@pytest.fixture
def refused(office: Office) -> Notice:
    """A notice that was to go out on Wednesday and did not, because nobody pressed the button in time."""
    notice = approved(office)
    with clock.at(LATER):
        (outcome,) = publish_due()
        assert not outcome.published
    return Notice.objects.get(pk=notice.pk)


def newest(notice: Notice) -> Notice:
    """The draft as it is stored now."""
    draft: Notice = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
    return draft


def edition_page(office: Office, notice: Notice) -> str:
    return text_of(client_of(office.editor).get(reverse("gongshi:edition", args=[notice.edition.pk])))


def test_the_list_says_when_an_approved_notice_goes_out(office: Office) -> None:
    notice = approved(office)
    with clock.at(AT):
        page = edition_page(office, notice)
    assert "已批准，待定时发布" in page
    assert "北京时间2026-03-18 08:00自动发布" in page


def test_a_refused_one_stands_in_the_list_and_on_the_first_page_with_its_reason(
    office: Office, refused: Notice
) -> None:
    with clock.at(LATER):
        page = edition_page(office, refused)
        first = text_of(client_of(office.editor).get(reverse("wagtailadmin_home")))
        form = text_of(client_of(office.editor).get(edit_url(refused)))
    for words in (page, first, form):
        assert refused.refused_reason in words
    assert "定时发布未成" in page
    assert "重新定时，或改为人工发布" in page
    assert "重新定时，或改为人工发布" in form


def test_it_is_not_tried_again_behind_peoples_back(refused: Notice) -> None:
    with clock.at(LATER + dt.timedelta(minutes=1)):
        assert due_notices() == []


def test_it_is_scheduled_anew_submitted_and_goes_out(office: Office, refused: Notice) -> None:
    editor, url = client_of(office.editor), reverse("gongshi:schedule", args=[refused.pk])
    with clock.at(LATER):
        assert "定于北京时间2026-03-18 08:00发布，没有发布。" in text_of(editor.get(url))
        done = editor.post(url, {"how": "again", "at": "2026-03-20T09:30"}, follow=True)
        assert "发布时间已改。" in messages_of(done)
        notice = Notice.objects.get(pk=refused.pk)
        assert notice.refused_reason == ""
        assert notice.get_latest_revision_as_object().scheduled_for == NEXT
        assert "草稿" in edition_page(office, notice)
        make.submit(office, notice)
        give(office, notice)
    with clock.at(NEXT):
        assert [outcome.published for outcome in publish_due()] == [True]
    assert Seal.objects.get(notice=notice).windows.get().start == NEXT.date()


def test_without_a_new_approval_it_is_refused_again(office: Office, refused: Notice) -> None:
    with clock.at(LATER):
        reschedule(notice=refused, at=NEXT, by=office.editor)
    with clock.at(NEXT):
        assert [outcome.published for outcome in publish_due()] == [False]
    assert "请重新提交审核" in Notice.objects.get(pk=refused.pk).refused_reason


def test_by_hand_it_goes_out_with_the_approval(office: Office, refused: Notice) -> None:
    editor, url = client_of(office.editor), reverse("gongshi:schedule", args=[refused.pk])
    with clock.at(LATER):
        editor.post(url, {"how": "by_hand", "at": "2026-03-20T09:30"})
        notice = Notice.objects.get(pk=refused.pk)
        assert notice.get_latest_revision_as_object().scheduled_for is None
        make.submit(office, notice)
        give(office, notice)
    assert Seal.objects.filter(notice=notice).exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "请选择重新定时，还是批准后立即发布。"),
        ({"how": "again"}, "请填写发布时间。"),
        ({"how": "again", "at": "2026-03-18T09:00"}, "现在是北京时间2026-03-19 08:00。"),
        ({"how": "again", "at": "三月二十日"}, "请写成 2026-03-16 09:00（北京时间）。"),
        ({"how": "again", "at": "2026-02-30 09:00"}, "时间不存在或写法不对。"),
    ],
)
def test_what_is_no_time_to_come_is_refused(
    office: Office, refused: Notice, sent: dict[str, str], sentence: str
) -> None:
    revision = refused.latest_revision_id
    with clock.at(LATER):
        page = client_of(office.editor).post(reverse("gongshi:schedule", args=[refused.pk]), sent)
    assert sentence in text_of(page)
    assert Notice.objects.get(pk=refused.pk).latest_revision_id == revision


def test_another_zone_changes_nothing(office: Office) -> None:
    """An account set to another zone (or a browser in one) types and reads Beijing time all the same."""
    UserProfile.objects.create(user=office.editor, current_time_zone="America/New_York")
    edition = make.run_up(office, "acceptance_list", at=AT)
    editor = client_of(office.editor)
    with clock.at(AT), timezone.override("America/New_York"):
        notice = make.draft(office, edition, "acceptance_list")
        editor.post(edit_url(notice), edit_data(editor, notice, scheduled_for="2026-03-20 09:30"))
        assert newest(notice).scheduled_for == NEXT
        form = editor.get(edit_url(notice)).context["form"]
        assert "2026-03-20 09:30" in str(form["scheduled_for"])
        assert "定时发布（北京时间）" in text_of(editor.get(edit_url(notice)))
        same = editor.post(edit_url(notice), edit_data(editor, notice, scheduled_for="2026-03-20 09:30"))
        assert same.status_code == 302
    assert newest(notice).scheduled_for == NEXT


def test_the_action_refuses_what_the_page_does_not_offer(office: Office, refused: Notice) -> None:
    with clock.at(LATER):
        with pytest.raises(ActionRefused, match="时间已过"):
            reschedule(notice=refused, at=DUE, by=office.editor)
        make.submit(office, refused)
        assert Notice.objects.get(pk=refused.pk).refused_reason == ""
        with pytest.raises(ActionRefused, match="正在审核"):
            reschedule(notice=Notice.objects.get(pk=refused.pk), at=NEXT, by=office.editor)
