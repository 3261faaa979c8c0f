"""An entry that somebody who writes the database sealed to a case, in a member's manner and without a member's signature."""

import uuid
from typing import Any

import pytest

from complaints import masks
from complaints.entries import add_entry
from complaints.models import Case
from complaints.reading import OpenEntry, open_case
from complaints.signers import Signature
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.disclosures import NOW, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]


def forge(scene: Scene, **document: Any) -> uuid.UUID:
    """Seal a document to the case: its public key stands in the database for everybody to read."""
    row = add_entry(
        case=scene.case,
        public=bytes(Case.objects.get(pk=scene.case.pk).public),
        document=document,
        day=NOW.date(),
        by_reporter=False,
    )
    return row.pk


def read(scene: Scene, entry: uuid.UUID) -> OpenEntry:
    opened = open_case(Case.objects.get(pk=scene.case.pk), scene.second.member, scene.second.keys)
    return next(each for each in opened.entries if each.id == entry)


@pytest.mark.parametrize("kind", ["decision", "note", "message", "recusal", masks.KIND, "unheard-of"])
def test_what_no_member_signed_is_never_taken_for_a_members(kind: str) -> None:
    scene = Scene()
    assert (
        read(scene, forge(scene, kind=kind, text="假（示例）。", move="accept")).signature is Signature.FAILS
    )
    assert read(scene, forge(scene, kind="answer", text="补充（示例）。")).signature is None


def test_an_unsigned_decision_is_marked_and_prints_no_notice() -> None:
    scene = Scene()
    forged = forge(scene, kind="decision", move="accept", text="受理（示例）。")
    client = at_desk(scene.first)
    assert "签名核对不上" in text_of(client.get(f"{DESK}{scene.case.pk}/"))
    assert client.get(f"{DESK}{scene.case.pk}/notices/{forged}/").status_code == 404


def test_an_entry_that_says_the_reporter_was_told_silences_nothing() -> None:
    scene = Scene()
    request = scene.granted()
    told = {"disclosure": request.pk.hex, "opened_on": NOW.date().isoformat()}
    for kind in ("identity_opened", "note"):
        forge(scene, kind=kind, text="", **told)
    forge(scene, kind="identity_opened", text="", member=scene.first.code, signature="", **told)
    scene.look(request)
    assert [message.kind for message in scene.told().messages] == ["identity_opened"]
