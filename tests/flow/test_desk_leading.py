"""Who leads a case, on which track, how long, and what it belongs with: the actions and their pages."""

import datetime as dt

import pytest

from cms import clock
from cms.actions.errors import ActionRefused
from complaints.actions import assignment, handling, linking
from complaints.clocks import Basis, ClockKey
from complaints.errors import CaseGone, NotAllowed
from complaints.models import Alert, Case, KeyWrap, Track
from complaints.reading import open_case, open_event
from complaints.selectors.clocks import case_clocks
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.opened import chained
from tests.factories.worked_cases import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]


@pytest.fixture
def office() -> make.ChannelOffice:
    return make.open_channel(make_office("datong"))


def report(days: int = 0) -> Case:
    return make.file_report(make.report("datong"), at=DEFAULT_AT + dt.timedelta(days=days))[1]


def details(case: Case, office: make.ChannelOffice) -> list[dict[str, object]]:
    """What the case's events say, the filing left out."""
    hand = office.handlers[case.body][0]
    opened = open_case(case, hand.member, hand.keys)
    events = list(case.events.order_by("seq"))
    assert chained(events)
    return [dict(open_event(event, opened.keys)) for event in events[1:]]


def test_a_case_is_given_to_whoever_can_open_it_and_to_nobody_else(office: make.ChannelOffice) -> None:
    case = report()
    first, second = office.handlers[case.body]
    client = at_desk(first)
    Alert.objects.all().delete()  # the report itself is something to look at
    client.post(f"{DESK}{case.pk}/assign/", {"to": second.member.pk.hex})
    case.refresh_from_db()
    assert case.assigned == second.member
    assert list(Alert.objects.filter(pending=True).values_list("member", flat=True)) == [second.member.pk]
    assignment.assign(case=case, to=second.member, by=first, now=LATER)  # said twice, done once
    assignment.assign(case=case, to=None, by=second, now=LATER)
    assert details(case, office) == [
        {"entry": "assigned", "to": second.member.pk.hex},
        {"entry": "assigned", "to": ""},
    ]
    outsider = make.new_member("no-key")
    with pytest.raises(ActionRefused):
        assignment.assign(case=case, to=outsider.member, by=first, now=LATER)
    with pytest.raises(CaseGone):
        assignment.assign(case=case, to=outsider.member, by=outsider, now=LATER)
    refused = client.post(f"{DESK}{case.pk}/assign/", {"to": outsider.member.pk.hex})
    assert refused.status_code == 200
    case.refresh_from_db()
    assert case.assigned is None


def test_a_track_brings_its_clocks_and_is_refused_after_the_end(office: make.ChannelOffice) -> None:
    case = report()
    hand = office.handlers[case.body][0]
    client = at_desk(hand)
    page = text_of(client.get(f"{DESK}{case.pk}/track/"))
    for label in Track.labels[1:]:
        assert str(label) in page
    assert "《信访工作条例》第二十三条（信访人姓名、住址不清的除外）" in page
    assert "纪检监察机关处理检举控告工作规则" in page
    data = {"track": "discipline", "seen": "filed", "grounds": "涉及党员干部。"}
    client.post(f"{DESK}{case.pk}/track/", data)
    case.refresh_from_db()
    assert case.track == Track.DISCIPLINE
    bases = {each.key: each.basis for each in case_clocks(case)}
    assert bases[ClockKey.FORWARD] is Basis.COMMITMENT
    assert Basis.STATUTORY not in bases.values()
    assert {"entry": "track", "from": "", "to": "discipline"} in details(case, office)
    for wrong in ("", "nothing"):
        answer = client.post(f"{DESK}{case.pk}/track/", {"track": wrong, "seen": "filed"})
        assert answer.context["form"].errors["track"], wrong
    stale = client.post(f"{DESK}{case.pk}/track/", {"track": "petition", "seen": "accepted"})
    assert "案件刚刚有了变化" in text_of(stale)
    handling.move(case=case, move=Move.REFER, expected="filed", text="已移送。", by=hand, now=LATER)
    with pytest.raises(NotAllowed):
        assignment.set_track(case=case, track=Track.PETITION, by=hand, now=LATER)


