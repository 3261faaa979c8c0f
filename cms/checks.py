"""What `manage.py doctor` looks at in publications: seals, their rows, clearances, windows, withholdings, settings.

Every check reads and reports, none mends. They prove what no single write could see: a change made past the
application, by somebody with the database in hand. The nightly run is the one that counts.
"""

import datetime as dt
import unicodedata
from collections.abc import Container, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.models import TaskState

from cms import clock, filestore, withholding_journal
from cms.actions.appending import act_digest
from cms.actions.measures import missing_settings
from cms.actions.windows import windows_that_differ
from cms.actions.withholding import ROWS
from cms.guard import differs_from_seal
from cms.models import Clearance, Notice, SchemePage, Seal, Withholding
from cms.reading import head_of
from cms.seals import SealBrokenError, parse_body, verify_body
from portal.doctor import Finding, Level, check

REVIEW_WITHIN = dt.timedelta(days=1)
"""A withholding is confirmed or reversed by a second person within a day."""

RESTORE = gettext_noop("请停止对外服务，保留现场，从备份恢复数据库，并查明是谁直接改动了数据库")
_COMPARED = ("no", "kind", "tier", "name", "uscc", "post", "unit", "district", "recommender", "industry")


def _error(message: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, message, remedy)


@check("live")
def live_is_sealed() -> Iterator[Finding]:
    """A page is live exactly when it is sealed; the public reads seals, so a difference is a trace of a
    direct write.
    """
    drafts = Notice.objects.filter(live=True, seal=None).values_list("pk", "slug")
    for pk, slug in drafts:
        yield _error(
            _("公告 %(slug)s（编号 %(pk)d）标为已发布，却没有封存件") % {"slug": slug, "pk": pk},
            _("公众看不到它。请把它改回草稿，按程序送审，并查明是谁直接改动了数据库"),
        )
    for public_id in Seal.objects.filter(notice__live=False).values_list("public_id", flat=True):
        yield _error(
            _("公告 %(name)s 已经封存，却标为未发布") % {"name": public_id},
            _("公众仍能看到它。请把它改回已发布，并查明是谁直接改动了数据库"),
        )


@check("seals")
def seals_verify() -> Iterator[Finding]:
    """Every body proves itself against its digest, its head says what the body says, and its acts are
    chained to it.
    """
    for seal in Seal.objects.prefetch_related("acts").order_by("pk").iterator(chunk_size=50):
        name = {"name": seal.public_id}
        try:
            body = verify_body(seal.body, seal.digest)
        except SealBrokenError:
            yield _error(_("公告 %(name)s 的封存件核验不通过") % name, _(RESTORE))
            continue
        if head_of(body) != seal.head:
            yield _error(_("公告 %(name)s 的列表信息与封存件不一致") % name, _(RESTORE))
        if not _chain_holds(seal):
            yield _error(_("公告 %(name)s 的后续事项记录核验不通过") % name, _(RESTORE))


def _chain_holds(seal: Seal) -> bool:
    digest = seal.digest
    for expected, act in enumerate(sorted(seal.acts.all(), key=lambda act: act.seq), start=1):
        if act.seq != expected or act.prev_digest != digest or act.digest != act_digest(digest, act.body):
            return False
        digest = act.digest
    return True


@check("sealed-rows")
def rows_agree_with_seals() -> Iterator[Finding]:
    """The notice's own row and its list say what the seal says: rules and registers read the rows.

    A row whose entry was withheld by law is left out: it was erased in every version of the list, while
    another notice may still show the entry.
    """
    erased = set(
        Withholding.objects.filter(outcome=Withholding.Outcome.CONFIRMED, leaf_type__in=ROWS).values_list(
            "entry_key", flat=True
        )
    )
    seals = Seal.objects.select_related("notice", "entry_list").order_by("pk")
    for seal in seals.iterator(chunk_size=50):
        different = differs_from_seal(seal.notice, seal)
        if not _list_agrees(seal, erased):
            different = [*different, "entry"]
        if different:
            yield _error(
                _("公告 %(name)s 的数据库记录与封存件不一致（%(parts)s）")
                % {"name": seal.public_id, "parts": "、".join(sorted(set(different)))},
                _(RESTORE),
            )


