"""What is found, as it may be shown: whatever the law has ever hidden of it is read from the database, not from the index.

What is withheld leaves the index with the commit; but an index can be full, locked or out of reach at that moment, and is only
put right minutes later. Until then it may still find such an award. It shows nobody what stood there.
"""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import Q

from cms.models import AwardRecord, Withholding
from search import projecting
from search.documents import AwardDocument, Document, NoticeDocument
from search.engines.base import PER_PAGE, Found, SearchEngine, Slice
from search.index import engine
from search.query import Query

BATCH = 500
"""Documents of a stream that are looked at together."""


def search(query: Query, *, today: dt.date, per_page: int = PER_PAGE) -> Found:
    """A page of what a question finds. Raises EngineDownError."""
    found = engine().search(query, today=today, per_page=per_page)
    return replace(found, rows=as_may_be_shown(found.rows))


def after(at: SearchEngine, query: Query, rank: str, *, today: dt.date, limit: int) -> Slice:
    """What a question finds in an engine after a rank. Raises EngineDownError."""
    found = at.after(query, rank, today=today, limit=limit)
    return replace(found, rows=as_may_be_shown(found.rows))


def stream(query: Query, *, today: dt.date) -> Iterator[Document]:
    """Everything a question finds, from one state of the index. Raises EngineDownError."""
    found = engine().stream(query, today=today)
    try:
        while shown := as_may_be_shown(tuple(itertools.islice(found, BATCH))):
            yield from shown
            del shown  # before the next ones are read
    finally:
        close = getattr(found, "close", None)
        if close:
            close()


def as_may_be_shown(rows: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, those of which anything was ever hidden read anew; at most three queries where none was."""
    doubtful = {*_awards(rows), *_notices(rows)}
    if not doubtful:
        return tuple(rows)
    anew = {each.id: each for each in projecting.of(doubtful)}
    return tuple(anew.get(row.id, row) if row.id in doubtful else row for row in rows)


def _awards(rows: Sequence[Document]) -> set[str]:
    ids = [row.id for row in rows if isinstance(row, AwardDocument) and row.verified and not row.withheld]
    if not ids:
        return set()
    records = AwardRecord.objects.filter(public_id__in=ids)
    known = list(records.values_list("public_id", "entry_key", "seal_id"))
    keys, seals = {str(key) for _id, key, _seal in known}, {seal for *_rest, seal in known if seal}
    decided = Withholding.objects.filter(Q(entry_key__in=keys) | Q(leaf_type="title", seal__in=seals))
    rows_hidden, titles_hidden = set(), set()
    for leaf_type, entry_key, seal in decided.values_list("leaf_type", "entry_key", "seal_id"):
        rows_hidden.add(entry_key)
        if leaf_type == "title":
            titles_hidden.add(seal)
    return {
        public_id
        for public_id, key, seal in known
        if str(key) in rows_hidden or (seal is not None and seal in titles_hidden)
    }


def _notices(rows: Sequence[Document]) -> set[str]:
    ids = [row.id for row in rows if isinstance(row, NoticeDocument)]
    if not ids:
        return set()
    return set(Withholding.objects.filter(seal__public_id__in=ids).values_list("seal__public_id", flat=True))
