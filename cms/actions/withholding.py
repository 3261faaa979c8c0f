"""Withholding by law: hidden at once by one person, confirmed or reversed by another, then erased wherever it stood.

政府信息公开条例 14, 15: state secrets, trade secrets and privacy are not published; what was published by mistake is taken
back without breaking the proof of the rest. Erasing reaches the seal's leaf and salt, the list rows, the notice's own
columns, its revisions, the admin's search index, the audit labels and the attachment's bytes.
"""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, Revision
from wagtail.search import index

from cms import audit, clock, filestore, signals, withholding_journal
from cms.actions.appending import append_act
from cms.actions.errors import ActionRefused, FourEyes
from cms.actions.reach import need, stay_on_notice
from cms.dossier.kept import forget
from cms.drafts import WITHHOLDABLE
from cms.models import (
    AwardRecord,
    Entry,
    EntryKind,
    EntryList,
    HistoryEntry,
    Notice,
    NoticeFile,
    Seal,
    SealAct,
    Withholding,
)
from cms.reading import head_of
from cms.roles import WITHHOLD
from cms.seals import Value, parse_body
from cms.windows import BEIJING

TITLE_ERASED = "（标题依法隐去）"
ROWS = frozenset({"entry", "revoked", "reinstated"})
"""Leaves that name a holder: the same row of a list, wherever it is named."""

HOLDER_COLUMNS = ("name", "uscc", "post", "unit", "district", "industry", "certificate_no")
"""What the register says about a holder, beside the names of a joint award."""

FIELD_OF_TEXT = {
    "lead": "lead",
    "procedure": "procedure_text",
    "objection": "objection_text",
    "remedies": "remedies_text",
    "closing": "closing",
    "reason": "reason",
}


@transaction.atomic
def withhold(*, seal: Seal, leaf: int, ground: str, by: Any) -> Withholding:
    """Hide one leaf from the public at once. Raises ActionRefused for a leaf that may not or need not be hidden."""
    need(by, WITHHOLD, seal.edition.scheme)
    stay_on_notice(by, seal.notice)
    if not ground.strip():
        raise ActionRefused(_("请写明依据，例如“政府信息公开条例第十五条，个人隐私”。不要写出被隐去的内容。"))
    leaves = parse_body(seal.body).leaves
    value = leaves[leaf].value if 0 <= leaf < len(leaves) else None
    if value is None or value["t"] not in WITHHOLDABLE:
        raise ActionRefused(_("这一项不能隐去，或已经隐去。可以隐去的是标题、正文段落、名单条目和附件。"))
    if seal.withholdings.filter(leaf=leaf).exclude(outcome=Withholding.Outcome.REVERSED).exists():
        raise ActionRefused(_("这一项已经隐去。"))
    now = clock.now()
    made = [
        _hide(other, place, value, ground=ground.strip(), at=now, by=by)
        for other, place in [(seal, leaf), *_same_elsewhere(seal, value)]
    ]
    return made[0]


def _hide(seal: Seal, leaf: int, value: Value, *, ground: str, at: dt.datetime, by: Any) -> Withholding:
    withholding = Withholding.objects.create(
        seal=seal,
        leaf=leaf,
        leaf_type=value["t"],
        entry_key=value.get("key", "") if value["t"] in ROWS else "",
        file_sha256=value.get("sha256", "") if value["t"] == "file" else "",
        ground=ground,
        hidden_at=at,
        hidden_by=by,
    )
    _append(withholding, SealAct.Kind.WITHHELD, at, by)
    _say_changed(withholding)
    audit.record(seal.notice, "gongshi.leaf.withhold", by=by, leaf=leaf, public_id=seal.public_id)
    return withholding


def _same_elsewhere(seal: Seal, value: Value) -> list[tuple[Seal, int]]:
    """Where the same row or file stands in other sealed notices: what may not be public is hidden in all of them."""
    name = "key" if value["t"] in ROWS else {"file": "sha256"}.get(value["t"])
    if name is None:
        return []
    alike = ROWS if value["t"] in ROWS else {value["t"]}
    others = Seal.objects.exclude(pk=seal.pk).filter(body__contains=value[name])
    found = []
    for other in others.order_by("pk"):
        taken = set(
            other.withholdings.exclude(outcome=Withholding.Outcome.REVERSED).values_list("leaf", flat=True)
        )
        for index_, leaf in enumerate(parse_body(other.body).leaves):
            same = leaf.value is not None and leaf.value["t"] in alike and leaf.value[name] == value[name]
            if same and index_ not in taken:
                found.append((other, index_))
    return found


