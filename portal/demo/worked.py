"""Work on the demonstration's cases as the desk knows it: tracks, an extension, a name asked for, a call entered."""

import datetime as dt

from cms.models import AwardRecord, Remedy, Seal
from cms.register import WON
from cms.selectors.register import records, standing_of
from complaints import keystore, vault
from complaints.actions import assignment, disclosure, entering, handling, private_texts, remedies
from complaints.actions.drafts import open_draft
from complaints.hands import Hand
from complaints.models import Case, DisclosureAsk, Member, Place, Track
from complaints.reading import open_case
from complaints.reports import Heard, Kind, Report, Way
from complaints.roots import read_roots
from complaints.routing import HANDLER
from complaints.selectors.channel import all_terms
from complaints.transitions import Move
from portal.demo.members import Team

REASON = "异议所附通报与申报材料不一致，需要向提出人当面核对通报的来源（示例）。"


def take_on(team: Team, case: Case, track: Track, at: dt.datetime, *, grounds: str = "") -> None:
    """Let a handler lead it on a track."""
    by = team.holder_of(case)
    assignment.assign(case=case, to=by.member, by=by, now=at)
    assignment.set_track(case=case, track=track, by=by, now=at, grounds=grounds)


def note(team: Team, case: Case, at: dt.datetime, text: str) -> None:
    """Write something down for the handlers alone."""
    handling.add_note(case=case, text=text, by=team.holder_of(case), now=at)


def extend(team: Team, case: Case, at: dt.datetime, text: str) -> None:
    """Take thirty days more, and tell the reporter why."""
    assignment.extend(case=case, text=text, by=team.holder_of(case), now=at)


def keep_aside(team: Team, case: Case, at: dt.datetime, *, labels: list[str], unsent: str) -> None:
    """A handler's own labels, and a message begun and not sent."""
    by = team.holder_of(case)
    private_texts.set_labels(case=case, labels=labels, by=by, now=at)
    private_texts.keep(case=case, place=Place.MESSAGE, text=unsent, by=by, now=at)


def ask_for_name(team: Team, case: Case, at: dt.datetime) -> None:
    """Ask to see who reported, with one custodian's consent; the second is still to answer."""
    asked = disclosure.ask(case=case, reason=REASON, by=team.holder_of(case), now=at)
    first = DisclosureAsk.objects.filter(disclosure=asked).order_by("custodian__user__username")[0]
    disclosure.consent(ask_id=first.pk, by=team.hand_of(first.custodian), now=at)


def refer(team: Team, case: Case, at: dt.datetime, text: str) -> None:
    """Pass it on to discipline inspection."""
    by = team.holder_of(case)
    handling.move(case=case, move=Move.REFER, expected=case.state, text=text, by=by, now=at)


def call(team: Team, city: str, at: dt.datetime) -> tuple[Case, str]:
    """Enter what somebody said on the phone; returns the case and the code that was read out."""
    by = _seated(team, city, at)
    token = open_draft(now=at)
    facts = "来电人说，现场评审那天有一家企业请评审员吃饭，来电人在场（示例，内容为虚构）。"
    entered = entering.enter_report(
        token=token,
        report=Report(city=city, kind=Kind.STAFF, facts=facts, happened="上个月现场评审期间"),
        heard=Heard(Way.PHONE, at.date(), slip=True),
        by=by,
        now=at,
    )
    if entered.filed.case is None:
        raise ValueError("a new token files a new case")
    return Case.objects.get(pk=entered.filed.case), vault.receipt_code(token)


def award_without_follow_up(city: str, today: dt.date) -> tuple[AwardRecord, Seal]:
    """The newest standing award of an organisation there about whose conduct nothing is on record, and its decision."""
    listed = records().filter(scheme__slug=city, kind="organization", follow_ups=None)
    standing = [
        (each, each.seal)
        for each in listed
        if each.seal is not None and standing_of(each, today).status in WON
    ]
    return max(standing, key=lambda found: (found[0].awarded_on, found[0].public_id))


def ask_for_rectification(team: Team, case: Case, at: dt.datetime) -> None:
    """Ask the office for what an upheld case about a winner calls for. Nothing of the case goes along."""
    by = team.holder_of(case)
    entry = open_case(case, by.member, by.keys).report["entry"]
    remedies.ask_remedy(
        case=case,
        notice=case.notice,
        entry_key=entry["key"],
        remedy=Remedy.RECTIFICATION,
        body_name=read_roots(keystore.keys_folder()).name_of(case.body),
        by=by,
        now=at,
    )


def _seated(team: Team, city: str, at: dt.datetime) -> Hand:
    """A handler of the city's first body."""
    terms = next(each for each in all_terms(at, notices=False) if each.city == city)
    body = terms.routes["complaint"].bodies[0]
    seat = next(each for each in terms.roster[body] if each.role == HANDLER)
    return team.hand_of(Member.objects.select_related("user").get(pk=seat.member))
