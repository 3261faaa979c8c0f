"""One file on its way in: told apart, cleaned in memory where that can be done, sealed while it streams.

Its bytes are in memory or sealed; in clear they never reach a disk. A picture or document that can be cleaned is gathered
whole, within a budget for the process; everything else goes through in chunks.
"""

import threading

from django.views.decorators.debug import sensitive_variables

from complaints import contracts, evidence_files, vault
from complaints.errors import LimitReached
from complaints.evidence_files import staging
from complaints.intake import strip
from complaints.intake.file_facts import HEAD, TEXT, media_type
from complaints.intake.problems import Reason
from complaints.staged import StagedFile

FILE_MAX = 100 * 1024**2
"""Bytes of a file (channel.md §3.10)."""

GATHER_MAX = 25 * 1024**2
"""Bytes up to which a file is held in memory to be cleaned."""

GATHER_AT_ONCE = 2 * GATHER_MAX
"""Bytes gathered at once in this process: two of the largest, or many of the size of a photograph."""

CLEANING_AT_ONCE = 2
CLEANING_WAIT = 10.0  # seconds for which a gathered file waits for its turn before it is taken as it is


NOT_CLEANED = {
    strip.OtherFileError: Reason.AS_IT_IS_TYPE,
    strip.ProtectedFileError: Reason.AS_IT_IS_PROTECTED,
    strip.TooMuchError: Reason.AS_IT_IS_LARGE,
}


class Budget:
    """Bytes that may be held at once by all uploads of this process."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        self._left = most

    def take(self, size: int) -> bool:
        """Whether `size` more bytes may be held; they count until they are given back."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """The bytes are held no longer."""
        with self._lock:
            self._left += size


gathering = Budget(GATHER_AT_ONCE)
_cleaning = threading.BoundedSemaphore(CLEANING_AT_ONCE)


class Incoming:
    """A file as it arrives: `take` its bytes, then `finish`; `abandon` at any moment leaves nothing of it.

    :param size_max: bytes it may have; `limit` names what is exceeded by more.
    :param as_it_is: the reporter wants time and place of a picture kept: they are the evidence.
    """

    def __init__(self, name: str, *, size_max: int, limit: Reason, as_it_is: bool) -> None:
        self.name = name
        self.blob = evidence_files.new_blob()
        self.note: Reason | None = None
        self._size_max, self._limit, self._as_it_is = size_max, limit, as_it_is
        self._length = 0
        self._head: bytearray | None = bytearray()
        self._gathered: bytearray | None = None
        self._held = 0
        self._media_type = ""
        self._cleaned = False
        self._key = vault.new_secret()
        self._writer: evidence_files.Writer | None = None
        self._sealer: vault.StreamSealer | None = None

    @sensitive_variables()
    def take(self, data: bytes) -> None:
        """The next bytes. Raises LimitReached, StagingFullError or OSError; the caller then abandons it."""
        self._length += len(data)
        if self._length > self._size_max:
            raise LimitReached(self._limit.value)
        if self._head is not None:
            self._head += data
            if len(self._head) >= HEAD:
                self._begin()
        elif self._gathered is not None:
            self._gather(data)
        else:
            self._seal(data)

    @sensitive_variables()
    def finish(self) -> StagedFile:
        """Clean, seal, make durable. Raises what `take` raises; LimitReached with `empty` for a file without a byte."""
        if not self._length:
            raise LimitReached(Reason.EMPTY.value)
        if self._head is not None:
            self._begin()
        if self._gathered is not None:
            content = self._cleaned_content(bytes(self._gathered))
            self._gathered = None
            self._seal(content)
            self._give_back()
        if self._sealer is None or self._writer is None:
            raise AssertionError("a file with a byte has a sealer")
        end = self._sealer.finish()
        self._writer.commit()
        return StagedFile(
            blob=self.blob,
            name=self.name,
            media_type=self._media_type,
            length=end.length,
            padded=end.padded,
            sha256=end.sha256,
            key=self._key,
            cleaned=self._cleaned,
        )

    def abandon(self) -> None:
        """Leave nothing of it, in memory or on disk. May be called twice, and after `finish`."""
        self._head = self._gathered = None
        self._give_back()
        if self._writer is not None:
            self._writer.abandon()
        self._writer = self._sealer = None

    def _begin(self) -> None:
        """Decide by its first bytes what becomes of it."""
        head, self._head = bytes(self._head or b""), None
        self._media_type = media_type(head[:HEAD])
        if self._media_type == TEXT:
            self._cleaned = True
        elif not self._as_it_is and self._media_type in strip.CLEANABLE:
            self._gathered = bytearray()
            self._gather(head)
            return
        elif not self._as_it_is:
            self.note = Reason.AS_IT_IS_TYPE
        self._seal(head)

    def _gather(self, data: bytes) -> None:
        """Hold the bytes; where they become too many, let all that is held go through as it is."""
        if self._gathered is None:
            return
        if len(self._gathered) + len(data) > GATHER_MAX:
            self.note = Reason.AS_IT_IS_LARGE
        elif not gathering.take(len(data)):
            self.note = Reason.AS_IT_IS_BUSY
        else:
            self._held += len(data)
            self._gathered += data
            return
        held, self._gathered = self._gathered, None
        self._seal(held)
        del held
        self._give_back()
        self._seal(data)

    def _cleaned_content(self, content: bytes) -> bytes:
        if not _cleaning.acquire(timeout=CLEANING_WAIT):
            self.note = Reason.AS_IT_IS_BUSY
            return content
        try:
            result = strip.clean(content, self._media_type)
        except strip.NotCleanedError as error:
            self.note = NOT_CLEANED.get(type(error), Reason.AS_IT_IS_BROKEN)
            return content
        finally:
            _cleaning.release()
        self._media_type, self._cleaned = result.media_type, True
        return result.data

    def _seal(self, data: bytes | bytearray) -> None:
        if self._sealer is None:
            self._writer = evidence_files.Writer(self.blob)
            self._sealer = vault.StreamSealer(
                self._key, contracts.evidence_content(self.blob), self._writer.write
            )
        staging.reserve(len(data))
        self._sealer.update(data)

    def _give_back(self) -> None:
        gathering.give_back(self._held)
        self._held = 0
