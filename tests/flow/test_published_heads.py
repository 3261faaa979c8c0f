"""Heads that were published are kept beside the keys: a database from before them does not pass."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from complaints import backup, daily_heads, published_heads, vault
from complaints.models import ChainHead
from tests.factories import channel as make
from tests.factories.offices import make_office
from tests.factories.worked_cases import LATER, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

DAY = dt.timedelta(days=1)
FIRST, SECOND, THIRD = ((LATER + n * DAY).date().isoformat() for n in range(3))


@pytest.fixture
def signed(django_capture_on_commit_callbacks: Callable[..., object]) -> None:
    """A case, and the heads of three days, each committed."""
    filed(make.open_channel(make_office("datong")))
    for n in range(1, 4):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            daily_heads.sign(now=LATER + n * DAY)


def verified() -> str:
    """What the command says, whichever way it ends."""
    out = io.StringIO()
    try:
        call_command("events", "verify", stdout=out, stderr=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


def test_each_published_head_is_kept_once(signed: None) -> None:
    kept = published_heads.path().read_bytes()
    assert [each.day.isoformat() for each in published_heads.read()] == [FIRST, SECOND, THIRD]
    assert published_heads.keep() == 0
    assert published_heads.path().read_bytes() == kept
    assert published_heads.path().stat().st_mode & 0o777 == 0o600
    assert "全部通过核验" in verified()
    # A crash between the commit and the file: the next run of the queue adds what is missing.
    lines = kept.splitlines(keepends=True)
    published_heads.path().write_bytes(b"".join(lines[:2]))
    assert published_heads.keep() == 1
    assert published_heads.path().read_bytes() == kept


def test_a_head_that_is_rolled_back_was_never_published(
    signed: None, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:  # type: ignore[attr-defined]
        daily_heads.sign(now=LATER + 4 * DAY)
    assert len(callbacks) == 1
    assert len(published_heads.read()) == 3


def test_days_that_an_older_database_does_not_have_are_named(signed: None) -> None:
    ChainHead.objects.filter(day__gt=FIRST).delete()
    said = verified()
    assert f"{SECOND}、{THIRD} 的每日签名已经公布，现有数据库中没有" in said
    assert "没有通过核验" in said
    assert FIRST not in said
    # The days go on, the head of the last one is another: what is kept of it stays.
    daily_heads.sign(now=LATER + 3 * DAY)
    assert published_heads.keep() == 1
    said = verified()
    assert f"{SECOND} 的每日签名已经公布，现有数据库中没有" in said
    assert f"{THIRD} 的每日签名与已经公布的不同" in said
    assert len(published_heads.read()) == 4


def test_a_line_that_the_installation_did_not_sign_is_named(signed: None) -> None:
    lines = published_heads.path().read_text(encoding="utf-8").splitlines(keepends=True)
    other = vault.Installation.create(published_heads.path().with_name("other.key"))
    kept = published_heads.read()[1]
    forged = published_heads.Kept(kept.day, kept.head, vault.sign_head(other, kept.day, kept.head))
    published_heads.path().write_text(lines[0] + forged.as_line() + lines[2], encoding="utf-8")
    assert f"密钥目录登记的 {SECOND} 每日签名没有通过核验" in verified()


@pytest.mark.parametrize("line", ["x", "{}", '{"day": "2026-03-17", "head": "00", "signature": ""}'])
def test_what_cannot_be_read_is_said_and_nothing_is_written_over_it(signed: None, line: str) -> None:
    published_heads.path().write_text(line, encoding="utf-8")
    assert "heads.jsonl 读不出或内容有误" in verified()
    with pytest.raises(published_heads.HeadsError):
        published_heads.keep()
    assert published_heads.path().read_text(encoding="utf-8") == line


def test_they_go_with_the_archive_of_keys_and_their_lock_does_not(signed: None) -> None:
    assert backup.archives.NAMES["keys"].fullmatch(f"keys/{published_heads.FILE}")
    assert (published_heads.path().parent / "heads.lock").exists()
