"""Every form of the members that is sent to locked keys: it comes back after unlocking with each word, or says why not.

The addresses are those of the table of addresses; a new form is tried without being named here.
"""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from complaints import keystore, vault
from complaints.desk import urls as desk
from complaints.hands import Hand
from complaints.members import urls as keys
from complaints.members.base import UnlockedView
from complaints.models import Case, PrivateText
from tests.factories import channel as make
from tests.factories.bodies import PASSPHRASE
from tests.factories.desk import DESK, at_desk, lock
from tests.factories.html import parse
from tests.factories.shown_page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

RESUME = f"{DESK}resume/"
TYPED = {
    "text": "第一段，只打了一遍的字。\n\n第二段<b>“引号”</b>&amp;。",
    "reason": " 前后有空格的理由 ",
    "concerns": ["office", "leading_group"],
    "empty": "",
    "do": "send",
}
"""Texts with everything a page could stumble over, one name twice, one without a word, the button."""

SECRETS = {"rotate"}
"""Whose fields are passphrases: they are never written into a page."""

NOTHING_TYPED = {"mail", "sheet", "waiting"}
"""A button and nothing to type; it is pressed again after unlocking."""


def forms(app: Any) -> Iterator[tuple[str, str, type[UnlockedView]]]:
    """Name, address and view of whatever takes a form for unlocked keys."""
    for pattern in app.urlpatterns:
        assert isinstance(pattern, URLPattern)
        view = pattern.callback.view_class  # type: ignore[attr-defined]
        if not issubclass(view, UnlockedView) or not hasattr(view, "post"):
            continue
        blanks = {name: _any(converter) for name, converter in pattern.pattern.converters.items()}
        name = str(pattern.name)
        yield name, reverse(f"{app.app_name}:{name}", kwargs=blanks), view


def _any(converter: Any) -> Any:
    kind = type(converter).__name__
    return {"UUIDConverter": uuid.UUID(int=7), "IntConverter": 1}.get(kind, "accept")


ALL = [*forms(desk), *forms(keys)]
CARRIED = sorted({address for name, address, _view in ALL if name not in SECRETS | NOTHING_TYPED})


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Hand]:
    """A member whose keys have just locked; their passphrase opens them without the slow hash."""
    vault.Installation.create(keystore.keys_folder() / keystore.INSTALLATION_KEY)
    hand = make.new_member("locked-member")
    client = at_desk(hand)
    lock(client)
    monkeypatch.setattr(
        "complaints.actions.vault_sessions.masters.open_by_passphrase", lambda member, typed: hand.keys
    )
    return client, hand


def page(answer: Any) -> Page:
    html = answer.content.decode()
    return Page(answer.status_code, parse(html.replace("<!doctype html>", "")), html)


def unlock(client: Client, late: Any) -> Page:
    """Send the page that unlocks as a browser does, the passphrase typed in."""
    return page(client.post(RESUME, {**page(late).form(RESUME), "passphrase": PASSPHRASE}))


@pytest.mark.parametrize("address", CARRIED)
def test_every_word_comes_back_after_unlocking(address: str, locked: tuple[Client, Hand]) -> None:
    client, _hand = locked
    late = client.post(address, TYPED)
    assert "密钥已经锁定" in page(late).root.text
    assert late.headers["Cache-Control"] == "no-store"
    back = unlock(client, late).form(address)
    assert {name: back[name] for name in TYPED} == {
        name: value if isinstance(value, list) else [value] for name, value in TYPED.items()
    }
    assert not PrivateText.objects.exists()
    assert not Case.objects.exists()


def test_the_list_of_forms_is_whole_and_no_passphrase_is_carried(locked: tuple[Client, Hand]) -> None:
    assert {f"{DESK}enter/words/", f"{DESK}{uuid.UUID(int=7)}/message/"} <= set(CARRIED)
    assert len(CARRIED) > 25
    client, _hand = locked
    for name, address, _view in ALL:
        if name in SECRETS | NOTHING_TYPED:
            late = client.post(address, {"old": PASSPHRASE, "new": PASSPHRASE})
            assert late.headers["Location"] == reverse("channel_keys:unlock"), name
    carried = {"onward": reverse("channel_keys:rotate"), "carried": json.dumps([["old", PASSPHRASE]])}
    assert client.post(RESUME, {**carried, "passphrase": "wrong"}).status_code == 404
