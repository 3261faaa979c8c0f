"""Naming the awards that a revocation takes away or a reinstatement gives back, and beginning such drafts from an award.

What a draft names is content: saved as a revision, so whoever names awards is an author and another person approves.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms import audit, clock
from cms.actions.drafting import newest
from cms.actions.errors import ActionRefused
from cms.actions.notices import draft_notice
from cms.actions.reach import act_for_whole, stay_on_notice
from cms.models import AwardRecord, EditionPage, FollowUp, Notice, NoticeAct, Seal
from cms.register import WON
from cms.regulation.rules.consequences import find_ground
from cms.regulation.rules.facts import HitKind
from cms.regulation.rules.privacy_scan import scan
from cms.regulation.schema import Regulation
from cms.seals import canonical
from cms.selectors.register import (
    current_columns,
    records,
    revocable,
    revocation_in_force,
    standing_of,
)

COLUMNS = ("record", "ground", "finding")
"""Columns of a row: the award's public id, the ground of the measure (`case.ground`), what was found."""

MAX_AWARDS = 30
"""Awards in one announcement, so that each can be read and judged."""


def mark_of(rows: Sequence[Mapping[str, str]]) -> str:
    """A short mark of what a draft names, for a page to say later which state it was drawn from."""
    texts = [{name: row.get(name, "") for name in COLUMNS} for row in rows]
    return hashlib.sha256(canonical(texts)).hexdigest()[:16]


@transaction.atomic
def name_awards(
    *, notice: Notice, rows: Sequence[Mapping[str, str]], by: Any, seen: str | None = None
) -> Notice:
    """Let the draft of a revocation or a reinstatement name these awards, as a revision by `by`.

    Rows are mappings of `COLUMNS`; a reinstatement has neither ground nor finding. `seen` is the mark of the rows that
    the person saw: when the draft names others by now, nothing is overwritten. The same rows again are no revision.
    Raises ActionRefused with every reason, also for an account of one publishing body alone; TypeError for another column.
    """
    draft = newest(notice)
    act_for_whole(by, draft.edition.scheme)
    stay_on_notice(by, draft)
    if draft.stage_type != "revocation" or draft.act not in (NoticeAct.ORIGINAL, NoticeAct.REINSTATEMENT):
        raise ActionRefused(_("这份公告不撤销或者恢复奖项，不能选择所涉奖项。"))
    made = [_prepared(row) for row in rows]
    if made == draft.revocations:
        return draft
    if seen is not None and seen != mark_of(draft.revocations):
        raise ActionRefused(_("您打开本页以后，草稿所列的奖项又有改动。没有保存任何内容，请按新的内容核对。"))
    if reasons := _refusals(draft, made):
        raise ActionRefused(" ".join(reasons))
    draft.revocations = made
    # What an approver cleared in the old findings says nothing of the new ones.
    draft.clearings = [row for row in draft.clearings if row.get("field") != "revocations"]
    draft.save_revision(user=by, changed=True)
    audit.record(draft, "gongshi.notice.name_awards", by=by, records=[row["record"] for row in made])
    return draft


def _prepared(row: Mapping[str, str]) -> dict[str, str]:
    unknown = set(row) - set(COLUMNS)
    if unknown:
        raise TypeError(f"unknown columns: {', '.join(sorted(unknown))}")
    return {name: row.get(name, "").strip() for name in COLUMNS}