@transaction.atomic
def reverse(*, withholding: Withholding, by: Any) -> Withholding:
    """Show the leaf again, wherever it was hidden with it. Raises FourEyes for the person who hid it."""
    now = clock.now()
    group = _undecided(withholding, by)
    for each in group:
        _decide(each, Withholding.Outcome.REVERSED, now, by)
        _append(each, SealAct.Kind.WITHHOLDING_REVERSED, now, by)
        audit.record(each.seal.notice, "gongshi.leaf.reverse", by=by, leaf=each.leaf)
    return group[0]


@transaction.atomic
def confirm(*, withholding: Withholding, by: Any) -> Withholding:
    """Confirm and erase, wherever it was hidden with it. Raises FourEyes for the person who hid it. Cannot be undone."""
    now = clock.now()
    group = _undecided(withholding, by)
    for each in group:
        _decide(each, Withholding.Outcome.CONFIRMED, now, by)
        _append(each, SealAct.Kind.WITHHOLDING_CONFIRMED, now, by)
        audit.record(each.seal.notice, "gongshi.leaf.confirm", by=by, leaf=each.leaf)
    # Not before the commit: a line for what was rolled back would erase it after the next restore.
    transaction.on_commit(lambda: _note_in_journal(group))
    for each in group:
        erase(withholding=each)
    return group[0]


def _note_in_journal(group: list[Withholding]) -> None:
    for each in group:
        withholding_journal.note(each)


def _decide(withholding: Withholding, outcome: Withholding.Outcome, at: dt.datetime, by: Any) -> None:
    withholding.outcome, withholding.decided_at, withholding.decided_by = outcome, at, by
    withholding.save()
    _say_changed(withholding)


def _say_changed(withholding: Withholding) -> None:
    """Tell of the awards that show what was hidden: those of the row, or those of the decision whose title it is."""
    if withholding.leaf_type in ROWS:
        told = AwardRecord.objects.filter(entry_key=withholding.entry_key)
    elif withholding.leaf_type == "title":
        told = AwardRecord.objects.filter(seal_id=withholding.seal_id)
    else:
        return
    if public_ids := list(told.values_list("public_id", flat=True)):
        hidden = withholding.outcome != Withholding.Outcome.REVERSED
        signals.awards_changed.send(sender=AwardRecord, public_ids=public_ids, hidden=hidden)


def erase(*, withholding: Withholding) -> None:
    """Erase what a confirmed withholding names; a restore runs it again before serving. Idempotent."""
    seal = Seal.objects.select_for_update().get(pk=withholding.seal_id)
    # The triggers let a write through while the withholding says that it is not done.
    Withholding.objects.filter(pk=withholding.pk).update(erased_at=None)
    body = parse_body(seal.body)
    value = body.leaves[withholding.leaf].value
    if value is not None:
        at = withholding.hidden_at.astimezone(BEIJING).replace(microsecond=0).isoformat()
        erased = body.erase(withholding.leaf, withholding.ground, at)
        QuerySet(Seal).filter(pk=seal.pk).update(body=erased.dump(), head=head_of(erased))
    if withholding.leaf_type in ROWS:
        _erase_entry(withholding.entry_key)
    elif withholding.leaf_type == "file":
        _erase_file(withholding.file_sha256)
    elif value is not None:
        _erase_field(seal.notice, value)
    withholding.erased_at = clock.now()
    withholding.file_sha256 = ""
    withholding.save()
    signals.seal_changed.send(sender=Seal, seal=seal, hidden=True)
    _say_changed(withholding)
    _forget_index_segments()
    transaction.on_commit(_forget_freed_pages)
    # Archives of the edition that the command left on this machine hold it still.
    transaction.on_commit(lambda: forget(seal.edition))


