"""Attachments on disk, content-addressed below MEDIA_ROOT/notices: written once, named by their digest."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where the bytes with that digest lie. Raises ValueError for anything that is no digest."""
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256 digest")
    return Path(settings.MEDIA_ROOT) / "notices" / sha256[:2] / sha256


def digest_of(content: bytes) -> str:
    """The digest under which bytes are stored."""
    return hashlib.sha256(content).hexdigest()


def put(content: bytes) -> str:
    """Store bytes and return their digest; the same bytes twice are stored once. Durable when it returns."""
    sha256 = digest_of(content)
    target = path_of(sha256)
    if target.exists():
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    partial = target.with_name(f"{sha256}.{os.getpid()}.part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes. Raises FileNotFoundError when they were erased or never stored."""
    return path_of(sha256).read_bytes()


def open_stream(sha256: str) -> BinaryIO:
    """The bytes as a stream, for serving. Raises FileNotFoundError like `get`, ValueError for no digest."""
    return path_of(sha256).open("rb")


def remove(sha256: str) -> None:
    """Overwrite and delete the bytes of a file that is withheld by law. Missing is fine."""
    target = path_of(sha256)
    if not target.exists():
        return
    with target.open("r+b") as file:
        file.write(b"\x00" * target.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    target.unlink()


def stored() -> Iterator[str]:
    """The digests of everything stored, in no order; unfinished writes are left out."""
    folder = Path(settings.MEDIA_ROOT) / "notices"
    for path in folder.glob("??/*"):
        if len(path.name) == 64:
            yield path.name
