"""A custodian keeps out of a case by their own decision: their share is gone, the others go on, the case remembers it."""

import pytest

from cms.actions.errors import ActionRefused
from complaints import custody, keeping_out
from complaints.actions import recusal, resharing
from complaints.actions.disclosure import refuse
from complaints.actions.stepping_aside import step_aside
from complaints.disclosing import ASK_FOR
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.models import Alert, Case, Disclosure, DisclosureAsk, DisclosureState, IdentityShare
from complaints.reading import OpenCase, open_case
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.disclosures import NOW, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

KEYS = "/admin/complaints/keys/"
REASON = "与申请中说到的人是同事（示例）。"


def aside(scene: Scene, request: Disclosure, n: int) -> Disclosure:
    return step_aside(ask_id=scene.part(request, n).pk, reason=REASON, by=scene.keepers[n], now=NOW)


def opened(scene: Scene, by: Hand | None = None) -> OpenCase:
    by = by or scene.second
    return open_case(Case.objects.get(pk=scene.case.pk), by.member, by.keys)


def test_two_go_on_without_them_and_they_never_get_a_share_again() -> None:
    scene = Scene()
    request = scene.ask()
    Alert.objects.all().delete()
    assert aside(scene, request, 0).state == DisclosureState.ASKED
    out = scene.keepers[0]
    assert not IdentityShare.objects.filter(custodian=out.member).exists()
    assert custody.waiting(out.member, NOW) == 0
    assert set(Alert.objects.values_list("member", flat=True)) == {
        scene.first.member.pk,
        scene.second.member.pk,
    }
    said = opened(scene).entries[-1]
    assert (said.document["kind"], said.document["text"], said.signature) == ("recusal", REASON, "holds")
    assert scene.entries()[-1] == "stepped_aside"
    scene.consent(request, 1)
    scene.consent(request, 2)
    assert scene.look(request).person == make.somebody()
    assert out.member.pk not in resharing.keepers_now(opened(scene))
    again = scene.ask(scene.second)
    assert set(again.asks.values_list("custodian", flat=True)) == {
        each.member.pk for each in scene.keepers[1:]
    }
    with pytest.raises(ActionRefused, match="已经回避"):
        recusal.recuse(case=scene.case, member=out.member, reason=REASON, by=scene.first, now=NOW)


def test_a_request_that_two_can_no_longer_grant_ends_with_it() -> None:
    scene = Scene()
    request = scene.ask()
    scene.consent(request, 0)
    refuse(ask_id=scene.part(request, 1).pk, grounds="（示例）", by=scene.keepers[1], now=NOW)
    assert aside(scene, request, 2).state == DisclosureState.REFUSED
    assert not DisclosureAsk.objects.filter(share__isnull=False).exists()


def test_nobody_steps_aside_for_another_or_without_being_asked() -> None:
    scene = Scene()
    request = scene.ask()
    part, shares = scene.part(request, 0).pk, IdentityShare.objects.count()
    for by in (scene.first, scene.second, scene.keepers[1]):
        with pytest.raises(CaseGone):
            step_aside(ask_id=part, reason=REASON, by=by, now=NOW)
    with pytest.raises(ActionRefused, match="回避的理由"):
        step_aside(ask_id=part, reason=" ", by=scene.keepers[0], now=NOW)
    with pytest.raises(CaseGone):
        step_aside(ask_id=part, reason=REASON, by=scene.keepers[0], now=NOW + ASK_FOR)
    scene.consent(request, 0)
    with pytest.raises(CaseGone):
        step_aside(ask_id=part, reason=REASON, by=scene.keepers[0], now=NOW)
    assert IdentityShare.objects.count() == shares
    assert not keeping_out.kept_out(opened(scene)).recused


def test_a_custodian_recuses_nobody_but_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with a signature that holds: what a custodian seals to a case against another counts for nothing."""
    scene = Scene()
    request = scene.ask()
    keeper, victim = scene.keepers[0], scene.first
    monkeypatch.setattr(type(keeper), "code", property(lambda self: victim.member.pk.hex))
    aside(scene, request, 0)
    monkeypatch.undo()
    assert opened(scene).entries[-1].document["subject"] == victim.code
    assert keeping_out.kept_out(opened(scene)).recused == frozenset()


def test_on_the_page_it_says_what_follows_and_asks_for_a_tick() -> None:
    scene = Scene()
    client = at_desk(scene.first)
    client.post(f"{DESK}{scene.case.pk}/identity/ask/", {"text": REASON, "do": "send"})
    request = Disclosure.objects.get()
    keeper = at_desk(scene.keepers[0])
    answer = f"{KEYS}requests/{scene.part(request, 0).pk}/"
    assert f"{answer}aside/" in keeper.get(answer).content.decode()
    shown = text_of(keeper.get(f"{answer}aside/"))
    assert "立即销毁，不能恢复" in shown
    assert scene.case.number not in shown
    refused = text_of(keeper.post(f"{answer}aside/", {"reason": REASON}))
    assert "请先阅读上面的后果" in refused
    assert REASON in refused
    done = keeper.post(f"{answer}aside/", {"reason": REASON, "known": "on"}, follow=True)
    assert "您已回避这个案件" in text_of(done)
    assert keeper.get(f"{answer}aside/").status_code == 404
    read = text_of(client.get(f"{DESK}{scene.case.pk}/"))
    assert REASON in read
    assert "身份保管人员自行回避，所持份额已销毁" in read
