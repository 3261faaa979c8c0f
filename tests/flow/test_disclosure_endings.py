"""How a request to see who reported ends without its people: recorded each time, told where it must be, in nobody's way."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from cms.actions.errors import ActionRefused
from complaints.actions import disclosure, inbox, recusal, resharing, roster, rotation, transferring
from complaints.actions.disclosure_endings import CLOCK, end_due
from complaints.errors import CaseGone
from complaints.masters import set_passphrase
from complaints.models import Alert, Case, Disclosure, DisclosureAsk, DisclosureState, Event, IdentityShare
from complaints.reading import open_case, open_event
from tests.factories.bodies import PASSPHRASE
from tests.factories.disclosures import NOW, Scene
from tests.factories.opened import chained
from tests.factories.quick_argon2 import quick_argon2

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

LATE = NOW + dt.timedelta(hours=73)


def ended(scene: Scene, by: Any = None) -> tuple[str, str]:
    """Who ended the one request, and as what the case's chain records it."""
    case, reader = Case.objects.get(pk=scene.case.pk), by or scene.second
    keys = open_case(case, reader.member, reader.keys).keys
    events = list(Event.objects.filter(case=case).order_by("seq"))
    assert chained(events)
    request = Disclosure.objects.get().pk.hex
    details = [(event.actor, open_event(event, keys)) for event in events]
    (_asked, (actor, detail)) = [
        (actor, detail) for actor, detail in details if detail.get("disclosure") == request
    ]
    return actor, detail["entry"]


def waits_for(member: Any) -> bool:
    return Alert.objects.filter(member=member.member, pending=True).exists()


def test_one_that_has_lapsed_is_in_nobodys_way_though_no_job_ran() -> None:
    scene = Scene()
    old = scene.ask()
    Alert.objects.update(pending=False)
    again = scene.ask(at=LATE)
    assert [scene.state(each) for each in (old, again)] == [DisclosureState.LAPSED, DisclosureState.ASKED]
    assert scene.entries()[-2:] == ["identity_lapsed", "identity_asked"]
    assert not waits_for(scene.first), "whoever asks again sees that the old one has lapsed"


def test_a_colleagues_request_that_has_lapsed_is_not_in_the_way_of_cutting_anew() -> None:
    scene = Scene()
    scene.ask(by=scene.second)
    request = scene.ask(at=NOW + dt.timedelta(hours=71))
    for n in (0, 1):
        scene.consent(request, n, at=NOW + dt.timedelta(hours=71))
    IdentityShare.objects.filter(custodian=scene.keepers[2].member).delete()
    Alert.objects.update(pending=False)
    count = resharing.reshare(disclosure_id=request.pk, case=scene.case, by=scene.first, now=LATE)
    assert (count, scene.state(request)) == (3, DisclosureState.OVER)
    assert scene.entries()[-2:] == ["identity_lapsed", "identity_reshared"]
    assert (waits_for(scene.first), waits_for(scene.second)) == (False, True)


def test_one_whose_time_to_look_is_over_cuts_nothing_anew() -> None:
    scene = Scene()
    request = scene.granted()
    with pytest.raises(ActionRefused, match="可以办理的时间已经过了"):
        resharing.reshare(disclosure_id=request.pk, case=scene.case, by=scene.first, now=LATE)


def test_whoever_asked_hears_that_nobody_answered() -> None:
    scene = Scene()
    scene.ask()
    Alert.objects.update(pending=False)
    assert end_due(now=LATE) == 1
    assert waits_for(scene.first)
    assert not waits_for(scene.second)


def test_one_whose_time_to_look_ends_is_told_to_nobody() -> None:
    scene = Scene()
    scene.granted()
    Alert.objects.update(pending=False)
    assert end_due(now=LATE) == 1
    assert not Alert.objects.filter(pending=True).exists()


def test_a_name_replaced_or_taken_back_is_recorded_as_the_end() -> None:
    scene = Scene()
    scene.ask()
    inbox.withhold_identity(inbox=scene.filed.enter(), seen=scene.filed.seen, now=NOW)
    assert ended(scene) == (CLOCK, "identity_replaced")


def test_another_key_of_the_case_is_recorded_as_the_end_and_opens_with_it() -> None:
    scene = Scene()
    scene.ask()
    recusal.recuse(
        case=scene.case, member=scene.first.member, reason="有利害关系（示例）", by=scene.second, now=NOW
    )
    assert ended(scene) == (CLOCK, "identity_left")


def test_a_transfer_ends_what_its_handlers_asked() -> None:
    scene = Scene()
    scene.ask()
    transferring.transfer(
        case=scene.case, reason="移交（示例）", to="datong.leading_group", by=scene.first, now=NOW
    )
    assert ended(scene, scene.filed.channel.hand("leading_group", 0)) == (CLOCK, "identity_left")


def test_whoever_leaves_the_roster_leaves_an_end_on_record() -> None:
    scene = Scene()
    scene.ask()
    roster.propose(
        body="datong.office", action="remove", by=scene.second, subject=scene.first.member, now=NOW
    )
    assert ended(scene) == (CLOCK, "identity_left")


def test_whoever_changes_their_keys_gives_their_requests_up_on_record() -> None:
    with quick_argon2():
        scene = Scene()
        scene.ask()
        set_passphrase(scene.first.member, scene.first.keys, PASSPHRASE)
        scene.first.member.save()
        rotation.rotate(by=scene.first, passphrase=PASSPHRASE, new="lingwai yiju xin kouling", now=NOW)
    assert ended(scene) == (scene.first.code, "identity_dropped")


@pytest.mark.parametrize("gone", [DisclosureAsk, Case])
def test_one_that_goes_while_it_is_answered_is_gone(gone: Any) -> None:
    """Between the look-up and the lock of the case a recusal takes the ask away, or the case is destroyed."""
    scene = Scene()
    request = scene.ask()
    part = scene.part(request, 0)

    def before(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("SELECT") and f'FROM "{Case._meta.db_table}"' in sql and hits:
            hits.pop()
            DisclosureAsk.objects.filter(pk=part.pk).delete()
            gone.objects.all().delete()
        return execute(sql, *rest)

    hits = [gone]
    with connection.execute_wrapper(before), pytest.raises(CaseGone):
        disclosure.consent(ask_id=part.pk, by=scene.keepers[0], now=NOW)
    assert not hits
