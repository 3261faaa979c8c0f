"""What an office does after a decision: certificates, revocation and its annulment, older awards, follow-up on winners."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cms.actions.follow_up import record_follow_up
from cms.actions.history import enter_history
from cms.models import AwardRecord, FollowUp, FollowUpKind, FollowUpOutcome, HistoryBatch, NoticeAct, Seal
from portal.demo import steps
from portal.demo.desk import Desk, Run
from portal.demo.holders import Applicant
from portal.demo.steps import Row
from portal.demo.wording import MARK, ordinal

INVESTIGATED = -8
"""Working days between the last recorded step of a revocation and its announcement."""


def certified(rows: Sequence[Row], award: str, year: int) -> list[Row]:
    """The rows of a decision with the numbers of their certificates, in their order.

    :param award: how the award is called in a certificate's number (同质).
    """
    return [
        {**row, "certificate_no": f"{award}〔{year}〕{no:03d}号（示例）"}
        for no, row in enumerate(rows, start=1)
    ]


def award_of(run: Run, holder: Applicant) -> AwardRecord:
    """The award that somebody won in an edition."""
    told = holder.columns()
    return AwardRecord.objects.get(edition=run.page, name=told["name"], unit=told.get("unit", ""))


@dataclass(frozen=True)
class Withdrawal:
    """An award to be revoked: its record, the ground as `case.ground`, what was found."""

    record: AwardRecord
    ground: str
    finding: str

    def columns(self) -> dict[str, str]:
        """As a draft names it."""
        return {"record": self.record.public_id, "ground": self.ground, "finding": self.finding}


def revoke(desk: Desk, run: Run, day: dt.date, withdrawal: Withdrawal, *, doc_no: str) -> Seal:
    """Announce the revocation of an award on that day, every step the measure asks for on record before it."""
    stage = next(stage for stage in desk.regulation.stages if stage.type == "revocation")
    words = desk.common(stage, day) | desk.voice.revocation(
        run.name, withdrawal.ground, on=day, doc_no=doc_no, kind=withdrawal.record.kind
    )
    named = [withdrawal.columns()]
    with desk.at(day):
        steps.fulfil_revocation(
            desk.office,
            run.page,
            stage.key,
            named,
            prepared_on=desk.days.workday(INVESTIGATED, day),
            reviewer=words["publisher_name"],
        )
        draft = steps.draft(desk.office, run.page, stage.key, revocations=named, **words)
        return desk.released(steps.submit(desk.office, draft))


def reinstate(
    desk: Desk, seal: Seal, record: AwardRecord, day: dt.date, *, reason: str, annulled_by: str, doc_no: str
) -> Seal:
    """Announce on that day that a revocation was taken back.

    :param annulled_by: the document that took it back, as the file has it.
    """
    stage = desk.regulation.stage(seal.stage_key)
    words = desk.common(stage, day) | desk.voice.reinstatement(
        seal.edition.title, reason=reason, doc_no=doc_no, kind=record.kind
    )
    named = [{"record": record.public_id, "ground": "", "finding": ""}]
    with desk.at(day):
        steps.fulfil_reinstatement(
            desk.office, seal.edition, stage.key, [record.public_id], document_no=annulled_by
        )
        draft = steps.draft(
            desk.office,
            seal.edition,
            act=NoticeAct.REINSTATEMENT,
            amends=seal.notice,
            revocations=named,
            **words,
        )
        return desk.released(steps.submit(desk.office, draft))


@dataclass(frozen=True)
class Older:
    """An award from before the portal as its source has it, with a revocation of that time where there was one."""

    edition: int
    tier: str
    holder: Applicant
    awarded_on: dt.date
    doc_no: str
    certificate_no: str = ""
    revoked_on: dt.date | None = None
    ground: str = ""
    revocation_doc_no: str = ""

    def columns(self) -> dict[str, Any]:
        """As `cms.actions.history` takes it."""
        told = self.holder.columns()
        kept = {name: told[name] for name in ("kind", "uscc", "industry", "unit", "post") if name in told}
        return kept | {
            "edition_number": self.edition,
            "edition_name": ordinal(self.edition),
            "tier": self.tier,
            "name": told.get("name", ""),
            "joint_names": told.get("joint_names", []),
            "district": self.holder.district,
            "certificate_no": self.certificate_no,
            "awarded_on": self.awarded_on,
            "doc_no": self.doc_no,
            "revoked_on": self.revoked_on,
            "revocation_ground": self.ground,
            "revocation_doc_no": self.revocation_doc_no,
        }


def enter(desk: Desk, day: dt.date, older: Sequence[Older], *, source: str) -> HistoryBatch:
    """The editor enters awards from before the portal."""
    with desk.at(day, 15):
        return enter_history(
            scheme=desk.office.scheme,
            rows=[award.columns() for award in older],
            source=source + MARK,
            by=desk.office.editor,
        )


def follow_up(
    desk: Desk,
    record: AwardRecord,
    day: dt.date,
    kind: FollowUpKind,
    outcome: FollowUpOutcome,
    *,
    findings: str,
    body: str,
    document_no: str = "",
    served_on: dt.date | None = None,
    due_on: dt.date | None = None,
    follows: FollowUp | None = None,
) -> FollowUp:
    """Put on record, at five in the afternoon of the day it was done or served, how a winner was followed up."""
    with desk.at(served_on or day, 17):
        return record_follow_up(
            record=record,
            kind=kind,
            outcome=outcome,
            body_name=body,
            done_on=day,
            findings=findings,
            by=desk.office.editor,
            follows=follows,
            document_no=document_no,
            served_on=served_on,
            due_on=due_on,
        )
