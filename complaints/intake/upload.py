"""Evidence on its way from the browser: sealed while it streams, never a temporary file (channel.md §4.1).

`accepts_evidence` is the only door: it sets `SealingHandler` before anything reads the form, lets Django check the form
against forgery, and after the view removes every file that no action took over. A body that breaks off raises nothing in
Django; here it leaves nothing, and is told.

The body of a request that is refused is read to its end all the same and thrown away: a browser shows no answer before
it has sent everything, and the answer is what brings back what the reporter typed. Beyond `DRAIN_MAX` it is cut off.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig, TooManyFieldsSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from cms import clock
from complaints import evidence_files
from complaints.actions import drafts
from complaints.errors import DraftGone, LimitReached
from complaints.evidence_files import StagingFullError
from complaints.intake.file_facts import clean_name
from complaints.intake.incoming import FILE_MAX, Incoming
from complaints.intake.problems import Problem, Reason
from complaints.staged import StagedFile
from portal.privacy import limits
from portal.privacy.csrf import csrf_protect_form

KEEP_METADATA = "keep_metadata"
"""Field of the form, before the file: time and place of a picture are the evidence, leave them in."""

TOKEN = "token"  # noqa: S105 - the name of a field
FIELDS_MAX = 60
TEXT_MAX = 1024**2  # bytes of all fields that are no file
DRAIN_MAX = 512 * 1024**2
"""Bytes of a body that are read only to be thrown away."""


@dataclass
class Received:
    """What a request brought: files sealed and durable, and what went wrong with others.

    A file whose `problem` says `taken` is in both. `busy` asks for the status 503.
    """

    files: list[StagedFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Whether a file was turned away because too many came at once or too often."""
        return any(problem.reason in {Reason.BUSY, Reason.TOO_OFTEN} for problem in self.problems)

    @property
    def interrupted(self) -> bool:
        """Whether the body broke off; there are no files then."""
        return any(problem.reason is Reason.INTERRUPTED for problem in self.problems)


class EvidenceRequest(HttpRequest):
    """The request as a view under `accepts_evidence` sees it."""

    evidence: Received


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """What Django keeps for a file: its facts, no bytes. Its name is for display."""

    def __init__(self, staged: StagedFile) -> None:
        super().__init__(None, staged.name, staged.media_type, staged.length)
        self.staged = staged

    def close(self) -> None:
        """There is nothing open."""


class _Counted:
    """The body, with the number of bytes that came: fewer than announced is a broken upload, wherever it broke."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, none at the end."""
        data: bytes = self._body.read(size)
        self.count += len(data)
        return data


class FormParser(MultiPartParser):
    """Django's parser, letting a handler see the fields that came before the file."""

    _post: QueryDict

    @property
    def fields(self) -> QueryDict:
        """What was read up to now."""
        return self._post


