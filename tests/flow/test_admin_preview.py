"""A draft is looked at as the public will see it, in every state it will come to; looking changes nothing."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from cms import clock
from cms.actions.drafting import change_entry
from cms.models import Notice, NoticeAct, Seal
from cms.regulation.rules.facts import ChangeKind
from tests.factories import notices as make
from tests.factories.admin import client_of, edit_data, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_office
from tests.factories.rows import organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office("taiyuan")


def look(office: Office, notice: Notice, mode: str) -> str:
    """The words of the preview in that state."""
    client = client_of(office.editor)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[notice.pk])
    assert client.post(url, edit_data(client, notice)).json()["is_valid"]
    page = client.get(url, {"mode": mode})
    assert page.status_code == 200
    return text_of(page)


def modes(notice: Notice) -> list[str]:
    return [mode for mode, _label in notice.preview_modes]


def rows_stored() -> dict[str, int]:
    """How much is in each table of ours."""
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_app_config("cms").get_models()
    }


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("", ["公示中", "2026年3月23日"]),
        ("last_day", ["今天截止"]),
        ("closed", ["期满待结论"]),
        ("concluded", ["存档", "本公示已于2026年3月25日作出结论"]),
        ("struck", ["（预览：这里是更正公告写明的理由）"]),
        ("provisional", ["暂定"]),
    ],
)
def test_a_publicity_is_previewed_in_its_later_states(office: Office, mode: str, words: list[str]) -> None:
    stage = make.first_publicity(office.regulation)
    edition = make.run_up(office, stage.key)
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, stage.key)
        assert mode in modes(notice.get_latest_revision_as_object())
        before = rows_stored()
        page = look(office, notice, mode)
        assert rows_stored() == before
    assert [word for word in words if word not in page] == []
    assert "这是草稿预览，尚未发布。" in page


def test_a_decision_is_previewed_with_an_award_revoked(office: Office) -> None:
    stage = next(stage for stage in office.regulation.published_stages if stage.type == "decision")
    edition = make.run_up(office, stage.key)
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, stage.key)
        assert modes(notice.get_latest_revision_as_object()) == ["", "revoked"]
        assert "已撤销" in look(office, notice, "revoked")
        assert "已撤销" not in look(office, notice, "")


def test_a_notice_without_window_and_list_has_one_state(office: Office) -> None:
    edition = make.run_up(office, office.regulation.published_stages[0].key)
    notice = make.draft(office, edition, office.regulation.published_stages[0].key)
    assert modes(notice) == [""]


def amendment(office: Office, seal: Seal, act: str, **fields: Any) -> Notice:
    """A draft that amends a published list."""
    return make.draft(office, seal.edition, seal.stage_key, act=act, amends=seal.notice, **fields)


def test_a_correction_shows_the_list_it_will_make_of_the_original(office: Office) -> None:
    seal = make.published_notice("taiyuan", rows=[organization(1), organization(2)])
    first, second = seal.entry_list.entries.order_by("no")
    with clock.at(DEFAULT_AT + dt.timedelta(days=1)):
        draft = amendment(office, seal, NoticeAct.CORRECTION)
        change_entry(
            notice=draft,
            kind=ChangeKind.STRUCK,
            entry_key=str(first.key),
            reason="主动退出评选（示例）",
            by=office.editor,
        )
        draft = Notice.objects.get(pk=draft.pk)
        before = rows_stored()
        page = look(office, draft, "amended")
        assert rows_stored() == before
    assert f"{seal.head['title']} " in page
    assert "主动退出评选（示例）" in page
    assert "后续公告：" in page
    assert second.name in page
    assert not Seal.objects.filter(notice=draft).exists()
    own = look(office, draft, "")
    assert "这是一份更正公告" in own
    assert f"所针对的公告： {seal.head['title']}" in own


def test_an_extension_shows_the_window_it_will_make(office: Office) -> None:
    seal = make.published_notice("taiyuan")
    with clock.at(DEFAULT_AT + dt.timedelta(days=1)):
        draft = amendment(office, seal, NoticeAct.EXTENSION, working_days=3)
        page = look(office, draft, "amended")
    assert "2026年3月26日" in page
    assert seal.windows.get().last_day == dt.date(2026, 3, 23)


def test_an_unfinished_amendment_shows_the_original_without_falling_over(office: Office) -> None:
    seal = make.published_notice("taiyuan")
    with clock.at(DEFAULT_AT + dt.timedelta(days=1)):
        draft = amendment(office, seal, NoticeAct.EXTENSION)
        assert seal.head["title"] in look(office, draft, "amended")
