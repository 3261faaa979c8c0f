"""The moment of publication: the seal, and what follows from it in the same transaction.

Called by the guard, from inside the save that makes the notice live, and by a rehearsal that is rolled back; nothing else
may write a seal.
"""

import datetime as dt
import json
from typing import Any

from django.db.models import QuerySet

from cms import audit, signals
from cms.actions import amendments, register
from cms.actions.windows import open_window
from cms.clearing import Assessment
from cms.drafts import publication_value
from cms.models import AMENDING_ACTS, EDITION_ACTS, Clearance, Notice, NoticeAct, Seal
from cms.reading import head_of
from cms.seals import make_body, make_leaves, new_salts


def seal_notice(*, notice: Notice, assessment: Assessment, clearance: Clearance) -> Seal:
    """Write the seal of a cleared notice and everything that takes effect with it. Returns the seal."""
    at = assessment.at
    leaves = make_leaves(assessment.values, json.loads(clearance.salts))
    leaves += make_leaves([publication_value(clearance.digest, at)], new_salts(1))
    body = make_body(leaves)
    edition = notice.edition
    seal = Seal.objects.create(
        notice=notice,
        edition=edition,
        public_id=notice.public_id,
        act=notice.act,
        stage_key=notice.stage_key,
        stage_type=notice.stage_type,
        entry_list=notice.entry_list,
        measure=edition.measure,
        measure_sha256=edition.measure.sha256,
        digest=body.root,
        body=body.dump(),
        head=head_of(body),
        published_at=at,
        made_at=at,
        clearance=clearance,
        amends=notice.amended_seal,
    )
    # The salts now live in the seal alone, where a withholding can erase them.
    QuerySet(Clearance).filter(pk=clearance.pk).update(salts="")
    _take_effect(seal, notice, assessment, by=clearance.by, at=at)
    audit.record(notice, "gongshi.notice.seal", by=clearance.by, public_id=seal.public_id, digest=seal.digest)
    signals.published.send(sender=Seal, seal=seal)
    return seal


def _take_effect(seal: Seal, notice: Notice, assessment: Assessment, *, by: Any, at: dt.datetime) -> None:
    if notice.act == NoticeAct.ORIGINAL and seal.stage_type == "publicity":
        open_window(seal=seal, notice=notice, calendar=assessment.calendar, at=at)
    elif notice.act == NoticeAct.ORIGINAL and seal.stage_type == "decision":
        register.register_awards(seal=seal, by=by)
    elif notice.act == NoticeAct.ORIGINAL and seal.stage_type == "revocation":
        register.revoke_awards(seal=seal, by=by, at=at)
    elif notice.act == NoticeAct.REINSTATEMENT:
        register.reinstate_awards(seal=seal, by=by, at=at)
    elif notice.act in AMENDING_ACTS:
        amendments.take_effect(seal=seal, notice=notice, calendar=assessment.calendar, by=by, at=at)
    elif notice.act in EDITION_ACTS:
        amendments.edition_event(seal=seal, notice=notice, by=by, at=at)
