"""What an index has of one holder, across schemes and years: an organisation, or a person at a unit.

Asked for the awards under an id, then for those under every code and every name they bear: when two rows mean one holder is
for `cms.regulation.rules.identity` to say. Records that nobody has verified are found by the name of an organisation alone,
and are kept apart; of a person a name alone says nothing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cms.holders import ORGANISATIONS, SHAPE, key_of_code
from search.documents import AwardDocument
from search.engines.base import SearchEngine
from search.organisations import key_of_unverified, keys_of, names_under
from search.query import MOST_VALUES, Query
from search.showing import after

MOST = 500
"""Awards that are read; of more, the rest is a search."""


@dataclass(frozen=True)
class Holding:
    """`awards` of the register, newest first, and `unverified` ones that bear one of its names.

    `query` asks for exactly the awards of the register; `total` counts them, also those that were not read.
    """

    id: str
    awards: tuple[AwardDocument, ...]
    unverified: tuple[AwardDocument, ...]
    total: int
    query: Query

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"{ORGANISATIONS}{self.id}/"

    @property
    def kind(self) -> str:
        """`organization` or `individual`."""
        return self.awards[0].kind

    @property
    def name(self) -> str:
        """Its name in the newest award under its id."""
        return next(name for award in self.awards for name in names_under(self.id, award))

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is listed under, that of its page first."""
        listed = (award.name for award in self.awards) if self.kind == "organization" else ()
        return tuple(dict.fromkeys((self.name, *listed)))

    @property
    def codes(self) -> tuple[str, ...]:
        """Every 统一社会信用代码 its awards bear, the newest first."""
        listed = (award.uscc for award in self.awards if award.uscc)
        return tuple(dict.fromkeys(listed)) if self.kind == "organization" else ()

    @property
    def units(self) -> tuple[str, ...]:
        """A person's unit as its awards write it."""
        return tuple(dict.fromkeys(award.unit for award in self.awards if award.unit))

    @property
    def proper_id(self) -> str:
        """The id that names it best: the code, where all awards that bear one bear the same."""
        keys = {key_of_code(code) for code in self.codes}
        (only, *more) = keys or {self.id}
        return self.id if more or not SHAPE.fullmatch(only) else only


def holding(engine: SearchEngine, key: str, *, today: dt.date) -> Holding | None:
    """What an index has under an id; None where it has no award of the register. Raises EngineDownError."""
    own = after(engine, Query(holders=(key,)), "", today=today, limit=MOST).rows
    awards = [row for row in own if isinstance(row, AwardDocument)]
    if not awards:
        return None
    # Of a joint award the keys of the others are not this holder's.
    mine = {key} if key.startswith("p") else {each for award in awards for each in keys_of(award)}
    keys = tuple(sorted(mine))[:MOST_VALUES]
    query = Query(holders=keys)
    known = after(engine, query, "", today=today, limit=MOST)
    return Holding(
        id=key,
        awards=tuple(row for row in known.rows if isinstance(row, AwardDocument)),
        unverified=_of_the_same_name(engine, awards, today),
        total=known.total,
        query=query,
    )


def _of_the_same_name(
    engine: SearchEngine, awards: Sequence[AwardDocument], today: dt.date
) -> tuple[AwardDocument, ...]:
    if awards[0].kind != "organization":
        return ()
    keys = {key_of_unverified(award.name) for award in awards}
    query = Query(holders=tuple(sorted(keys))[:MOST_VALUES])
    found = after(engine, query, "", today=today, limit=MOST).rows
    return tuple(row for row in found if isinstance(row, AwardDocument))
