"""The vault against fixed vectors, most of them made by a second implementation with other libraries."""

import hashlib
import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from complaints import vault
from complaints.vault.installation import Installation
from tests.unit.vault import independent
from tests.unit.vault.make_vectors import LABELS, PATH, TEXTS, fixed, vectors

V = json.loads(PATH.read_text(encoding="utf-8"))
XWING = {name: bytes.fromhex(text) for name, text in V["xwing"].items() if name != "contract"}


def test_the_file_is_what_the_second_implementation_writes() -> None:
    assert vectors() == V


def test_a_seed_gives_the_public_key_the_draft_publishes() -> None:
    public = vault.public_key(XWING["seed"])
    assert public == XWING["public"]
    assert public.hex().startswith("e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5b19cfc3d")
    assert public.hex().endswith("eff389b27dce59844570216223593d4ba32d9abac8cd049040ef6534")


def test_the_draft_s_ciphertext_opens_with_the_draft_s_shared_secret() -> None:
    """The recorded seal is encapsulated as the draft's vector; its published ends and shared secret are typed off here."""
    assert XWING["sealed"][8:1128] == XWING["encapsulated"]
    assert (
        XWING["encapsulated"]
        .hex()
        .startswith("b83aa828d4d62b9a83ceffe1d3d3bb1ef31264643c070c5798927e41fb07914a")
    )
    assert (
        XWING["encapsulated"]
        .hex()
        .endswith("56f17576740ce2a32fc5145030145cfb97e63e0e41d354274a079d3e6fb2e15")
    )
    assert XWING["shared"].hex() == "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384"
    assert vault.open(XWING["sealed"], XWING["seed"], V["xwing"]["contract"].encode()) == XWING["secret"]


def test_both_libraries_open_each_other_s_seals() -> None:
    contract = V["xwing"]["contract"].encode()
    secret = vault.new_secret()
    assert vault.open(independent.seal(secret, XWING["seed"], contract), XWING["seed"], contract) == secret
    assert (
        independent.open_seal(vault.seal(secret, XWING["public"], contract), XWING["seed"], contract)
        == secret
    )


def test_every_label_derives_its_own_key() -> None:
    ikm, salt = bytes.fromhex(V["labels"]["ikm"]), bytes.fromhex(V["labels"]["salt"])
    assert [label.value for label in vault.Label] == [f"qav1/{name}" for name in LABELS]
    assert {label.value: vault.derive(ikm, label).hex() for label in vault.Label} == V["labels"]["unsalted"]
    salted = {label.value: vault.derive(ikm, label, salt=salt).hex() for label in vault.Label}
    assert salted == V["labels"]["salted"]
    assert len({*V["labels"]["unsalted"].values(), *salted.values()}) == 2 * len(vault.Label)


@pytest.mark.parametrize("vector", V["fields"], ids=["full", "empty"])
def test_fields(vector: dict[str, str]) -> None:
    key, salt, plain = (bytes.fromhex(vector[name]) for name in ("key", "salt", "plain"))
    contract = vector["contract"].encode()
    assert vault.seal_field(plain, key, contract, _salt=salt).hex() == vector["blob"]
    assert vault.open_field(bytes.fromhex(vector["blob"]), key, contract) == plain


@pytest.mark.parametrize("vector", V["texts"], ids=lambda vector: str(vector["bucket"]))
def test_texts_of_each_bucket(vector: dict[str, str]) -> None:
    bucket, contract = vault.Bucket(vector["bucket"]), vector["contract"].encode()
    blob = vault.seal_text(TEXTS[bucket], fixed("key"), contract, bucket, _salt=bytes.fromhex(vector["salt"]))
    assert hashlib.sha256(blob).hexdigest() == vector["sha256"]
    assert vault.open_text(blob, fixed("key"), contract, bucket) == TEXTS[bucket]


def test_every_bucket_has_a_vector() -> None:
    assert [vector["bucket"] for vector in V["texts"]] == [bucket.value for bucket in vault.Bucket]


