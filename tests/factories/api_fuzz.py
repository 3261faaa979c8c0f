"""Asks the interface whatever its own description allows, and what it forbids: schemathesis inside this process."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DESCRIPTION = "/api/v1/openapi.json"
HOST = {"Host": "testserver"}


@dataclass
class Came:
    """What came of it: answers by operation and status, and every failure in words."""

    answers: dict[str, Counter[int]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


@contextmanager
def connections_kept() -> Iterator[None]:
    """Let requests leave the test's own connection alone, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


_portal = WSGIHandler()


def read_to_the_end(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """The portal, its answers read and closed as a server does; werkzeug's client leaves open what streams."""
    response = _portal(environ, start_response)
    try:
        return [b"".join(response)]
    finally:
        response.close()


def fuzz(examples: int, known: Callable[[str], list[dict[str, str]]], *, seeded: int = 20_261_121) -> Came:
    """Ask every operation so often, half by the description and half against it, from one seed.

    `known` gives parts of paths that exist, by operation: with made-up ones alone every item would be a 404.
    """
    came = Came()
    with connections_kept():
        schema = schemathesis.openapi.from_wsgi(DESCRIPTION, read_to_the_end, headers=HOST)
        for result in schema.get_all_operations():
            operation = result.ok()
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _ask(
                    operation,
                    mode,
                    came,
                    examples=max(1, examples // 2),
                    places=known(operation.definition.raw["operationId"]),
                    seeded=seeded,
                )
    return came


def _ask(
    operation: Any,
    mode: GenerationMode,
    came: Came,
    *,
    examples: int,
    places: list[dict[str, str]],
    seeded: int,
) -> None:
    label = operation.definition.raw["operationId"]
    counts = came.answers.setdefault(label, Counter())

    @seed(seeded)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        if places and mode is GenerationMode.POSITIVE:
            # What was made up chooses a real place in three cases of four.
            chosen = crc32(repr(sorted(case.path_parameters.items())).encode())
            if chosen % 4:
                case.path_parameters.update(places[chosen % len(places)])
        response = case.call(headers=HOST)
        counts[response.status_code] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            came.failures.append(f"{label}: {failure}")

    asked()
