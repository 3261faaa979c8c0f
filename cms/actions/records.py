"""Recording the earlier acts a stage rests on."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.errors import ActionRefused
from cms.actions.reach import act_as_body
from cms.models import ActRecord, EditionPage


@transaction.atomic
def record_act(
    *,
    edition: EditionPage,
    stage_key: str,
    act_key: str,
    done_on: dt.date,
    by: Any,
    publisher_name: str = "",
    subject: str = "",
    body_name: str = "",
    document_no: str = "",
    note: str = "",
    made: int | None = None,
    recused: int | None = None,
) -> ActRecord:
    """Record an earlier act: consultation reply, deliberation, secrecy review … Raises ActionRefused for a day to come.

    `subject` is the public id of the award it concerns, where it concerns one.
    """
    act_as_body(by, edition.scheme, publisher_name)
    if done_on > clock.today():
        raise ActionRefused(_("完成日期不能晚于今天。事情办完后再登记。"))
    act = ActRecord.objects.create(
        edition=edition,
        stage_key=stage_key,
        publisher_name=publisher_name,
        act_key=act_key,
        subject=subject,
        body_name=body_name,
        done_on=done_on,
        document_no=document_no,
        note=note,
        made=made,
        recused=recused,
        recorded_at=clock.now(),
        recorded_by=by,
        recorded_by_name=(by.get_full_name() or by.get_username()) if by else "",
    )
    audit.record(edition, "gongshi.act.record", by=by, act=act_key, stage=stage_key)
    return act


@transaction.atomic
def withdraw_act(*, act: ActRecord, reason: str, by: Any) -> ActRecord:
    """Withdraw a record that was wrong; it stays in the file. Raises ActionRefused without a reason."""
    act_as_body(by, act.edition.scheme, act.publisher_name)
    if not reason.strip():
        raise ActionRefused(_("请填写撤回理由。"))
    if act.withdrawn_at is not None:
        raise ActionRefused(_("这条登记已经撤回。"))
    act.withdrawn_at, act.withdrawn_by, act.withdrawn_reason = clock.now(), by, reason.strip()
    act.save()
    audit.record(act.edition, "gongshi.act.withdraw", by=by, act=act.act_key, stage=act.stage_key)
    return act