@pytest.mark.parametrize("vector", V["streams"], ids=lambda vector: str(vector["length"]))
def test_streams(vector: dict[str, int | str]) -> None:
    plain, sealed = fixed("file", int(vector["length"])), hashlib.sha256()
    sealer = vault.StreamSealer(
        fixed("FK"), str(vector["contract"]).encode(), sealed.update, _salt=bytes.fromhex(str(vector["salt"]))
    )
    for at in range(0, len(plain), 300_000):
        sealer.update(plain[at : at + 300_000])
    end = sealer.finish()
    assert (end.length, end.padded, end.size) == (vector["length"], vector["padded"], vector["size"])
    assert end.sha256.hex() == vector["plain_sha256"]
    assert sealed.hexdigest() == vector["sha256"]
    assert vault.stream_size(end.length) == end.size


def test_a_receipt_code_leads_to_root_lookup_and_unlock() -> None:
    vector = V["receipt"]
    pepper = bytes.fromhex(vector["pepper"])
    code = vault.receipt_code(bytes.fromhex(vector["token"]))
    root = vault.receipt_root(code, pepper)
    assert code == vector["code"]
    assert root.hex() == vector["root"]
    assert vault.receipt_lookup(root, pepper).hex() == vector["lookup"]
    assert vault.receipt_unlock(root, pepper).hex() == vector["unlock"]


def test_argon2id_is_that_of_the_rfc() -> None:
    """RFC 9106, section 5.3; the vault's own costs are pinned by the vector of the root."""
    hasher = Argon2id(
        salt=b"\x02" * 16,
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\x04" * 12,
        secret=b"\x03" * 8,
    )
    assert (
        hasher.derive(b"\x01" * 32).hex()
        == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )


def test_a_recovery_code_leads_to_its_key() -> None:
    assert vault.recovery_key(V["recovery"]["code"]).hex() == V["recovery"]["key"]


def test_a_master_leads_to_a_member_s_keys() -> None:
    vector = V["member"]
    keys = vault.MemberKeys(bytes.fromhex(vector["master"]))
    contract = vector["contract"].encode()
    assert hashlib.sha256(keys.kem_public).hexdigest() == vector["kem_sha256"]
    assert keys.sign_public.hex() == vector["sign"]
    assert keys.fingerprint == vector["fingerprint"]
    signed = bytes.fromhex(vector["signed"]) + vector["text"].encode()
    assert vault.sign_text(keys, contract, vector["text"]) == signed
    assert vault.read_signed(signed, keys.sign_public, contract) == (vector["text"], True)


def test_every_pair_of_shares_opens_the_secret() -> None:
    shares = [bytes.fromhex(share) for share in V["shares"]["shares"]]
    for one in shares:
        for other in shares:
            if one != other:
                assert vault.combine_secret((one, other)).hex() == V["shares"]["secret"]
    assert [vault.share_digest(share).hex() for share in shares] == V["shares"]["digests"]


def test_a_proof() -> None:
    vector = V["proof"]
    installation = Installation(
        *(bytes.fromhex(vector[name]) for name in ("pepper", "sign_seed", "session_salt"))
    )
    canonical = vault.canonical_json(json.loads(vector["canonical"]))
    assert canonical.decode() == vector["canonical"]
    made = vault.make_proof(
        installation,
        filed=date.fromisoformat(vector["filed"]),
        salt=bytes.fromhex(vector["salt"]),
        canonical=canonical,
    )
    assert made == vector["proof"]


def test_a_chain_of_three_events() -> None:
    previous = vault.EVENT_START
    for told in V["events"]:
        previous = vault.event_hash(
            previous,
            told["seq"],
            told["case"],
            told["kind"],
            date.fromisoformat(told["day"]),
            told["actor"],
            bytes.fromhex(told["detail"]),
        )
        assert previous.hex() == told["hash"]
