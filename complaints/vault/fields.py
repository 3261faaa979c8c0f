"""Short values sealed under a symmetric key (§3.2): as they are, or as text padded to a bucket."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from complaints.vault import headers
from complaints.vault.contracts import column_of
from complaints.vault.headers import HEADER, TAG, Buffer, Kind, Padding
from complaints.vault.padding import Bucket, fill, unfill
from complaints.vault.refusal import Refused

NONCE = bytes(12)  # the key is used once: its salt is fresh for each sealing
OVERHEAD = HEADER + TAG


def seal_field(plain: bytes, key: bytes, contract: bytes, *, _salt: bytes | None = None) -> bytes:
    """`plain` of any length, 88 bytes longer. A changed value is a new sealing; no two sealings are equal."""
    return _seal(plain, key, contract, Padding.NONE, _salt)


def open_field(blob: Buffer, key: bytes, contract: bytes) -> bytes:
    """What `seal_field` was given.

    :raises Refused: when key, contract or any bit is another.
    """
    return _open(blob, key, contract, Padding.NONE)


def seal_padded(
    plain: bytes, key: bytes, contract: bytes, bucket: Bucket, *, _salt: bytes | None = None
) -> bytes:
    """Bytes under text padding: the blob's length says the bucket and no more. The contract's column ends in `.<bucket>`.

    :raises Refused: when `plain` is too long for the bucket, or the contract names another.
    """
    _check_named(contract, bucket)
    return _seal(fill(plain, bucket), key, contract, Padding.BUCKET, _salt)


def open_padded(blob: Buffer, key: bytes, contract: bytes, bucket: Bucket) -> bytes:
    """What `seal_padded` was given; Refused as `open_field`, and when the padding is not zeros to the bucket."""
    _check_named(contract, bucket)
    if len(blob) != OVERHEAD + bucket.size:
        raise Refused
    return unfill(_open(blob, key, contract, Padding.BUCKET), bucket)


def seal_text(text: str, key: bytes, contract: bytes, bucket: Bucket, *, _salt: bytes | None = None) -> bytes:
    """Text as UTF-8 in `seal_padded`; Refused when it holds half a surrogate pair."""
    try:
        plain = text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused from None
    return seal_padded(plain, key, contract, bucket, _salt=_salt)


def open_text(blob: Buffer, key: bytes, contract: bytes, bucket: Bucket) -> str:
    """The text `seal_text` was given."""
    try:
        return open_padded(blob, key, contract, bucket).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused from None


def _check_named(contract: bytes, bucket: Bucket) -> None:
    if not column_of(contract).endswith(f".{bucket.value}"):
        raise Refused


def _seal(plain: bytes, key: bytes, contract: bytes, padding: Padding, salt: bytes | None) -> bytes:
    start = headers.prefix(Kind.FIELD, padding)
    header, aead = headers.begin(key, start, contract, salt)
    return header + AESGCM(aead).encrypt(NONCE, plain, start + contract)


def _open(blob: Buffer, key: bytes, contract: bytes, padding: Padding) -> bytes:
    blob = bytes(blob)
    if len(blob) < OVERHEAD:
        raise Refused
    start = headers.prefix(Kind.FIELD, padding)
    aead = headers.resume(blob[:HEADER], key, start, contract)
    try:
        return AESGCM(aead).decrypt(NONCE, blob[HEADER:], start + contract)
    except InvalidTag:
        raise Refused from None
