"""Records from before the portal: entered by one person with a source, confirmed by another, then in the register for good."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.errors import ActionRefused, FourEyes
from cms.actions.reach import act_for_whole, need
from cms.actions.register import append_event, public_id_of, put_all
from cms.models import (
    HISTORY_TRANSITIONS,
    AwardRecord,
    EditionPage,
    HistoryBatch,
    HistoryEntry,
    HistoryState,
    SchemePage,
)
from cms.register import BonusState, EventKind, Origin
from cms.regulation.rules.consequences import award_terms, find_ground, revocation_consequences
from cms.regulation.schema import Regulation
from cms.roles import CONFIRM_HISTORY, ENTER_HISTORY
from cms.selectors.register import latest_edition

COLUMNS = (
    "edition_number", "edition_name", "tier", "kind", "name", "uscc", "joint_names", "post", "unit", "district",
    "industry", "certificate_no", "awarded_on", "doc_no", "revoked_on", "revocation_ground", "revocation_doc_no",
)  # fmt: skip
"""Columns of a record from before the portal."""


def refusals(scheme: SchemePage, rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str]]:
    """Why rows cannot be entered: their place from 1, and the sentence. Looks at the register, writes nothing."""
    measure = scheme.current_measure()
    if measure is None:
        return [(0, _("尚未载入办法，不能补录。"))]
    regulation = measure.regulation
    ours = set(EditionPage.objects.child_of(scheme).values_list("number", flat=True))
    known = {
        (r.edition_number, r.tier, r.kind, r.name, r.unit): r.public_id
        for r in AwardRecord.objects.filter(scheme=scheme)
    }
    found: list[tuple[int, str]] = []
    seen: set[tuple[Any, ...]] = set()
    for place, row in enumerate(rows, start=1):
        found += [(place, sentence) for sentence in _refusals_of(regulation, row, ours)]
        mark = tuple(row.get(name, "") for name in ("edition_number", "tier", "kind", "name", "unit"))
        if mark in known:
            found.append((place, _("名册中已有这条记录（%(id)s）。") % {"id": known[mark]}))
        if mark in seen:
            found.append((place, _("与前面的一条重复。")))
        seen.add(mark)
    return found


def _refusals_of(regulation: Regulation, row: Mapping[str, Any], ours: set[int]) -> list[str]:
    found = []
    today = clock.today()
    if row["edition_number"] in ours:
        found.append(_("第%(n)d届在本平台办理，由表彰决定登记，不能补录。") % {"n": row["edition_number"]})
    if row["tier"] not in {tier.key for tier in regulation.award.tiers}:
        found.append(_("办法没有这个奖项等次。"))
    if row["kind"] not in regulation.award.kinds:
        found.append(_("办法没有这个类别。"))
    if not row["name"].strip() and not row.get("joint_names"):
        found.append(_("请填写单位名称或姓名。"))
    if row["awarded_on"] > today:
        found.append(_("获奖日期不能晚于今天。"))
    revoked_on, ground = row.get("revoked_on"), row.get("revocation_ground", "")
    if bool(revoked_on) != bool(ground):
        found.append(_("撤销日期和撤销情形要么都填，要么都不填。"))
    if revoked_on and not row["awarded_on"] <= revoked_on <= today:
        found.append(_("撤销日期不能早于获奖日期，也不能晚于今天。"))
    case = find_ground(regulation, ground) if ground else None
    if ground and case is None:
        found.append(_("办法没有这个撤销情形。"))
    if case is not None and row["kind"] not in case.case.subjects:
        found.append(_("办法规定的这一撤销情形不适用于这个类别。"))
    return found


@transaction.atomic
def enter_history(
    *,
    scheme: SchemePage,
    rows: Sequence[Mapping[str, Any]],
    source: str,
    by: Any,
    source_name: str = "",
    source_sha256: str = "",
) -> HistoryBatch:
    """Enter records from before the portal; they count for nothing until another person confirms them.

    Rows are mappings of `COLUMNS`. Raises ActionRefused with every reason, TypeError for another column.
    """
    need(by, ENTER_HISTORY, scheme)
    act_for_whole(by, scheme)
    if not source.strip():
        raise ActionRefused(_("请写明出处：文件名称、文号、档案号或者公开网址。"))
    if not rows:
        raise ActionRefused(_("没有要补录的记录。"))
    if reasons := refusals(scheme, rows):
        raise ActionRefused(
            " ".join(_("第%(n)d条：%(why)s") % {"n": place, "why": why} for place, why in reasons)
        )
    batch = HistoryBatch.objects.create(
        scheme=scheme,
        source=source.strip(),
        source_name=source_name,
        source_sha256=source_sha256,
        entered_at=clock.now(),
        entered_by=by,
        entered_by_name=by.get_full_name() or by.get_username(),
    )
    HistoryEntry.objects.bulk_create(
        [_entry(batch, place, row) for place, row in enumerate(rows, start=1)], batch_size=500
    )
    audit.record(scheme, "gongshi.history.enter", by=by, batch=batch.pk, rows=len(rows))
    return batch


def _entry(batch: HistoryBatch, no: int, row: Mapping[str, Any]) -> HistoryEntry:
    unknown = set(row) - set(COLUMNS)
    if unknown:
        raise TypeError(f"unknown columns: {', '.join(sorted(unknown))}")
    return HistoryEntry(batch=batch, no=no, key=uuid.uuid4(), **row)


def _undecided(batch: HistoryBatch, to: HistoryState, by: Any) -> HistoryBatch:
    batch = HistoryBatch.objects.select_for_update().get(pk=batch.pk)
    if to not in HISTORY_TRANSITIONS[HistoryState(batch.state)]:
        raise ActionRefused(_("这一批记录已经复核。"))
    need(by, CONFIRM_HISTORY, batch.scheme)
    act_for_whole(by, batch.scheme)
    if batch.entered_by_id == by.pk:
        raise FourEyes(_("须由补录人以外的另一人复核。"))
    batch.state, batch.decided_at, batch.decided_by = to, clock.now(), by
    batch.decided_by_name = by.get_full_name() or by.get_username()
    return batch


@transaction.atomic
def confirm_history(*, batch: HistoryBatch, by: Any) -> list[AwardRecord]:
    """Confirm a batch against its source: its rows are awards of the register from now on. Returns them.

    Raises FourEyes for the person who entered it, ActionRefused when it was decided or no longer agrees with the register.
    """
    batch = _undecided(batch, HistoryState.CONFIRMED, by)
    rows = [{name: getattr(entry, name) for name in COLUMNS} for entry in batch.entries.all()]
    if reasons := refusals(batch.scheme, rows):
        raise ActionRefused(
            " ".join(_("第%(n)d条：%(why)s") % {"n": place, "why": why} for place, why in reasons)
        )
    batch.save()
    measure = batch.scheme.current_measure()
    if measure is None:
        raise ActionRefused(_("尚未载入办法，不能补录。"))
    regulation = measure.regulation
    entries = list(batch.entries.order_by("no"))
    made = put_all([_award(batch, entry, regulation) for entry in entries])
    for record, entry in zip(made, entries, strict=True):
        if entry.revoked_on is not None:
            _revoked_before(record, entry, regulation, by)
    audit.record(batch.scheme, "gongshi.history.confirm", by=by, batch=batch.pk, awards=len(made))
    return made


@transaction.atomic
def reject_history(*, batch: HistoryBatch, reason: str, by: Any) -> HistoryBatch:
    """Send a batch back with a reason; it stays on file and is entered anew. Raises ActionRefused without a reason."""
    if not reason.strip():
        raise ActionRefused(_("请填写退回理由。"))
    batch = _undecided(batch, HistoryState.REJECTED, by)
    batch.decided_reason = reason.strip()
    batch.save()
    audit.record(batch.scheme, "gongshi.history.reject", by=by, batch=batch.pk)
    return batch


def _award(batch: HistoryBatch, entry: HistoryEntry, regulation: Regulation) -> AwardRecord:
    """The record of a row, not yet written. Money is left open: what an older measure gave is not for the present one to say."""
    scheme = batch.scheme
    terms = award_terms(regulation, tier=entry.tier, kind=entry.kind, awarded_on=entry.awarded_on)
    return AwardRecord(
        public_id=public_id_of(scheme.slug, f"h{entry.edition_number}", entry.key, entry.tier),
        scheme=scheme,
        edition=None,
        edition_number=entry.edition_number,
        edition_name=entry.edition_name or f"第{entry.edition_number}届",
        origin=Origin.BEFORE_PORTAL,
        seal=None,
        history=entry,
        entry_key=entry.key,
        entry_no=entry.no,
        tier=entry.tier,
        tier_name=regulation.tier(entry.tier).name,
        kind=entry.kind,
        name=entry.name,
        uscc=entry.uscc,
        joint_names=list(entry.joint_names),
        post=entry.post,
        unit=entry.unit,
        district=entry.district,
        industry=entry.industry,
        certificate_no=entry.certificate_no,
        awarded_on=entry.awarded_on,
        title_year=entry.awarded_on.year,
        doc_no=entry.doc_no,
        bonus_state=BonusState.SILENT,
        bonus_cny=None,
        bonus_articles=[],
        valid_through=terms.valid_through,
        validity_articles=list(terms.validity_articles),
        made_at=clock.now(),
    )


def _revoked_before(record: AwardRecord, entry: HistoryEntry, regulation: Regulation, by: Any) -> None:
    """The revocation an older source tells of, with the ban of the measure as it stands."""
    found = find_ground(regulation, entry.revocation_ground)
    day: dt.date | None = entry.revoked_on
    if found is None or day is None:
        return
    number, began = latest_edition(record.scheme, day, at_least=record.edition_number)
    result = revocation_consequences(found, revoked_on=day, latest_edition=number, latest_edition_began=began)
    append_event(
        record,
        EventKind.REVOKED,
        None,
        by,
        clock.now(),
        case_key=found.case.key,
        ground_key=found.ground.key,
        ground_text=found.ground.text,
        articles=list(result.articles),
        recover=list(result.recover),
        recover_articles=list(result.recover_articles),
        ban_wording=result.ban.wording if result.ban else "",
        ban_articles=list(result.ban.articles) if result.ban else [],
        barred_through_edition=result.barred_through_edition,
        barred_until=result.barred_until,
        decided_on=day,
        doc_no=entry.revocation_doc_no,
    )
