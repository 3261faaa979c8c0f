"""The sealed export of a case (channel.md §4.9), byte for byte. Pure.

    0   4  QAVB
    4   1  version 1
    5   1  way: 1 the key is sealed to a public key, 2 it stands under 40 digits given apart
    6   2  zeros
    8  16  id of the bundle, random
    24  n  the bundle's key: 1,176 bytes of a seal, or 120 of a field
        …  a stream (§3.4): u32 length ‖ manifest ‖ signature of the installation, 64 bytes ‖ the files one after another
      128  a field: u64 length ‖ SHA-256 of what the stream holds

Everything behind the id is sealed under the contract of this id, so that parts of two bundles cannot be mixed. What lies
open is that it is a bundle, which way it opens, and its padded size: no city, no number, no day.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Self
from uuid import UUID

from complaints import contracts, vault

MAGIC = b"QAVB\x01"
HEAD = 24
TO_KEY, BY_DIGITS = 1, 2
KEY_SIZES = {TO_KEY: 1176, BY_DIGITS: 120}
TAIL = 72 + 8 + 32 + 16
COUNT = 4
SIGNATURE = 64
MANIFEST_MAX = 16 * 1024**2
FORMAT = "qav-bundle-1"


@dataclass(frozen=True, repr=False)
class Part:
    """One file of a bundle. `pieces` gives its bytes when its turn comes; `length` and `sha256` are of those."""

    name: str
    media_type: str
    length: int
    sha256: bytes
    pieces: Callable[[], Iterator[bytes]]

    @classmethod
    def of(cls, name: str, media_type: str, data: bytes) -> Self:
        """A part whose bytes are at hand."""
        return cls(name, media_type, len(data), hashlib.sha256(data).digest(), lambda: iter((data,)))

    def as_json(self) -> dict[str, Any]:
        """Its line in the manifest."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "length": self.length,
            "sha256": self.sha256.hex(),
        }


@dataclass(frozen=True, repr=False)
class Bundle:
    """A bundle about to be written. `chunks` may be taken once; `size` is how many bytes they are together."""

    id: UUID
    size: int
    chunks: Iterator[bytes]


def to_member(secret: bytes, public: bytes, bundle: UUID) -> bytes:
    """The bundle's key for the holder of a public key. Raises vault.Refused for no usable one."""
    return vault.seal(secret, public, contracts.bundle_key(bundle))


def under_digits(secret: bytes, code: str, bundle: UUID) -> bytes:
    """The bundle's key under forty digits as `vault.new_recovery_code` makes them."""
    return vault.seal_field(secret, _digits_key(code), contracts.bundle_key(bundle))


def make_bundle(
    *,
    bundle: UUID,
    secret: bytes,
    sealed_key: bytes,
    about: Mapping[str, Any],
    parts: Sequence[Part],
    sign: Callable[[bytes], bytes],
) -> Bundle:
    """Seal a bundle while it is read: never more than a few chunks are in memory, nothing is on disk.

    :param sealed_key: of `to_member` or `under_digits`; its length says which way. :param about: what the manifest says
        beside its parts. :param sign: the installation's. The chunks raise what a part's `pieces` raise, and vault.Refused
        for a part that is not as its line says; whoever gets them then has no tail, and nothing that opens.
    """
    manifest = vault.canonical_json({**about, "format": FORMAT, "parts": [part.as_json() for part in parts]})
    if len(manifest) > MANIFEST_MAX:
        raise vault.Refused
    way = {size: way for way, size in KEY_SIZES.items()}[len(sealed_key)]
    head = MAGIC + bytes((way, 0, 0)) + bundle.bytes + sealed_key
    signature = sign(_signed(bundle, manifest))
    length = COUNT + len(manifest) + SIGNATURE + sum(part.length for part in parts)
    start = len(manifest).to_bytes(COUNT, "big") + manifest + signature
    size = len(head) + vault.stream_size(length) + TAIL
    return Bundle(bundle, size, _chunks(head, bundle, secret, start, parts))


def _chunks(head: bytes, bundle: UUID, secret: bytes, start: bytes, parts: Sequence[Part]) -> Iterator[bytes]:
    ready: list[bytes] = []

    def keep(view: memoryview) -> None:
        ready.append(bytes(view))

    yield head
    sealer = vault.StreamSealer(secret, contracts.bundle_content(bundle), keep)
    sealer.update(start)
    for part in parts:
        digest, length = hashlib.sha256(), 0
        for piece in part.pieces():
            digest.update(piece)
            length += len(piece)
            sealer.update(piece)
            yield from ready
            ready.clear()
        if (length, digest.digest()) != (part.length, part.sha256):
            raise vault.Refused
    end = sealer.finish()
    yield from ready
    told = end.length.to_bytes(8, "big") + end.sha256
    yield vault.seal_field(told, secret, contracts.bundle_content(bundle))


