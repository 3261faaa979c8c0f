"""What FTS5 is asked for a question's terms. Tokens are letters and digits only, so that nothing typed is read as its syntax."""

import itertools
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from pyroaring import BitMap

from search.query import Query
from search.sounds import first_letters, is_spelt, readings
from search.text import beginning, fold, phrase

TEXTS = "{name rest ident}"
PRINTED = "{name rest}"
"""Without ids, which nobody sees: `xinzhou-2025-001` makes no word of the letters xin."""
MOST_CANDIDATES = 200
MOST_HITS = 20_000
"""Documents that a pair of characters is looked up in for a suggestion; a commoner pair says little."""


def literal(term: str, columns: str = TEXTS) -> str:
    """The term as it stands, anywhere in a text."""
    if len(term) == 1:
        return f'{columns} : "{beginning(term)}" *'
    return f'{columns} : "{" ".join(phrase(term))}"'


def spoken(term: str) -> str:
    """The term as the sound of a name: its syllables, or their first letters, from any syllable on."""
    ways = " OR ".join(f'"{" ".join(reading)}" *' for reading in readings(term))
    first = f'initials : "{" ".join(first_letters(term))}"'
    return f"(sound : ({ways}) OR {first})" if ways else first


def expression(terms: Sequence[str], sounds: Sequence[str], holders: Sequence[str] = ()) -> str:
    """All terms, those of `sounds` by their sound, and any of the holders' keys."""
    asked = [spoken(term) if term in sounds else literal(term) for term in terms]
    if holders:
        keys = " OR ".join(f'"{key}"' for key in holders)
        asked.append(f"holder : ({keys})")
    return " AND ".join(asked)


def sounded(connection: sqlite3.Connection, query: Query, of: BitMap) -> tuple[str, ...]:
    """The terms of a question that are looked for by their sound: spelt in letters, and nowhere to be found as they are.

    :param of: the documents that the question is about.
    """
    spelt = [term for term in query.terms if is_spelt(term)]
    return tuple(term for term in spelt if query.by_sound or not _occurs(connection, term, of))


def _occurs(connection: sqlite3.Connection, term: str, of: BitMap) -> bool:
    rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (literal(term, PRINTED),))
    return any(row[0] in of for row in rows)


def candidates(connection: sqlite3.Connection, words: str) -> list[int]:
    """Documents whose names share characters with a word: those that have them all, then those that share most pairs."""
    word = "".join(fold(words).split())
    if len(word) < 2:
        return []
    every = " AND ".join(literal(character, "name") for character in dict.fromkeys(word))
    whole = _numbers(connection, every, MOST_CANDIDATES)
    shared: Counter[int] = Counter()
    for token in dict.fromkeys(phrase(word)):
        shared.update(_numbers(connection, f'name : "{token}"', MOST_HITS))
    most = [number for number, _count in shared.most_common(MOST_CANDIDATES)]
    return list(dict.fromkeys(itertools.chain(whole, most)))


def _numbers(connection: sqlite3.Connection, match: str, limit: int) -> Iterable[int]:
    rows = connection.execute("SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (match, limit))
    return [row[0] for row in rows]
