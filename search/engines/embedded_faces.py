"""Which documents have which value of a facet: bitmaps, kept with the index, and all that is counted from them."""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyroaring import BitMap

from search.documents import Collection, Document
from search.facets import Facet, FacetCount, Standing, Status
from search.query import Query

COLLECTION, STANDING, LAPSE = "collection", "standing", "lapse"
"""What is kept beside the facets: what a document is, what its events made of it, the last day of its validity."""


def places_of(document: Document) -> Iterable[tuple[str, str, str]]:
    """Every (facet, value, label) a document stands under."""
    yield COLLECTION, document.collection.value, ""
    yield STANDING, document.standing.value, ""
    if document.valid_through is not None:
        yield LAPSE, document.valid_through.isoformat(), ""
    for face in document.faces():
        if face.value:
            yield face.facet.value, face.value, face.label


@dataclass
class Faces:
    """The bitmaps of an index, by facet and value."""

    members: dict[str, dict[str, BitMap]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    changed: set[tuple[str, str]] = field(default_factory=set)
    _on: dict[dt.date, dict[str, BitMap]] = field(default_factory=dict)

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> "Faces":
        """All of them from an index file. Raises sqlite3.Error, also for a bitmap that is none."""
        made = cls()
        for facet, value, label, members in connection.execute(
            "SELECT facet, value, label, members FROM face"
        ):
            try:
                made.members.setdefault(facet, {})[value] = BitMap.deserialize(members)
            except ValueError as error:
                raise sqlite3.DatabaseError("a bitmap is damaged") from error
            made.labels[facet, value] = label
        return made

    def add(self, number: int, document: Document) -> None:
        """Put a document under its values."""
        for facet, value, label in places_of(document):
            self.members.setdefault(facet, {}).setdefault(value, BitMap()).add(number)
            if label or (facet, value) not in self.labels:
                self.labels[facet, value] = label
            self.changed.add((facet, value))

    def drop(self, number: int, document: Document) -> None:
        """Take a document away from its values."""
        for facet, value, _label in places_of(document):
            self.members[facet][value].discard(number)
            self.changed.add((facet, value))

    def write(self, connection: sqlite3.Connection) -> None:
        """Store what changed; a value that nothing has any more is forgotten."""
        for facet, value in self.changed:
            members = self.members[facet][value]
            if members:
                row = (facet, value, self.labels[facet, value], members.serialize())
                connection.execute("REPLACE INTO face VALUES (?, ?, ?, ?)", row)
            else:
                connection.execute("DELETE FROM face WHERE facet = ? AND value = ?", (facet, value))
        self.changed.clear()

    def having(self, facet: str, value: str) -> BitMap:
        """The documents with a value."""
        return self.members.get(facet, {}).get(value, BitMap())

    def of(self, collection: Collection) -> BitMap:
        """The documents of a collection."""
        return self.having(COLLECTION, collection.value)

    def on(self, today: dt.date) -> dict[str, BitMap]:
        """What awards are on a Beijing day, by status; worked out once a day for bitmaps that are only read."""
        found = self._on.get(today)
        if found is None:
            found = self._worked_out(today)
            # Threads that ask for two days at once, at midnight, take turns here; each returns its own.
            self._on = {today: found}
        return found

    def _worked_out(self, today: dt.date) -> dict[str, BitMap]:
        ends = self.members.get(LAPSE, {})
        over = BitMap.union(BitMap(), *(members for day, members in ends.items() if day < today.isoformat()))
        standing = self.having(STANDING, Standing.STANDING)
        return {
            Status.VALID: standing - over,
            Status.EXPIRED: standing & over,
            Status.REVOKED: self.having(STANDING, Standing.REVOKED),
            Status.STRUCK: self.having(STANDING, Standing.STRUCK),
            Status.UNVERIFIED: self.having(STANDING, Standing.UNVERIFIED),
        }

    def of_facet(self, facet: Facet, today: dt.date) -> Mapping[str, BitMap]:
        """The values of a facet, each with its documents."""
        return self.on(today) if facet is Facet.STATUS else self.members.get(facet.value, {})


def narrowed(hits: BitMap, query: Query, faces: Faces, today: dt.date) -> tuple[BitMap, dict[Facet, BitMap]]:
    """What of the hits all choices leave, and for each chosen facet what the others leave."""
    chosen = {
        facet: BitMap.union(BitMap(), *(faces.of_facet(facet, today).get(v, BitMap()) for v in values))
        for facet, values in query.chosen.items()
    }
    left = hits
    for each in chosen.values():
        left = left & each
    others: dict[Facet, BitMap] = {}
    for facet in chosen:
        without = hits
        for other, each in chosen.items():
            if other is not facet:
                without = without & each
        others[facet] = without
    return left, others


def counted(
    left: BitMap, others: Mapping[Facet, BitMap], query: Query, faces: Faces, today: dt.date
) -> dict[Facet, tuple[FacetCount, ...]]:
    """The counts of every facet, the greatest first, years newest first; a chosen value stands there with nought too."""
    found = {}
    for facet in query.facets:
        among, chosen = others.get(facet, left), query.chosen.get(facet, ())
        counts = [
            FacetCount(value, faces.labels.get((facet.value, value), ""), number, value in chosen)
            for value, members in faces.of_facet(facet, today).items()
            if (number := members.intersection_cardinality(among)) or value in chosen
        ]
        known = {count.value for count in counts}
        counts += [FacetCount(value, "", 0, selected=True) for value in chosen if value not in known]
        found[facet] = in_order(facet, counts)
    return found


def in_order(facet: Facet, counts: Iterable[FacetCount]) -> tuple[FacetCount, ...]:
    """Counts as every engine gives them: years newest first, else the greatest first and equal ones by their value."""
    if facet is Facet.YEAR:
        return tuple(sorted(counts, key=lambda count: count.value, reverse=True))
    return tuple(sorted(counts, key=lambda count: (-count.count, count.value)))
