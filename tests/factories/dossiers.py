"""An edition with everything that can be on file of one, its archive unpacked, and the verifier run as a stranger would."""

import datetime as dt
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms import clock
from cms.actions.drafting import change_entry
from cms.actions.files import store_attachment
from cms.actions.follow_up import record_follow_up
from cms.actions.records import withdraw_act
from cms.dossier.archive import Sealed
from cms.dossier.export import write_dossier
from cms.models import ActRecord, EditionPage, FollowUpKind, FollowUpOutcome, Notice, NoticeAct, Seal
from cms.regulation.rules.facts import ChangeKind
from cms.selectors.register import records
from tests.factories import notices as make
from tests.factories import uploads
from tests.factories.offices import DEFAULT_AT, Office, make_office

DECISION = "commendation_decision"
CORRECTED_AT = DEFAULT_AT + dt.timedelta(days=10)
FOLLOWED_AT = DEFAULT_AT + dt.timedelta(days=60)
REVOKED_AT = DEFAULT_AT + dt.timedelta(days=200)
RESTORED_AT = REVOKED_AT + dt.timedelta(days=90)
READ_AT = RESTORED_AT + dt.timedelta(days=10)
FINDINGS = "现场检查生产台账，未见异常（示例）。"


@dataclass
class Archive:
    """An archive in memory, as it was handed out."""

    content: bytes
    sealed: Sealed

    @property
    def names(self) -> list[str]:
        """The names of its files, below the one top folder."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return [name.partition("/")[2] for name in archive.namelist()]

    def read(self, name: str) -> bytes:
        """The bytes of one file."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            top = archive.namelist()[0].partition("/")[0]
            return archive.read(f"{top}/{name}")

    def json(self, name: str) -> Any:
        """A data file."""
        return json.loads(self.read(name))

    def everything(self) -> str:
        """The text of every file that is text."""
        return "\n".join(self.read(name).decode(errors="replace") for name in self.names)

    def unpack(self, into: Path) -> Path:
        """Unpack it and return the folder with the first page."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            archive.extractall(into)
        (folder,) = into.iterdir()
        return folder


def archive_of(edition: EditionPage, *, at: dt.datetime = READ_AT) -> Archive:
    """The archive of an edition as it is, stating that instant."""
    target = io.BytesIO()
    sealed = write_dossier(edition=edition, target=target, as_of=at)
    return Archive(target.getvalue(), sealed)


def verify(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the archive's own verifier in its folder, with nothing of this project within its reach."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "verify_dossier.py", ".", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def whole_edition(code: str = "datong", *, name: str = "附件一.pdf", content: bytes = b"") -> EditionPage:
    """An edition from its call to a reinstatement: decided with an attachment, corrected, followed up, revoked, given back;
    an earlier act withdrawn, and a draft that never went out.
    """
    office = make_office(code)
    edition = make.run_up(office, DECISION, at=DEFAULT_AT)
    decision = _decide(office, edition, name=name, content=content)
    _correct(office, decision)
    with clock.at(FOLLOWED_AT):
        record_follow_up(
            record=records().filter(edition=edition).order_by("entry_no")[0],
            kind=FollowUpKind.VISIT,
            outcome=FollowUpOutcome.NOTHING,
            body_name="领导小组办公室（示例）",
            done_on=clock.today(),
            findings=FINDINGS,
            by=office.editor,
        )
    record = records().filter(edition=edition).order_by("entry_no")[0]
    revocation = make.revoke(office, [record], at=REVOKED_AT)
    make.reinstate(office, revocation, [record], at=RESTORED_AT)
    with clock.at(RESTORED_AT):
        make.draft(
            office, edition, office.regulation.published_stages[0].key, lead="没有发布的草稿（示例）。"
        )
        act = ActRecord.objects.filter(edition=edition, stage_key=DECISION).order_by("pk")[0]
        withdraw_act(act=act, reason="文号登记有误（示例）。", by=office.editor)
    return edition


def _decide(office: Office, edition: EditionPage, *, name: str, content: bytes) -> Seal:
    """The decision, with an attachment, saved twice before it was submitted."""
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, DECISION)
        uploaded = uploads.upload(name, content or uploads.pdf("Annex of an example."))
        store_attachment(notice=notice, upload=uploaded, title="附表（示例）", by=office.editor)
        make.fulfil(office, edition, DECISION)
        draft = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
        draft.closing = "特此决定。"
        draft.save_revision(user=office.publisher, changed=True)
        seal = make.approve(office, make.submit(office, notice))
    assert seal is not None
    return seal


def _correct(office: Office, decision: Seal) -> Seal:
    """A slip in the decision's list, put right."""
    entry = decision.entry_list.entries.order_by("no").last()
    with clock.at(CORRECTED_AT):
        notice = make.draft(
            office,
            decision.edition,
            decision.stage_key,
            act=NoticeAct.CORRECTION,
            amends=decision.notice,
            doc_no="示政函〔2026〕0号",
        )
        row = {"kind": entry.kind, "tier": entry.tier, "industry": "专用设备制造业", "extra": entry.extra}
        row |= {column: getattr(entry, column) for column in ("name", "uscc", "unit", "post", "district")}
        row |= {"recommender": entry.recommender, "key": str(entry.key)}
        draft = change_entry(
            notice=notice,
            kind=ChangeKind.CORRECTED,
            entry_key=str(entry.key),
            row=row,
            reason="行业名称印错，现予更正（示例）。",
            by=office.editor,
        )
        make.review_for_secrecy(office, decision.edition, decision.stage_key)
        seal = make.approve(office, make.submit(office, draft))
    assert seal is not None
    return seal
