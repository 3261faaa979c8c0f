"""What people do to a draft beside typing it: set a block aside, clear a false hit, vouch for a file, correct entries.

Overrides and corrections are content: they are saved as a revision, so whoever adds them is an author and another
person approves them. Clearing a false hit is the approver's own act and must not make the approver an author: it is
written into the newest revision in place, audited with name and reason, and shown to everybody as a note. It covers
exactly the number it was given for; changing the words it stands in drops it (`cms.admin.forms.notice`).
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision

from cms import audit, clock
from cms.actions.approvals import publication_instant
from cms.actions.errors import ActionRefused, FourEyes
from cms.actions.lists import COLUMNS, make_list, rows_of
from cms.actions.reach import need, stay_on_notice
from cms.clearing import assess
from cms.models import Entry, Notice
from cms.regulation.rules.facts import ChangeKind
from cms.regulation.rules.privacy_scan import scan
from cms.roles import OVERRIDE
from cms.selectors.history import standing_rows

REASON_MIN = 4
"""Characters below which a public reason says nothing."""


def refuse_personal_numbers(text: str) -> None:
    """A reason is printed: it must not hold what the notice may not hold. Raises ActionRefused."""
    if scan(text, ""):
        raise ActionRefused(_("理由中疑有身份证件号码或手机号码。理由向社会公开，请删去号码。"))


def newest(notice: Notice) -> Notice:
    """The newest draft of a notice. Raises ActionRefused for one that is sealed."""
    if notice.sealed is not None:
        raise ActionRefused(_("公告已经发布并封存，不能修改。请新建更正公告。"))
    draft: Notice = notice.get_latest_revision_as_object() if notice.latest_revision_id else notice
    return draft


@transaction.atomic
def override_block(*, notice: Notice, rule: str, subject: str, reason: str, office: str, by: Any) -> Notice:
    """Set one standing block aside with a public reason, as a revision by `by`.

    Raises ActionRefused without the permission, for a blank reason or office, and for a block that does not stand or
    that nobody may set aside.
    """
    need(by, OVERRIDE, notice.edition.scheme)
    stay_on_notice(by, notice)
    if len(reason.strip()) < REASON_MIN or not office.strip():
        raise ActionRefused(_("请写明理由和作出决定的机构。理由和机构名称将向社会公开。"))
    refuse_personal_numbers(f"{reason}\n{office}")
    draft = newest(notice)
    standing = assess(draft, publication_instant(draft, clock.now())).standing
    if not any((v.rule, v.subject, v.overridable) == (rule, subject, True) for v in standing):
        raise ActionRefused(_("这个问题已不存在，或者按规定不能以说明理由代替。请刷新后再看。"))
    draft.overrides = [
        *_without(draft, rule, subject),
        {"rule": rule, "subject": subject, "reason": reason.strip(), "office": office.strip()},
    ]
    draft.save_revision(user=by, changed=True)
    audit.record(draft, "gongshi.block.override", by=by, rule=rule, reason=reason.strip())
    return draft


@transaction.atomic
def withdraw_override(*, notice: Notice, rule: str, subject: str, by: Any) -> Notice:
    """Take an override back, as a revision by `by`. Raises ActionRefused when there is none."""
    stay_on_notice(by, notice)
    draft = newest(notice)
    kept = _without(draft, rule, subject)
    if len(kept) == len(draft.overrides):
        raise ActionRefused(_("没有这条说明，可能已被撤回。"))
    draft.overrides = kept
    draft.save_revision(user=by, changed=True)
    audit.record(draft, "gongshi.block.override_withdraw", by=by, rule=rule)
    return draft


def _without(draft: Notice, rule: str, subject: str) -> list[dict[str, str]]:
    return [row for row in draft.overrides if (row["rule"], row.get("subject", "")) != (rule, subject)]


@transaction.atomic
def clear_hit(*, notice: Notice, place: str, excerpt: str, field: str, reason: str, by: Any) -> Notice:
    """Declare a suspected personal number a false hit, by somebody who may approve the draft and did not write it.

    `place` and `excerpt` are those of the hit, `field` the part of the draft whose change drops the clearing. The
    newest revision is changed in place: no revision, so no author. Raises FourEyes for an author, ActionRefused for
    anybody who does not review it, without a reason, and for a hit that is not there.
    """
    if len(reason.strip()) < REASON_MIN:
        raise ActionRefused(_("请写明为什么不是个人信息，例如“统一社会信用代码中的连续数字”。"))
    refuse_personal_numbers(reason)
    stay_on_notice(by, notice)
    draft = newest(notice)
    if by.pk in draft.authors():
        raise FourEyes(_("您参与了撰稿，误报须由审核人排除。"))
    _reviews(draft, by)
    facts = assess(draft, publication_instant(draft, clock.now())).facts
    hits = (*facts.text_hits, *(hit for file in facts.attachments for hit in file.hits))
    if not any((hit.place, hit.excerpt_masked) == (place, excerpt) for hit in hits):
        raise ActionRefused(_("这一处已不存在，内容可能已修改。请刷新后再看。"))
    row = {"place": str(place), "excerpt": excerpt, "field": field, "reason": reason.strip()}
    _note(draft, row, by)
    audit.record(draft, "gongshi.hit.clear", by=by, place=str(place), reason=reason.strip())
    return draft


@transaction.atomic
def confirm_file(*, notice: Notice, sha256: str, by: Any) -> Notice:
    """Say by name that an attachment without readable text was looked through and holds no personal data.

    Written in place like a clearing; anybody who works on the draft or reviews it may do it. Raises ActionRefused for
    a file that is not attached or can be read.
    """
    stay_on_notice(by, notice)
    draft = newest(notice)
    facts = assess(draft, publication_instant(draft, clock.now())).facts
    file = next((file for file in facts.attachments if file.sha256 == sha256), None)
    if file is None or file.readable:
        raise ActionRefused(_("没有这个附件，或它的文字可以读取，不需要确认。"))
    _note(draft, {"confirm": sha256, "field": f"file:{sha256}"}, by)
    audit.record(draft, "gongshi.file.confirm", by=by, sha256=sha256)
    return draft


def _reviews(draft: Notice, by: Any) -> None:
    task = draft.current_workflow_task
    if task is None:
        raise ActionRefused(_("公告还没有提交审核。误报由审核人在审核时排除。"))
    if not task.user_can_access_editor(draft, by):
        raise ActionRefused(_("您不是这一环节的审核人。"))


def _note(draft: Notice, row: Mapping[str, str], by: Any) -> None:
    """Append to the clearings of the newest revision without making another one."""
    named = {
        "by_name": by.get_full_name() or by.get_username(),
        "by_id": by.pk,
        "at": clock.now().isoformat(),
    }
    revision = Revision.objects.select_for_update().get(pk=draft.latest_revision_id)
    revision.content["clearings"] = [*revision.content.get("clearings", ()), {**row, **named}]
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    draft.clearings = revision.content["clearings"]


@transaction.atomic
def change_entry(
    *,
    notice: Notice,
    kind: ChangeKind,
    entry_key: str,
    reason: str,
    by: Any,
    row: Mapping[str, Any] | None = None,
    article: str = "",
) -> Notice:
    """Write one change of an entry into the draft of a correction: strike, add, change or put right.

    `row` are the new columns as `make_list` takes them, for every kind but striking; an added row gets its key here. A
    second change of the same entry replaces the first. The draft's list holds the changed and added rows alone, each under
    its own key: the rest of the list stands in the seal that is corrected. Raises ActionRefused for an entry that is
    not on the published list and for a change that changes nothing.
    """
    refuse_personal_numbers(f"{reason}\n{article}")
    stay_on_notice(by, notice)
    draft = newest(notice)
    seal = draft.amended_seal
    if seal is None:
        raise ActionRefused(_("请先选择要更正的、已经发布的公告。"))
    published = {str(e.key): columns_of(e) for e in standing_rows(seal)}
    if kind is not ChangeKind.ADDED and entry_key not in published:
        raise ActionRefused(_("要更正的条目不在已公布的名单中。请重新选择。"))
    old = published.get(entry_key, {})
    fields = sorted(name for name, value in (row or {}).items() if name != "key" and value != old.get(name))
    if kind in (ChangeKind.CHANGED, ChangeKind.CORRECTED) and not fields:
        raise ActionRefused(_("新内容与已公布的完全相同，没有需要更正的。"))
    kept = [r for r in draft_rows(draft) if r["key"] != entry_key]
    if row is not None:
        kept.append({**row, "key": entry_key} if entry_key else dict(row))
    made = make_list(
        edition=draft.edition, stage_key=draft.stage_key, rows=kept, by=by, parent=draft.entry_list
    )
    key = entry_key or str(made.entries.latest("no").key)
    change = {
        "op": kind.value,
        "entry_key": key,
        "reason": reason.strip(),
        "article": article.strip(),
        "fields": fields if kind is not ChangeKind.ADDED else [],
    }
    draft.changes = [*(c for c in draft.changes if c["entry_key"] != key), change]
    draft.entry_list = made if kept else None
    draft.save_revision(user=by, changed=True)
    return draft


@transaction.atomic
def drop_change(*, notice: Notice, entry_key: str, by: Any) -> Notice:
    """Take one change back out of the draft of a correction. Raises ActionRefused when there is none."""
    stay_on_notice(by, notice)
    draft = newest(notice)
    changes = [c for c in draft.changes if c["entry_key"] != entry_key]
    if len(changes) == len(draft.changes):
        raise ActionRefused(_("没有这一项更正，可能已被撤回。"))
    rows = [r for r in draft_rows(draft) if r["key"] != entry_key]
    draft.changes = changes
    draft.entry_list = (
        make_list(edition=draft.edition, stage_key=draft.stage_key, rows=rows, by=by, parent=draft.entry_list)
        if rows
        else None
    )
    draft.save_revision(user=by, changed=True)
    return draft


def columns_of(entry: Entry) -> dict[str, Any]:
    """The columns of a row as `make_list` takes them."""
    return {name: getattr(entry, name) for name in COLUMNS}


def draft_rows(draft: Notice) -> list[dict[str, Any]]:
    """The rows of a draft's own list, empty while it has none."""
    return rows_of(draft.entry_list) if draft.entry_list is not None else []
