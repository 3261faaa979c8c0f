"""Proof of filing, chain of events, canonical JSON."""

import base64
import hashlib
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from complaints import vault

INSTALLATION = vault.Installation(bytes(32), b"\x01" * 32, bytes(32))
OTHER = vault.Installation(bytes(32), b"\x02" * 32, bytes(32))
SALT, CANONICAL, DAY = b"\x07" * 32, b'{"a":1}', date(2026, 11, 20)
PROOF = vault.make_proof(INSTALLATION, filed=DAY, salt=SALT, canonical=CANONICAL)
PUBLISHED = [OTHER.public, INSTALLATION.public]


def refused(act) -> bool:
    try:
        act()
    except vault.Refused:
        return True
    return False


def test_a_proof_is_read() -> None:
    read = vault.verify_proof(PROOF, PUBLISHED)
    assert (read.installation, read.filed, read.public) == (
        INSTALLATION.fingerprint,
        DAY,
        INSTALLATION.public,
    )
    assert read.proves(SALT, CANONICAL)
    assert not read.proves(SALT, CANONICAL + b" ")
    assert not read.proves(bytes(32), CANONICAL)


def test_a_proof_has_five_lines_and_says_nothing_of_the_case() -> None:
    lines = PROOF.split("\n")
    assert [line.split(":")[0] for line in lines] == [
        "qav-proof-1", "installation", "filed", "digest", "signature", "",
    ]  # fmt: skip
    assert CANONICAL.decode() not in PROOF
    assert hashlib.sha256(CANONICAL).hexdigest() not in PROOF


@pytest.mark.parametrize(
    "text",
    [PROOF.replace("\n", "\r\n"), "\ufeff" + PROOF, PROOF.strip(), "\n\n" + PROOF + "\n  \n"],
    ids=["CRLF", "byte order mark", "no last line end", "blank around"],
)
def test_what_other_systems_do_to_a_text_is_forgiven(text: str) -> None:
    assert vault.verify_proof(text, PUBLISHED) == vault.verify_proof(PROOF, PUBLISHED)


def test_every_changed_character_is_refused() -> None:
    for at, sign in enumerate(PROOF.rstrip("\n")):
        for other in ("0" if sign != "0" else "1", "", sign.swapcase() if sign.isalpha() else "x"):
            changed = PROOF[:at] + other + PROOF[at + 1 :]
            assert refused(lambda changed=changed: vault.verify_proof(changed, PUBLISHED)), (at, other)


@pytest.mark.parametrize(
    "text",
    ["", "qav-proof-1", PROOF * 2, PROOF + "x", "x" * 3_000, PROOF.replace("2026-11-20", "2026-02-30")],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    assert refused(lambda: vault.verify_proof(text, PUBLISHED))


def test_a_proof_of_an_unpublished_key_is_refused() -> None:
    assert refused(lambda: vault.verify_proof(PROOF, [OTHER.public]))
    assert refused(lambda: vault.verify_proof(PROOF, []))
    renamed = PROOF.replace(INSTALLATION.fingerprint, OTHER.fingerprint)
    assert refused(lambda: vault.verify_proof(renamed, PUBLISHED))


def test_a_proof_takes_a_day_and_a_whole_salt() -> None:
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert refused(lambda: vault.make_proof(INSTALLATION, filed=now, salt=SALT, canonical=CANONICAL))
    assert refused(lambda: vault.make_proof(INSTALLATION, filed=DAY, salt=b"", canonical=CANONICAL))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command")
def test_openssl_verifies_a_proof_without_us(tmp_path: Path) -> None:
    *lines, signature, _ = PROOF.split("\n")
    (tmp_path / "signed").write_bytes("".join(f"{line}\n" for line in lines).encode())
    (tmp_path / "signature").write_bytes(base64.b64decode(signature.removeprefix("signature: ")))
    key = Ed25519PublicKey.from_public_bytes(INSTALLATION.public)
    (tmp_path / "key.pem").write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "signed"]
    done = subprocess.run([*command, "-sigfile", "signature"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


EVENT = {
    "previous": vault.EVENT_START,
    "seq": 1,
    "case": "a1" * 16,
    "kind": "filed",
    "day": DAY,
    "actor": "reporter",
    "detail_blob": b"sealed",
}


def test_every_part_of_an_event_is_in_its_hash() -> None:
    others = {
        "previous": b"\x01" * 32,
        "seq": 2,
        "case": "a2" * 16,
        "kind": "file",
        "day": date(2026, 11, 21),
        "actor": "0f" * 16,
        "detail_blob": b"other",
    }
    made = {vault.event_hash(**EVENT | {part: value}) for part, value in others.items()}
    assert len(made | {vault.event_hash(**EVENT)}) == len(others) + 1


def test_an_id_is_the_same_as_its_digits() -> None:
    by_id = EVENT | {"case": UUID("a1" * 16), "actor": UUID("0f" * 16)}
    assert vault.event_hash(**by_id) == vault.event_hash(**EVENT | {"actor": "0f" * 16})


@pytest.mark.parametrize(
    "part",
    [
        {"previous": b""},
        {"seq": -1},
        {"seq": 2**32},
        {"seq": True},
        {"case": "-"},
        {"kind": ""},
        {"kind": "filed2"},
        {"kind": "立案"},
        {"day": datetime(2026, 11, 20, 8, tzinfo=UTC)},
        {"actor": ""},
        {"actor": "A" * 32},
        {"actor": "a" * 33},
    ],
)
def test_a_part_outside_its_alphabet_is_refused(part: dict[str, object]) -> None:
    assert refused(lambda: vault.event_hash(**EVENT | part))


def test_canonical_json() -> None:
    value = {"b": ["情况", 1, True, None], "a": {"é": "é"}}
    assert vault.canonical_json(value) == '{"a":{"é":"é"},"b":["情况",1,true,null]}'.encode()
    assert vault.canonical_json({"e\u0301": "e\u0301"}) == vault.canonical_json({"é": "é"})


@pytest.mark.parametrize(
    "value",
    [1.5, {1: "a"}, {"é": 1, "e\u0301": 2}, b"bytes", {"a": {1}}, "\ud800", 2**60, [date(2026, 1, 1)]],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    assert refused(lambda: vault.canonical_json(value))
