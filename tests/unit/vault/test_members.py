"""Shares of an identity, a member's keys, signed texts."""

import itertools
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import vault
from tests.unit.vault import independent

secrets = st.binary(min_size=32, max_size=32)
CONTRACT = vault.contract("entry", "body.1024", "0f" * 16, "a1" * 16)
KEYS = vault.MemberKeys(bytes(range(32)))


@given(secrets, st.integers(2, 15))
@settings(max_examples=8, deadline=None)
def test_any_two_of_n_shares_open_in_any_order(secret: bytes, n: int) -> None:
    shares = vault.split_secret(secret, n)
    assert [share[0] for share in shares] == list(range(1, n + 1))
    pairs = list(itertools.permutations(shares, 2))
    assert {vault.combine_secret(pair) for pair in pairs[:30]} == {secret}


@given(secrets, secrets)
@settings(max_examples=20, deadline=None)
def test_one_share_excludes_no_secret(secret: bytes, other: bytes) -> None:
    """Whatever the first share is, for every secret there is a second share that opens it."""
    first = vault.split_secret(secret, 2)[0]
    slope = bytes(a ^ b for a, b in zip(first[1:], other, strict=True))
    assert vault.combine_secret((first, independent.share(other, slope, 2))) == other


def test_one_share_opens_nothing() -> None:
    share = vault.split_secret(bytes(32), 2)[0]
    for shares in [(share,), (share, share), (share, share, share), ()]:
        with pytest.raises(vault.Refused):
            vault.combine_secret(shares)


def test_the_shares_of_one_secret_differ_each_time() -> None:
    first = {vault.split_secret(bytes(32), 3)[0] for _ in range(200)}
    assert len(first) == 200
    assert bytes(32) not in {share[1:] for share in first}


@pytest.mark.parametrize("n", [-1, 0, 1, 16])
def test_fewer_than_two_or_more_than_fifteen_shares_are_refused(n: int) -> None:
    with pytest.raises(vault.Refused):
        vault.split_secret(bytes(32), n)


@pytest.mark.parametrize(
    "change",
    [
        lambda share: share[:-1],
        lambda share: share + b"\x00",
        lambda share: b"\x00" + share[1:],
        lambda share: b"\x10" + share[1:],
        lambda share: b"\x01" + share[1:],
        lambda share: b"",
    ],
    ids=["short", "long", "index 0", "index 16", "equal index", "empty"],
)
def test_what_is_no_second_share_is_refused(change) -> None:
    shares = vault.split_secret(bytes(32), 2)
    with pytest.raises(vault.Refused):
        vault.combine_secret((shares[0], change(shares[1])))


def test_a_tampered_share_combines_into_something_else_and_its_digest_tells() -> None:
    secret = vault.new_secret()
    shares = vault.split_secret(secret, 2)
    for at in range(1, 33):
        changed = bytearray(shares[1])
        changed[at] ^= 1
        assert vault.combine_secret((shares[0], bytes(changed))) != secret
        assert vault.share_digest(bytes(changed)) != vault.share_digest(shares[1])


def test_a_secret_of_another_length_is_refused() -> None:
    for length in (0, 16, 31, 33):
        with pytest.raises(vault.Refused):
            vault.split_secret(bytes(length), 3)


def test_a_member_opens_what_is_sealed_to_them() -> None:
    blob = vault.seal(b"secret", KEYS.kem_public, CONTRACT)
    assert vault.open(blob, KEYS.kem_seed, CONTRACT) == b"secret"


def test_the_keys_of_a_member_do_not_show() -> None:
    assert KEYS.master.hex() not in repr(KEYS)
    assert repr(KEYS) == "MemberKeys(…)"
    with pytest.raises(vault.Refused):
        pickle.dumps(KEYS)
    assert vault.MemberKeys(KEYS.master) == KEYS
    assert vault.MemberKeys(vault.new_secret()) != KEYS
    assert KEYS.kem_seed != KEYS.master
    with pytest.raises(vault.Refused):
        vault.MemberKeys(bytes(31))


def test_the_fingerprint_is_of_both_keys() -> None:
    other = vault.MemberKeys(vault.new_secret())
    assert KEYS.fingerprint == vault.fingerprint(KEYS.kem_public, KEYS.sign_public)
    prints = {
        vault.fingerprint(kem, sign)
        for kem in (KEYS.kem_public, other.kem_public)
        for sign in (KEYS.sign_public, other.sign_public)
    }
    assert len(prints) == 4
    assert [len(group) for group in KEYS.fingerprint.split(" ")] == [4] * 8


@given(st.text(max_size=200))
def test_a_signed_text_is_read_and_valid(text: str) -> None:
    signed = vault.sign_text(KEYS, CONTRACT, text)
    assert vault.read_signed(signed, KEYS.sign_public, CONTRACT) == (text, True)


def test_a_text_signed_by_another_or_for_another_place_or_changed_is_read_and_not_valid() -> None:
    signed = vault.sign_text(KEYS, CONTRACT, "已收到")
    elsewhere = CONTRACT.replace(b"a1" * 16, b"a2" * 16)
    other = vault.MemberKeys(vault.new_secret()).sign_public
    assert vault.read_signed(signed, other, CONTRACT) == ("已收到", False)
    assert vault.read_signed(signed, KEYS.sign_public, elsewhere) == ("已收到", False)
    assert vault.read_signed(signed, b"no key", CONTRACT) == ("已收到", False)
    assert vault.read_signed(signed + b"!", KEYS.sign_public, CONTRACT) == ("已收到!", False)
    for bit in range(8 * 64):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << bit % 8
        assert vault.read_signed(bytes(changed), KEYS.sign_public, CONTRACT) == ("已收到", False)


def test_what_holds_no_signature_or_no_text_is_refused() -> None:
    for plain in (b"", bytes(63), bytes(64) + b"\xff"):
        with pytest.raises(vault.Refused):
            vault.read_signed(plain, KEYS.sign_public, CONTRACT)
    with pytest.raises(vault.Refused):
        vault.sign_text(KEYS, CONTRACT, "\ud800")


def test_text_and_contract_cannot_trade_bytes() -> None:
    signature = KEYS.sign(b"ab\x00c")
    assert vault.read_signed(signature + b"c", KEYS.sign_public, b"ab")[1]
    assert not vault.read_signed(signature + b"bc", KEYS.sign_public, b"a")[1]
