"""What an objection filed through the channel does to the notice it names, and what the publications learn of it."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms import clock, gates
from cms.actions.conclusions import conclude, conclusion_verdicts
from cms.actions.errors import ActionRefused
from cms.models import Conclusion, NoticeAct, Seal
from cms.reading import read_notice
from cms.regulation.rules.proceedings import Attestation
from cms.regulation.rules.verdicts import Override, Verdict
from cms.seals import parse_body
from cms.selectors.windows import WindowReader
from cms.windows import BEIJING, Phase
from complaints.actions.handling import move
from complaints.models import Case, CaseState, Objection
from complaints.reports import Kind
from complaints.transitions import Move
from tests.factories import notices as make
from tests.factories.admin import client_of, text_of
from tests.factories.channel import ChannelOffice, file_report, open_channel, report
from tests.factories.dossiers import archive_of
from tests.factories.offices import Office, beijing, make_office
from tests.factories.rows import organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")
AT = beijing(2026, 3, 16)
OPEN = "保密渠道：有异议尚未办结。"


def winners(city: str) -> tuple[Office, Seal, ChannelOffice]:
    """A list of winners in its window, and an open channel."""
    office = make_office(city)
    seal = make.published_notice(city, make.last_publicity(office.regulation).key, at=AT)
    return office, seal, open_channel(office)


def object_to(seal: Seal, at: dt.datetime, **changes: Any) -> Case:
    """An objection to a notice."""
    city = seal.head["scheme_code"]
    _token, case, _filed = file_report(
        report(city, **{"kind": Kind.ENTRY, "notice": seal.public_id, **changes}), at=at
    )
    return case


def last_minute(seal: Seal) -> dt.datetime:
    """23:59 of the last day of the list's window, Beijing time."""
    return dt.datetime.combine(seal.windows.get(entry_key="").last_day, dt.time(23, 59), tzinfo=BEIJING)


def handle(case: Case, channel: ChannelOffice, *moves: Move, at: dt.datetime) -> None:
    """Move a case on by a handler of the body that has it."""
    by = channel.handlers[case.body][0]
    for each in moves:
        expected = Case.objects.get(pk=case.pk).state
        move(case=case, move=each, expected=expected, text="经核实，现答复如下（示例）。", by=by, now=at)


def attested(seal: Seal) -> list[Attestation]:
    """Nothing came in by the channels that the notice printed."""
    channels = read_notice(parse_body(seal.body)).channels
    return [Attestation(kind=c.kind, value=c.value, received=0, open=0) for c in channels]


def blocks(seal: Seal, at: dt.datetime) -> list[Verdict]:
    """What holds the conclusion at that instant."""
    with clock.at(at):
        verdicts = conclusion_verdicts(seal, attested(seal), at)
    return [verdict for verdict in verdicts if verdict.level == "block"]


def close(seal: Seal, office: Office, at: dt.datetime, overrides: Sequence[Override] = ()) -> Conclusion:
    """Try to conclude."""
    with clock.at(at):
        return conclude(
            seal=seal,
            attestations=attested(seal),
            outcome="公示期满（示例）。",
            by=office.publisher,
            overrides=overrides,
        )


def reasons(verdicts: Sequence[Verdict]) -> list[Override]:
    """A publisher's reason for each."""
    return [
        Override(rule=v.rule, subject=v.subject, reason="不影响其余名单（示例）。", office="办公室（示例）")
        for v in verdicts
    ]


@pytest.mark.parametrize("city", CITIES)
def test_filed_in_the_last_minute_it_holds_the_winners_until_decided_and_nobody_overrides(city: str) -> None:
    office, seal, channel = winners(city)
    case = object_to(seal, last_minute(seal))
    after = make.after_window(seal)
    (held,) = blocks(seal, after)
    assert (held.rule, held.overridable, held.basis) == ("conclude.blocked", False, "measure")
    assert held.message.startswith(OPEN)
    assert held.articles
    with pytest.raises(ActionRefused):
        close(seal, office, after, reasons([held]))
    handle(case, channel, Move.ACCEPT, at=after)
    with pytest.raises(ActionRefused):
        close(seal, office, after)
    handle(case, channel, Move.DISMISS, at=after)
    assert close(seal, office, after).overrides == []