def _list_agrees(seal: Seal, erased: Container[str]) -> bool:
    listed = seal.entry_list.entries.all() if seal.entry_list is not None else ()
    rows = {str(row.key): row for row in listed}
    for leaf in parse_body(seal.body).leaves:
        if leaf.value is None or leaf.value["t"] != "entry" or leaf.value["key"] in erased:
            continue
        row = rows.get(leaf.value["key"])
        if row is None or any(_nfc(getattr(row, name)) != leaf.value[name] for name in _COMPARED):
            return False
        if _nfc(row.certificate_no) != leaf.value.get("certificate_no", ""):
            return False
        if [_nfc(name) for name in row.joint_names] != leaf.value["joint_names"]:
            return False
    return True


def _nfc(value: object) -> object:
    return unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else value


@check("clearances")
def clearances_are_four_eyes() -> Iterator[Finding]:
    """Each clearance rests on an approved task of somebody who wrote no revision: who owns a shell can forge
    a row.
    """
    used = Clearance.objects.exclude(seal=None).select_related("notice", "seal").defer("seal__body")
    states = {
        state.pk: state
        for state in TaskState.objects.filter(pk__in=used.values("task_state"), status="approved")
    }
    for clearance in used.order_by("pk"):
        name = {"name": clearance.seal.public_id}
        state = states.get(clearance.task_state)
        if state is None or state.finished_by_id != clearance.by_id:
            yield _error(
                _("公告 %(name)s 的批准没有对应的审核记录") % name,
                _("请核对当时的审批材料，查明批准记录是怎样写入的"),
            )
        if clearance.by_id is None or clearance.by_id in clearance.notice.authors():
            yield _error(
                _("公告 %(name)s 由撰稿人自己批准") % name,
                _("请由另一人复核内容；有误的，发布更正公告"),
            )


@check("windows")
def windows_agree_with_the_calendar() -> Iterator[Finding]:
    """A window that is not concluded has the dates that the present calendar gives."""
    for window in windows_that_differ():
        yield _error(
            _("公告 %(name)s 的公示期与现行日历推算的不一致") % {"name": window.seal.public_id},
            _("请在后台“日历”重新载入该年的放假通知，系统将重新推算并公开变更记录"),
        )


@check("schemes")
def schemes_are_ready() -> Iterator[Finding]:
    """Each scheme has what it needs to publish a list."""
    for scheme in SchemePage.objects.order_by("path"):
        for sentence in missing_settings(scheme):
            yield Finding(
                Level.WARNING,
                f"{scheme.title}：{sentence.rstrip('。')}",
                _("在后台“设置”中补填，或请管理员安排人员"),
            )


@check("withholdings")
def withholdings_are_finished() -> Iterator[Finding]:
    """What was hidden is reviewed within a day, and what was confirmed is erased."""
    waiting = Withholding.objects.select_related("seal").defer("seal__body")
    overdue = waiting.filter(outcome="", hidden_at__lt=clock.now() - REVIEW_WITHIN)
    for withholding in overdue:
        yield _error(
            _("公告 %(name)s 有一处紧急隐去超过一天没有复核") % {"name": withholding.seal.public_id},
            _("请由提出人以外的另一人在后台确认或撤回"),
        )
    for withholding in waiting.filter(outcome=Withholding.Outcome.CONFIRMED, erased_at=None):
        yield _error(
            _("公告 %(name)s 有一处隐去已经确认，内容却没有抹除") % {"name": withholding.seal.public_id},
            _("运行 manage.py replay_withholdings"),
        )


@check("withholding-journal")
def journal_is_complete() -> Iterator[Finding]:
    """Each confirmed withholding stands in the journal, or the next restore brings back what was withheld."""
    try:
        missing = len(withholding_journal.unnoted())
    except withholding_journal.JournalBrokenError as broken:
        yield _error(str(broken).rstrip("。"), _("请从另存的副本恢复 VAR_DIR/withheld/journal.jsonl"))
        return
    if missing:
        yield _error(
            _("有 %(count)d 处依法隐去没有记入恢复用的记录") % {"count": missing},
            _("运行 manage.py replay_withholdings"),
        )


@check("files")
def files_are_there() -> Iterator[Finding]:
    """Every attachment that a sealed notice shows lies on disk, unless it was withheld."""
    hidden = set(
        Withholding.objects.filter(leaf_type="file")
        .exclude(outcome=Withholding.Outcome.REVERSED)
        .values_list("seal_id", "leaf")
    )
    for pk, public_id, head in Seal.objects.order_by("pk").values_list("pk", "public_id", "head"):
        for file in head.get("files", ()):
            if (pk, file["leaf"]) not in hidden and not filestore.path_of(file["sha256"]).exists():
                yield _error(
                    _("公告 %(name)s 的附件“%(file)s”不在磁盘上") % {"name": public_id, "file": file["name"]},
                    _("请从备份恢复 media 目录中的附件"),
                )
