"""Drafts hold files and nothing else, for two hours, for whoever has the token, once."""

import datetime as dt
from pathlib import Path

import pytest

from cms import clock
from complaints import evidence_files
from complaints.actions import drafts
from complaints.errors import DraftGone, LimitReached
from complaints.models import Draft
from complaints.staged import StagedFile
from tests.factories.sealed_files import write

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_files_come_back_in_their_order_under_the_token_and_no_other() -> None:
    now = clock.now()
    token = drafts.open_draft(now=now)
    assert drafts.staged_files(token=token, now=now) == ()
    first, second = write(), write()
    drafts.stage(token=token, file=first, now=now)
    drafts.stage(token=token, file=second, now=now)
    assert drafts.staged_files(token=token, now=now) == (first, second)
    with pytest.raises(DraftGone):
        drafts.staged_files(token=bytes(32), now=now)


def test_the_row_gives_neither_token_nor_names_nor_the_number_of_files() -> None:
    now = clock.now()
    token = drafts.open_draft(now=now)
    empty = bytes(Draft.objects.get().manifest)
    file = write(name="录" * 196 + ".mp3")
    drafts.stage(token=token, file=file, now=now)
    row = Draft.objects.get()
    sealed = bytes(row.manifest)
    assert len(sealed) == len(empty)
    for secret in (token, file.key, file.blob.encode(), file.name.encode()):
        assert secret not in sealed
        assert secret.hex() not in row.pk


def test_each_step_gives_two_more_hours_and_then_it_is_over() -> None:
    now = clock.now()
    token = drafts.open_draft(now=now)
    drafts.staged_files(token=token, now=now + 1.9 * HOUR)
    drafts.staged_files(token=token, now=now + 3.8 * HOUR)
    assert not drafts.draft_exists(token=token, now=now + 5.8 * HOUR)
    for step in (
        lambda at: drafts.staged_files(token=token, now=at),
        lambda at: drafts.stage(token=token, file=write(), now=at),
        lambda at: drafts.unstage(token=token, blob="0" * 32, now=at),
        lambda at: drafts.take_over(token=token, now=at),
        lambda at: drafts.room(token=token, now=at),
    ):
        with pytest.raises(DraftGone):
            step(now + 5.8 * HOUR)


def test_a_file_that_finds_no_draft_or_no_room_is_removed(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    with pytest.raises(DraftGone):
        drafts.stage(token=bytes(32), file=write(), now=now)
    token = drafts.open_draft(now=now)
    monkeypatch.setattr(drafts, "FILES_MAX", 1)
    kept = write()
    drafts.stage(token=token, file=kept, now=now)
    with pytest.raises(LimitReached, match="too_many"):
        drafts.stage(token=token, file=write(), now=now)
    monkeypatch.setattr(drafts, "FILES_MAX", 10)
    monkeypatch.setattr(drafts, "SIZE_MAX", kept.length * 2 - 1)
    with pytest.raises(LimitReached, match="draft_full"):
        drafts.stage(token=token, file=write(), now=now)
    assert drafts.room(token=token, now=now) == (9, kept.length - 1)
    assert [path.name for path in evidence.rglob("*") if path.is_file()] == [kept.blob]


def test_a_file_taken_out_is_removed_and_one_of_another_draft_is_not(evidence: Path) -> None:
    now = clock.now()
    mine, theirs = drafts.open_draft(now=now), drafts.open_draft(now=now)
    file, other = write(), write()
    drafts.stage(token=mine, file=file, now=now)
    drafts.stage(token=theirs, file=other, now=now)
    drafts.unstage(token=mine, blob=other.blob, now=now)
    drafts.unstage(token=mine, blob=file.blob, now=now)
    assert drafts.staged_files(token=mine, now=now) == ()
    assert [path.name for path in evidence.rglob("*") if path.is_file()] == [other.blob]


def test_a_draft_is_taken_over_once_with_all_its_files(evidence: Path) -> None:
    now = clock.now()
    token = drafts.open_draft(now=now)
    file = write()
    drafts.stage(token=token, file=file, now=now)
    assert drafts.take_over(token=token, now=now) == (file,)
    assert evidence_files.is_whole(file.blob, evidence_files.path_of(file.blob).stat().st_size)
    with pytest.raises(DraftGone):
        drafts.take_over(token=token, now=now)


def test_a_draft_that_lost_a_file_is_not_filed_without_it() -> None:
    now = clock.now()
    token = drafts.open_draft(now=now)
    file = write()
    drafts.stage(token=token, file=file, now=now)
    path = evidence_files.path_of(file.blob)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DraftGone):
        drafts.take_over(token=token, now=now)
    assert Draft.objects.count() == 1


def test_a_changed_row_opens_nothing() -> None:
    now = clock.now()
    first, second = drafts.open_draft(now=now), drafts.open_draft(now=now)
    rows = list(Draft.objects.all())
    rows[0].manifest, rows[1].manifest = rows[1].manifest, rows[0].manifest
    Draft.objects.bulk_update(rows, ["manifest"])
    for token in (first, second):
        with pytest.raises(DraftGone):
            drafts.staged_files(token=token, now=now)


@pytest.mark.parametrize("text", ["", "00" * 31, "00" * 33, "zz" * 32, "００" * 32, " " * 64, "0 " * 32])
def test_what_is_no_token_finds_no_draft(text: str) -> None:
    with pytest.raises(DraftGone):
        drafts.token_of(text)


def test_a_staged_file_survives_json_and_nothing_else_becomes_one() -> None:
    file = write()
    assert StagedFile.from_json(file.as_json()) == file
    assert file.key.hex() not in repr(file)
    for change in (
        {"blob": "../../etc"},
        {"key": "!"},
        {"key": "AAAA"},
        {"length": -1},
        {"more": 1},
        {"length": True},
    ):
        with pytest.raises(ValueError, match="not a staged file"):
            StagedFile.from_json({**file.as_json(), **change})
