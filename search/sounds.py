"""How a name sounds: its syllables in pinyin and their first letters, and what a word of Latin letters may stand for. Pure.

A name is looked for by its sound from the beginning of any of its syllables; the last syllable may be unfinished, as
people type it.
"""

import re
from collections.abc import Iterator
from functools import cache

from search.text import fold

MOST_READINGS = 16
"""Ways of dividing a word into syllables that are looked for, the fewest syllables first."""

LONGEST = 40
"""Letters of a word that may be a sound; a longer one is looked for literally only."""

LATIN = re.compile(r"[a-zü]+")
SPELLINGS = {"ü": "v"}


@cache
def syllables() -> frozenset[str]:
    """Every syllable of Mandarin in letters without tones, ü as v; those without a vowel (hm, ng) are no part of a name."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    spelt = {to_normal(each) for sounds in PINYIN_DICT.values() for each in sounds.split(",")}
    return frozenset(each for each in spelt if re.fullmatch(r"[a-z]*[aeiouv][a-z]*", each))


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(each[:n] for each in syllables() for n in range(1, len(each) + 1))


def sound(name: str) -> tuple[str, ...]:
    """The syllables of a name, one a character; a word of Latin letters or digits stands for itself, the rest falls out."""
    # Slow to load, and needed only by who writes an index or types letters.
    from pypinyin import lazy_pinyin

    # A part that is no Chinese character comes back as it is.
    parts = (part.replace("ü", "v") for part in lazy_pinyin(fold(name)))
    return tuple(each for part in parts for each in re.findall(r"[a-z0-9]+", part))


def initials(spoken: tuple[str, ...]) -> tuple[str, ...]:
    """The first letter of each syllable; of a word of letters or digits every one."""
    return tuple(letter for each in spoken for letter in (each[0] if each in syllables() else each))


def is_spelt(term: str) -> bool:
    """Whether a folded term could be a sound: Latin letters only, two or more."""
    return 2 <= len(term) <= LONGEST and LATIN.fullmatch(term) is not None


def readings(term: str) -> tuple[tuple[str, ...], ...]:
    """How a folded term divides into syllables, fewest first; the last may be the beginning of one."""
    word = "".join(SPELLINGS.get(letter, letter) for letter in term)
    return tuple(sorted(_divide(word), key=lambda parts: (len(parts), parts))[:MOST_READINGS])


def _divide(word: str) -> Iterator[tuple[str, ...]]:
    """Divisions of a word; a dead end is met once, however many ways lead to it."""
    dead: set[int] = set()
    found = 0

    def walk(start: int, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        nonlocal found
        if start in dead or found >= MOST_READINGS * 4:
            return
        any_here = False
        rest = word[start:]
        if rest in _beginnings():
            any_here, found = True, found + 1
            yield (*before, rest)
        for length in range(min(6, len(rest) - 1), 0, -1):
            if rest[:length] in syllables():
                for way in walk(start + length, (*before, rest[:length])):
                    any_here = True
                    yield way
        if not any_here:
            dead.add(start)

    yield from walk(0, ())
