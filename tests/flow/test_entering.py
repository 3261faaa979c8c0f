"""Reports entered on behalf: sealed like any other, signed by whoever entered them, past those concerned, at the gate."""

import datetime as dt
from typing import Any

import pytest

from cms import gates
from cms.actions.errors import ActionRefused
from complaints import vault
from complaints.actions import entering, interests
from complaints.actions.drafts import open_draft, stage
from complaints.actions.entering import Entered, enter_report
from complaints.deadlines import Promise, commitments
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Entry, Event, Objection
from complaints.reading import open_case, open_event, open_file
from complaints.reports import Heard, Kind, Way
from complaints.signers import Signature
from portal.calendar.selectors import current_calendar
from tests.factories import channel as make
from tests.factories import notices
from tests.factories.inboxes import sealed_file
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.opened import messages

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

TODAY = DEFAULT_AT.date()


def entered(
    by: Hand, *, heard: Heard | None = None, at: dt.datetime = DEFAULT_AT, **changes: Any
) -> tuple[Entered, Case, str]:
    """Enter a report with one file; what it gave, its case and its code."""
    token = open_draft(now=at)
    stage(token=token, file=sealed_file(b"tape", "call.bin"), now=at)
    known = set(Case.objects.values_list("pk", flat=True))
    done = enter_report(
        token=token,
        report=make.report(**changes),
        heard=heard or Heard(Way.PHONE, TODAY),
        by=by,
        now=at,
    )
    return done, Case.objects.exclude(pk__in=known).get(), vault.receipt_code(token)


def test_it_opens_to_the_handlers_with_the_signature_of_whoever_entered_it_and_its_code_opens_an_inbox() -> (
    None
):
    channel = make.open_channel(make_office("datong"))
    by, other = channel.handlers["datong.office"]
    done, case, code = entered(by, heard=Heard(Way.COUNTER, TODAY, slip=True), person=make.somebody())
    assert done.own == case.pk
    opened = open_case(case, other.member, other.keys)
    first = opened.entries[0]
    assert first.signature is Signature.HOLDS
    assert (first.document["kind"], first.document["member"]) == ("report", by.code)
    assert first.document["heard"] == {"way": "counter", "day": TODAY.isoformat(), "slip": True}
    assert first.document["report"]["facts"] == make.FACTS
    assert make.somebody().name not in str(first.document)
    assert b"".join(open_file(first.files[0])) == b"tape"
    detail = open_event(case.events.get(), opened.keys)
    assert (detail["entered_by"], detail["way"]) == (by.code, "counter")
    assert messages(code) == ()


def test_its_rows_look_like_those_of_any_other() -> None:
    channel = make.open_channel(make_office("datong"))
    _done, case, _code = entered(channel.hand("office"))
    _token, other, _filed = make.file_report(make.report())

    def look(one: Case) -> Any:
        entry, event = Entry.objects.get(case=one), Event.objects.get(case=one)
        return (
            (entry.by_reporter, entry.bucket, len(entry.body), entry.seq, entry.reporter_key),
            (event.kind, event.actor, len(event.detail), event.day),
            (one.received_on, one.state, one.body, len(one.reporter.record)),
        )

    assert look(case) == look(other)


def test_it_goes_past_whoever_is_interested_even_if_they_entered_it() -> None:
    channel = make.open_channel(make_office("datong"))
    by, other = channel.handlers["datong.office"]
    name = "示例利害关系企业有限公司（示例）"
    interests.declare(
        member=by.member,
        keys=by.keys,
        organisations=[interests.Organisation(name)],
        units=[],
        now=DEFAULT_AT,
    )
    done, case, _code = entered(by, respondent=name)
    assert done.own is None
    with pytest.raises(CaseGone):
        open_case(case, by.member, by.keys)
    assert open_case(case, other.member, other.keys).entries[0].signature is Signature.HOLDS


def test_who_sits_in_a_later_body_may_enter_it_and_holds_no_key() -> None:
    channel = make.open_channel(make_office("datong"))
    done, case, _code = entered(channel.hand("leading_group"))
    assert (done.own, case.body) == (None, "datong.office")


def test_custodians_members_without_a_seat_and_other_cities_are_refused() -> None:
    channel = make.open_channel(make_office("datong"))
    elsewhere = make.open_channel(make_office("taiyuan"))
    strangers = [
        channel.custodians[0],
        make.new_member("seatless"),
        next(iter(elsewhere.handlers.values()))[0],
    ]
    for stranger in strangers:
        assert "datong" not in {each.city for each in entering.enterable(stranger.member, DEFAULT_AT)}
        with pytest.raises(NotAllowed):
            entered(stranger)
    assert not Case.objects.exists()


@pytest.mark.parametrize("days", [1, -61])
def test_a_day_that_cannot_be_is_refused_in_words(days: int) -> None:
    channel = make.open_channel(make_office("datong"))
    with pytest.raises(ActionRefused, match="收到的日期不能"):
        entered(channel.hand("office"), heard=Heard(Way.POST, TODAY + dt.timedelta(days)))
    assert not Case.objects.exists()


def test_its_days_count_from_the_day_it_was_received() -> None:
    channel = make.open_channel(make_office("datong"))
    received = TODAY - dt.timedelta(days=4)
    _done, case, _code = entered(channel.hand("office"), heard=Heard(Way.POST, received))
    assert case.received_on == received
    assert case.events.get().day == TODAY
    days = {each.promise: each for each in commitments(case.received_on, current_calendar())}
    assert days[Promise.ACCEPT].since == received


@pytest.mark.parametrize(("days_late", "holds"), [(0, True), (1, False)])
def test_a_letter_received_in_the_window_holds_the_gate_though_entered_after_its_end(
    days_late: int, holds: bool
) -> None:
    seal = notices.published_notice("datong")
    channel = make.open_channel(make_office("datong"))
    last_day = seal.windows.get(entry_key="").last_day
    assert last_day is not None
    heard = Heard(Way.POST, last_day + dt.timedelta(days=days_late))
    at = notices.after_window(seal) + dt.timedelta(days=3)
    _done, case, _code = entered(
        channel.hand("office"), heard=heard, at=at, kind=Kind.ENTRY, notice=seal.public_id
    )
    assert Objection.objects.filter(case=case).exists() is holds
    assert bool(gates.blockers(seal)) is holds
