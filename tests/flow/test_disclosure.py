"""To see who reported: two custodians, the requester alone, a day, and the reporter knows."""

import datetime as dt

import pytest

from cms.actions.errors import ActionRefused
from complaints import custody, vault
from complaints.actions import disclosure, handling, inbox, roster
from complaints.actions.disclosure_endings import end_due
from complaints.errors import CaseGone, NotAllowed
from complaints.models import (
    Case,
    Disclosure,
    DisclosureAsk,
    DisclosureState,
    IdentityShare,
    KeyWrap,
)
from complaints.reading import open_case
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories.disclosures import NOW, REASON, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

HOUR = dt.timedelta(hours=1)


def test_two_consents_show_the_name_for_a_day_and_every_step_is_recorded_and_told() -> None:
    scene = Scene()
    request = scene.ask()
    assert [custody.waiting(keeper.member, NOW) for keeper in scene.keepers] == [1, 1, 1]
    seen = custody.read_petition(scene.part(request, 1), scene.keepers[1])
    assert (seen.city, seen.reason, seen.requester) == ("datong", REASON, scene.first.member)
    with pytest.raises(ActionRefused, match="满两人"):
        scene.look(request)
    scene.consent(request, 1)
    with pytest.raises(ActionRefused, match="满两人"):
        scene.look(request)
    second = NOW + 71 * HOUR
    assert scene.consent(request, 0, second).until == second + 24 * HOUR
    looked = scene.look(request, second)
    assert looked.person == make.somebody()
    assert looked.until == second + 24 * HOUR
    scene.look(request, second + HOUR)
    assert [message.kind for message in scene.told(second).messages] == ["identity_opened"]
    scene.look(request, second + 23 * HOUR)
    page = scene.told(second + 23 * HOUR)
    assert len(page.disclosed) == 2
    assert {message.signature.value for message in page.messages} == {"holds"}
    with pytest.raises(ActionRefused):
        scene.look(request, second + 24 * HOUR)
    assert end_due(now=second + 24 * HOUR) == 1
    assert end_due(now=second + 24 * HOUR) == 0
    assert scene.state(request) == DisclosureState.OVER
    assert not DisclosureAsk.objects.exclude(share=None, reason=b"", reason_key=b"").exists()
    consents = ["identity_consented"] * 2
    looks = ["identity_opened"] * 3
    assert scene.entries() == ["filed", "identity_asked", *consents, *looks, "identity_over"]


def test_an_anonymous_case_shows_no_name_and_the_reporter_learns_that_somebody_looked() -> None:
    scene = Scene(named=False)
    assert scene.look(scene.granted()).person is None
    page = scene.told()
    assert page.disclosed == ()
    assert "没有留下身份信息" in page.messages[0].text


def test_refusals_end_it_once_two_cannot_come_together_and_reach_the_handlers() -> None:
    scene = Scene()
    request = scene.ask()
    scene.consent(request, 0)
    assert scene.refuse(request, 1).state == DisclosureState.ASKED
    assert scene.refuse(request, 2).state == DisclosureState.REFUSED
    assert scene.part(request, 0).share is None
    opened = open_case(Case.objects.get(pk=scene.case.pk), scene.second.member, scene.second.keys)
    refusals = [entry for entry in opened.entries if entry.document["kind"] == "refusal"]
    assert [entry.document["text"] for entry in refusals] == ["不必要（示例）"] * 2
    assert {entry.signature for entry in refusals} == {"holds"}
    with pytest.raises(CaseGone):
        scene.consent(request, 0)
    again = scene.ask()
    assert scene.state(again) == DisclosureState.ASKED


def test_it_lapses_after_three_days_even_where_no_job_ran() -> None:
    scene = Scene()
    request = scene.ask()
    scene.consent(request, 0)
    late = NOW + 72 * HOUR
    with pytest.raises(CaseGone):
        scene.consent(request, 1, late)
    with pytest.raises(CaseGone):
        scene.refuse(request, 1, late)
    assert custody.waiting(scene.keepers[1].member, late) == 0
    assert end_due(now=late - HOUR) == 0
    assert end_due(now=late) == 1
    assert scene.state(request) == DisclosureState.LAPSED
    assert scene.part(request, 0).share is None
    assert scene.entries()[-1] == "identity_lapsed"


def test_nobody_else_answers_looks_or_drops() -> None:
    scene = Scene()
    request = scene.ask()
    part = scene.part(request, 0)
    for hand in (scene.first, scene.second, scene.keepers[1]):
        with pytest.raises(CaseGone):
            disclosure.consent(ask_id=part.pk, by=hand, now=NOW)
    scene.consent(request, 0)
    with pytest.raises(CaseGone):
        scene.consent(request, 0)
    scene.consent(request, 1)
    with pytest.raises(CaseGone):
        scene.consent(request, 2)
    with pytest.raises(CaseGone):
        scene.look(request, by=scene.second)
    with pytest.raises(CaseGone):
        disclosure.drop(disclosure_id=request.pk, case=scene.case, by=scene.second, now=NOW)
    for keeper in scene.keepers:
        with pytest.raises(CaseGone):
            scene.look(request, by=keeper)
        with pytest.raises(CaseGone):
            scene.ask(by=keeper)
    disclosure.drop(disclosure_id=request.pk, case=scene.case, by=scene.first, now=NOW)
    with pytest.raises(ActionRefused):
        scene.look(request)
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()


