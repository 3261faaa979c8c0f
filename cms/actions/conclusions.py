"""Concluding a publicity: a recorded human act that attests every objection channel."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock, gates
from cms.actions.appending import append_act
from cms.actions.errors import ActionRefused
from cms.actions.reach import need, stay_on_notice
from cms.models import Conclusion, Seal, SealAct
from cms.reading import read_notice
from cms.regulation.rules import check_conclusion
from cms.regulation.rules.facts import ChannelFacts
from cms.regulation.rules.proceedings import Attestation, ConclusionFacts, EntryWindow
from cms.regulation.rules.verdicts import Override, Verdict, blocking, overridden
from cms.roles import OVERRIDE
from cms.seals import parse_body
from portal.calendar.selectors import current_calendar


def conclusion_facts(seal: Seal, attestations: Sequence[Attestation]) -> ConclusionFacts:
    """What the rules need to judge whether this publicity may be concluded."""
    windows = list(seal.windows.all())
    main = next((window for window in windows if not window.entry_key), None)
    notice = read_notice(parse_body(seal.body))
    return ConclusionFacts(
        stage_key=seal.stage_key,
        first_day=main.first_day if main else None,
        last_day=main.last_day if main else None,
        provisional=bool(main and main.provisional),
        concluded=Conclusion.objects.filter(seal=seal).exists(),
        ended=bool(main and main.ended_at),
        entry_windows=tuple(
            EntryWindow(
                entry_key=w.entry_key, last_day=w.last_day, provisional=w.provisional, ended=bool(w.ended_at)
            )
            for w in windows
            if w.entry_key
        ),
        blockers=gates.blockers(seal),
        channels=tuple(
            ChannelFacts(kind=c.kind, value=c.value, hours=c.hours)
            for c in notice.channels
            if c.counted_by_office
        ),
        attestations=tuple(attestations),
    )


def conclusion_verdicts(
    seal: Seal, attestations: Sequence[Attestation], now: dt.datetime
) -> tuple[Verdict, ...]:
    """The rules' judgement on concluding this publicity at that instant."""
    regulation = seal.measure.regulation
    calendar = current_calendar(regulation.division_code)
    return tuple(check_conclusion(regulation, conclusion_facts(seal, attestations), calendar, now))


@transaction.atomic
def conclude(
    *,
    seal: Seal,
    attestations: Sequence[Attestation],
    outcome: str,
    by: Any,
    overrides: Sequence[Override] = (),
) -> Conclusion:
    """Conclude a publicity. Raises ActionRefused with every standing reason; nothing is written then.

    `attestations` say for each published channel how many objections came in and how many are open. `overrides`
    are possible only where the measure does not word 无异议, by somebody who may override.
    """
    now = clock.now()
    seal = Seal.objects.select_for_update().get(pk=seal.pk)
    stay_on_notice(by, seal.notice)
    if overrides:
        need(by, OVERRIDE, seal.edition.scheme)
    if not outcome.strip():
        raise ActionRefused(_("请填写办结意见，例如“公示期内未收到异议”。"))
    verdicts = conclusion_verdicts(seal, attestations, now)
    standing = blocking(verdicts, overrides)
    if standing:
        raise ActionRefused(" ".join(verdict.render(_) for verdict in standing))
    set_aside = [
        {
            "rule": verdict.rule,
            "message": verdict.message,
            "reason": override.reason,
            "office": override.office,
        }
        for verdict, override in overridden(verdicts, overrides)
    ]
    conclusion = Conclusion.objects.create(
        seal=seal,
        attestations=[
            {"kind": a.kind, "value": a.value, "received": a.received, "open": a.open, "note": a.note}
            for a in attestations
        ],
        outcome=outcome.strip(),
        overrides=set_aside,
        at=now,
        by=by,
        by_name=by.get_full_name() or by.get_username(),
    )
    seal.windows.running().update(concluded_at=now, concluded_by=by)
    append_act(
        seal=seal,
        kind=SealAct.Kind.CONCLUDED,
        at=now,
        by=by,
        reason=outcome.strip(),
        after="；".join(f"{row['message']}——{row['reason']}（{row['office']}）" for row in set_aside),
    )
    audit.record(seal.notice, "gongshi.window.conclude", by=by, public_id=seal.public_id)
    return conclusion
