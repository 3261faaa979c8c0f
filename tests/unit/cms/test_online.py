"""What the office is told of the online channel comes from whoever registered; `cms` knows no channel itself."""

import pytest

from cms import online
from cms.actions.measures import missing_for_publication
from tests.factories.channel import open_channel
from tests.factories.offices import make_office

CLOSED = "网上渠道已关闭：示例原因。"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has registered."""
    monkeypatch.setattr(online, "_sources", [])


@pytest.mark.usefixtures("alone")
def test_one_open_channel_is_enough_and_without_any_it_says_so() -> None:
    assert "尚未开通" in online.online_gap("datong")

    def closed(code: str) -> str:
        return CLOSED

    def opened(code: str) -> str:
        return "" if code == "datong" else CLOSED

    online.register_online(closed)
    online.register_online(closed)
    assert online.online_gap("datong") == CLOSED
    online.register_online(opened)
    assert online.online_gap("datong") == ""
    assert online.online_gap("taiyuan") == CLOSED
    online.unregister_online(opened)
    online.unregister_online(closed)
    assert "尚未开通" in online.online_gap("datong")


@pytest.mark.django_db
@pytest.mark.usefixtures("channel_folders")
def test_the_office_hears_of_a_closed_channel_until_it_is_open() -> None:
    office = make_office("datong")
    (gap,) = (
        sentence for sentence in missing_for_publication(office.scheme) if "网上投诉举报渠道" in sentence
    )
    assert "尚未开通" in gap
    open_channel(office)
    assert not [
        sentence for sentence in missing_for_publication(office.scheme) if "网上投诉举报渠道" in sentence
    ]