def _undecided(withholding: Withholding, by: Any) -> list[Withholding]:
    """The withholding and those made with it in other notices, locked, when this person may decide them."""
    withholding = Withholding.objects.select_for_update().get(pk=withholding.pk)
    if withholding.outcome:
        raise ActionRefused(_("这一项已经复核。"))
    need(by, WITHHOLD, withholding.seal.edition.scheme)
    stay_on_notice(by, withholding.seal.notice)
    if withholding.hidden_by_id == by.pk:
        raise FourEyes(_("须由提出隐去以外的另一人复核。"))
    twins = Withholding.objects.select_for_update().filter(
        hidden_at=withholding.hidden_at, hidden_by=withholding.hidden_by, outcome=""
    )
    if withholding.leaf_type in ROWS:
        twins = twins.filter(entry_key=withholding.entry_key)
    elif withholding.leaf_type == "file":
        twins = twins.filter(file_sha256=withholding.file_sha256)
    else:
        return [withholding]
    return [withholding, *twins.exclude(pk=withholding.pk).order_by("pk")]


def _append(withholding: Withholding, kind: SealAct.Kind, at: dt.datetime, by: Any) -> None:
    append_act(
        seal=withholding.seal,
        kind=kind,
        at=at,
        by=by,
        entry_key=withholding.entry_key,
        reason=withholding.ground,
    )


def _erase_entry(entry_key: str) -> None:
    """Blank the row in every version of the list; key and number stay, they identify nobody."""
    rows = Entry.objects.filter(key=entry_key)
    lists = list(rows.values_list("entry_list_id", flat=True))
    QuerySet(Entry).filter(key=entry_key).update(
        kind=EntryKind.ORGANIZATION,
        name="",
        uscc="",
        joint_names=[],
        post="",
        unit="",
        district="",
        recommender="",
        industry="",
        certificate_no="",
        extra={},
        withheld=True,
    )
    blank: dict[str, Any] = dict.fromkeys(HOLDER_COLUMNS, "") | {"joint_names": []}
    QuerySet(AwardRecord).filter(entry_key=entry_key).update(**blank)
    QuerySet(HistoryEntry).filter(key=entry_key).update(**blank)
    for notice in Notice.objects.filter(seal__record_events__record__entry_key=entry_key).distinct():
        ids = set(AwardRecord.objects.filter(entry_key=entry_key).values_list("public_id", flat=True))
        rows_left = [row | ({"finding": ""} if row["record"] in ids else {}) for row in notice.revocations]
        _rewrite(notice, {"revocations": rows_left})
    # The digest of a whole list is not salted: with all other rows known it would let one guess the missing one.
    QuerySet(EntryList).filter(pk__in=lists).update(digest="", source_name="")


def _erase_file(sha256: str) -> None:
    filestore.remove(sha256)
    QuerySet(NoticeFile).filter(sha256=sha256).delete()
    for notice in Notice.objects.filter(attachments__icontains=sha256):
        kept = [item for item in notice.attachments if item["sha256"] != sha256]
        _rewrite(notice, {"attachments": kept})


def _erase_field(notice: Notice, value: Value) -> None:
    if value["t"] == "title":
        _rewrite(notice, {"title": TITLE_ERASED, "draft_title": TITLE_ERASED})
        PageLogEntry.objects.filter(page=notice.pk).update(label=TITLE_ERASED)
        # Wagtail notes old and new title when a draft is renamed.
        PageLogEntry.objects.filter(page=notice.pk, action="wagtail.rename").update(data={})
    else:
        _rewrite(notice, {FIELD_OF_TEXT[value["key"]]: ""})


def _rewrite(notice: Notice, fields: dict[str, Any]) -> None:
    """Set columns of the row and of every revision, past the guard: the seal has already let go of them."""
    Notice.objects.filter(pk=notice.pk).update(**fields)
    for revision in Revision.objects.for_instance(notice):
        revision.content.update(fields)
        revision.object_str = fields.get("title", revision.object_str)
        Revision.objects.filter(pk=revision.pk).update(
            content=revision.content, object_str=revision.object_str
        )
    index.insert_or_update_object(Notice.objects.get(pk=notice.pk))


def _forget_index_segments() -> None:
    """SQLite's full-text index keeps deleted words in old segments until it is merged: merge it now."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%%fts5%%'")
        for (name,) in cursor.fetchall():
            table = connection.ops.quote_name(name)
            cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608 - SQLite's own catalogue


def _forget_freed_pages() -> None:
    """Overwritten pages must not survive in SQLite's write-ahead log; PostgreSQL's dead tuples go with VACUUM."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif not connection.in_atomic_block:
            cursor.execute(
                "VACUUM cms_seal, cms_entry, cms_awardrecord, cms_historyentry, cms_notice, cms_entrylist, "
                "wagtailcore_page, wagtailcore_revision"
            )
