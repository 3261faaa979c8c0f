"""A note for a member goes with the page that shows what it was about, so that the next matter is mailed again."""

import pytest

from complaints import contracts, mailing, vault
from complaints.actions import alerts
from complaints.actions.rekeying import add_wrap
from complaints.models import Alert, Disclosure, KeyWrap
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.disclosures import NOW, REASON, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

REQUESTS = "/admin/complaints/keys/requests/"


@pytest.fixture
def scene() -> Scene:
    """A case with a request that waits; everybody can be mailed."""
    made = Scene()
    for hand in (made.first, made.second, *made.keepers):
        make.reachable(hand)
    made.ask()
    Disclosure.objects.update(until=NOW.replace(year=NOW.year + 5))
    return made


def _mailed() -> int:
    return mailing.send_due(now=mailing.quarter_of(NOW))


def test_a_custodian_who_reads_the_requests_is_mailed_of_the_next_alone(scene: Scene) -> None:
    client, keeper = at_desk(scene.keepers[0]), scene.keepers[0].member
    part = scene.part(Disclosure.objects.get(), 0)
    for address in (REQUESTS, f"{REQUESTS}{part.pk}/"):
        alerts.alert([keeper.pk])
        Alert.objects.exclude(member=keeper).update(pending=False)
        assert text_of(client.get(address))
        assert _mailed() == 0
        alerts.alert([keeper.pk])
        assert _mailed() == 1
    client.get(address)
    assert not Alert.objects.get(member=keeper).mailed


def test_a_handler_who_reads_the_case_is_mailed_of_the_next_alone(scene: Scene) -> None:
    client, handler = at_desk(scene.first), scene.first.member
    alerts.alert([handler.pk])
    Alert.objects.exclude(member=handler).update(pending=False)
    assert REASON in text_of(client.get(f"{DESK}{scene.case.pk}/"))
    assert _mailed() == 0
    alerts.alert([handler.pk])
    assert _mailed() == 1


def test_the_page_of_a_case_leaves_a_custodian_the_note_of_a_request_that_it_does_not_show(
    scene: Scene,
) -> None:
    keeper, handler = scene.keepers[0], scene.first
    _token, other, _filed = make.file_report(make.report())
    wrap = KeyWrap.objects.get(case=other, member=handler.member)
    secret = vault.open(bytes(wrap.blob), handler.keys.kem_seed, contracts.case_wrap(wrap.pk, other.pk))
    add_wrap(other, keeper.member.pk, keeper.keys.kem_public, secret)
    client = at_desk(keeper)
    assert other.number in text_of(client.get(f"{DESK}{other.pk}/"))
    assert Alert.objects.get(member=keeper.member).pending
    scene.refuse(Disclosure.objects.get(), 0)
    assert other.number in text_of(client.get(f"{DESK}{other.pk}/"))
    assert not Alert.objects.get(member=keeper.member).pending


def test_the_list_that_takes_the_note_away_shows_a_custodian_what_waits(scene: Scene) -> None:
    client = at_desk(scene.keepers[0])
    page = client.get(DESK)
    assert "有1项申请等待您答复" in text_of(page)
    assert REQUESTS in page.content.decode()
    assert not Alert.objects.get(member=scene.keepers[0].member).pending
    scene.refuse(Disclosure.objects.get(), 0)
    assert REQUESTS not in client.get(DESK).content.decode()
    assert REQUESTS not in at_desk(scene.first).get(DESK).content.decode()
