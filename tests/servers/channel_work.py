"""What members do with cases besides: a call entered, a name asked for and seen, a case taken out, backed up, ended, destroyed.

Each function runs in a process of its own behind `tests.servers.channel_office`.
"""

import datetime as dt
from pathlib import Path
from typing import Any

from tests.servers.decision import Json

KEPT = dt.timedelta(days=60)
"""More than the month for which the scanned case is kept."""


def hand_of(master: str) -> Any:
    """The member whose keys come from that secret."""
    from complaints import vault
    from complaints.hands import Hand
    from complaints.models import Member

    keys = vault.MemberKeys(bytes.fromhex(master))
    return Hand(Member.objects.select_related("user").get(kem_public=keys.kem_public), keys)


def enter(master: str, facts: str, name: str) -> Json:
    """Enter a call of somebody who gives a name; the code that was read out to them."""
    from cms import clock
    from cms.windows import beijing_day
    from complaints import vault
    from complaints.actions.drafts import open_draft
    from complaints.actions.entering import enter_report
    from complaints.reports import Heard, Kind, Person, Report, Way
    from tests.servers.channel_office import CITY

    now = clock.now()
    token = open_draft(now=now)
    report = Report(city=CITY, kind=Kind.STAFF, facts=facts, person=Person(name=name))
    heard = Heard(Way.PHONE, beijing_day(now), slip=True)
    entered = enter_report(token=token, report=report, heard=heard, by=hand_of(master), now=now)
    return {"own": entered.own is not None, "code": vault.receipt_code(token), "token": token.hex()}


def work(masters: list[str], label: str, unsent: str, reason: str, folder: str) -> Json:
    """The named case: labels, an unsent text, a mask, its name seen by two custodians' consent, taken out, upheld, reminded of.

    Returns the name that was seen and the digits of the bundle. Both archives lie below the folder afterwards.
    """
    from cms import clock
    from complaints import backup, mailing, vault
    from complaints.actions import disclosure, exporting, handling, private_texts
    from complaints.actions.reminders import remind
    from complaints.models import Case, Place
    from complaints.transitions import Move
    from tests.case_rights_table.performers import mask_first
    from tests.factories import channel as make

    now, by = clock.now(), hand_of(masters[0])
    case = Case.objects.get(state="accepted")
    private_texts.set_labels(case=case, labels=[label], by=by, now=now)
    private_texts.keep(case=case, place=Place.MESSAGE, text=unsent, by=by, now=now)
    mask_first(case, by, now)
    asked = disclosure.ask(case=case, reason=reason, by=by, now=now)
    keepers = {hand.member.pk: hand for hand in map(hand_of, masters[-3:])}
    for ask in list(asked.asks.order_by("pk"))[:2]:
        disclosure.consent(ask_id=ask.pk, by=keepers[ask.custodian_id], now=now)
    seen = disclosure.look(disclosure_id=asked.pk, case=case, by=by, now=now).person
    code, out = vault.new_recovery_code(), Path(folder)
    bundle = exporting.export(case=case, to=None, code=code, internal=True, by=by, now=now)
    for made_here in ("taken-out", "archive-of-data", "archive-of-keys"):
        (out / made_here).mkdir()
    with (out / "taken-out" / "case.bundle").open("wb") as file:
        for chunk in bundle.chunks:
            file.write(chunk)
    make.reachable(by)
    quarter = mailing.quarter_of(now + dt.timedelta(days=20))
    reminded, mailed = remind(now=quarter), mailing.send_due(now=quarter)
    handling.move(case=case, move=Move.UPHOLD, expected="accepted", text=reason, by=by, now=now)
    made = backup.data(out / "archive-of-data", now=now)
    backup.keys(out / "archive-of-keys", now=now, beside=made.path)
    return {"name": seen.name if seen else "", "code": code, "reminded": reminded, "mailed": mailed}


def end() -> Json:
    """Two people decide on what was upheld. How many cases that are, and pieces of everything sealed in them."""
    from cms import clock
    from complaints.actions import disposal, endings
    from complaints.models import Case
    from tests.factories.endings import archivist
    from tests.forensics.remains import pieces_of_cases

    now = clock.now() + KEPT
    first, second = archivist(), archivist("archivist-2")
    endings.set_period(outcome="upheld", months=1, by=first, now=now)
    cases = list(Case.objects.filter(state="upheld"))
    for case in cases:
        disposal.record(number=case.number, way="appraised", reference="1", by=first, now=now)
        disposal.confirm(number=case.number, by=second, now=now)
    return {"decided": len(cases), "pieces": [piece.hex() for piece in pieces_of_cases(cases)]}


def destroy() -> Json:
    """Destroy what was decided upon. How many cases, and what is left of their contents."""
    from cms import clock
    from complaints import destruction
    from complaints.models import Case, Entry, KeyWrap

    cases = list(Case.objects.filter(state="upheld"))
    for case in cases:
        destruction.destroy(number=case.number, now=clock.now() + KEPT)
    keys = [case.pk for case in cases]
    left = Entry.objects.filter(case_id__in=keys).count() + KeyWrap.objects.filter(case_id__in=keys).count()
    return {"destroyed": len(cases), "left": left}


def clear() -> Json:
    """Clear what the database keeps of deleted rows, as the operator's command does."""
    from complaints import destruction

    return {"cleared": destruction.clear_remains()}
