"""The seal: salted leaves under a Merkle tree, so that a leaf withheld by law leaves a body that still proves itself.

A body is canonical JSON (RFC 8785) of `{"v": 1, "root": hex, "leaves": [...]}`. A leaf is `{"salt": hex, "value": object}`;
once withheld it is `{"hash": hex, "withheld": {"ground": text, "at": ISO 8601, "t": type}}`, with key and number of an entry.
The hash of a leaf is SHA-256 over 0x00, the 16 bytes of salt and the canonical value; the root is the Merkle tree hash of
RFC 9162 §2.1 over the leaf hashes. Keys are ASCII; values are strings, integers, booleans, null, arrays and objects of
them: no floats, no dates. Pure: no clock, no database. `cms/verify_seal.py` checks the same without this project.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

FORMAT = 1
SALT_BYTES = 16
Value = Mapping[str, Any]


class SealBrokenError(ValueError):
    """A body does not prove itself: its leaves do not give the root, or it is no body at all."""


@dataclass(frozen=True)
class Leaf:
    """One leaf: with `value` and `salt`, or with `hash` and `withheld` once it was erased."""

    salt: str = ""
    value: Value | None = None
    hash: str = ""
    withheld: Mapping[str, Any] | None = None

    def digest(self) -> bytes:
        """The leaf's hash (32 bytes)."""
        if self.value is None:
            return bytes.fromhex(self.hash)
        return hashlib.sha256(b"\x00" + bytes.fromhex(self.salt) + canonical(self.value)).digest()

    def erased(self, ground: str, at: str) -> "Leaf":
        """The same leaf without value and salt; what is left names its place (type, entry key, number), never its content."""
        place = {name: self.value[name] for name in ("t", "key", "no") if self.value and name in self.value}
        return Leaf(hash=self.digest().hex(), withheld={"ground": ground, "at": at} | place)


@dataclass(frozen=True)
class Body:
    """A parsed body. `root` is hex."""

    leaves: tuple[Leaf, ...]
    root: str

    def dump(self) -> str:
        """The canonical text that is stored, served as seal.json and hashed by nobody: the root is the digest."""
        leaves = [
            {"salt": leaf.salt, "value": leaf.value}
            if leaf.value is not None
            else {"hash": leaf.hash, "withheld": dict(leaf.withheld or {})}
            for leaf in self.leaves
        ]
        return canonical({"v": FORMAT, "root": self.root, "leaves": leaves}).decode()

    def erase(self, index: int, ground: str, at: str) -> "Body":
        """The body with one leaf erased; the root does not change. Raises IndexError for a leaf that is not there."""
        leaves = list(self.leaves)
        leaves[index] = leaves[index].erased(ground, at)
        return Body(tuple(leaves), self.root)


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes. Raises rfc8785.CanonicalizationError for values outside the format."""
    return rfc8785.dumps(value)


def new_salts(count: int) -> list[str]:
    """Fresh random salts, hex."""
    return [secrets.token_hex(SALT_BYTES) for _ in range(count)]


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """Merkle tree hash of RFC 9162 §2.1 over leaf hashes. The empty tree is SHA-256 of nothing."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + merkle_root(hashes[:split]) + merkle_root(hashes[split:])).digest()


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of RFC 9162 §2.1.3.1 for one leaf. Raises IndexError."""
    if not 0 <= index < len(hashes):
        raise IndexError(index)
    if len(hashes) == 1:
        return []
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    if index < split:
        return [*inclusion_proof(hashes[:split], index), merkle_root(hashes[split:])]
    return [*inclusion_proof(hashes[split:], index - split), merkle_root(hashes[:split])]


def root_from_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that a leaf and its path lead to (RFC 9162 §2.1.3.2). Raises SealBrokenError for a path of the wrong length."""
    fn, sn, current = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            raise SealBrokenError("path too long")
        if fn & 1 or fn == sn:
            current = hashlib.sha256(b"\x01" + step + current).digest()
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            current = hashlib.sha256(b"\x01" + current + step).digest()
        fn >>= 1
        sn >>= 1
    if sn:
        raise SealBrokenError("path too short")
    return current


def make_leaves(values: Iterable[Value], salts: Sequence[str]) -> tuple[Leaf, ...]:
    """Pair values with salts. Raises SealBrokenError when the counts differ."""
    listed = list(values)
    if len(listed) != len(salts):
        raise SealBrokenError("salts do not match the leaves")
    return tuple(Leaf(salt=salt, value=value) for salt, value in zip(salts, listed, strict=True))


def root_of(leaves: Sequence[Leaf]) -> str:
    """The root over leaves, hex."""
    return merkle_root([leaf.digest() for leaf in leaves]).hex()


def make_body(leaves: Sequence[Leaf]) -> Body:
    """A body with its root."""
    return Body(tuple(leaves), root_of(leaves))


def parse_body(text: str) -> Body:
    """Read a stored body without checking its root. Raises SealBrokenError when it is not one of a known format."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise SealBrokenError("not JSON") from error
    if not isinstance(data, dict) or data.get("v") != FORMAT or not isinstance(data.get("leaves"), list):
        raise SealBrokenError("unknown format")
    leaves = tuple(
        Leaf(salt=item["salt"], value=item["value"])
        if "value" in item
        else Leaf(hash=item["hash"], withheld=item.get("withheld", {}))
        for item in data["leaves"]
    )
    return Body(leaves, str(data.get("root", "")))


def verify_body(text: str, digest: str) -> Body:
    """Parse and prove a body against the digest it was published under. Raises SealBrokenError."""
    body = parse_body(text)
    if body.root != digest or root_of(body.leaves) != digest:
        raise SealBrokenError("leaves do not give the digest")
    return body
