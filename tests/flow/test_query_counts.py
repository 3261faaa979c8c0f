"""A notice costs the same number of queries with 3, 300 and 5,000 entries; so does publishing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from stdnum.cn import uscc

from cms import clock
from cms.models import Seal
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.rows import rows_for

pytestmark = pytest.mark.django_db

SIZES = (3, 300, 5_000)
PAGE_LIMIT = 40
"""An upper bound beside the equality: equal but huge would be no achievement."""


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements run inside; Django's own query log stops at 9,000 and would lie about more."""
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def code_for(number: int) -> str:
    """A well-formed code that belongs to nobody: a division that does not exist, and the right check character."""
    body = f"91999900MA{number:07d}"
    return body + uscc.calc_check_digit(body)


def many_rows(count: int) -> list[dict[str, Any]]:
    """That many distinct rows of the kind the acceptance list takes."""
    pattern = rows_for(make_office("datong").regulation)[0]
    return [
        pattern | {"name": f"第{n}号示例企业（示例）", "uscc": code_for(n), "key": None}
        for n in range(1, count + 1)
    ]


@pytest.fixture(scope="module")
def sealed_by_size(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[dict[int, tuple[int, list[str]]]]:
    """One sealed list of each size with the statements its last approval took; undone after the module."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        made: dict[int, tuple[int, list[str]]] = {}
        # The first round fills the caches that live as long as the process (content types, permissions).
        for number, size in enumerate((SIZES[0], *SIZES), start=1):
            office = make_office("datong")
            edition = make.run_up(office, "acceptance_list", at=DEFAULT_AT, number=number)
            with clock.at(DEFAULT_AT):
                notice = make.draft(office, edition, "acceptance_list", rows=many_rows(size))
                make.fulfil(office, edition, "acceptance_list")
                make.submit(office, notice)
                with counted() as statements:
                    seal = make.approve(office, notice)
            made[size] = (seal.pk, statements)
        yield made
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


def test_publishing_costs_the_same_at_any_size(sealed_by_size: dict[int, tuple[int, list[str]]]) -> None:
    counts = {size: len(statements) for size, (_pk, statements) in sealed_by_size.items()}
    assert len(set(counts.values())) == 1, counts


def test_a_page_costs_the_same_at_any_size(
    sealed_by_size: dict[int, tuple[int, list[str]]], client: Any
) -> None:
    counts = {}
    for size, (pk, _statements) in sealed_by_size.items():
        path = Seal.objects.get(pk=pk).head["path"]
        client.get(path)
        with clock.at(DEFAULT_AT), counted() as statements:
            response = client.get(path)
        assert response.status_code == 200
        assert response.content.decode().count("号示例企业（示例）") >= size
        counts[size] = len(statements)
    assert len(set(counts.values())) == 1, counts
    assert counts[3] <= PAGE_LIMIT, counts


@pytest.mark.parametrize("address", ["/", "/datong/", "/datong/2026/"])
def test_lists_of_notices_never_read_a_body(
    address: str, sealed_by_size: dict[int, tuple[int, list[str]]], client: Any
) -> None:
    client.get(address)
    with clock.at(DEFAULT_AT), counted() as statements:
        assert client.get(address).status_code == 200
    assert len(statements) <= 2 * PAGE_LIMIT
    assert not [sql for sql in statements if '"cms_seal"."body"' in sql]
