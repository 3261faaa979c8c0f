"""What a log may say of the confidential channel: that something broke, of which type, at which line of ours."""

import logging
import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType

from django.http.response import HttpResponseBase

from portal.privacy.places import is_unlogged

ROOT = Path(__file__).resolve().parents[2]
OURS = tuple(str(ROOT / name) + "/" for name in ("portal", "cms", "complaints", "search", "themes"))

_QUERY = re.compile(r"(/[^\s\"'?]*)\?[^\s\"']*")
_NO_LOG = re.compile(r"(?:/admin)?/complaints/[^\s\"']*")

_inside: ContextVar[bool] = ContextVar("inside_the_channel", default=False)


class AnswerBroken(Exception):  # noqa: N818 - an event, not a mistake of a caller
    """An answer of the channel that failed while it was being sent. Carries nothing: a server may print it."""


@contextmanager
def confidential(inside: bool = True) -> Iterator[None]:
    """While this holds, whatever any library logs in this thread is treated as a line about the channel."""
    token = _inside.set(inside or _inside.get())
    try:
        yield
    finally:
        _inside.reset(token)


def place_of_failure(trace: TracebackType | None) -> str:
    """``file:line`` of the innermost frame of the portal's own code, empty when there is none."""
    frames = [frame for frame in traceback.extract_tb(trace) if frame.filename.startswith(OURS)]
    return f"{Path(frames[-1].filename).relative_to(ROOT)}:{frames[-1].lineno}" if frames else ""


def report(error: BaseException) -> None:
    """Write the one line a failure inside the channel leaves."""
    where = place_of_failure(error.__traceback__) or "elsewhere"
    logging.getLogger("portal.privacy").error("%s at %s", type(error).__name__, where)


def without_traces(text: str) -> str:
    """``text`` with the query of every path cut off and every path of the channel shortened to its root."""
    return _QUERY.sub(r"\1", _NO_LOG.sub("/complaints/", text))


def _about_the_channel(record: logging.LogRecord) -> bool:
    request = getattr(record, "request", None)
    return _inside.get() or (request is not None and is_unlogged(getattr(request, "path", "")))


def _stripped(record: logging.LogRecord) -> bool:
    """Reduce a record of the channel to type and place; False when nothing worth a line is left.

    Below an error nothing is: a line for each refused form or missing page would be a visitors' book.
    """
    if record.levelno < logging.ERROR or (record.name == "django.request" and not record.exc_info):
        return False  # the second is Django's line about an answer with a 5xx status, after the one about its cause
    kind = trace = None
    if record.exc_info:
        kind, _error, trace = record.exc_info
    where = place_of_failure(trace)
    if not where and record.pathname.startswith(OURS):
        where = f"{Path(record.pathname).relative_to(ROOT)}:{record.lineno}"
    if record.name == __package__ and kind is None:
        return True  # `report` has written it in just this form
    record.msg = f"{kind.__name__ if kind else 'error'} at {where or 'elsewhere'}"
    record.args = None
    record.exc_info = record.exc_text = record.stack_info = None
    record.__dict__.pop("request", None)
    return True


class LogFilter(logging.Filter):
    """Strips lines about the complaint channel and cuts the query from every other path."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for a record of the channel that is no error; otherwise rewrite its text and let it pass."""
        if _about_the_channel(record):
            return _stripped(record)
        text = record.getMessage()
        if record.name == "django.server" and "/complaints/" in text:
            return False  # the development server's line for each request, style sheets of the channel among them
        record.msg = without_traces(text)
        record.args = None
        return True


def guard_stream(response: HttpResponseBase) -> None:
    """Let a streamed answer that fails break off without its exception reaching the server's own log."""
    response.streaming_content = _guarded(response.streaming_content)  # type: ignore[attr-defined]


def _guarded(parts: Iterable[bytes]) -> Iterator[bytes]:
    remaining = iter(parts)
    while True:
        with confidential():
            try:
                part = next(remaining)
            except StopIteration:
                return
            except Exception as error:  # noqa: BLE001 - whatever it was, its text stays here
                report(error)
                break
        yield part
    # Outside the handler above, so that this exception has no other one behind it for a server to print.
    raise AnswerBroken