@dataclass(frozen=True, repr=False)
class SealedBundle:
    """A bundle as it lies there: which way it opens, and its key as sealed."""

    id: UUID
    way: int
    sealed_key: bytes
    file: BinaryIO

    @classmethod
    def read(cls, file: BinaryIO) -> Self:
        """The head of a file that can be sought in. Raises vault.Refused for what is no bundle."""
        head = file.read(HEAD)
        if len(head) != HEAD or head[:5] != MAGIC or head[5] not in KEY_SIZES or head[6:8] != bytes(2):
            raise vault.Refused
        size = KEY_SIZES[head[5]]
        sealed = file.read(size)
        if len(sealed) != size:
            raise vault.Refused
        return cls(UUID(bytes=head[8:24]), head[5], sealed, file)

    def key_by_seed(self, seed: bytes) -> bytes:
        """The key, with the private key it is sealed to. Raises vault.Refused."""
        if self.way != TO_KEY:
            raise vault.Refused
        return vault.open(self.sealed_key, seed, contracts.bundle_key(self.id))

    def key_by_digits(self, code: str) -> bytes:
        """The key, with the forty digits. Raises vault.Refused."""
        if self.way != BY_DIGITS:
            raise vault.Refused
        return vault.open_field(self.sealed_key, _digits_key(code), contracts.bundle_key(self.id))

    def open(self, key: bytes) -> "OpenBundle":
        """The manifest, and the files to be read once in their order. Raises vault.Refused.

        What has been read is whole only when the last file has ended without a refusal.
        """
        begin = HEAD + len(self.sealed_key)
        end = self.file.seek(0, io.SEEK_END) - TAIL
        if end <= begin:
            raise vault.Refused
        self.file.seek(end)
        contract = contracts.bundle_content(self.id)
        told = vault.open_field(self.file.read(TAIL), key, contract)
        self.file.seek(begin)
        left = end - begin

        def read(most: int) -> bytes:
            nonlocal left
            piece = self.file.read(min(most, left))
            left -= len(piece)
            return piece

        pieces = vault.open_stream(
            read, key, contract, length=int.from_bytes(told[:8], "big"), sha256=told[8:]
        )
        return OpenBundle.begin(self.id, _Taken(pieces))


class _Taken:
    """Bytes taken off a row of pieces, so many at a time."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def some(self, most: int) -> bytes:
        """At most so many, none at the end."""
        while not self._rest:
            self._rest = next(self._pieces, b"")
            if not self._rest:
                return b""
        taken, self._rest = self._rest[:most], self._rest[most:]
        return taken

    def exactly(self, size: int) -> Iterator[bytes]:
        """So many, in pieces. Raises vault.Refused where there are fewer."""
        while size:
            piece = self.some(size)
            if not piece:
                raise vault.Refused
            size -= len(piece)
            yield piece


@dataclass(frozen=True, repr=False)
class Listed:
    """A file of an opened bundle, as the manifest names it."""

    name: str
    media_type: str
    length: int
    sha256: bytes


@dataclass(frozen=True, repr=False)
class OpenBundle:
    """An opened bundle. `signed_by` tells whether the holder of an Ed25519 key signed the manifest."""

    id: UUID
    manifest: Mapping[str, Any]
    parts: tuple[Listed, ...]
    _raw: bytes
    _signature: bytes
    _taken: _Taken

    @classmethod
    def begin(cls, bundle: UUID, taken: _Taken) -> Self:
        """Read the manifest. Raises vault.Refused for anything malformed."""
        size = int.from_bytes(b"".join(taken.exactly(COUNT)), "big")
        if size > MANIFEST_MAX:
            raise vault.Refused
        raw, signature = b"".join(taken.exactly(size)), b"".join(taken.exactly(SIGNATURE))
        try:
            manifest = json.loads(raw)
            parts = tuple(
                Listed(
                    str(each["name"]),
                    str(each["media_type"]),
                    int(each["length"]),
                    bytes.fromhex(each["sha256"]),
                )
                for each in manifest["parts"]
            )
            known = manifest["format"] == FORMAT and all(part.length >= 0 for part in parts)
        except (ValueError, KeyError, TypeError):
            raise vault.Refused from None
        if not known:
            raise vault.Refused
        return cls(bundle, manifest, parts, raw, signature, taken)

    def signed_by(self, public: bytes) -> bool:
        """Whether the installation with this public key made it."""
        return vault.verify_signature(public, self._signature, _signed(self.id, self._raw))

    def files(self) -> Iterator[tuple[Listed, Iterator[bytes]]]:
        """Each file with its bytes; each must be read to its end before the next. Raises vault.Refused for any change."""
        for part in self.parts:
            yield part, self._checked(part)
        if self._taken.some(1):
            raise vault.Refused

    def _checked(self, part: Listed) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for piece in self._taken.exactly(part.length):
            digest.update(piece)
            yield piece
        if digest.digest() != part.sha256:
            raise vault.Refused


def _digits_key(code: str) -> bytes:
    if vault.parse_recovery(code) != code:
        raise vault.Refused
    return vault.derive(code.encode("ascii"), vault.Label.BUNDLE)


def _signed(bundle: UUID, manifest: bytes) -> bytes:
    return contracts.bundle_content(bundle) + b"\0" + manifest