def test_refused_it_holds_no_longer_and_a_minute_late_it_never_did() -> None:
    office, seal, channel = winners("xinzhou")
    case, after = object_to(seal, AT), make.after_window(seal)
    late = object_to(seal, last_minute(seal) + dt.timedelta(minutes=1))
    assert blocks(seal, after)
    handle(case, channel, Move.REFUSE, at=after)
    assert late.state == CaseState.FILED
    assert list(Objection.objects.values_list("case", flat=True)) == [case.pk]
    close(seal, office, after)


def test_withdrawn_it_still_holds_until_a_handler_ends_it() -> None:
    office, seal, channel = winners("yuncheng")
    case, after = object_to(seal, AT), make.after_window(seal)
    Case.objects.filter(pk=case.pk).update(state=CaseState.WITHDRAWN)
    with pytest.raises(ActionRefused):
        close(seal, office, after)
    handle(case, channel, Move.REFUSE, at=after)
    close(seal, office, after)


def test_each_of_several_holds_until_the_last_is_ended() -> None:
    office, seal, channel = winners("datong")
    cases, after = [object_to(seal, AT), object_to(seal, last_minute(seal))], make.after_window(seal)
    handle(cases[0], channel, Move.REFUSE, at=after)
    assert next(held.message for held in blocks(seal, after)).startswith(OPEN)
    handle(cases[1], channel, Move.ACCEPT, Move.UPHOLD, at=after)
    close(seal, office, after)


def test_where_nothing_words_it_a_publisher_goes_on_with_a_public_reason(client: Client) -> None:
    office = make_office("taiyuan")
    seal = make.published_notice("taiyuan", "acceptance_list", at=AT)
    open_channel(office)
    case, after = object_to(seal, AT), make.after_window(seal)
    (held,) = blocks(seal, after)
    assert (held.rule, held.overridable, held.basis) == ("conclude.blocked_commitment", True, "commitment")
    with pytest.raises(ActionRefused):
        close(seal, office, after)
    close(seal, office, after, reasons([held]))
    page = client.get(seal.head["path"]).content.decode()
    assert "不影响其余名单（示例）。" in page
    for hidden in (case.number, "1件", "举报人", "申报的质量指标"):
        assert hidden not in page


def test_a_complaint_that_names_no_notice_holds_nothing() -> None:
    office, seal, _channel = winners("datong")
    _token, case, _filed = file_report(report("datong", kind=Kind.STAFF), at=AT)
    assert (case.notice, Objection.objects.count()) == ("", 0)
    close(seal, office, make.after_window(seal))


def test_whatever_it_is_called_it_holds_what_it_names_in_its_window() -> None:
    _office, seal, _channel = winners("hohhot")
    for kind in Kind:
        object_to(seal, AT, kind=kind)
    assert Objection.objects.filter(notice=seal.public_id).count() == len(Kind)


def test_an_entry_added_later_is_objected_to_in_its_own_window() -> None:
    office = make_office("datong")
    seal = make.published_notice("datong", "acceptance_list", at=AT)
    channel = open_channel(office)
    day, added = seal.windows.get().last_day, organization(9)
    fix = make.amend(
        office,
        seal,
        NoticeAct.CORRECTION,
        at=dt.datetime.combine(day, dt.time(15), tzinfo=BEIJING),
        rows=[added],
        changes=[{"op": "added", "entry_key": added["key"], "reason": "补充受理（示例）。"}],
    )
    between = make.after_window(seal)
    own = seal.windows.exclude(entry_key="").get()
    assert own.last_day > day
    case = object_to(fix, between)
    assert case.notice == seal.public_id
    assert not [held for held in blocks(seal, between) if held.rule.startswith("conclude.blocked")]
    after = dt.datetime.combine(own.last_day + dt.timedelta(days=1), dt.time(10), tzinfo=BEIJING)
    assert [held.rule for held in blocks(seal, after)] == ["conclude.blocked_commitment"]
    handle(case, channel, Move.REFUSE, at=after)
    close(seal, office, after)


