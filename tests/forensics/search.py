"""Looking for thousands of byte strings at once, in one pass and at the speed of reading.

A byte string of at least 15 bytes holds, wherever it stands, one group of eight bytes that begins at a multiple of
eight. So it is enough to look at each aligned group of the data once, as an integer, in a set of all groups of all
strings, and to compare bytes only where one is found. Parts of a string are found too: a page of a database may end
in the middle of one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.forensics.encodings import forms
from tests.forensics.layers import opened, rewritten
from tests.forensics.markers import Marker

GROUP = 8
SHORTEST = 2 * GROUP - 1
FRAGMENT = 20
"""Bytes of a longer string that count as finding it; of digits at least a third."""

DEPTH = 3
"""How many layers of compression or encoding are opened one inside the other."""


@dataclass(frozen=True, order=True)
class Finding:
    """A secret, where it was found and in which encoding, through which layers."""

    marker: str
    place: str
    encoding: str
    layers: tuple[str, ...] = ()

    def __str__(self) -> str:
        through = f" inside {' inside '.join(reversed(self.layers))}" if self.layers else ""
        return f"{self.marker} in {self.place} as {self.encoding}{through}"


@dataclass(frozen=True, eq=False)
class Needle:
    """One form of one marker."""

    marker: str
    encoding: str
    value: bytes
    enough: int


class Search:
    """Everything that is looked for. Raises ValueError for a marker with a form too short to be found."""

    def __init__(self, markers: Iterable[Marker]) -> None:
        self._groups: dict[int, list[tuple[Needle, int]]] = defaultdict(list)
        known = set()
        for marker in markers:
            for encoding, value in forms(marker):
                if len(value) < SHORTEST:
                    raise ValueError(f"{marker.name} as {encoding} has {len(value)} bytes only")
                if value not in known:
                    known.add(value)
                    # A few digits are found by chance, a few other characters are not.
                    enough = max(FRAGMENT, len(value) // 3) if marker.digits else FRAGMENT
                    self._add(Needle(marker.name, encoding, value, min(len(value), enough)))
        self._all = frozenset(self._groups)

    def _add(self, needle: Needle) -> None:
        for at in range(len(needle.value) - GROUP + 1):
            group = memoryview(needle.value[at : at + GROUP]).cast("Q")[0]
            self._groups[group].append((needle, at))

    def findings(self, place: str, data: bytes) -> set[Finding]:
        """What is found in those bytes, in what they become without line breaks, and in what is packed inside them."""
        return set(self._through(place, data, ()))

    def _through(self, place: str, data: bytes, layers: tuple[str, ...]) -> Iterator[Finding]:
        for variant in rewritten(data):
            for needle in self._present(variant):
                yield Finding(needle.marker, place, needle.encoding, layers)
        if len(layers) < DEPTH:
            for layer, inner in opened(data):
                yield from self._through(place, inner, (*layers, layer))

    def _present(self, data: bytes) -> set[Needle]:
        """Needles of which all, or a long part, stands in the data."""
        groups = memoryview(data)[: len(data) // GROUP * GROUP].cast("Q")
        if self._all.isdisjoint(groups):
            return set()
        found: set[Needle] = set()
        for number, group in enumerate(groups):
            if group in self._all:
                for needle, offset in self._groups[group]:
                    if needle not in found and stands(data, number * GROUP, needle, offset):
                        found.add(needle)
        return found


def stands(data: bytes, at: int, needle: Needle, offset: int) -> bool:
    """Whether enough of the value surrounds the group that both have in common."""
    value = needle.value
    if data[max(0, at - offset) : at - offset + len(value)] == value:
        return True
    left = 0
    while left < min(at, offset) and data[at - left - 1] == value[offset - left - 1]:
        left += 1
    right, room = GROUP, min(len(data) - at, len(value) - offset)
    while right < room and data[at + right] == value[offset + right]:
        right += 1
    return left + right >= needle.enough
