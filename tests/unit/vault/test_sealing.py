"""Fields, texts and seals: what was sealed opens as what it was, and nothing that was touched opens at all."""

from collections.abc import Callable, Iterator
from enum import StrEnum, unique
from functools import cache
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import vault
from complaints.vault import fields, headers, padding, seals
from complaints.vault.fields import OVERHEAD

KEY = vault.new_secret()
SEED = vault.new_secret()
PUBLIC = vault.public_key(SEED)
ROW, CASE = "0f" * 16, "a1" * 16
CONTRACT = vault.contract("entry", "body.1024", ROW, CASE, "reply", 3)
T1 = vault.Bucket.T1

OPENERS: dict[str, tuple[bytes, Callable[[bytes, bytes], object]]] = {
    "field": (
        vault.seal_field(bytes(32), KEY, CONTRACT),
        lambda blob, contract: vault.open_field(blob, KEY, contract),
    ),
    "text": (
        vault.seal_text("反映的情况", KEY, CONTRACT, T1),
        lambda blob, contract: vault.open_text(blob, KEY, contract, T1),
    ),
    "seal": (
        vault.seal(bytes(32), PUBLIC, CONTRACT),
        lambda blob, contract: vault.open(blob, SEED, contract),
    ),
}
kinds = pytest.mark.parametrize("kind", OPENERS)


@pytest.fixture(autouse=True)
def _expand_each_seed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "_private", cache(seals._private))


def refused(act: Callable[[], object]) -> bool:
    """Whether it ended in the one exception, without a word about the reason."""
    try:
        act()
    except vault.Refused as refusal:
        silent = refusal.__suppress_context__ or refusal.__context__ is None
        return silent and refusal.__cause__ is None and str(refusal) == "refused"
    return False


def flips(blob: bytes) -> Iterator[bytes]:
    for bit in range(8 * len(blob)):
        changed = bytearray(blob)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


@given(st.binary(max_size=2_000))
@settings(max_examples=50, deadline=None)
def test_a_field_opens_as_what_it_was(plain: bytes) -> None:
    blob = vault.seal_field(plain, KEY, CONTRACT)
    assert vault.open_field(blob, KEY, CONTRACT) == plain
    assert len(blob) == len(plain) + 88


@given(st.text(max_size=16_000))
@settings(max_examples=50, deadline=None)
def test_a_text_opens_as_what_it_was_and_its_length_is_that_of_its_bucket(text: str) -> None:
    bucket = vault.Bucket.fitting(text)
    contract = vault.contract("entry", f"body.{bucket}", ROW)
    blob = vault.seal_text(text, KEY, contract, bucket)
    assert vault.open_text(blob, KEY, contract, bucket) == text
    assert len(blob) - OVERHEAD in {1_024, 4_096, 16_384, 65_536}


@given(st.binary(max_size=300))
@settings(max_examples=20, deadline=None)
def test_a_seal_opens_as_what_it_was(secret: bytes) -> None:
    blob = vault.seal(secret, PUBLIC, CONTRACT)
    assert vault.open(memoryview(blob), SEED, CONTRACT) == secret
    assert len(blob) == len(secret) + 1_144


@kinds
def test_every_flipped_bit_is_refused(kind: str) -> None:
    blob, opener = OPENERS[kind]
    assert opener(blob, CONTRACT)
    assert all(refused(lambda blob=changed: opener(blob, CONTRACT)) for changed in flips(blob))


@kinds
def test_every_truncation_and_whatever_is_appended_is_refused(kind: str) -> None:
    blob, opener = OPENERS[kind]
    shorter = [blob[:end] for end in range(len(blob))]
    longer = [blob + b"\x00", b"\x00" + blob, blob + blob, blob + bytes(1_024)]
    assert all(refused(lambda blob=changed: opener(blob, CONTRACT)) for changed in shorter + longer)


