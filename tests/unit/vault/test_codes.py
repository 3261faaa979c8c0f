"""Receipt codes, recovery sheets, passphrases: what people write down, say and type."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from complaints import vault
from complaints.vault import argon2
from complaints.vault.pinyin import SYLLABLES
from tests.factories.quick_argon2 import quick_argon2

tokens = st.binary(min_size=32, max_size=32)


@given(tokens)
def test_a_code_is_24_digits_with_the_check_digits_of_iso_7064(token: bytes) -> None:
    code = vault.receipt_code(token)
    assert len(code) == 24
    assert code[22:] == mod_97_10.calc_check_digits(code[:22])
    assert 2 <= int(code[22:]) <= 98
    assert vault.receipt_code(token) == code


@given(tokens)
def test_a_code_comes_back_from_what_is_shown(token: bytes) -> None:
    code = vault.receipt_code(token)
    shown = vault.format_code(code)
    assert [len(group) for group in shown.split(" ")] == [4] * 6
    assert vault.parse_code(shown) == code


WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
CODE = vault.receipt_code(bytes(range(32)))
GROUPS = vault.format_code(CODE).split()


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        f"  {CODE}\n",
        *(sign.join(GROUPS) for sign in "-.·・‧•—–‐−－．。　\t\u00a0\u200b"),
        CODE.translate(WIDE),
        "－".join(GROUPS).translate(WIDE),
        f"\ufeff{CODE}\r\n",
    ],
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert vault.parse_code(typed) == CODE


NO_CODES = [
    "", " ", CODE[:-1], CODE + "0", CODE + CODE, CODE[:-1] + "x", "O" + CODE[1:], CODE[:12] + "/" + CODE[12:],
    "٠" * 24, "²" * 25, CODE.replace(CODE[0], "〇"), "-" * 1_000_000, "ﷺ" * 400, "+" + CODE, "0x" + CODE,
]  # fmt: skip


@pytest.mark.parametrize("typed", NO_CODES, ids=range(len(NO_CODES)))
def test_what_is_no_code_is_none(typed: str) -> None:
    assert vault.parse_code(typed) is None


def test_the_check_digits_are_computed_again_and_not_only_verified() -> None:
    """01 and 98 leave the same remainder; only one of them is canonical."""
    number = next(n for n in range(10**21, 10**21 + 97) if 98 - 100 * n % 97 == 98)
    assert vault.parse_code(f"{number}98") == f"{number}98"
    assert mod_97_10.is_valid(f"{number}01")
    assert vault.parse_code(f"{number}01") is None


def test_every_single_wrong_digit_and_every_transposition_is_caught() -> None:
    chosen = random.Random(97)
    for _ in range(20):
        code = vault.receipt_code(chosen.randbytes(32))
        wrong = {code[:at] + digit + code[at + 1 :] for at in range(24) for digit in "0123456789"}
        for at in range(23):
            wrong.add(code[:at] + code[at + 1] + code[at] + code[at + 2 :])
            wrong.add(code[:at] + code[at + 2 : at + 3] + code[at + 1 : at + 2] + code[at] + code[at + 3 :])
        wrong.discard(code)
        assert {vault.parse_code(typed) for typed in wrong} == {None}


def test_only_a_canonical_code_is_stretched_or_shown() -> None:
    for code in (GROUPS[0], CODE.translate(WIDE), vault.format_code(CODE), "0" * 24):
        with pytest.raises(vault.Refused):
            vault.receipt_root(code, bytes(32))
        with pytest.raises(vault.Refused):
            vault.format_code(code)


def test_root_lookup_and_unlock_depend_on_code_and_pepper() -> None:
    other = vault.receipt_code(bytes(32))
    with quick_argon2():
        made = [
            value
            for code in (CODE, other)
            for pepper in (bytes(32), bytes(31) + b"\x01")
            for root in [vault.receipt_root(code, pepper)]
            for value in (root, vault.receipt_lookup(root, pepper), vault.receipt_unlock(root, pepper))
        ]
    assert len(set(made)) == 12


def test_a_token_of_another_length_is_refused() -> None:
    for token in (b"", bytes(31), bytes(33)):
        with pytest.raises(vault.Refused):
            vault.receipt_code(token)


def test_a_recovery_sheet_comes_back_from_what_is_printed() -> None:
    codes = {vault.new_recovery_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        shown = vault.format_recovery(code)
        assert [len(group) for group in shown.split(" ")] == [4] * 10
        assert vault.parse_recovery(shown) == code
        assert code[38:] == mod_97_10.calc_check_digits(code[:38])
    assert len({vault.recovery_key(code) for code in codes}) == 200


def test_a_receipt_code_is_no_recovery_code() -> None:
    assert vault.parse_recovery(CODE) is None
    assert vault.parse_code(vault.new_recovery_code()) is None
    with pytest.raises(vault.Refused):
        vault.recovery_key(CODE)


def test_there_are_four_hundred_different_syllables_in_ascii() -> None:
    assert len(SYLLABLES) == len(set(SYLLABLES)) == 400
    assert all(
        syllable.isascii() and syllable.islower() and 2 <= len(syllable) <= 6 for syllable in SYLLABLES
    )


def test_a_suggestion_has_eight_syllables_and_is_taken() -> None:
    made = [vault.suggest_passphrase() for _ in range(300)]
    assert all(len(phrase.split(" ")) == 8 and set(phrase.split(" ")) <= set(SYLLABLES) for phrase in made)
    assert len(set(made)) == 300
    assert {error for phrase in made for error in vault.passphrase_errors(phrase)} == set()


@pytest.mark.parametrize(
    ("passphrase", "errors"),
    [
        ("", ["short"]),
        ("a b c d e f g", ["short"]),
        ("  thirteen char  ", ["short"]),
        ("x" * 257, ["long"]),
        ("aaaaaaaaaaaaaaaa", ["repeating", "common"]),
        ("abababababababab", ["repeating"]),
        ("mingtianmingtianmingtian", ["repeating"]),
        ("123456789012345", ["common"]),
        ("12345678987654321", ["common"]),
        ("qwertyuiopasdf", ["common"]),
        ("1qaz2wsx3edc4rfv", ["common"]),
        ("Password1234567", ["common"]),
        ("password password1", ["common"]),
        ("michaeljackson", ["common"]),
        ("admin123456789012", ["common"]),
        ("ｐａｓｓｗｏｒｄ123456", ["common"]),
        ("shan xi sheng tai yuan", []),
        ("春眠不觉晓处处闻啼鸟夜来风雨声", []),
        ("correct horse battery", []),
    ],
)
def test_what_is_taken_for_a_passphrase(passphrase: str, errors: list[str]) -> None:
    found = vault.passphrase_errors(passphrase)
    assert found == errors or (errors == ["repeating", "common"] and found[0] == "repeating")


def test_the_same_words_give_the_same_key_however_they_are_typed() -> None:
    salt = bytes(16)
    with quick_argon2():
        keys = {
            vault.passphrase_key(typed, salt, vault.PASSPHRASE_PARAMETERS)
            for typed in (
                "shan xi é",
                " shan  xi é\n",
                "ｓｈａｎ　ｘｉ é",
                unicodedata.normalize("NFD", "shan xi é"),
            )
        }
        assert len(keys) == 1
        assert vault.passphrase_key("Shan xi é", salt, vault.PASSPHRASE_PARAMETERS) not in keys
        assert vault.passphrase_key("shan xi é", bytes(15) + b"a", vault.PASSPHRASE_PARAMETERS) not in keys


@pytest.mark.parametrize(
    "parameters",
    ["", "argon2id-8k-1-1", "argon2id-19m-2-1", "m=8,t=1,p=1", "argon2id-64m-3-4 ", "ARGON2ID-64M-3-4"],
)
def test_parameters_outside_the_list_are_refused(parameters: str) -> None:
    """The cost of receipt codes too: enough for 24 random digits, not for what a person makes up."""
    with pytest.raises(vault.Refused):
        vault.passphrase_key("shan xi sheng tai yuan", bytes(16), parameters)


def test_empty_overlong_and_broken_passphrases_and_other_salts_are_refused() -> None:
    for passphrase, salt in [("", 16), (" \n", 16), ("x" * 257, 16), ("\ud800", 16), ("x", 8), ("x", 32)]:
        with pytest.raises(vault.Refused), quick_argon2():
            vault.passphrase_key(passphrase, bytes(salt), vault.PASSPHRASE_PARAMETERS)


def test_the_list_of_costs_is_that_of_the_protocol() -> None:
    assert {
        "argon2id-19m-2-1": argon2.Cost(19_456, 2, 1),
        "argon2id-64m-3-4": argon2.Cost(65_536, 3, 4),
    } == argon2.COSTS
    assert frozenset({"argon2id-64m-3-4"}) == argon2.FOR_PASSPHRASES
    with quick_argon2():
        cheap = vault.passphrase_key("shan xi", bytes(16), vault.PASSPHRASE_PARAMETERS)
    assert vault.passphrase_key("shan xi", bytes(16), vault.PASSPHRASE_PARAMETERS) != cheap