class SealingHandler(FileUploadHandler):
    """Seals every file of the request. The only handler of its request: no other sees a byte."""

    chunk_size = 256 * 1024

    def __init__(self, request: HttpRequest) -> None:
        if hasattr(request, "scope"):
            raise ImproperlyConfigured("Under ASGI, Django writes a body to disk before a handler sees it.")
        super().__init__(request)
        self.received = Received()
        self._request = request
        self._parser: FormParser | None = None
        self._current: Incoming | None = None
        self._blobs: list[str] = []
        self._slot = ExitStack()
        self._refused: Reason | None = None
        self._cut_off = False
        self._length = 0
        self._files_left = self._bytes_left = -1

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: bytes | str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Parse with `FormParser` in place of Django's own; it asks here again, and is told to go on."""
        if self._parser is not None:
            return None
        self._length = content_length
        body = _Counted(input_data)
        readable: Any = body  # the parser asks for nothing but `read`
        self._parser = FormParser(META, readable, [self], encoding)
        found = self._parser.parse()
        if body.count < content_length and not self._cut_off:
            self._break_off()
        return found

    @sensitive_variables()
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins. What cannot be taken is skipped: fields behind it and the answer still come through."""
        super().new_file(*args, **kwargs)
        name = clean_name(self.file_name or "")
        if self._files_left < 0:
            self._open_door()
        reason = self._refused or (Reason.TOO_MANY if self._files_left < 1 else None)
        if self._length > DRAIN_MAX:
            self.received.problems.append(Problem(Reason.TOO_LARGE, name))
            self._cut_off = True
            raise StopUpload(connection_reset=True)
        if reason is not None:
            self.received.problems.append(Problem(reason, name))
            raise SkipFile
        self._files_left -= 1
        self._current = Incoming(
            name,
            size_max=min(FILE_MAX, self._bytes_left),
            limit=Reason.TOO_LARGE if self._bytes_left >= FILE_MAX else Reason.DRAFT_FULL,
            as_it_is=bool(self._fields.get(KEEP_METADATA)),
        )
        self._blobs.append(self._current.blob)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Bytes of the file that began. Nothing is handed on."""
        if self._current is None:
            raise SkipFile
        try:
            self._current.take(raw_data)
        except (LimitReached, StagingFullError, OSError) as error:
            self._drop(error)
            raise SkipFile from None

    def file_complete(self, file_size: int) -> SealedUpload | None:
        """The boundary behind the file was seen: it is whole."""
        current = self._current
        if current is None:
            return None
        try:
            staged = current.finish()
        except (LimitReached, StagingFullError, OSError) as error:
            self._drop(error)
            return None
        self._current = None
        self._bytes_left -= staged.length
        self.received.files.append(staged)
        if current.note is not None:
            self.received.problems.append(Problem(current.note, current.name))
        return SealedUpload(staged)

    def upload_interrupted(self) -> None:
        """The body ended within a file. Django also says so when the last file was skipped: then it is no news."""
        if self._current is not None:
            self._break_off()

    def close(self) -> None:
        """Give back what the request held, and remove every file of it that no action took over."""
        if self._current is not None:
            self._current.abandon()
            self._current = None
        self._remove_loose()
        self._slot.close()

    @property
    def _fields(self) -> QueryDict:
        return self._parser.fields if self._parser is not None else QueryDict()

    def _open_door(self) -> None:
        """Once a request, at its first file: is there a slot, and what does the draft still take?"""
        self._files_left, self._bytes_left = drafts.FILES_MAX, drafts.SIZE_MAX
        if not limits.allow(self._request, "upload"):
            self._refused = Reason.TOO_OFTEN
            return
        try:
            self._slot.enter_context(limits.slot("upload"))
            if TOKEN in self._fields:
                token = drafts.token_of(str(self._fields[TOKEN]))
                self._files_left, self._bytes_left = drafts.room(token=token, now=clock.now())
        except limits.Busy:
            self._refused = Reason.BUSY
        except DraftGone:
            self._refused = Reason.DRAFT_GONE

    def _drop(self, error: Exception | None) -> None:
        """Leave nothing of the current file, and remember why."""
        current, self._current = self._current, None
        if current is None:
            return
        current.abandon()
        reason = Reason.INTERRUPTED
        if isinstance(error, LimitReached):
            reason = Reason(error.code)
        elif isinstance(error, StagingFullError):
            reason = Reason.STORAGE_FULL
        elif error is not None:
            reason = Reason.FAILED
        self.received.problems.append(Problem(reason, current.name))

    def _break_off(self) -> None:
        """The body ended before its announced length: nothing of it is kept, not even files that were whole."""
        if self.received.interrupted:
            return
        self._drop(None)
        if not self.received.interrupted:
            self.received.problems.append(Problem(Reason.INTERRUPTED))
        self.received.files.clear()
        self._remove_loose()

    def _remove_loose(self) -> None:
        for blob in self._blobs:
            if evidence_files.is_loose(blob):
                evidence_files.remove(blob)


def _check_fields(fields: QueryDict) -> None:
    """Refuse a form with more fields or more text than any page of the channel sends (channel.md §3.10)."""
    values = [value for _name, found in fields.lists() for value in found]
    if len(values) > FIELDS_MAX:
        raise TooManyFieldsSent("more fields than a form of the channel has")
    if sum(len(str(value).encode()) for value in values) > TEXT_MAX:
        raise RequestDataTooBig("more text than a form of the channel takes")


def accepts_evidence(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view take files: it finds them in `request.evidence`.

    The view stages or files each of them by an action; what no action took over is removed when the view has answered.
    Forged forms are refused inside, with the channel's own cookie: the view needs no decorator of its own for that.
    """

    @csrf_protect_form
    def inner(request: EvidenceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        _check_fields(request.POST)  # reads the body, where the check against forgery has not done so
        return view(request, *args, **kwargs)

    @csrf_exempt
    @wraps(view)
    def outer(request: EvidenceRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        handler = SealingHandler(request)
        request.upload_handlers = [handler]
        request.evidence = handler.received
        try:
            return inner(request, *args, **kwargs)
        finally:
            handler.close()

    return outer