@kinds
def test_another_contract_is_refused_whichever_part_differs(kind: str) -> None:
    blob, opener = OPENERS[kind]
    parts = CONTRACT.decode().split("|")
    other = ["qav2", "note", "body2.1024", "0e" * 16, "a2" * 16, "note", "4"]
    for index, part in enumerate(other):
        changed = "|".join([*parts[:index], part, *parts[index + 1 :]]).encode()
        assert refused(lambda contract=changed: opener(blob, contract)), part
    assert refused(lambda: opener(blob, CONTRACT + b"0"))


@kinds
def test_one_kind_of_blob_does_not_open_as_another(kind: str) -> None:
    for name, (blob, _) in OPENERS.items():
        if name != kind:
            assert refused(lambda blob=blob: OPENERS[kind][1](blob, CONTRACT))


def test_another_key_opens_nothing() -> None:
    other = vault.new_secret()
    assert refused(lambda: vault.open_field(OPENERS["field"][0], other, CONTRACT))
    assert refused(lambda: vault.open_text(OPENERS["text"][0], other, CONTRACT, T1))
    assert refused(lambda: vault.open(OPENERS["seal"][0], other, CONTRACT))


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_keys_of_another_length_are_refused(size: int) -> None:
    key = bytes(size)
    assert refused(lambda: vault.seal_field(b"", key, CONTRACT))
    assert refused(lambda: vault.open_field(OPENERS["field"][0], key, CONTRACT))
    assert refused(lambda: vault.public_key(key))
    assert refused(lambda: vault.open(OPENERS["seal"][0], key, CONTRACT))
    assert refused(lambda: vault.StreamSealer(key, CONTRACT, len))


@pytest.mark.parametrize(
    "public",
    [b"", PUBLIC[:-1], PUBLIC + b"\x00", PUBLIC[:1184] + bytes(32), b"\xff" * 1216, bytes(32)],
    ids=["empty", "short", "long", "zero point", "out of range", "seed"],
)
def test_nothing_is_sealed_to_what_is_no_public_key(public: bytes) -> None:
    assert refused(lambda: vault.seal(bytes(32), public, CONTRACT))
    assert not vault.usable(public)


def test_no_two_sealings_are_equal() -> None:
    assert len({vault.seal_field(b"", KEY, CONTRACT) for _ in range(500)}) == 500
    assert len({vault.seal_text("", KEY, CONTRACT, T1) for _ in range(500)}) == 500
    assert len({vault.seal(b"", PUBLIC, CONTRACT) for _ in range(50)}) == 50
    starts = {vault.seal_field(b"", KEY, CONTRACT)[8:40] for _ in range(500)}
    assert len(starts) == 500  # the salt itself: the nonce is always the same


def test_a_contract_for_another_bucket_is_refused() -> None:
    assert refused(lambda: vault.seal_text("a", KEY, CONTRACT, vault.Bucket.T4))
    assert refused(lambda: vault.open_text(OPENERS["text"][0], KEY, CONTRACT, vault.Bucket.T4))
    assert refused(lambda: vault.seal_text("a", KEY, b"entry.1024", T1))
    nameless = vault.contract("entry", "body", ROW)
    forged = fields._seal(padding.fill(b"a", T1), KEY, nameless, headers.Padding.BUCKET, None)
    assert refused(lambda: vault.open_text(forged, KEY, nameless, T1))


@pytest.mark.parametrize("bucket", list(vault.Bucket))
def test_a_bucket_takes_its_size_less_four_bytes_and_no_more(bucket: vault.Bucket) -> None:
    contract = vault.contract("entry", f"body.{bucket}", ROW)
    full = "a" * bucket.room
    assert vault.open_text(vault.seal_text(full, KEY, contract, bucket), KEY, contract, bucket) == full
    assert refused(lambda: vault.seal_text(full + "a", KEY, contract, bucket))


def test_a_text_with_half_a_surrogate_pair_is_refused() -> None:
    assert refused(lambda: vault.seal_text("\ud800", KEY, CONTRACT, T1))


