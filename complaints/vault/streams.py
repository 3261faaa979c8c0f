"""Files sealed while they pass by (§3.4): chunks of 1 MiB, padded with zeros, the last one marked.

Nonce = 7 zero bytes ‖ u32 index ‖ 1 for the last chunk, else 0. A chunk missing, moved, doubled or appended changes a
nonce or leaves no last chunk, and is refused.
"""

import hashlib
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hmac import compare_digest
from queue import SimpleQueue
from threading import Thread

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from complaints.vault import headers
from complaints.vault.headers import CHUNK_LOG, HEADER, TAG, Buffer, Kind, Padding, Reader
from complaints.vault.padding import padded_length
from complaints.vault.refusal import Refused

CHUNK = 1 << CHUNK_LOG
MOST_CHUNKS = 1 << 32
BUFFERS = 4  # of a chunk each, for one file being sealed
START = headers.prefix(Kind.STREAM, Padding.PADME)
ZEROS = memoryview(bytes(CHUNK))

Writer = Callable[[memoryview], int | None]


@dataclass(frozen=True)
class StreamEnd:
    """What is known once a stream is whole. `length` and `sha256` belong sealed; `padded` and `size` anyone can see.

    `length`: bytes given; `padded`: with the zeros; `size`: written, header and tags included; `sha256`: 32 bytes over
    what was given.
    """

    length: int
    padded: int
    size: int
    sha256: bytes


def stream_size(length: int) -> int:
    """Bytes on disk of a sealed file of `length`."""
    padded = padded_length(length)
    return HEADER + padded + TAG * _chunks(padded)