def test_a_list_that_is_out_is_objected_to_before_its_days_are_counted() -> None:
    office = make_office("datong")
    starts = beijing(2026, 3, 23).date()
    seal = make.published_notice("datong", "acceptance_list", at=AT, starts_on=starts)
    open_channel(office)
    with clock.at(AT):
        assert WindowReader(AT).state(seal.windows.get()).phase is Phase.UPCOMING
    object_to(seal, AT)
    assert [held.rule for held in blocks(seal, make.after_window(seal))] == ["conclude.blocked_commitment"]


@pytest.mark.parametrize("act", [NoticeAct.EXTENSION, NoticeAct.RESTART])
def test_a_longer_or_new_window_carries_it_over(act: NoticeAct) -> None:
    office, seal, channel = winners("datong")
    case, first_end = object_to(seal, AT), make.after_window(seal)
    make.amend(office, seal, act, at=last_minute(seal) - dt.timedelta(hours=9), working_days=5)
    with clock.at(first_end):
        assert gates.blockers(seal) == ()
    after = make.after_window(seal)
    assert after > first_end
    assert [held.rule for held in blocks(seal, after)] == ["conclude.blocked"]
    handle(case, channel, Move.REFUSE, at=after)
    close(seal, office, after)


def test_it_holds_the_next_publication_as_it_holds_the_conclusion() -> None:
    office, seal, _channel = winners("datong")
    object_to(seal, AT)
    with clock.at(make.after_window(seal)):
        notice = make.draft(office, seal.edition, "commendation_decision")
        page = text_of(client_of(office.editor).get(reverse("gongshi:review", args=[notice.pk])))
    assert "还有异议没有处理完" in page
    assert not re.search(r"\d+件异议", page)


def _everything_seen(office: Office, seal: Seal, at: dt.datetime) -> dict[str, str]:
    """All that the office and the public are shown of an edition, without what differs from answer to answer."""
    desk, public = client_of(office.publisher), Client()
    own = {
        "today": reverse("wagtailadmin_home"),
        "desk": reverse("gongshi:desk"),
        "edition": reverse("gongshi:edition", args=[seal.edition.pk]),
        "conclude": reverse("gongshi:conclude", args=[seal.pk]),
        "register": reverse("gongshi:register"),
    }
    path = seal.head["path"]
    city = seal.head["scheme_code"]
    open_to_all = ("/", f"/{city}/", path, f"{path}seal.json", f"/{city}/feed.atom", "/complaints/")
    with clock.at(at):
        seen = {name: text_of(desk.get(url)) for name, url in own.items()}
        seen |= {url: public.get(url).content.decode() for url in open_to_all}
        archive = archive_of(seal.edition, at=at)
    seen |= {name: archive.read(name).decode() for name in archive.names if name.endswith(".json")}
    return {name: re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text) for name, text in seen.items()}


def test_while_the_window_runs_the_publications_learn_nothing() -> None:
    office, seal, _channel = winners("taiyuan")
    before = _everything_seen(office, seal, AT)
    for _n in range(3):
        object_to(seal, AT)
    assert _everything_seen(office, seal, AT) == before
    assert _everything_seen(office, seal, last_minute(seal)) == _undone(office, seal)


def _undone(office: Office, seal: Seal) -> dict[str, str]:
    """The same pages in the last minute, had nobody objected."""
    Objection.objects.all().delete()
    return _everything_seen(office, seal, last_minute(seal))


def test_afterwards_they_learn_open_or_none_and_never_how_many() -> None:
    office, seal, channel = winners("taiyuan")
    after = make.after_window(seal)
    nothing = _everything_seen(office, seal, after)
    cases = [object_to(seal, AT)]
    one = _everything_seen(office, seal, after)
    cases += [object_to(seal, AT), object_to(seal, AT)]
    three = _everything_seen(office, seal, after)
    assert one == three
    changed = {name for name in nothing if nothing[name] != one[name]}
    assert OPEN in one["conclude"]
    assert "conclude" in changed
    assert not {name for name in changed if name.startswith("/")}
    for case in cases:
        handle(case, channel, Move.REFUSE, at=after)
    assert _everything_seen(office, seal, after) == nothing
