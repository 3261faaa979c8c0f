"""A restored backup knows nothing of what was withheld since: the journal and one command withhold it again."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import QuerySet

from cms import clock, filestore, triggers, withholding_journal
from cms.actions.files import store_attachment
from cms.actions.withholding import confirm, withhold
from cms.models import Entry, Notice, NoticeFile, Seal, SealAct, Withholding
from cms.seals import parse_body, verify_body
from tests.factories import notices, offices, uploads

STAGE = "acceptance_list"
CONTENT = "附件正文（示例）".encode()
NAME = "示例制造1号有限公司（示例）"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "media"


@pytest.fixture
def seal() -> Seal:
    office = offices.make_office("datong")
    edition = notices.run_up(office, STAGE)
    with clock.at(offices.DEFAULT_AT):
        notice = notices.draft(office, edition, STAGE)
        store_attachment(
            notice=notice, upload=uploads.upload("附件.txt", CONTENT), title="", by=office.editor
        )
        notices.fulfil(office, edition, STAGE)
        return notices.approve(office, notices.submit(office, notice))


def withheld(seal: Seal, kind: str) -> Withholding:
    leaf = next(i for i, leaf in enumerate(parse_body(seal.body).leaves) if leaf.value["t"] == kind)
    first, second = (offices.person(name, "大同市 发布") for name in ("a", "b"))
    with clock.at(offices.DEFAULT_AT + dt.timedelta(hours=1)):
        hidden = withhold(seal=seal, leaf=leaf, ground="个人隐私（示例）", by=first)
        confirmed = confirm(withholding=hidden, by=second)
    withholding_journal.note(Withholding.objects.get(pk=confirmed.pk))
    return confirmed


class Backup:
    """The rows of one seal as they were, put back the way a restored database has them."""

    def __init__(self, seal: Seal) -> None:
        self.seal = Seal.objects.get(pk=seal.pk)
        self.entries = list(Entry.objects.filter(entry_list=seal.entry_list))
        self.files = list(NoticeFile.objects.all())
        self.attachments = seal.notice.attachments

    def restore(self) -> None:
        triggers.remove(connection)
        QuerySet(SealAct).filter(seal=self.seal)._raw_delete(using="default")
        Withholding.objects.all().delete()
        QuerySet(Seal).filter(pk=self.seal.pk).update(body=self.seal.body, head=self.seal.head)
        for entry in self.entries:
            QuerySet(Entry).filter(pk=entry.pk).update(name=entry.name, uscc=entry.uscc, withheld=False)
        QuerySet(NoticeFile).all()._raw_delete(using="default")
        NoticeFile.objects.bulk_create(self.files)
        Notice.objects.filter(pk=self.seal.notice_id).update(attachments=self.attachments)
        filestore.put(CONTENT)
        triggers.install(connection)


def replay(*arguments: str) -> str:
    out = StringIO()
    call_command("replay_withholdings", *arguments, stdout=out)
    return out.getvalue()


def test_what_was_withheld_after_the_backup_is_erased_again(seal: Seal) -> None:
    backup = Backup(seal)
    withheld(seal, "entry")
    withheld(seal, "file")
    backup.restore()
    assert NAME in Seal.objects.get(pk=seal.pk).body
    assert "重新抹除 2 处" in replay("--by", "b")
    restored = Seal.objects.get(pk=seal.pk)
    assert NAME not in restored.body
    verify_body(restored.body, restored.digest)
    assert not Entry.objects.filter(name=NAME, entry_list=seal.entry_list).exists()
    assert not filestore.path_of(filestore.digest_of(CONTENT)).exists()
    again = Withholding.objects.get(leaf_type="entry")
    assert (again.outcome, again.decided_by.username) == ("confirmed", "b")
    assert again.erased_at is not None
    kinds = SealAct.objects.filter(seal=seal).values_list("kind", flat=True)
    assert list(kinds) == [SealAct.Kind.WITHHOLDING_CONFIRMED] * 2


def test_a_second_run_finds_nothing_to_do(seal: Seal) -> None:
    withheld(seal, "entry")
    before = Seal.objects.get(pk=seal.pk).body
    assert "重新抹除 0 处，清除无主文件 0 个" in replay("--by", "b")
    assert Seal.objects.get(pk=seal.pk).body == before


def test_a_file_that_came_back_with_the_disk_alone_is_swept(seal: Seal) -> None:
    withheld(seal, "file")
    filestore.put(CONTENT)
    assert "清除无主文件 1 个" in replay("--by", "b")
    assert not filestore.path_of(filestore.digest_of(CONTENT)).exists()


def test_what_the_database_knows_and_the_journal_lost_is_noted_again(seal: Seal) -> None:
    withheld(seal, "entry")
    withholding_journal.journal_path().unlink()
    replay("--by", "b")
    assert withholding_journal.unnoted() == []


def test_seals_the_backup_does_not_have_are_passed_over(seal: Seal) -> None:
    withheld(seal, "entry")
    path = withholding_journal.journal_path()
    line = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**line, "public_id": "datong.2099.call"}) + "\n", encoding="utf-8")
    assert "重新抹除 0 处" in replay("--by", "b")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"digest": "0" * 64}, "摘要与记录不一致"), ({"hidden_at": "yesterday"}, "第1行")],
)
def test_a_journal_of_another_portal_is_refused_whole(seal: Seal, change: dict, sentence: str) -> None:
    backup = Backup(seal)
    withheld(seal, "entry")
    path = withholding_journal.journal_path()
    line = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**line, **change}) + "\n", encoding="utf-8")
    backup.restore()
    with pytest.raises(CommandError, match=sentence):
        replay("--by", "b")
    assert not Withholding.objects.exists()


def test_the_operator_is_named_and_the_path_exists(seal: Seal, tmp_path: Path) -> None:
    withheld(seal, "entry")
    with pytest.raises(CommandError, match="--by"):
        replay()
    with pytest.raises(CommandError, match="读不出"):
        replay("--by", "b", "--journal", str(tmp_path / "none.jsonl"))