def test_asking_needs_a_reason_two_custodians_and_no_other_request_of_ones_own() -> None:
    scene = Scene()
    for reason in ("", "  \n", "字" * 1001):
        with pytest.raises(ActionRefused):
            disclosure.ask(case=scene.case, reason=reason, by=scene.first, now=NOW)
    scene.ask()
    with pytest.raises(ActionRefused, match="还没有结束"):
        scene.ask()
    scene.ask(by=scene.second)
    IdentityShare.objects.exclude(custodian=scene.keepers[0].member).delete()
    disclosure.drop(
        disclosure_id=Disclosure.objects.get(requester=scene.first.member).pk,
        case=scene.case,
        by=scene.first,
        now=NOW,
    )
    with pytest.raises(ActionRefused, match="不足两人"):
        scene.ask()


@pytest.mark.parametrize("granted", [False, True])
def test_a_name_replaced_or_taken_back_ends_what_runs(granted: bool) -> None:
    scene = Scene()
    request = scene.granted() if granted else scene.ask()
    inbox.withhold_identity(inbox=scene.filed.enter(), seen=scene.filed.seen, now=NOW)
    assert scene.state(request) == DisclosureState.REPLACED
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()
    with pytest.raises(ActionRefused):
        scene.look(request)
    with pytest.raises(CaseGone):
        scene.consent(request, 1)
    assert scene.look(scene.granted()).person is None


def test_a_requester_without_the_key_and_a_custodian_without_the_share_have_no_part_any_more() -> None:
    scene = Scene()
    request = scene.granted()
    IdentityShare.objects.filter(custodian=scene.keepers[0].member).delete()
    with pytest.raises(ActionRefused, match="不再有效"):
        scene.look(request)
    KeyWrap.objects.filter(member=scene.first.member).delete()
    with pytest.raises(CaseGone):
        scene.look(request)
    assert end_due(now=NOW) == 1
    assert scene.state(request) == DisclosureState.DROPPED
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()


def test_after_the_case_has_ended_nobody_answers_or_looks() -> None:
    scene = Scene()
    granted, waiting = scene.granted(), scene.ask(by=scene.second)
    handling.move(
        case=scene.case,
        move=Move.REFUSE,
        expected="filed",
        text="不属于受理范围（示例）。",
        by=scene.first,
        now=NOW,
    )
    with pytest.raises(NotAllowed):
        scene.look(granted)
    with pytest.raises(NotAllowed):
        scene.consent(waiting, 1)
    with pytest.raises(NotAllowed):
        scene.ask()
    disclosure.drop(disclosure_id=granted.pk, case=scene.case, by=scene.first, now=NOW)


def test_a_request_forged_in_the_database_is_not_believed() -> None:
    scene = Scene()
    request = scene.ask()
    part = scene.part(request, 0)
    Disclosure.objects.filter(pk=request.pk).update(requester=scene.second.member)
    with pytest.raises(vault.Refused):
        scene.consent(request, 0)
    Disclosure.objects.filter(pk=request.pk).update(requester=scene.first.member)
    other = scene.part(request, 1)
    DisclosureAsk.objects.filter(pk=part.pk).update(reason=other.reason, reason_key=other.reason_key)
    with pytest.raises(vault.Refused):
        scene.consent(request, 0)
    Case.objects.filter(pk=scene.case.pk).update(public=scene.second.keys.kem_public)
    with pytest.raises(vault.Refused):
        scene.consent(request, 1)
    with pytest.raises(vault.Refused):
        scene.refuse(request, 1)
    assert scene.part(request, 1).share is None


def test_a_share_of_another_request_or_case_opens_nothing_here() -> None:
    scene = Scene()
    request = scene.granted()
    mine = list(DisclosureAsk.objects.filter(disclosure=request, share__isnull=False))
    disclosure.drop(disclosure_id=request.pk, case=scene.case, by=scene.first, now=NOW)
    again = scene.ask()
    for old in mine:
        DisclosureAsk.objects.filter(disclosure=again, custodian=old.custodian_id).update(
            state="consented", share=old.share
        )
    Disclosure.objects.filter(pk=again.pk).update(state="granted")
    with pytest.raises(vault.Refused):
        scene.look(again)
    assert scene.entries()[-1] == "identity_asked"
    assert not scene.told().messages


def test_a_custodian_who_was_taken_off_the_roster_answers_nothing_any_more() -> None:
    scene = Scene()
    request = scene.ask()
    first, gone = scene.keepers[0], scene.keepers[1]
    body = next(code for code in scene.filed.channel.handlers if code.endswith("leading_group"))
    roster.propose(body=body, action="remove", by=first, subject=gone.member, now=NOW)
    assert custody.waiting(gone.member, NOW) == 0
    for answer in (scene.consent, scene.refuse):
        with pytest.raises(CaseGone):
            answer(request, 1)
    assert scene.part(request, 1).share is None
    # Those who are left still can; a refusal of theirs is judged without the one who cannot answer.
    scene.consent(request, 0)
    assert scene.refuse(request, 2).state == DisclosureState.REFUSED
