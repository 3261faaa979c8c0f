"""Files of reporters as pictures: decoded in a child process (`child`), shown as what that process encoded anew.

Bytes in, bytes out, nothing on disk: the child gets the file through a pipe and answers through another. A file that is
too large, too slow, or breaks its decoder is told as `NotShown`; its reader can still take the original.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from complaints.viewer import child

CHILD = Path(child.__file__)
SIZE_MAX = 64 * 1024**2
"""Bytes of a file that is held in memory to be looked at."""

PAGES_MAX = 2_000
PIXELS_MAX = 120_000_000
SIDE = 2_400
"""Pixels of the longer side of what is shown: a page of A4 can be read at it."""

ZOOM = 4.0
"""Pixels for a point of a page at most: a small page is not blown up without end."""

SECONDS = 20
"""Of the processor's time, and of the clock's half as much again."""

MEMORY = 2 * 1024**3
AT_ONCE = 2
PATIENCE = 15.0
"""How many files are decoded at once in a process of the portal, and seconds one waits for its turn."""

DRAWN = frozenset(child.FORMATS)
PICTURES = DRAWN | {child.HEIC}
VIEWABLE = PICTURES | {child.PDF}
"""Media types that are shown as pictures."""


class NotShown(Exception):  # noqa: N818 - a state of the file, told to its reader
    """The file cannot be shown as a picture. Says nothing of why: only its bytes would know."""


class TurnMissed(NotShown):
    """Too many files are being decoded at this moment."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A page as a picture made here. `pages` is how many the file has; `media_type` that of `data`."""

    data: bytes
    media_type: str
    pages: int
    width: int
    height: int


@dataclass(frozen=True)
class Pages:
    """How many pages or pictures of a file can be shown. `more`: frames follow that cannot."""

    count: int
    more: bool


_turns = threading.BoundedSemaphore(AT_ONCE)


def draw(pieces: Iterable[bytes], *, media_type: str, length: int, page: int) -> Picture:
    """The page (from 0) of a file as a picture.

    :param pieces: the file's bytes, as `reading.open_file` gives them; what that raises is passed on.
    :param media_type: told from the file's first bytes, never from what somebody said of it.
    :param length: bytes of the file. Raises NotShown for more than `SIZE_MAX`, for a type that is no picture, and for a
        page or a file that the child could not decode within its limits; TurnMissed when it was not even tried.
    """
    if page < 0:
        raise NotShown
    return _read(_asked(pieces, media_type, length, page))


def count_pages(pieces: Iterable[bytes], *, media_type: str, length: int) -> Pages:
    """How many pages or pictures a file has, without drawing one. Parameters and refusals as `draw`."""
    head, _line, _rest = _asked(pieces, media_type, length, None).partition(b"\n")
    try:
        told = json.loads(head)
        pages = Pages(int(told["pages"]), bool(told["more"]))
    except (ValueError, KeyError, TypeError):
        raise NotShown from None
    if not 1 <= pages.count <= PAGES_MAX:
        raise NotShown
    return pages


def _asked(pieces: Iterable[bytes], media_type: str, length: int, page: int | None) -> bytes:
    if media_type not in VIEWABLE or not 0 < length <= SIZE_MAX:
        raise NotShown
    job = {
        "type": media_type,
        "page": page,
        "pages": PAGES_MAX,
        "pixels": PIXELS_MAX,
        "side": SIDE,
        "zoom": ZOOM,
        "seconds": SECONDS,
        "memory": MEMORY,
    }
    with _turn():
        return _run(json.dumps(job).encode() + b"\n" + b"".join(pieces))


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE):
        raise TurnMissed
    try:
        yield
    finally:
        _turns.release()


def _run(given: bytes) -> bytes:
    """What the child answers. It inherits no variable, no descriptor and no folder of ours."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own file, nothing of a reader's
            [sys.executable, "-I", str(CHILD)],
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=SECONDS * 1.5,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        raise NotShown from None
    return done.stdout


def _read(answer: bytes) -> Picture:
    """The child is not believed blindly: what it says must be a picture of a size that was asked for."""
    head, _line, image = answer.partition(b"\n")
    try:
        told = json.loads(head)
        pages, width, height = (int(told[name]) for name in ("pages", "width", "height"))
    except (ValueError, KeyError, TypeError):
        raise NotShown from None
    kind = {b"\x89PNG\r\n\x1a\n": "image/png"}.get(image[:8]) or (
        "image/jpeg" if image[:3] == b"\xff\xd8\xff" else ""
    )
    if not kind or not 1 <= pages <= PAGES_MAX or not 1 <= max(width, height) <= SIDE:
        raise NotShown
    return Picture(image, kind, pages, width, height)