class _Digest:
    """SHA-256 over full buffers in a thread of its own, which starts with the first and ends with the object."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._full: SimpleQueue[memoryview | None] = SimpleQueue()
        self._free: SimpleQueue[memoryview] = SimpleQueue()
        self._thread: Thread | None = None
        self._made = 1  # the sealer brings the first

    def take(self, buffer: memoryview) -> None:
        """Has a buffer digested after those before it. It must not be changed before `free` gives it back."""
        if not self._thread:
            self._thread = Thread(
                target=_digesting,
                args=(self._sha256, self._full, self._free),
                name="sealing-digest",
                daemon=True,
            )
            self._thread.start()
            weakref.finalize(self, self._full.put, None)  # also when the sealer is dropped half way
        self._full.put(buffer)

    def free(self) -> memoryview:
        """A buffer to fill that nobody reads any more."""
        if self._made < BUFFERS:
            self._made += 1
            return memoryview(bytearray(CHUNK))
        return self._free.get()

    def finish(self, rest: memoryview) -> bytes:
        """The digest over all buffers and the rest."""
        if self._thread:
            self._full.put(None)
            self._thread.join()
        self._sha256.update(rest)
        return self._sha256.digest()


def _digesting(
    sha256: "hashlib._Hash", full: "SimpleQueue[memoryview | None]", free: "SimpleQueue[memoryview]"
) -> None:
    while (buffer := full.get()) is not None:
        sha256.update(buffer)
        free.put(buffer)


class StreamSealer:
    """Seals what `update` is given and passes it to `write`, a chunk at a time; `finish` pads and ends it.

    `write` is called with a view of a buffer that is used again: it must be done with it when it returns, as the
    `write` of a file is; a file may also write less than it was given and say so. One chunk is always held back, so
    that the last can be marked. When `write` raises, the sealer takes nothing more: the caller drops what it wrote.

    The digest costs as much as everything else together, so a thread of its own reckons it over the last buffers while
    this one fills, seals and writes the next. The thread starts with the second chunk and ends with the sealer.
    """

    def __init__(self, key: bytes, contract: bytes, write: Writer, *, _salt: bytes | None = None) -> None:
        header, aead = headers.begin(key, START, contract, _salt)
        self._cipher, self._aad, self._write = AESGCM(aead), START + contract, write
        self._plain, self._sealed = memoryview(bytearray(CHUNK)), memoryview(bytearray(CHUNK + TAG))
        self._held = self._index = self._length = self._size = 0
        self._digest = _Digest()
        self._over = False
        self._put(memoryview(header))

    def update(self, data: Buffer) -> None:
        """The next bytes, of any number; they are copied. Refused after `finish` or a failed write."""
        if self._over:
            raise Refused
        view = memoryview(data).cast("B")
        self._length += len(view)
        while view:
            if self._held == CHUNK:
                self._digest.take(self._plain)
                self._seal(last=False)
                self._plain = self._digest.free()
            view = self._fill(view)

    def finish(self) -> StreamEnd:
        """Pads with zeros, marks and writes the last chunk. The caller then makes the file durable."""
        if self._over:
            raise Refused
        sha256 = self._digest.finish(self._plain[: self._held])
        padded = padded_length(self._length)
        missing = padded - self._length
        while missing:
            if self._held == CHUNK:
                self._seal(last=False)
            missing = len(self._fill(ZEROS[:missing])) + max(missing - CHUNK, 0)
        self._seal(last=True)
        self._over = True
        return StreamEnd(self._length, padded, self._size, sha256)

    def _fill(self, view: memoryview) -> memoryview:
        """Takes what there is room for, and gives back the rest."""
        taken = min(CHUNK - self._held, len(view))
        self._plain[self._held : self._held + taken] = view[:taken]
        self._held += taken
        return view[taken:]

    def _seal(self, *, last: bool) -> None:
        """Seals and writes the held chunk."""
        if self._index >= MOST_CHUNKS:
            raise Refused
        nonce = _nonce(self._index, last=last)
        self._index += 1
        sealed = self._sealed[: self._held + TAG]
        self._cipher.encrypt_into(nonce, self._plain[: self._held], self._aad, sealed)
        self._put(sealed)
        self._held = 0

    def _put(self, view: memoryview) -> None:
        self._size += len(view)
        before, self._over = self._over, True  # stays so when the write raises
        while view:
            written = self._write(view)
            view = view[len(view) if written is None else written :]
        self._over = before


def open_stream(read: Reader, key: bytes, contract: bytes, *, length: int, sha256: bytes) -> Iterator[bytes]:
    """The file's own bytes, in pieces of at most 1 MiB, each released only after its tag was verified.

    The last piece is held back until everything behind it was verified too: the marked end, the zeros, the end of the
    input, the digest. A download of a known length thus never looks complete when it is not.

    :param read: `read(n)` gives at most n bytes, none at the end; the header is read at once, the rest as needed.
    :param length: of the file, from its sealed manifest.
    :param sha256: of the file, likewise.
    :raises Refused: at the call for a wrong header, key or contract; later at the first chunk that is wrong, at an
        early end, at bytes behind the end, at padding that is not zeros, at another digest.
    """
    aead = headers.resume(_exactly(read, HEADER), key, START, contract)
    return _released(_chunks_of(read, AESGCM(aead), START + contract, padded_length(length)), length, sha256)


def _chunks_of(read: Reader, cipher: AESGCM, aad: bytes, padded: int) -> Iterator[bytes]:
    """Every chunk's plaintext, then the certainty that nothing follows."""
    number = _chunks(padded)
    for index in range(number):
        last = index == number - 1
        sealed = _exactly(read, (padded - index * CHUNK if last else CHUNK) + TAG)
        try:
            yield cipher.decrypt(_nonce(index, last=last), sealed, aad)
        except InvalidTag:
            raise Refused from None
    if read(1):
        raise Refused


def _released(chunks: Iterator[bytes], length: int, sha256: bytes) -> Iterator[bytes]:
    """The true bytes of the chunks, the last piece once all is verified."""
    digest, left, held = hashlib.sha256(), length, b""
    for chunk in chunks:
        piece, padding = chunk[:left], chunk[left:]
        if padding.count(0) != len(padding):
            raise Refused
        digest.update(piece)
        left -= len(piece)
        if piece:
            if held:
                yield held
            held = piece
    if not compare_digest(digest.digest(), sha256):
        raise Refused
    if held:
        yield held


def _exactly(read: Reader, size: int) -> bytes:
    """`size` bytes, however few come at a time. Refused when the input ends before."""
    parts, missing = [], size
    while missing:
        piece = read(missing)
        if not piece or len(piece) > missing:
            raise Refused
        parts.append(piece)
        missing -= len(piece)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _nonce(index: int, *, last: bool) -> bytes:
    return bytes(7) + index.to_bytes(4, "big") + bytes([last])


def _chunks(padded: int) -> int:
    return -(-padded // CHUNK)