def test_grounds_for_the_track_a_case_is_on_already_are_kept(office: make.ChannelOffice) -> None:
    case = report()
    hand = office.handlers[case.body][0]
    for grounds in ("涉及党员干部。", "已与纪检监察机关核对。", ""):
        assignment.set_track(case=case, track=Track.DISCIPLINE, by=hand, now=LATER, grounds=grounds)
    notes = [entry.document["text"] for entry in open_case(case, hand.member, hand.keys).entries[1:]]
    assert notes == ["涉及党员干部。", "已与纪检监察机关核对。"]
    assert details(case, office) == [
        {"entry": "track", "from": "", "to": "discipline"},
        {"entry": "note"},
    ]


def test_a_case_is_extended_once_with_somebodys_consent(office: make.ChannelOffice) -> None:
    case = report()
    hand = office.handlers[case.body][0]
    client = at_desk(hand)
    with pytest.raises(NotAllowed):
        assignment.extend(case=case, text="情况复杂。", by=hand, now=LATER)
    handling.move(case=case, move=Move.ACCEPT, expected="filed", text="受理。", by=hand, now=LATER)
    before = {each.key: each.day for each in case_clocks(Case.objects.get(pk=case.pk))}
    unapproved = client.post(f"{DESK}{case.pk}/extend/", {"text": "情况复杂。", "seen": "accepted"})
    assert "延长办理期限要先经负责人批准" in text_of(unapproved)
    with clock.at(LATER):
        client.post(f"{DESK}{case.pk}/extend/", {"text": "情况复杂。", "seen": "accepted", "approved": "on"})
    after = {each.key: each.day for each in case_clocks(Case.objects.get(pk=case.pk))}
    moved = {key: (after[key] - before[key]).days for key in before if after[key] != before[key]}
    assert moved == {ClockKey.DECIDE: 30}
    with pytest.raises(ActionRefused):
        assignment.extend(case=case, text="再延长。", by=hand, now=LATER)


def test_a_case_that_is_late_is_not_made_timely_by_extending_it(office: make.ChannelOffice) -> None:
    case = report()
    hand = office.handlers[case.body][0]
    handling.move(case=case, move=Move.ACCEPT, expected="filed", text="受理。", by=hand, now=LATER)
    after = DEFAULT_AT + dt.timedelta(days=61)
    with pytest.raises(ActionRefused, match="办结的期限已经过了"):
        assignment.extend(case=case, text="情况复杂。", by=hand, now=after)
    case.refresh_from_db()
    assert case.extended_on is None
    assignment.extend(case=case, text="情况复杂。", by=hand, now=after - dt.timedelta(days=1))


def test_linked_cases_name_each_other_and_nothing_else(office: make.ChannelOffice) -> None:
    one, two, apart = report(), report(1), report(2)
    hand, other = office.handlers[one.body]
    KeyWrap.objects.filter(case=apart, member=hand.member).delete()
    client = at_desk(hand)
    sentences = {
        text_of(client.post(f"{DESK}{one.pk}/link/", {"number": number, "text": "同一件事。"})).count(
            "没有这个编号的案件"
        )
        for number in (apart.number, "DA-00000000")
    }
    assert sentences == {1}
    assert not apart.events.exclude(seq=0).exists()
    client.post(f"{DESK}{one.pk}/link/", {"number": two.number.lower(), "text": "同一件事。"})
    for here, there in ((one, two), (two, one)):
        opened = open_case(here, other.member, other.keys)
        (entry,) = [entry for entry in opened.entries if entry.document["kind"] == "link"]
        assert (entry.document["other"], entry.document["text"]) == (there.pk.hex, "同一件事。")
        assert here.entries.get(pk=entry.id).reporter_key is None
        shown = at_desk(other).get(f"{DESK}{here.pk}/linked/{entry.id}/")
        assert shown.headers["Location"] == f"{DESK}{there.pk}/"
        assert {"entry": "link"} in details(here, office)
    for number, sentence in ((two.number, "这两个案件已经关联"), (one.number, "不能与本案自己关联")):
        answer = client.post(f"{DESK}{one.pk}/link/", {"number": number, "text": "同一件事。"})
        assert sentence in text_of(answer)
    with pytest.raises(CaseGone):
        linking.link(case=apart, other=one.number, text="同一件事。", by=hand, now=LATER)
