"""Cutting an identity anew for the custodians of today: by the same consents, and the old shares are worth nothing after."""

import pytest

from cms.actions.errors import ActionRefused
from complaints import contracts, vault
from complaints.actions import recusal, resharing
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.models import Case, Disclosure, DisclosureAsk, DisclosureState, IdentityShare
from complaints.reading import open_case
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.disclosures import NOW, Scene
from tests.factories.opened import identity_text, name_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]


def came_later(scene: Scene, n: int) -> None:
    """As if this custodian had been seated after the filing."""
    IdentityShare.objects.filter(custodian=scene.keepers[n].member).delete()


def shares(scene: Scene) -> dict[Hand, bytes]:
    """Every custodian's share, open."""
    found = {}
    for hand in scene.keepers:
        for row in IdentityShare.objects.filter(custodian=hand.member):
            name = contracts.identity_share(row.pk, scene.case.pk, row.n)
            found[hand] = vault.open(bytes(row.blob), hand.keys.kem_seed, name)
    return found


def reshare(scene: Scene, request: Disclosure, by: Hand | None = None) -> int:
    return resharing.reshare(disclosure_id=request.pk, case=scene.case, by=by or scene.first, now=NOW)


def test_two_consents_give_those_of_today_shares_and_void_the_old_ones() -> None:
    scene = Scene()
    came_later(scene, 2)
    request, before = scene.ask(), shares(scene)
    scene.consent(request, 0)
    with pytest.raises(ActionRefused):
        reshare(scene, request)
    scene.consent(request, 1)
    with pytest.raises(CaseGone):
        reshare(scene, request, scene.second)
    assert reshare(scene, request) == 3
    assert make.somebody().name in name_of(Case.objects.get(pk=scene.case.pk), scene.filed.channel)
    after = shares(scene)
    assert len(after) == 3
    for old in before.values():
        for new in after.values():
            if old[0] != new[0]:
                with pytest.raises(vault.Refused):
                    identity_text(scene.case, vault.combine_secret((old, new)))
    assert scene.state(request) == DisclosureState.OVER
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()
    with pytest.raises(ActionRefused):
        scene.look(request)
    assert scene.entries()[-1] == "identity_reshared"
    assert not scene.told().messages
    again = scene.ask()
    scene.consent(again, 2)
    scene.consent(again, 0)
    assert scene.look(again).person == make.somebody()


def test_who_was_recused_gets_no_share_and_a_colleagues_request_is_not_voided() -> None:
    scene = Scene()
    recusal.recuse(
        case=scene.case, member=scene.keepers[0].member, reason="有利害关系（示例）", by=scene.first, now=NOW
    )
    opened = open_case(Case.objects.get(pk=scene.case.pk), scene.first.member, scene.first.keys)
    assert set(resharing.keepers_now(opened)) == {hand.member.pk for hand in scene.keepers[1:]}
    assert not resharing.would_change(opened)
    request, other = scene.ask(), scene.ask(by=scene.second)
    for n in (1, 2):
        scene.consent(request, n)
    with pytest.raises(ActionRefused, match="同事"):
        reshare(scene, request)
    scene.refuse(other, 1)
    assert scene.state(other) == DisclosureState.REFUSED
    assert reshare(scene, request) == 2
    assert set(IdentityShare.objects.values_list("custodian", flat=True)) == {
        hand.member.pk for hand in scene.keepers[1:]
    }


def test_the_desk_offers_it_where_the_custodians_have_changed() -> None:
    scene = Scene()
    client, address = at_desk(scene.first), f"{DESK}{scene.case.pk}/identity/"
    request = scene.granted()
    assert "只重新分割" not in text_of(client.get(address))
    came_later(scene, 1)
    Disclosure.objects.update(until=NOW.replace(year=NOW.year + 5))
    assert "只重新分割" in text_of(client.get(address))
    done = client.post(f"{address}{request.pk}/reshare/", follow=True)
    assert "现在由3人保管" in text_of(done)
    assert make.somebody().name not in text_of(done)
    assert "这项申请已经结束" not in text_of(done)