@pytest.mark.parametrize(
    "padded",
    [
        (5).to_bytes(4, "big") + b"ab\x00\x00\x00\x00\x01" + bytes(1_013),
        (1_021).to_bytes(4, "big") + bytes(1_020),
        (2).to_bytes(4, "big") + b"\xff\xfe" + bytes(1_018),
    ],
    ids=["not zeros", "longer than it is", "no UTF-8"],
)
def test_padding_that_is_not_exact_is_refused(padded: bytes) -> None:
    blob = vault.seal_field(padded, KEY, CONTRACT)
    assert vault.open_field(blob, KEY, CONTRACT) == padded
    forged = fields._seal(padded, KEY, CONTRACT, headers.Padding.BUCKET, None)
    assert refused(lambda: vault.open_text(forged, KEY, CONTRACT, T1))


def test_the_bucket_is_the_smallest_that_fits() -> None:
    assert vault.Bucket.fitting("") is T1
    assert vault.Bucket.fitting("", vault.Bucket.SHORT) is vault.Bucket.SHORT
    assert vault.Bucket.fitting("a" * 1_020) is T1
    assert vault.Bucket.fitting("a" * 1_021) is vault.Bucket.T4
    assert vault.Bucket.fitting("情" * 20_000) is vault.Bucket.T64
    assert vault.Bucket.fitting(b"a" * 65_532) is vault.Bucket.T64
    assert refused(lambda: vault.Bucket.fitting("a" * 65_533))


def test_a_contract_has_seven_parts() -> None:
    assert vault.contract("share", "blob", UUID(ROW), UUID(CASE), "consent", 2) == (
        f"qav1|share|blob|{ROW}|{CASE}|consent|2".encode()
    )
    assert vault.contract("draft", "manifest", ROW) == f"qav1|draft|manifest|{ROW}|-|-|0".encode()


@pytest.mark.parametrize(
    "parts",
    [
        {"table": ""},
        {"table": "a|b"},
        {"table": "Entry"},
        {"table": "a" * 65},
        {"column": "正文"},
        {"column": "body\n"},
        {"row": ""},
        {"row": "0F" * 16},
        {"row": ROW * 2},
        {"row": str(UUID(ROW))},
        {"case": "0f"},
        {"purpose": ""},
        {"purpose": "a b"},
        {"n": -1},
        {"n": 2**63},
        {"n": True},
        {"n": "1"},
    ],
)
def test_a_contract_with_a_part_outside_its_alphabet_is_refused(parts: dict[str, object]) -> None:
    whole: dict[str, object] = {"table": "entry", "column": "body", "row": ROW}
    assert vault.contract(**whole)  # type: ignore[arg-type]
    assert refused(lambda: vault.contract(**whole | parts))  # type: ignore[arg-type]


def test_a_label_outside_the_enum_is_refused() -> None:
    for label in ("qav1/blob", "qav1/other", b"qav1/blob", None):
        assert refused(lambda label=label: vault.derive(KEY, label))
    with pytest.raises(ValueError, match="other"):
        vault.Label("qav1/other")


def test_two_equal_labels_are_refused() -> None:
    members = {label.name: label.value for label in vault.Label}
    with pytest.raises(ValueError, match="duplicate"):
        unique(StrEnum("Doubled", members | {"AGAIN": vault.Label.BLOB.value}))  # type: ignore[arg-type]
    assert len(set(vault.Label)) == len(vault.Label.__members__)


def test_secrets_that_are_too_short_and_odd_salts_are_refused() -> None:
    assert refused(lambda: vault.derive(bytes(31), vault.Label.CASE_KEM))
    assert refused(lambda: vault.derive(KEY, vault.Label.CASE_KEM, salt=b""))
    assert refused(lambda: vault.derive(KEY, vault.Label.CASE_KEM, salt=bytes(16)))
    assert vault.derive(KEY, vault.Label.CASE_KEM) == vault.derive(KEY, vault.Label.CASE_KEM, salt=bytes(32))


def test_secrets_are_fresh() -> None:
    assert len({vault.new_secret() for _ in range(100)}) == 100
    assert len(vault.new_secret()) == 32
    assert len(vault.new_secret(16)) == 16
