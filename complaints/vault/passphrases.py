"""Members' passphrases (§2.2): what is accepted, what is suggested, and the key made of it.

Never the login password: whoever manages accounts can reset that one. The caller, who can check it, refuses it.
"""

import secrets
import unicodedata

from complaints.vault import argon2
from complaints.vault.pinyin import SYLLABLES
from complaints.vault.refusal import Refused

PASSPHRASE_PARAMETERS = argon2.PASSPHRASE
SUGGESTED = 8  # syllables; 69 bits
SHORTEST = 14  # characters
LONGEST = 256
FEWEST_DIFFERENT = 6  # characters; eight syllables drawn at random have more

# What people take when they are asked for something long: rows of keys and counting, in the order they are typed.
RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qweasdzxc",
)
WORDS = (
    "password", "passw0rd", "passwort", "admin", "administrator", "letmein", "welcome", "iloveyou", "woaini",
    "mima", "michaeljackson", "manchesterunited", "internazionale", "zhiliangjiang", "gongshi", "jubao", "tousu",
)  # fmt: skip
SHORTEST_RUN = 4


def passphrase_key(passphrase: str, salt: bytes, parameters: str) -> bytes:
    """32 bytes of Argon2id over the passphrase in normal form.

    :param salt: 16 random bytes, stored with the blob.
    :param parameters: the stored name of the cost, `PASSPHRASE_PARAMETERS` for a new one.
    :raises Refused: for a name outside the list in code, an empty or an overlong passphrase.
    """
    word = normal(passphrase)
    if parameters not in argon2.FOR_PASSPHRASES or not 0 < len(word) <= LONGEST:
        raise Refused
    try:
        return argon2.stretch(word.encode("utf-8"), salt, parameters)
    except UnicodeEncodeError:
        raise Refused from None


def suggest_passphrase() -> str:
    """Eight syllables with a space between, drawn at random."""
    return " ".join(secrets.choice(SYLLABLES) for _ in range(SUGGESTED))


def passphrase_errors(passphrase: str) -> list[str]:
    """Why a passphrase is not taken, as codes: `short` (under 14 characters), `long` (over 256), `repeating` (fewer
    than six different characters, or one piece over and over), `common` (nothing but rows of keys, counting and the
    words everybody takes). Empty when it is taken.
    """
    word = normal(passphrase)
    if len(word) < SHORTEST:
        return ["short"]
    if len(word) > LONGEST:
        return ["long"]
    bare = word.casefold().replace(" ", "")
    errors = []
    if len(set(bare)) < FEWEST_DIFFERENT or _repeats(bare):
        errors.append("repeating")
    if len(_without_the_common(bare)) < FEWEST_DIFFERENT:
        errors.append("common")
    return errors


def normal(passphrase: str) -> str:
    """NFKC, no space at either end, one space where there are several: the same words, however they were typed."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def _repeats(bare: str) -> bool:
    """Whether it is one piece, at most half of it long, over and over."""
    return bare in (bare + bare)[1:-1]


def _without_the_common(bare: str) -> str:
    """What is left once words and runs of keys are taken out, longest first."""
    for word in sorted(WORDS, key=len, reverse=True):
        bare = bare.replace(word, "")
    left, position = [], 0
    while position < len(bare):
        length = _run_at(bare, position)
        if length < SHORTEST_RUN:
            left.append(bare[position])
            length = 1
        position += length
    return "".join(left)


def _run_at(bare: str, position: int) -> int:
    """Length of the longest piece from here that stands in a row of keys."""
    length = 0
    while position + length < len(bare) and any(
        bare[position : position + length + 1] in run for run in RUNS
    ):
        length += 1
    return length
