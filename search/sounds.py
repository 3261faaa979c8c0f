"""How a name sounds: its syllables in pinyin and their first letters, and what a word of Latin letters may stand for. Pure.

A name is looked for by its sound from the beginning of any of its syllables; the last syllable may be unfinished, as
people type it.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from search.text import fold, fold_character

MOST_READINGS = 16
"""Ways of dividing a word into syllables that are looked for, the fewest syllables first."""

LONGEST = 40
"""Letters of a word that may be a sound; a longer one is looked for literally only."""

APOSTROPHES = re.compile("['’]")
"""Stand between syllables that could be read as one: xi'an."""

LATIN = re.compile(r"[a-z]+(?:['’][a-z]+)*")


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
    """Whether a folded term could be a sound: Latin letters only, two or more, with tones and apostrophes or without."""
    return 2 <= len(term) <= LONGEST and LATIN.fullmatch(_toneless(term)) is not None


def first_letters(term: str) -> tuple[str, ...]:
    """A folded term as the first letters of syllables."""
    return tuple(APOSTROPHES.sub("", _toneless(term)))


def readings(term: str) -> tuple[tuple[str, ...], ...]:
    """How a folded term divides into syllables, fewest first; the last may be the beginning of one.

    An apostrophe ends a syllable.
    """
    *parts, last = APOSTROPHES.split(_toneless(term))
    whole = ((way for way in _divide(part) if syllables().issuperset(way)) for part in parts)
    ways = (tuple(itertools.chain(*way)) for way in itertools.product(*whole, _divide(last)))
    return tuple(sorted(ways, key=lambda parts: (len(parts), parts))[:MOST_READINGS])


def _toneless(term: str) -> str:
    """The letters of a folded term without tones, ü as v."""
    letters = unicodedata.normalize("NFD", term).replace("u\N{COMBINING DIAERESIS}", "v")
    return "".join(each for each in letters if unicodedata.category(each) != "Mn")


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


@dataclass(frozen=True)
class Heard:
    """A syllable of a name, or a word of letters or digits in it, and where it is printed."""

    sound: str
    start: int
    end: int


def places_heard(name: str, term: str) -> tuple[tuple[int, int], ...]:
    """Where a folded term sounds in a name as printed, (start, end) in order: what an engine found it by."""
    spoken = tuple(_heard(name))
    first = tuple(letter for each in spoken for letter in _letters(each))
    found = {place for reading in readings(term) for place in _runs(spoken, reading)}
    return tuple(sorted(found | set(_runs(first, first_letters(term)))))


def _runs(heard: tuple[Heard, ...], wanted: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for first in range(len(heard) - len(wanted) + 1):
        run = heard[first : first + len(wanted)]
        if [each.sound for each in run[:-1]] == list(wanted[:-1]) and run[-1].sound.startswith(wanted[-1]):
            yield run[0].start, run[-1].end


def _letters(each: Heard) -> Iterator[Heard]:
    """The first letter of a syllable; of a word of letters or digits every one."""
    if each.sound in syllables():
        yield Heard(each.sound[0], each.start, each.end)
    else:
        yield from (Heard(letter, each.start, each.end) for letter in each.sound)


def _heard(name: str) -> Iterator[Heard]:
    from pypinyin import lazy_pinyin

    folded = [(each, place) for place, character in enumerate(name) for each in fold_character(character)]
    line, at = "".join(each for each, _place in folded), 0
    for part in lazy_pinyin(line):
        # A part that is no Chinese character comes back as it is; every other stands for one character.
        as_it_is = line.startswith(part, at)
        length = len(part) if as_it_is else 1
        for word in re.finditer(r"[a-z0-9]+", part.replace("ü", "v")):
            first, last = (word.start(), word.end() - 1) if as_it_is else (0, 0)
            yield Heard(word.group(), folded[at + first][1], folded[at + last][1] + 1)
        at += length
