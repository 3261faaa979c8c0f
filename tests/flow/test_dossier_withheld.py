"""What is withheld by law is in no file of the archive, pending or confirmed, and the rest still proves itself."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from cms import clock
from cms.actions import withholding
from cms.actions.dossier import export_to_file
from cms.actions.drafting import newest
from cms.actions.files import store_attachment
from cms.actions.follow_up import record_follow_up
from cms.dossier.kept import kept_below, place_for
from cms.models import EditionPage, FollowUpKind, FollowUpOutcome, Notice, Seal
from cms.roles import group_name
from cms.seals import parse_body
from cms.selectors.register import records
from tests.factories import notices as make
from tests.factories import uploads
from tests.factories.dossiers import DECISION, archive_of, verify
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.rows import rows_for

pytestmark = pytest.mark.django_db

GROUND = "政府信息公开条例第十五条"


def marked() -> str:
    """A word that stands nowhere else."""
    return f"示例{secrets.token_hex(6)}"


def publish(office: Office, *, name: str = "", lead: str = "", title: str = "", file: bytes = b"") -> Seal:
    """A decision in which these words and bytes stand, drafted in two versions and sent back once with a comment."""
    rows = rows_for(office.regulation)
    rows[0] = {**rows[0], **({"name": name} if name else {})}
    edition = make.run_up(office, DECISION, rows=rows, at=DEFAULT_AT)
    with clock.at(DEFAULT_AT):
        fields = {key: value for key, value in {"lead": lead, "title": title}.items() if value}
        notice = make.draft(office, edition, DECISION, rows=rows, **fields)
        if file:
            upload = uploads.upload("附件.csv", file)
            store_attachment(notice=notice, upload=upload, title="附件", by=office.editor)
        make.fulfil(office, edition, DECISION)
        make.submit(office, notice)
        state = Notice.objects.get(pk=notice.pk).current_workflow_task_state
        comment = f"请核对：{name or lead or title}"
        state.reject(user=office.approver, comment=comment)
        draft = newest(Notice.objects.get(pk=notice.pk))
        draft.closing = "特此决定。"
        draft.save_revision(user=office.editor, changed=True)
        Notice.objects.get(pk=notice.pk).current_workflow_state.resume(user=office.editor)
        seal = make.approve(office, notice)
    assert seal is not None
    return seal


def leaf_of(seal: Seal, kind: str, key: str = "") -> int:
    """Where the first leaf of that type stands."""
    for index, leaf in enumerate(parse_body(seal.body).leaves):
        value: Any = leaf.value or {}
        if value.get("t") == kind and (not key or value.get("key") == key):
            return index
    raise AssertionError(kind)


def withhold(office: Office, seal: Seal, leaf: int, *, confirmed: bool) -> None:
    """Hide a leaf as a publisher, and let another one confirm it."""
    second = person("second-publisher", group_name(office.regulation.city, "publisher"))
    made = withholding.withhold(seal=seal, leaf=leaf, ground=GROUND, by=office.publisher)
    if confirmed:
        withholding.confirm(withholding=made, by=second)


def nowhere(edition: EditionPage, word: str | bytes, tmp_path: Path, told: str) -> None:
    """The word is in no file, the withholding is, and the archive verifies."""
    archive = archive_of(edition)
    raw = word.encode() if isinstance(word, str) else word
    assert [name for name in archive.names if raw in archive.read(name)] == []
    (row,) = [row for row in archive.json("withholdings.json") if row["outcome"] == told][:1]
    assert row["ground"] == GROUND
    assert row["hidden_by"]["account"].endswith("publisher")
    verified = verify(archive.unpack(tmp_path))
    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("confirmed", [False, True])
def test_a_row_is_gone_from_seals_lists_drafts_awards_and_follow_up(confirmed: bool, tmp_path: Path) -> None:
    word = marked()
    office = make_office("datong")
    seal = publish(office, name=word)
    assert word in archive_of(seal.edition).everything()
    with clock.at(DEFAULT_AT):
        record_follow_up(
            record=records().get(name=word),
            kind=FollowUpKind.VISIT,
            outcome=FollowUpOutcome.NOTED,
            body_name="办公室（示例）",
            done_on=clock.today(),
            findings=f"走访{word}。",
            by=office.editor,
        )
        withhold(office, seal, leaf_of(seal, "entry"), confirmed=confirmed)
    nowhere(seal.edition, word, tmp_path, "confirmed" if confirmed else "")


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("field", ["lead", "title"])
def test_a_text_is_gone_with_every_version_that_had_it(field: str, confirmed: bool, tmp_path: Path) -> None:
    word = marked()
    office = make_office("datong")
    seal = publish(office, **{field: f"关于{word}的决定（示例）"})
    assert word in archive_of(seal.edition).everything()
    kind, key = ("title", "") if field == "title" else ("text", "lead")
    with clock.at(DEFAULT_AT):
        withhold(office, seal, leaf_of(seal, kind, key), confirmed=confirmed)
    nowhere(seal.edition, word, tmp_path, "confirmed" if confirmed else "")


@pytest.mark.parametrize("confirmed", [False, True])
def test_the_bytes_of_a_file_stay_out(confirmed: bool, tmp_path: Path) -> None:
    content = f"名称,说明\n示例,{marked()}\n".encode()
    office = make_office("datong")
    seal = publish(office, file=content)
    (file,) = [file for file in archive_of(seal.edition).json("files.json") if file["path"]]
    assert archive_of(seal.edition).read(file["path"]) == content
    with clock.at(DEFAULT_AT):
        withhold(office, seal, leaf_of(seal, "file"), confirmed=confirmed)
    archive = archive_of(seal.edition)
    assert not [name for name in archive.names if name.startswith("files/")]
    nowhere(seal.edition, content, tmp_path, "confirmed" if confirmed else "")


def test_an_attachment_that_only_a_draft_had_is_listed_and_not_passed_on() -> None:
    office = make_office("datong")
    stage = office.regulation.published_stages[0]
    edition = make.run_up(office, stage.key, at=DEFAULT_AT)
    content = f"名称\n{marked()}\n".encode()
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, stage.key)
        store_attachment(
            notice=notice, upload=uploads.upload("草稿附件.csv", content), title="", by=office.editor
        )
    archive = archive_of(edition)
    (file,) = archive.json("files.json")
    assert (file["path"], file["sealed_in"], file["missing"]) == ("", [], False)
    assert file["drafted_in"] == [[notice.slug, "草稿附件.csv"]]
    assert content not in archive.content
    assert not [name for name in archive.names if name.startswith("files/")]


def test_what_was_given_back_is_in_it_again() -> None:
    word = marked()
    office = make_office("datong")
    seal = publish(office, name=word)
    second = person("second-publisher", group_name(office.regulation.city, "publisher"))
    with clock.at(DEFAULT_AT):
        made = withholding.withhold(
            seal=seal, leaf=leaf_of(seal, "entry"), ground=GROUND, by=office.publisher
        )
        withholding.reverse(withholding=made, by=second)
    archive = archive_of(seal.edition)
    assert word in archive.everything()
    assert {row["outcome"] for row in archive.json("withholdings.json")} == {"reversed"}


def test_an_archive_left_on_this_machine_goes_with_what_is_erased_from_its_edition(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It cannot run inside the transaction that every test is.
    monkeypatch.setattr(withholding, "_forget_freed_pages", lambda: None)
    office = make_office("datong")
    seal = publish(office, name=marked())
    other = kept_below() / "gongshi-datong-1999-2026-03-16T100000.zip"
    with clock.at(DEFAULT_AT):
        own = place_for(seal.edition, clock.now())
        export_to_file(edition=seal.edition, target=own, as_of=clock.now())
        other.write_bytes(b"another edition's")
        with django_capture_on_commit_callbacks(execute=True):
            withhold(office, seal, leaf_of(seal, "entry"), confirmed=False)
        assert own.exists()
        made = seal.withholdings.get()
        second = person("second-publisher")
        with django_capture_on_commit_callbacks(execute=True):
            withholding.confirm(withholding=made, by=second)
    assert not own.exists()
    assert other.exists()
    other.unlink()
