"""Organisations that hold awards, each once: joined from the register as `search.holding` joins what an index has of one.

One is listed under its 统一社会信用代码, or by its name where no award of that name bears a well-formed code. Its awards are
all that bear a key of one of its own. Names are compared folded, which no database does, so the register is read through, row
by row; memory grows with a page and not with the register. Who is withheld by law is not among them; persons are not.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cms.holders import ORGANISATIONS, SHAPE, holders_of, keys_of
from cms.models import AwardRecord, RecordEvent
from cms.selectors.award_rows import hidden_keys
from cms.selectors.register import REVISING
from cms.windows import beijing_day
from search import projecting
from search.api import shapes_awards as shapes
from search.api.asking import Asked, One, Rows, bad_cursor, cursor_of, not_found
from search.api.awards import shown
from search.api.values import links
from search.documents import AwardDocument, rank_of
from search.text import tidy

BATCH = 2_000
KNOWN = 40_000
"""Holders whose keys a process remembers, some 20 MB: checking a code takes longer than reading its row."""

Found = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True)
class _Row:
    """An award and its holder, as printed; `keys` are what the holder is found by, the one that names its page first."""

    public_id: str
    name: str
    code: str
    awarded_on: dt.date
    scheme: str
    rank: str
    keys: tuple[str, ...]

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """From a row of `_held`."""
        day, scheme, public_id = row["awarded_on"], row["scheme__slug"], row["public_id"]
        rank = rank_of(day, scheme, 9_999 - row["edition_number"], row["entry_no"], public_id)
        keys = _keys(row["code_now"], row["name_now"])
        return cls(public_id, tidy(row["name_now"]), row["code_now"], day, scheme, rank, keys)


def _held() -> Found:
    """Who holds each award of an organisation, as it reads after its corrections; one query for what is withheld."""
    events = RecordEvent.objects.filter(record=OuterRef("pk"), kind__in=REVISING, entry__isnull=False)
    last = events.order_by("-at", "-pk")
    everything: QuerySet[Any] = AwardRecord.objects.order_by("pk")
    found: QuerySet[Any] = everything.exclude(entry_key__in=hidden_keys()).annotate(
        kind_now=Coalesce(Subquery(last.values("entry__kind")[:1]), F("kind")),
        code_now=Coalesce(Subquery(last.values("entry__uscc")[:1]), F("uscc")),
        name_now=Coalesce(Subquery(last.values("entry__name")[:1]), F("name")),
    )
    return found.filter(kind_now="organization").exclude(name_now="").values(
        "code_now", "name_now", "public_id", "awarded_on", "scheme__slug", "edition_number", "entry_no"
    )  # fmt: skip


@lru_cache(maxsize=KNOWN)
def _keys(code: str, name: str) -> tuple[str, ...]:
    named = holders_of(kind="organization", name=tidy(name), joint_names=(), uscc=code, unit="")
    return tuple(key for each in named for key in keys_of(each))


def _all_keys(found: Found) -> Iterator[tuple[str, ...]]:
    for code, name in found.values_list("code_now", "name_now").iterator(chunk_size=BATCH):
        yield _keys(code, name)


def _ids_after(found: Found, after: str, count: int) -> list[str]:
    """The first ids after one, in their order; one query."""
    ids: list[str] = []
    for keys in _all_keys(found):
        key = keys[0] if keys and SHAPE.fullmatch(keys[0]) else ""
        place = bisect_left(ids, key)
        if key > after and place < count and ids[place : place + 1] != [key]:
            ids.insert(place, key)
            del ids[count:]
    return ids


def _keys_under(found: Found, ids: Iterable[str]) -> dict[str, set[str]]:
    """For each id, the keys of every award that bears it, none where no award does; one query."""
    under: dict[str, set[str]] = {key: set() for key in ids}
    for keys in _all_keys(found):
        for key in keys:
            if key in under:
                under[key].update(keys)
    return under


def _joined(found: Found, under: dict[str, set[str]]) -> dict[str, list[_Row]]:
    """For each id, every award that bears one of its keys, newest first; one query."""
    holders: dict[str, list[str]] = {}
    for identity, keys in under.items():
        for key in keys:
            holders.setdefault(key, []).append(identity)
    rows: dict[str, list[_Row]] = {identity: [] for identity in under}
    for values in found.iterator(chunk_size=BATCH):
        row = _Row.of(values)
        for identity in {each for key in row.keys for each in holders.get(key, ())}:
            rows[identity].append(row)
    return {identity: sorted(own, key=lambda row: row.rank) for identity, own in rows.items()}


def _is_code(key: str) -> bool:
    """Whether a key is a well-formed code, and not a digest."""
    return bool(SHAPE.fullmatch(key)) and key[0] not in "np"


def organisation_list(asked: Asked) -> Rows:
    """Organisations in the order of their ids, codes first; a page may be short of its limit. Four queries, however many."""
    after = (asked.after() or [""])[0]
    if after and not SHAPE.fullmatch(after):
        raise bad_cursor()
    found = _held()
    ids = _ids_after(found, after, asked.limit + 1)
    under = _keys_under(found, ids[: asked.limit])
    # Awards under a name that stands with a code are awards of the organisation with that code.
    listed = {key: keys for key, keys in under.items() if _is_code(key) or not any(map(_is_code, keys))}
    items = [_organisation(key, rows) for key, rows in _joined(found, listed).items() if rows]
    return Rows(items, cursor_of(ids[asked.limit - 1]) if len(ids) > asked.limit else "", None)


def _organisation(identity: str, rows: Sequence[_Row]) -> shapes.Organisation:
    days = [row.awarded_on for row in rows]
    return shapes.Organisation(
        id=identity,
        uscc=_code(identity, rows),
        name=_names(identity, rows)[0],
        award_count=len(rows),
        schemes=sorted({row.scheme for row in rows}),
        first_awarded_on=min(days),
        last_awarded_on=max(days),
        links=links(f"organisations/{identity}/", f"{ORGANISATIONS}{identity}/"),
    )


def _code(identity: str, rows: Iterable[_Row]) -> str:
    """Its code; of one that has only a name the code that is printed, where it is one."""
    printed = {row.code for row in rows if row.code}
    return identity if _is_code(identity) else printed.pop() if len(printed) == 1 else ""


def _names(identity: str, rows: Sequence[_Row]) -> list[str]:
    """Every name it is listed under, first the newest under its own id."""
    own = (row.name for row in rows if identity in row.keys)
    return list(dict.fromkeys((*own, *(row.name for row in rows))))


def _proper(identity: str, keys: Iterable[str]) -> str:
    """The id that names it best: the code, where all its awards that bear one bear the same."""
    codes = [key for key in keys if _is_code(key) or key.startswith("c")]
    return codes[0] if len(codes) == 1 and _is_code(codes[0]) and not _is_code(identity) else identity


def organisation_item(asked: Asked) -> One:
    """An organisation with every award that is its own, also by a name that stands with one code. Raises ProblemError."""
    asked_for = asked.text("id")
    found = _held()
    under = _keys_under(found, [asked_for])
    identity = _proper(asked_for, under[asked_for])
    if identity != asked_for:
        under = _keys_under(found, [identity])
    rows = _joined(found, under)[identity]
    if not rows:
        raise not_found()
    read = projecting.of(row.public_id for row in rows)
    documents = sorted((row for row in read if isinstance(row, AwardDocument)), key=lambda row: row.rank)
    return One(
        shapes.OrganisationDetail(
            id=identity,
            uscc=_code(identity, rows),
            names=_names(identity, rows),
            awards=shown(documents, beijing_day(asked.now)),
            links=links(f"organisations/{identity}/", f"{ORGANISATIONS}{identity}/"),
        )
    )
