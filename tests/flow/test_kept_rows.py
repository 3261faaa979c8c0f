"""Rows that are put back are the rows that were made, and they are put back only where nothing else stands."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from cms.selectors.register import records
from tests.factories import kept
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, home_page, make_office, person
from tests.flow.test_query_counts import counted

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
REVOKED_AT = DEFAULT_AT + dt.timedelta(days=200)


class Undone:
    """A block whose writes are undone at its end."""

    def __enter__(self) -> None:
        self.savepoint = transaction.savepoint()

    def __exit__(self, *_error: object) -> None:
        transaction.savepoint_rollback(self.savepoint)


def rows() -> dict[str, Counter[str]]:
    """Every row of every table, as often as it stands there; of full-text search too, but not what SQLite makes of them."""
    found = {}
    with connection.cursor() as cursor:
        for name in (n for n in connection.introspection.table_names(cursor) if "_fts_" not in n):
            cursor.execute(f"SELECT * FROM {kept.quoted(name)}")  # noqa: S608
            if all_of := cursor.fetchall():
                plain = (tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in all_of)
                found[name] = Counter(map(repr, plain))
    return found


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is made anew once a notice has been published and undone: the codes of offices."""
    calls: list[str] = []
    real = make_office.__globals__["_office"]

    def noted(parsed: Any, *rest: Any) -> Any:
        calls.append(parsed.regulation.code)
        return real(parsed, *rest)

    monkeypatch.setitem(make_office.__globals__, "_office", noted)
    with Undone():
        make.published_notice("hohhot")
    calls.clear()
    return calls


def test_what_is_put_back_is_what_was_made() -> None:
    empty = rows()
    with Undone():
        key = make.published_notice("hohhot", DECISION).pk
        first = rows()
    assert rows() == empty
    with Undone():
        assert make.published_notice("hohhot", DECISION).pk == key
        assert rows() == first
        connection.check_constraints()


def test_what_is_put_back_goes_on_like_what_was_made() -> None:
    """The next rows get numbers of their own, and pages are found below their site."""
    found = []
    for _time in range(2):
        with Undone():
            make.published_notice("hohhot", DECISION)
            revocation = make.revoke(make_office("hohhot"), [records().get(entry_no=1)], at=REVOKED_AT)
            found.append((revocation.public_id, revocation.notice.full_url, revocation.edition.seals.count()))
    assert found[0] == found[1]


def test_nothing_is_made_a_second_time(made: list[str]) -> None:
    make.published_notice("hohhot")
    assert made == []


@pytest.mark.parametrize("disturb", [home_page, lambda: person("somebody")])
def test_beside_other_rows_everything_is_made(disturb: Callable[[], object], made: list[str]) -> None:
    disturb()
    make.published_notice("hohhot")
    assert made != []


def test_where_statements_are_looked_at_everything_is_made(made: list[str]) -> None:
    with counted():
        make.published_notice("hohhot")
    assert made != []