def _refusals(draft: Notice, rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Why these awards cannot be named so, each with a sentence."""
    open_to_it = {record.public_id: record for record in revocable(draft, clock.today())}
    found = []
    if len(rows) > MAX_AWARDS:
        found.append(_("一份公告最多列%(n)d个奖项。请分几份公告。") % {"n": MAX_AWARDS})
    for public_id, count in Counter(row["record"] for row in rows).items():
        if public_id not in open_to_it:
            found.append(
                _("获奖记录“%(record)s”不能列入本公告：不属于本届或者上线前记录，或者已经撤销、恢复。")
                % {"record": public_id}
            )
        elif count > 1:
            found.append(_("“%(name)s”重复列入，请只保留一条。") % {"name": label_of(open_to_it[public_id])})
    if draft.act == NoticeAct.ORIGINAL:
        for row in rows:
            if row["record"] in open_to_it:
                found += ground_refusals(draft.edition.regulation, open_to_it[row["record"]], row)
    elif any(row["ground"] or row["finding"] for row in rows):
        found.append(_("恢复奖项的公告不写撤销情形。"))
    return found


def ground_refusals(regulation: Regulation, record: AwardRecord, row: Mapping[str, str]) -> list[str]:
    """Why the ground or the finding of a row will not do. The measure's own grounds only, those for that kind only."""
    name = {"name": label_of(record)}
    found = []
    ground = find_ground(regulation, row["ground"]) if row["ground"] else None
    if ground is None:
        found.append(_("请为“%(name)s”选择办法规定的撤销情形。") % name)
    elif current_columns(record).kind not in ground.case.subjects:
        found.append(_("办法规定的这一情形不适用于“%(name)s”所属的类别，请改选。") % name)
    if not row["finding"].strip():
        found.append(_("请写明查明“%(name)s”的什么事实。") % name)
    if any(hit.kind is HitKind.ID_NUMBER for hit in scan(row["finding"], "")):
        found.append(_("“%(name)s”查明的事实中疑有身份证件号码。公告不写身份证件号码，请删去。") % name)
    return found


def label_of(record: AwardRecord) -> str:
    """An award in a sentence of the office: who, and which edition. `record` comes from `records`."""
    return _("%(holders)s（%(edition)s）") % {
        "holders": "、".join(current_columns(record).holders) or _("依法不公开"),
        "edition": record.edition_name,
    }


def edition_for(record: AwardRecord) -> EditionPage | None:
    """Where the announcement about an award stands: its own edition, or for one from before the portal the newest."""
    if record.edition is not None:
        return record.edition
    return EditionPage.objects.child_of(record.scheme).order_by("-number").first()


@transaction.atomic
def begin_revocation(
    *, record: AwardRecord, ground: str, finding: str, by: Any, follow_up: FollowUp | None = None
) -> Notice:
    """Begin the draft of a revocation that names one award. `follow_up` is the internal record that gave rise to it.

    The follow-up stays inside: the draft holds the ground and the finding as given here and nothing else of it. Raises
    ActionRefused with every reason, also while another draft names the award.
    """
    record = records().get(pk=record.pk)
    act_for_whole(by, record.scheme)
    edition = edition_for(record)
    if edition is None:
        raise ActionRefused(_("本奖项还没有届次，公告没有地方发布。请先开设届次。"))
    _no_other_draft(record)
    if follow_up is not None and follow_up.record_id != record.pk:
        raise ActionRefused(_("所依据的监督记录属于另一个奖项。"))
    if standing_of(record, clock.today()).status not in WON:
        raise ActionRefused(_("这一奖项已被撤销或者移出决定，不能再次撤销。"))
    row = {"record": record.public_id, "ground": ground, "finding": finding.strip()}
    if reasons := ground_refusals(edition.regulation, record, row):
        raise ActionRefused(" ".join(reasons))
    stage = next((s for s in edition.regulation.published_stages if s.type == "revocation"), None)
    if stage is None:
        raise ActionRefused(_("本办法没有撤销奖项的规定。"))
    return name_awards(notice=draft_notice(edition=edition, by=by, stage_key=stage.key), rows=[row], by=by)


@transaction.atomic
def begin_reinstatement(*, seal: Seal, by: Any, record: AwardRecord | None = None) -> Notice:
    """Begin the draft that gives awards back, as an act on the announcement (`seal`) that took them away.

    It names `record`, or without one the only award that the announcement still takes away; of several somebody has to say
    which. Raises ActionRefused when that award is not taken away by it, and while another draft names it.
    """
    act_for_whole(by, seal.edition.scheme)
    if record is not None:
        record = records().get(pk=record.pk)
        revocation = revocation_in_force(record, clock.today())
        if revocation is None or revocation.seal_id != seal.pk:
            raise ActionRefused(_("这一奖项现在没有被这份公告撤销，不需要恢复。"))
        _no_other_draft(record)
    amended = seal.notice
    notice = draft_notice(
        edition=amended.edition,
        by=by,
        act=NoticeAct.REINSTATEMENT,
        amends=amended,
        publisher_body=amended.publisher_body,
        publisher_name=amended.publisher_name,
        issuers=amended.issuers,
    )
    named = [record] if record is not None else revocable(notice, clock.today())
    if len(named) != 1:
        return notice
    row = {"record": named[0].public_id, "ground": "", "finding": ""}
    return name_awards(notice=notice, rows=[row], by=by)


def _no_other_draft(record: AwardRecord) -> None:
    waiting = drafts_naming(record)
    if waiting:
        raise ActionRefused(
            _("已有一份未发布的公告“%(title)s”列有这一奖项，请接着办理那一份。") % {"title": waiting[0].title}
        )


def drafts_naming(record: AwardRecord) -> list[Notice]:
    """Drafts of the scheme whose newest revision names the award."""
    waiting = Notice.objects.descendant_of(record.scheme).filter(seal=None).order_by("path")
    drafts = (n.get_latest_revision_as_object() for n in waiting if n.stage_type == "revocation")
    return [d for d in drafts if any(row.get("record") == record.public_id for row in d.revocations)]
