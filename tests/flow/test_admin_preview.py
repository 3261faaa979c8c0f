"""A draft is looked at as the public will see it, in every state it will be in."""

import pytest
from django.urls import reverse

from cms import clock
from tests.factories.admin import client_of, edit_data, text_of
from tests.factories.notices import draft, first_publicity, run_up
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("mode", "words"), [("", "公示中"), ("last_day", "今天截止"), ("closed", "期满待结论")]
)
def test_a_publicity_is_previewed_in_its_later_states(mode: str, words: str) -> None:
    office = make_office("taiyuan")
    stage = first_publicity(office.regulation)
    edition = run_up(office, stage.key)
    with clock.at(DEFAULT_AT):
        notice = draft(office, edition, stage.key)
        client = client_of(office.editor)
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[notice.pk])
        assert client.post(url, edit_data(client, notice)).json()["is_valid"]
        page = client.get(url, {"mode": mode})
    assert page.status_code == 200
    assert words in text_of(page)


def test_a_notice_without_window_has_one_state() -> None:
    office = make_office("taiyuan")
    edition = run_up(office, office.regulation.published_stages[0].key)
    notice = draft(office, edition, office.regulation.published_stages[0].key)
    assert [mode for mode, _label in notice.preview_modes] == [""]
