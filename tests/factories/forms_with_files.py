"""Forms with files as a browser sends them, whole or broken off, and requests that carry them."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

BOUNDARY = "----formboundary7MA4YWxkTrZu0gW"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def form(
    fields: Sequence[tuple[str, str]] = (), files: Sequence[tuple[str, bytes]] = (), *, field: str = "file"
) -> bytes:
    """The body: the fields first, then the files under one name."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, content in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def post(body: bytes, *, announced: int | None = None, **headers: Any) -> WSGIRequest:
    """The POST of that body to a page of the channel; `announced` is its stated length where that is another."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/complaints/new/evidence/",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": CONTENT_TYPE,
            "CONTENT_LENGTH": str(len(body) if announced is None else announced),
            "wsgi.input": BytesIO(body),
            "wsgi.url_scheme": "http",
            **headers,
        }
    )
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's own test client does
    return request
