"""Writes `vectors.json`: `python -m tests.unit.vault.make_vectors`. A changed file means a changed format: version 2.

Everything comes from `independent.py`, with one exception: no second library with Argon2id is at hand, so `root` is the
vault's own; RFC 9106's published vector is checked beside it.
"""

import hashlib
import json
from pathlib import Path
from typing import Any
from unittest import mock

from Crypto.PublicKey import Hybrid

from complaints import vault
from tests.unit.vault import independent

PATH = Path(__file__).with_name("vectors.json")
XWING_SEED = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
XWING_RANDOMNESS = (
    "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e2"
    "35b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2"
)
"""draft-connolly-cfrg-xwing-kem-08, appendix C, first vector: `seed` and `eseed`."""

LABELS = (
    "blob", "member/kem", "member/sign", "recovery", "case/kem", "identity", "share", "session/id", "session/key",
    "inbox/id", "inbox/key", "draft/id", "draft/key", "receipt/digits", "receipt/salt", "receipt/lookup",
    "receipt/unlock", "reporter/key", "proof", "event", "events/head", "bundle",
)  # fmt: skip
"""§3.7, typed off, with those of the day's head and of exports."""

CASE, ROW = "00112233445566778899aabbccddeeff", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
STREAMS = (0, 1, 2**20 - 1, 2**20, 2**20 + 1, 3 * 2**20)
TEXTS = {
    "512": "某某",
    "1024": "",
    "4096": "反映的情况。" * 100,
    "16384": "a" * 16_380,
    "65536": "𠮷" * 16_383,
}


def fixed(name: str, length: int = 32) -> bytes:
    """Bytes that are always the same and look random."""
    return hashlib.shake_256(b"gongshi vector " + name.encode()).digest(length)


def sealed_with_published_randomness(secret: bytes, contract: bytes) -> bytes:
    """A seal by the other library whose encapsulation is the draft's ciphertext."""
    randomness = bytes.fromhex(XWING_RANDOMNESS)
    seed = bytes.fromhex(XWING_SEED)
    with mock.patch.object(Hybrid, "get_random_bytes", return_value=randomness):
        return independent.seal(secret, seed, contract)


def xwing() -> dict[str, Any]:
    pair = independent.key_pair(bytes.fromhex(XWING_SEED))
    shared, encapsulated = pair._encaps(bytes.fromhex(XWING_RANDOMNESS))
    contract = written_contract("wrap", "blob", CASE)
    return {
        "seed": XWING_SEED,
        "public": pair._pk.hex(),
        "encapsulated": encapsulated.hex(),
        "shared": shared.hex(),
        "contract": contract,
        "secret": fixed("W").hex(),
        "sealed": sealed_with_published_randomness(fixed("W"), contract.encode()).hex(),
    }


def written_contract(table: str, column: str, case: str = "-") -> str:
    return f"qav1|{table}|{column}|{ROW}|{case}|-|0"


def fields() -> list[dict[str, str]]:
    contract = written_contract("member", "passphrase")
    return [
        {
            "key": fixed("key").hex(),
            "salt": fixed(f"salt {name}").hex(),
            "contract": contract,
            "plain": plain.hex(),
            "blob": independent.field(plain, fixed("key"), contract.encode(), fixed(f"salt {name}")).hex(),
        }
        for name, plain in (("full", fixed("master")), ("empty", b""))
    ]


def texts() -> list[dict[str, str]]:
    made = []
    for bucket, text in TEXTS.items():
        contract = written_contract("entry", f"body.{bucket}", CASE)
        plain = independent.padded_text(text, int(bucket))
        blob = independent.field(plain, fixed("key"), contract.encode(), fixed(f"salt {bucket}"), padding=1)
        digest = hashlib.sha256(blob).hexdigest()
        made.append(
            {"bucket": bucket, "salt": fixed(f"salt {bucket}").hex(), "contract": contract, "sha256": digest}
        )
    return made


def streams() -> list[dict[str, Any]]:
    made = []
    contract = written_contract("evidence", "content")
    for length in STREAMS:
        blob = independent.stream(
            fixed("file", length), fixed("FK"), contract.encode(), fixed(f"salt {length}")
        )
        made.append(
            {
                "length": length,
                "padded": independent.padded_length(length),
                "size": len(blob),
                "plain_sha256": hashlib.sha256(fixed("file", length)).hexdigest(),
                "sha256": hashlib.sha256(blob).hexdigest(),
                "salt": fixed(f"salt {length}").hex(),
                "contract": contract,
            }
        )
    return made


