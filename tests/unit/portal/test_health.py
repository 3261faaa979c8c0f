"""Liveness asks nothing; readiness says in one word what is missing."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal import health


@pytest.mark.django_db
def test_alive_without_asking_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_not_ready_while_the_demo_is_written(client: Client) -> None:
    mark = Path(settings.VAR_DIR) / "demo-running"
    mark.touch()
    try:
        response = client.get("/readyz")
    finally:
        mark.unlink()
    assert (response.status_code, response.content) == (503, b"demo\n")


def test_not_ready_without_database_or_tables(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pending:
        def __init__(self, _connection: object) -> None:
            self.loader = self
            self.graph = self

        def leaf_nodes(self) -> list[object]:
            return []

        def migration_plan(self, _targets: object) -> list[object]:
            return [object()]

    class Unreachable(Pending):
        def migration_plan(self, _targets: object) -> list[object]:
            raise DatabaseError

    monkeypatch.setattr(health, "MigrationExecutor", Pending)
    assert client.get("/readyz").content == b"migrations\n"
    monkeypatch.setattr(health, "MigrationExecutor", Unreachable)
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"database\n")
