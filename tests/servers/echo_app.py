"""A WSGI application that says what reached it: the headers as JSON, the length of the body, nothing kept."""

import json
from collections.abc import Callable, Iterable
from typing import Any

CHUNK = 256 * 1024


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Read the body in parts and answer with every text of the environment a request brings."""
    length = 0
    while part := environ["wsgi.input"].read(CHUNK):
        length += len(part)
    seen = {
        name: value
        for name, value in environ.items()
        if isinstance(value, str) and name.startswith(("HTTP_", "REMOTE_", "REQUEST_", "PATH_", "CONTENT_"))
    }
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Server", "")]
    )
    return [json.dumps(seen | {"length": length}).encode("ascii")]