def receipt() -> dict[str, str]:
    token, pepper = fixed("token"), fixed("pepper")
    number = int.from_bytes(independent.hkdf(token, b"qav1/receipt/digits"), "big") % 10**22
    code = independent.digits(number, 22)
    root = vault.receipt_root(code, pepper)
    return {
        "token": token.hex(),
        "pepper": pepper.hex(),
        "code": code,
        "root": root.hex(),
        "lookup": independent.hkdf(root, b"qav1/receipt/lookup", pepper).hex(),
        "unlock": independent.hkdf(root, b"qav1/receipt/unlock", pepper).hex(),
    }


def recovery() -> dict[str, str]:
    code = independent.digits(int.from_bytes(fixed("sheet"), "big") % 10**38, 38)
    return {"code": code, "key": independent.hkdf(code.encode(), b"qav1/recovery").hex()}


def member() -> dict[str, str]:
    master = fixed("master")
    sign_seed = independent.hkdf(master, b"qav1/member/sign")
    kem = independent.key_pair(independent.hkdf(master, b"qav1/member/kem"))._pk
    sign = independent.ECC.construct(curve="Ed25519", seed=sign_seed).public_key().export_key(format="raw")
    print_of = hashlib.sha256(kem + sign).hexdigest()[:32]
    contract = written_contract("entry", "body.1024", CASE)
    return {
        "master": master.hex(),
        "kem_sha256": hashlib.sha256(kem).hexdigest(),
        "sign": sign.hex(),
        "fingerprint": " ".join(print_of[at : at + 4] for at in range(0, 32, 4)),
        "contract": contract,
        "text": "已收到。",
        "signed": (independent.sign(sign_seed, contract.encode() + b"\x00" + "已收到。".encode())).hex(),
    }


def shares() -> dict[str, Any]:
    secret, slope = fixed("S"), fixed("slope")
    made = [independent.share(secret, slope, index) for index in range(1, 16)]
    digests = [hashlib.sha256(b"qav1/share" + share).hexdigest() for share in made]
    return {"secret": secret.hex(), "shares": [share.hex() for share in made], "digests": digests}


def proof() -> dict[str, str]:
    canonical = '{"city":"datong","facts":"情况","files":[],"kind":"objection","notice":"n-1"}'
    text = independent.proof(fixed("sign seed"), "2026-11-20", fixed("proof salt"), canonical.encode())
    parts = {
        "pepper": fixed("pepper").hex(),
        "sign_seed": fixed("sign seed").hex(),
        "session_salt": fixed("s").hex(),
    }
    return parts | {
        "filed": "2026-11-20",
        "salt": fixed("proof salt").hex(),
        "canonical": canonical,
        "proof": text,
    }


def events() -> list[dict[str, Any]]:
    told = [
        {"seq": 1, "case": CASE, "kind": "filed", "day": "2026-11-20", "actor": "reporter"},
        {"seq": 2, "case": CASE, "kind": "accepted", "day": "2026-11-23", "actor": ROW},
        {"seq": 3, "case": CASE, "kind": "entry", "day": "2026-11-23", "actor": ROW},
    ]
    previous, chain = bytes(32), []
    for one in told:
        detail = fixed(f"detail {one['seq']}", 600)
        previous = independent.event(previous, one, detail)
        chain.append(one | {"detail": detail.hex(), "hash": previous.hex()})
    return chain


def vectors() -> dict[str, Any]:
    """All of them."""
    labels = {
        f"qav1/{name}": independent.hkdf(fixed("ikm"), f"qav1/{name}".encode()).hex() for name in LABELS
    }
    salted = {
        f"qav1/{name}": independent.hkdf(fixed("ikm"), f"qav1/{name}".encode(), fixed("salt")).hex()
        for name in LABELS
    }
    return {
        "xwing": xwing(),
        "labels": {
            "ikm": fixed("ikm").hex(),
            "salt": fixed("salt").hex(),
            "unsalted": labels,
            "salted": salted,
        },
        "fields": fields(),
        "texts": texts(),
        "streams": streams(),
        "receipt": receipt(),
        "recovery": recovery(),
        "member": member(),
        "shares": shares(),
        "proof": proof(),
        "events": events(),
    }


if __name__ == "__main__":
    PATH.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
