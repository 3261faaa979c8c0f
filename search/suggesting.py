"""Names a misspelt or shortened word may mean, by likeness; the same for every engine. Pure."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from search.text import fold

LEAST = 55.0
"""Likeness, of 100, below which a name is no suggestion."""

SHORTENED = 96.0
"""Likeness of a name that has every character of the word in its order: 徐工机械 for 徐州工程机械集团."""


def likeness(word: str, name: str) -> float:
    """How likely a folded name is meant by a folded word, of 100."""
    rest = iter(name)
    if len(word) >= 2 and all(character in rest for character in word):
        # Of several, the name the word covers most of.
        return SHORTENED + 4.0 * len(word) / len(name)
    return max(fuzz.ratio(word, name), 0.9 * fuzz.partial_ratio(word, name))


def likeliest(words: str, names: Iterable[str], limit: int) -> tuple[str, ...]:
    """The likeliest of the names, at most `limit`, equally likely ones by name; a name that has the word is none."""
    word = "".join(fold(words).split())
    scored = []
    for name in names:
        folded = "".join(fold(name).split())
        if word and folded and word not in folded and (score := likeness(word, folded)) >= LEAST:
            scored.append((-score, name))
    return tuple(name for _score, name in sorted(scored)[:limit])
