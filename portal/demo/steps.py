"""The steps of publishing, each as the office does it: draft, put on record, submit, approve, amend, conclude.

The instant is that of `cms.clock`; callers set it with `clock.at`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from wagtail.models import WorkflowState

from cms import clock
from cms.actions.conclusions import conclude as conclude_publicity
from cms.actions.lists import attach_list, make_list
from cms.actions.notices import draft_notice
from cms.actions.records import record_act
from cms.models import Conclusion, EditionPage, Notice, NoticeAct, RecordKey, Seal
from cms.reading import read_notice
from cms.regulation.rules import needed_acts
from cms.regulation.rules.acts import steps_for
from cms.regulation.rules.consequences import find_ground
from cms.regulation.rules.proceedings import Attestation
from cms.seals import parse_body
from portal.demo.office import Office

Row = dict[str, Any]
"""A row of a list as `cms.actions.lists.make_list` takes it."""

DOCUMENT = "示例记录1号"
REVIEWER = "办公室（示例）"


def draft(
    office: Office,
    edition: EditionPage,
    stage_key: str = "",
    *,
    rows: Sequence[Row] | None = None,
    act: str = NoticeAct.ORIGINAL,
    amends: Notice | None = None,
    by: Any = None,
    **fields: Any,
) -> Notice:
    """A draft with these fields and, where rows are given, a list of its own; by the office's editor unless said."""
    author = by or office.editor
    notice = draft_notice(edition=edition, by=author, stage_key=stage_key, act=act, amends=amends, **fields)
    if rows is None:
        return notice
    made = make_list(edition=edition, stage_key=notice.stage_key, rows=rows, by=author)
    return attach_list(notice=notice, entry_list=made, by=author)


def fulfil(
    office: Office,
    edition: EditionPage,
    stage_key: str,
    *,
    publisher_name: str = "",
    prepared_on: dt.date | None = None,
    reviewer: str = REVIEWER,
) -> None:
    """Put on record every act, reply, review and declaration the rules ask for before this stage.

    The acts are done on `prepared_on`, by default today; the secrecy review, which looks at the finished draft, today.
    """
    regulation = office.regulation
    day = prepared_on or clock.today()

    def record(act_key: str, done_on: dt.date = day, **columns: Any) -> None:
        record_act(
            edition=edition,
            stage_key=stage_key,
            act_key=act_key,
            done_on=done_on,
            by=office.editor,
            publisher_name=publisher_name,
            **columns,
        )

    for act in needed_acts(regulation, stage_key):
        record(act.key, document_no=DOCUMENT)
    consultation = regulation.consultation
    if consultation is not None and consultation.before == stage_key:
        bodies = (*consultation.all, *consultation.enterprise, *consultation.public_institution)
        for body in dict.fromkeys(bodies):
            record(RecordKey.REPLY, body_name=body)
    record(RecordKey.SECRECY_REVIEW, done_on=clock.today(), body_name=reviewer)
    if regulation.stage(stage_key).lists:
        record(RecordKey.DECLARATIONS, document_no=DOCUMENT, made=9, recused=1)
        review = regulation.review
        if review is not None and review.panel_max is not None:
            record(RecordKey.PANEL, made=review.panel_max)


def fulfil_revocation(
    office: Office,
    edition: EditionPage,
    stage_key: str,
    named: Sequence[Mapping[str, str]],
    *,
    prepared_on: dt.date | None = None,
    reviewer: str = REVIEWER,
) -> None:
    """Put on record what a revocation needs for each award it names (rows of {record, ground}), and the secrecy review."""
    day = prepared_on or clock.today()
    stage = office.regulation.stage(stage_key)
    for row in named:
        found = find_ground(office.regulation, row["ground"])
        keys = [act.key for act in steps_for(stage, frozenset({found.case.key}) if found else frozenset())]
        for key in (*keys, RecordKey.STATEMENT):
            record_act(
                edition=edition,
                stage_key=stage_key,
                act_key=key,
                subject=row["record"],
                done_on=day,
                document_no=DOCUMENT,
                by=office.editor,
            )
    review_for_secrecy(office, edition, stage_key, reviewer=reviewer)


def fulfil_reinstatement(
    office: Office,
    edition: EditionPage,
    stage_key: str,
    records: Sequence[str],
    *,
    document_no: str = DOCUMENT,
) -> None:
    """Put on record for each award (public ids) that the revocation was taken back, and the secrecy review."""
    for public_id in records:
        record_act(
            edition=edition,
            stage_key=stage_key,
            act_key=RecordKey.ANNULMENT,
            subject=public_id,
            done_on=clock.today(),
            document_no=document_no,
            by=office.editor,
        )
    review_for_secrecy(office, edition, stage_key)


def review_for_secrecy(
    office: Office,
    edition: EditionPage,
    stage_key: str,
    *,
    publisher_name: str = "",
    reviewer: str = REVIEWER,
) -> None:
    """Only the secrecy review, which an amendment needs as well; an act on the whole edition has the stage "".

    Where several bodies publish parallel lists, `publisher_name` keeps it from counting for the others.
    """
    record_act(
        edition=edition,
        stage_key=stage_key,
        act_key=RecordKey.SECRECY_REVIEW,
        done_on=clock.today(),
        publisher_name=publisher_name,
        body_name=reviewer,
        by=office.editor,
    )


def submit(office: Office, notice: Notice, *, by: Any = None) -> Notice:
    """Start the workflow on the newest draft, as its author does."""
    notice = Notice.objects.get(pk=notice.pk)
    notice.get_workflow().start(notice, by or office.editor)
    return notice


def approve(office: Office, notice: Notice) -> Seal | None:
    """Approve every task, each by another person. Returns the seal, None for a notice scheduled for later.

    A refusal raises ApprovalRefused.
    """
    state = WorkflowState.objects.get(object_id=str(notice.pk), status=WorkflowState.STATUS_IN_PROGRESS)
    people = iter(office.approvers)
    while state.status == WorkflowState.STATUS_IN_PROGRESS:
        task_state = state.current_task_state
        task_state.task.specific.on_action(task_state, next(people), "approve")
        state.refresh_from_db()
    return Seal.objects.filter(notice_id=notice.pk).first()


def conclude(
    office: Office,
    seal: Seal,
    *,
    outcome: str = "公示期内未收到异议。",
    received: Mapping[str, int] | None = None,
) -> Conclusion:
    """Conclude a publicity, attesting every published channel.

    :param received: objections that came in, by kind of channel (`post`, `phone` …), all of them handled; counted at
        the first channel of that kind. Nothing came in elsewhere.
    """
    counts = dict(received or {})
    attestations = [
        Attestation(kind=channel.kind, value=channel.value, received=counts.pop(channel.kind, 0), open=0)
        for channel in read_notice(parse_body(seal.body)).channels
    ]
    return conclude_publicity(seal=seal, attestations=attestations, outcome=outcome, by=office.publisher)
