"""The sealed export as bytes: what goes in comes out, nothing changed opens, and only who it is for opens it."""

import hashlib
import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from complaints import vault
from complaints.bundles import (
    BY_DIGITS,
    HEAD,
    KEY_SIZES,
    TAIL,
    TO_KEY,
    Bundle,
    Part,
    SealedBundle,
    make_bundle,
    to_member,
    under_digits,
)

ID = UUID("0123456789abcdef0123456789abcdef")
SECRET = bytes(range(32))
FILES = {"案卷.txt": "正文".encode() * 40, "空.bin": b"", "大.bin": bytes(2_500_000)}
SIGNER = vault.MemberKeys(bytes([7]) * 32)
CODE = vault.new_recovery_code()


def made(sealed_key: bytes | None = None, parts: list[Part] | None = None) -> Bundle:
    parts = [Part.of(name, "text/plain", data) for name, data in FILES.items()] if parts is None else parts
    sealed_key = under_digits(SECRET, CODE, ID) if sealed_key is None else sealed_key
    about = {"number": "DA-EXAMPLE0"}
    return make_bundle(
        bundle=ID, secret=SECRET, sealed_key=sealed_key, about=about, parts=parts, sign=SIGNER.sign
    )


@pytest.fixture(scope="module")
def whole() -> bytes:
    bundle = made()
    data = b"".join(bundle.chunks)
    assert len(data) == bundle.size
    return data


def opened(data: bytes, code: str = CODE) -> tuple[dict[str, bytes], Any]:
    sealed = SealedBundle.read(io.BytesIO(data))
    bundle = sealed.open(sealed.key_by_digits(code))
    return {part.name: b"".join(pieces) for part, pieces in bundle.files()}, bundle


def test_what_goes_in_comes_out_and_nothing_of_it_lies_open(whole: bytes) -> None:
    files, bundle = opened(whole)
    assert files == FILES
    assert (bundle.manifest["number"], bundle.id) == ("DA-EXAMPLE0", ID)
    assert bundle.signed_by(SIGNER.sign_public)
    assert not bundle.signed_by(vault.MemberKeys(bytes([8]) * 32).sign_public)
    assert b"DA-EXAMPLE0" not in whole
    assert SIGNER.sign_public not in whole
    assert CODE.encode() not in whole


def test_only_who_it_is_for_opens_it(whole: bytes) -> None:
    with pytest.raises(vault.Refused):
        opened(whole, vault.new_recovery_code())
    holder, other = vault.MemberKeys(bytes([1]) * 32), vault.MemberKeys(bytes([2]) * 32)
    data = b"".join(made(to_member(SECRET, holder.kem_public, ID), []).chunks)
    sealed = SealedBundle.read(io.BytesIO(data))
    assert sealed.key_by_seed(holder.kem_seed) == SECRET
    with pytest.raises(vault.Refused):
        sealed.key_by_seed(other.kem_seed)
    with pytest.raises(vault.Refused):
        sealed.key_by_digits(CODE)
    with pytest.raises(vault.Refused):
        SealedBundle.read(io.BytesIO(whole)).key_by_seed(holder.kem_seed)


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def damaged(data: bytes) -> Iterator[bytes]:
    """Each part changed, cut, longer."""
    stream = HEAD + KEY_SIZES[BY_DIGITS]
    every = (
        0,
        4,
        5,
        6,
        8,
        HEAD,
        HEAD + 119,
        stream,
        stream + 80,
        len(data) // 2,
        len(data) - TAIL,
        len(data) - 1,
    )
    yield from (changed(data, at) for at in every)
    yield from (data[:size] for size in (0, 10, HEAD, stream, len(data) - TAIL, len(data) - 1))
    yield data + b"\0"
    yield data[:-TAIL] + b"\0" + data[-TAIL:]


def test_nothing_changed_cut_or_lengthened_opens(whole: bytes) -> None:
    for broken in damaged(whole):
        with pytest.raises(vault.Refused):
            opened(broken)


def test_the_key_of_one_bundle_opens_no_other(whole: bytes) -> None:
    other = UUID(int=5)
    mixed = whole[:8] + other.bytes + under_digits(SECRET, CODE, other) + whole[HEAD + KEY_SIZES[BY_DIGITS] :]
    with pytest.raises(vault.Refused):
        opened(mixed)


def test_a_part_that_is_not_as_its_line_says_ends_without_a_tail() -> None:
    lying = Part("x", "text/plain", 3, hashlib.sha256(b"abc").digest(), lambda: iter((b"abd",)))
    got: list[bytes] = []
    with pytest.raises(vault.Refused):
        got.extend(made(parts=[lying]).chunks)
    with pytest.raises(vault.Refused):
        opened(b"".join(got))


def test_the_sizes_are_those_of_the_vault() -> None:
    assert len(to_member(SECRET, SIGNER.kem_public, ID)) == KEY_SIZES[TO_KEY]
    assert len(under_digits(SECRET, CODE, ID)) == KEY_SIZES[BY_DIGITS]
