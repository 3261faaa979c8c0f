"""Coming back with a code: what a right one opens, what everything else does, and that nobody can tell the two apart."""

import datetime as dt
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import contracts, keystore, vault
from complaints.actions import inbox_sessions
from complaints.actions.inbox_sessions import IDLE, LONGEST
from complaints.case_keys import hex_of
from complaints.models import InboxSession
from tests.factories.inboxes import LATER, filed, unknown_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

MINUTE = dt.timedelta(minutes=1)


def test_a_code_opens_its_case_however_it_is_typed() -> None:
    made = filed()
    groups = vault.format_code(made.code)
    wide = made.code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    for typed in (
        made.code,
        groups,
        groups.replace(" ", "-"),
        wide,
        f"  {made.code[:12]} · {made.code[12:]}\n",
    ):
        opened = inbox_sessions.inbox_of(cookie=inbox_sessions.open_inbox(typed=typed, now=LATER), now=LATER)
        assert opened is not None
        assert opened.case == made.case.pk


def test_what_can_be_no_code_opens_nothing_and_is_answered_alike() -> None:
    made = filed()
    ill_formed = ("", "1234", "0" * 24, "abc", "查询码", "1" * 200)
    tried = (made.code, unknown_code(), *ill_formed)
    cookies = [inbox_sessions.open_inbox(typed=each, now=LATER) for each in tried]
    opened = [inbox_sessions.inbox_of(cookie=cookie, now=LATER) for cookie in cookies]
    assert [bool(each and each.case) for each in opened] == [True, *[False] * (len(tried) - 1)]
    assert len({len(cookie) for cookie in cookies}) == 1
    assert len({len(row.blob) for row in InboxSession.objects.all()}) == 1


def test_right_and_wrong_codes_make_the_same_calls_and_queries() -> None:
    """Argon2 once, one look-up, one file, one opening, one row; the same SQL but for its values."""
    made = filed()
    keystore.shred_store().decoy()
    ways = []
    for typed in (made.code, unknown_code(), "1234"):
        spies: dict[str, Any] = {
            name: mock.patch.object(vault, name, side_effect=getattr(vault, name))
            for name in (
                "receipt_root",
                "receipt_lookup",
                "receipt_unlock",
                "open_field",
                "seal_field",
                "derive",
            )
        }
        reading = mock.patch.object(
            vault.ShredStore, "_read", autospec=True, side_effect=vault.ShredStore._read
        )
        with CaptureQueriesContext(connection) as queries:
            started = {name: spy.start() for name, spy in spies.items()}
            read = reading.start()
            try:
                inbox_sessions.open_inbox(typed=typed, now=LATER)
            finally:
                mock.patch.stopall()
        counts = {name: spy.call_count for name, spy in started.items()}
        assert counts["receipt_root"] == read.call_count == counts["open_field"] == 1
        verbs = [query["sql"].split(" ", 2)[0] + str(len(query["sql"])) for query in queries]
        ways.append((counts, verbs))
    assert ways[0] == ways[1] == ways[2]


def test_an_inbox_ends_after_fifteen_minutes_of_rest_and_after_sixty_in_all() -> None:
    made = filed()
    cookie, at = made.cookie(), LATER
    for _step in range(4):
        at += IDLE - MINUTE
        assert inbox_sessions.inbox_of(cookie=cookie, now=at) is not None
    assert inbox_sessions.inbox_of(cookie=cookie, now=LATER + LONGEST) is None
    resting = made.cookie()
    assert inbox_sessions.inbox_of(cookie=resting, now=LATER + IDLE) is None
    inbox_sessions.open_inbox(typed=unknown_code(), now=LATER)
    assert inbox_sessions.purge(now=LATER + IDLE) == 2
    assert inbox_sessions.purge(now=LATER + LONGEST) == 1
    assert not InboxSession.objects.exists()


def test_a_closed_inbox_is_gone() -> None:
    made = filed()
    cookie = made.cookie()
    inbox = inbox_sessions.inbox_of(cookie=cookie, now=LATER)
    assert inbox is not None
    inbox_sessions.close(inbox=inbox)
    assert inbox_sessions.inbox_of(cookie=cookie, now=LATER) is None
    for forged in ("", "x" * 64, "0" * 64, cookie.upper() + "0"):
        assert inbox_sessions.inbox_of(cookie=forged, now=LATER) is None


def test_the_database_and_the_cookies_together_open_nothing_without_the_salt_outside() -> None:
    made = filed()
    cookie = made.cookie()
    row, token = InboxSession.objects.get(), bytes.fromhex(cookie)
    assert row.pk == vault.derive(token, vault.Label.INBOX_ID).hex()
    for salt in (None, bytes(32), vault.new_secret()):
        key = vault.derive(token, vault.Label.INBOX_KEY, salt=salt)
        with pytest.raises(vault.Refused):
            vault.open_field(row.blob, key, contracts.inbox_session(row.pk))
    path = keystore.keys_folder() / keystore.INSTALLATION_KEY
    path.unlink()
    vault.Installation.create(path)
    assert inbox_sessions.inbox_of(cookie=cookie, now=LATER) is None


def test_a_session_opens_in_its_own_row_only() -> None:
    made = filed()
    mine, other = made.cookie(), inbox_sessions.open_inbox(typed=unknown_code(), now=LATER)
    rows = {row.pk: row for row in InboxSession.objects.all()}
    mine_pk, other_pk = (
        vault.derive(bytes.fromhex(each), vault.Label.INBOX_ID).hex() for each in (mine, other)
    )
    InboxSession.objects.filter(pk=other_pk).update(blob=bytes(rows[mine_pk].blob))
    assert inbox_sessions.inbox_of(cookie=other, now=LATER) is None


def test_once_the_shred_file_is_destroyed_the_code_opens_nothing() -> None:
    made = filed()
    keystore.shred_store().destroy(hex_of(made.case.pk), made.case.epoch)
    inbox = made.enter()
    assert inbox.case is None
