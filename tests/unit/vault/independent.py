"""The formats of channel.md §3 written a second time, straight from the text and with other libraries.

Nothing here imports the vault. `vectors.json` was made by `python -m tests.unit.vault.make_vectors` from these functions
and from what the drafts publish; the vault is compared with it.
"""

import base64
import hashlib
import hmac
import struct

from Crypto.Cipher import AES
from Crypto.Protocol import HPKE
from Crypto.PublicKey import ECC, Hybrid
from Crypto.Signature import eddsa

CHUNK = 1_048_576


def hkdf(ikm: bytes, info: bytes, salt: bytes | None = None, length: int = 32) -> bytes:
    """RFC 5869 with SHA-256, from its two formulas."""
    secret = hmac.digest(salt or bytes(32), ikm, "sha256")
    made, block = b"", b""
    for count in range(1, -(-length // 32) + 1):
        block = hmac.digest(secret, block + info + bytes([count]), "sha256")
        made += block
    return made[:length]


def gcm(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """AES-256-GCM: ciphertext and tag."""
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=16)
    cipher.update(aad)
    return b"".join(cipher.encrypt_and_digest(plain))


def header(key: bytes, contract: bytes, salt: bytes, start: bytes) -> tuple[bytes, bytes]:
    """72 bytes, and the key of the message."""
    both = hkdf(key, b"qav1/blob\x00" + start + contract, salt, 64)
    return start + salt + both[32:], both[:32]


def field(plain: bytes, key: bytes, contract: bytes, salt: bytes, padding: int = 0) -> bytes:
    """§3.2."""
    start = b"QAV\x01\x01\x01\x00" + bytes([padding])
    front, aead = header(key, contract, salt, start)
    return front + gcm(aead, bytes(12), plain, start + contract)


def padded_text(text: str, size: int) -> bytes:
    """§3.5."""
    plain = text.encode()
    return struct.pack(">I", len(plain)) + plain + bytes(size - 4 - len(plain))


def padded_length(length: int) -> int:
    """§3.4, Padmé as its paper writes it."""
    size = max(length, 262_144)
    exponent = size.bit_length() - 1
    zeros = exponent - (exponent.bit_length() - 1) - 1
    mask = (1 << zeros) - 1
    return (size + mask) & ~mask


def stream(plain: bytes, key: bytes, contract: bytes, salt: bytes) -> bytes:
    """§3.4."""
    start = b"QAV\x01\x01\x02\x14\x02"
    made, aead = header(key, contract, salt, start)
    padded = plain.ljust(padded_length(len(plain)), b"\x00")
    pieces = [padded[begin : begin + CHUNK] for begin in range(0, len(padded), CHUNK)]
    for index, piece in enumerate(pieces):
        nonce = bytes(7) + struct.pack(">I", index) + bytes([index == len(pieces) - 1])
        made += gcm(aead, nonce, piece, start + contract)
    return made


def key_pair(seed: bytes) -> Hybrid.HybridKey:
    """An X-Wing key of the other library, from its seed."""
    return Hybrid.generate(param_set=Hybrid.MLKEM768_X25519, randfunc=lambda _: seed)


def seal(secret: bytes, seed: bytes, contract: bytes) -> bytes:
    """§3.3, by the other library, to the public key of `seed`."""
    start = b"QAV\x01\x01\x10\x00\x00"
    public = key_pair(seed).public_key()
    sender = HPKE.new(receiver_key=public, aead_id=HPKE.AEAD.AES256_GCM, info=start + contract)
    return start + sender.enc + sender.seal(secret)


def open_seal(blob: bytes, seed: bytes, contract: bytes) -> bytes:
    """§3.3, by the other library."""
    receiver = HPKE.new(
        receiver_key=key_pair(seed),
        aead_id=HPKE.AEAD.AES256_GCM,
        enc=blob[8:1128],
        info=blob[:8] + contract,
    )
    return receiver.unseal(blob[1128:])


def digits(number: int, length: int) -> str:
    """§3.6: digits and check digits, so that the whole leaves 1 when divided by 97."""
    for check in range(2, 99):
        if (100 * number + check) % 97 == 1:
            return f"{number:0{length}d}{check:02d}"
    raise AssertionError


def share(secret: bytes, slope: bytes, index: int) -> bytes:
    """§2.5: the line `secret + slope·index` over GF(2^128), for both halves."""
    halves = [(secret[at : at + 16], slope[at : at + 16]) for at in (0, 16)]
    return bytes([index]) + b"".join(_on_line(half, rise, index) for half, rise in halves)


def _on_line(start: bytes, rise: bytes, index: int) -> bytes:
    value, factor = int.from_bytes(start, "big"), int.from_bytes(rise, "big")
    while index:
        if index & 1:
            value ^= factor
        index >>= 1
        factor <<= 1
        if factor >> 128:
            factor ^= (1 << 128) | 0b10000111
    return value.to_bytes(16, "big")


def sign(seed: bytes, message: bytes) -> bytes:
    """Ed25519 by the other library."""
    return eddsa.new(ECC.construct(curve="Ed25519", seed=seed), "rfc8032").sign(message)


def proof(seed: bytes, filed: str, salt: bytes, canonical: bytes) -> str:
    """§3.8."""
    public = ECC.construct(curve="Ed25519", seed=seed).public_key().export_key(format="raw")
    name = hashlib.sha256(public).hexdigest()[:32]
    digest = hashlib.sha256(b"qav1/proof\x00" + salt + hashlib.sha256(canonical).digest()).hexdigest()
    lines = f"qav-proof-1\ninstallation: {name}\nfiled: {filed}\ndigest: {digest}\n"
    return lines + f"signature: {base64.b64encode(sign(seed, lines.encode())).decode()}\n"


def event(previous: bytes, told: dict[str, object], detail: bytes) -> bytes:
    """§3.9."""
    parts = b"qav1/event" + previous + struct.pack(">I", told["seq"]) + bytes.fromhex(str(told["case"]))
    parts += f"{told['kind']}{told['day']}{told['actor']}".encode() + hashlib.sha256(detail).digest()
    return hashlib.sha256(parts).digest()
