"""The one tokeniser: how every engine and every query folds and cuts text. Pure.

Text is folded character by character (NFKC, lower case, traditional to simplified), so that a place in the folded text
leads back to the character that was printed. A run between white space is cut into overlapping pairs of characters and
its last character alone. A phrase of a query's pairs then occurs exactly where the query occurs as a substring, in
whatever script it is written, and one character alone is the beginning of a pair. Pairs are spelt in letters and digits
only, so that no engine's own analysis can change them.
"""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

import opencc

FORMAT = 1
"""Version of folding and cutting: an index made by another is rebuilt."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
WIDTH = 4
"""Letters and digits a character is spelt with: 36 to the fourth is more than there are code points."""


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def fold_character(character: str) -> str:
    """One character as it is compared: none, one or several characters, a blank for what separates words.

    Each character by itself: a conversion that looks at its neighbours would fold a name and a part of it differently.
    """
    category = unicodedata.category(character)
    if category in {"Cf", "Cs", "Mn"}:
        return ""
    if category == "Cc" or character.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    return "".join(" " if each.isspace() else _converter().convert(each) for each in folded)


def fold(text: str) -> str:
    """The text as it is compared, words apart by one blank."""
    return " ".join("".join(map(fold_character, unicodedata.normalize("NFC", text))).split())


def tidy(text: str) -> str:
    """The text in composed characters, in one line and without what cannot be printed, so that places in it can be marked."""
    composed = unicodedata.normalize("NFC", text)
    kept = (
        "" if unicodedata.category(c) == "Cs" else " " if unicodedata.category(c) == "Cc" else c
        for c in composed
    )
    return " ".join("".join(kept).split())


def terms_of(words: str) -> tuple[str, ...]:
    """The terms of a query, folded: white space separates them, everything else is literal; each once, in its order."""
    return tuple(dict.fromkeys(fold(words).split()))


@cache
def _spell(character: str) -> str:
    number, spelt = ord(character), ""
    for _ in range(WIDTH):
        number, digit = divmod(number, len(DIGITS))
        spelt = DIGITS[digit] + spelt
    return spelt


def _pairs(run: str) -> Iterator[str]:
    spelt = [_spell(character) for character in run]
    yield from map("".join, itertools.pairwise(spelt))


def tokens(text: str) -> str:
    """The tokens an engine keeps of a text, apart by blanks; the text need not be folded.

    The last character of a run closes it, so that no phrase reaches from one run into the next.
    """
    found: list[str] = []
    for run in fold(text).split():
        found += [*_pairs(run), _spell(run[-1])]
    return " ".join(found)


def phrase(term: str) -> tuple[str, ...]:
    """The tokens that stand side by side wherever a folded term of two or more characters occurs; none for a shorter one."""
    return tuple(_pairs(term))


def beginning(term: str) -> str:
    """What the token of every occurrence of a folded term of one character begins with."""
    return _spell(term)


def places(text: str, terms: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where folded terms occur in a text as printed: (start, end) in order, those that touch joined.

    A printed character that folds to several is marked whole.
    """
    folded, origin = [], []
    for place, character in enumerate(text):
        for each in fold_character(character):
            folded.append(each)
            origin.append(place)
    line = "".join(folded)
    found: list[tuple[int, int]] = []
    for term in terms:
        start = line.find(term)
        while term and start >= 0:
            found.append((origin[start], origin[start + len(term) - 1] + 1))
            start = line.find(term, start + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
