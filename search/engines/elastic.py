"""Elasticsearch as the engine: the only importer of its client. It is asked for nothing that the bare server does not have.

An index has a name of its own and is reached by an alias; a rebuilt one takes the alias over in one request
(`elastic_indices`). Its state is a document of its own (`elastic_state`). What was written is noted in a second index, so that
a rebuild can bring in what changed meanwhile. A `put` that fails half-way is put again.
"""

import contextlib
import datetime as dt
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.dsl import Q, Search

from search.documents import Collection, Document
from search.engines import elastic_state
from search.engines.base import (
    MOST_SUGGESTIONS,
    PER_PAGE,
    EngineDownError,
    Found,
    IndexState,
    NoIndexError,
    Progress,
    Slice,
)
from search.engines.elastic_fields import PROPERTIES, source, stored
from search.engines.elastic_indices import Indices, writing
from search.engines.elastic_match import (
    PRINTED,
    asked,
    choices,
    counted,
    counting,
    label,
    labelling,
    literal,
    near,
)
from search.engines.elastic_state import ClosedError
from search.engines.elastic_writes import BATCH, GoneError, Notes, bulk, drop
from search.engines.embedded_match import MOST_CANDIDATES
from search.engines.embedded_writes import REPORT_EVERY
from search.facets import Facet, FacetCount
from search.query import Query, Sort
from search.sounds import is_spelt
from search.suggesting import likeliest

READS = 3
"""How often a page is read anew because the index changed meanwhile."""

PATIENCE = 60.0
"""Seconds for which a write waits while the index is changed over."""

PAUSE = 0.2
"""Seconds between two tries."""

WINDOW = 10_000
"""Hits the server lets a page begin at; what lies further is walked to."""

KEEP = "5m"
"""How long a state of the index is kept for a stream between two of its batches."""

ORDERS: dict[Sort, list[Any]] = {
    Sort.NEWEST: ["rank"],
    Sort.OLDEST: [{"rank": "desc"}],
    Sort.NAME: ["name_key", "rank"],
}
T = TypeVar("T")


@contextlib.contextmanager
def reaching() -> Iterator[None]:
    """Say in our own words that the server cannot be asked; never with its address."""
    try:
        yield
    except NotFoundError as error:
        raise NoIndexError from error
    except ApiError as error:
        raise EngineDownError(f"Elasticsearch answered {error.meta.status}") from error
    except TransportError as error:
        raise EngineDownError(f"Elasticsearch: {type(error).__name__}") from error


class ElasticEngine:
    """An index on a server; see `search.engines.base.SearchEngine` for what its methods promise."""

    def __init__(self, url: str, name: str, *, user: str = "", password: str = "", ca: str = "") -> None:
        """`ca`: a file with the certificate that signed the server's, where the system does not know it."""
        known: dict[str, Any] = {"basic_auth": (user, password) if user else None, "ca_certs": ca or None}
        self.client = Elasticsearch(url, request_timeout=30, retry_on_timeout=False, max_retries=0, **known)
        self.name, self.indices, self.notes = (
            name,
            Indices(self.client, name),
            Notes(self.client, f"{name}-changes"),
        )

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    # --- reading -------------------------------------------------------------------------------------------------------

    def search(self, query: Query, *, today: dt.date, per_page: int = PER_PAGE) -> Found:
        """See the contract."""
        with reaching():
            return self._of_one_state(lambda state: self._found(query, today, per_page, state))

    def _found(self, query: Query, today: dt.date, per_page: int, state: IndexState) -> Found:
        sounds = self._sounded(query)
        ask = self._asking(query, sounds, today)
        for facet in query.facets:
            ask.aggs.bucket(facet.value, counting(facet, query, today))
        start = (query.page - 1) * per_page
        beyond = start + per_page > WINDOW
        answer = (ask[0:0] if beyond else ask[start : start + per_page]).execute().to_dict()
        total = answer["hits"]["total"]["value"]
        pages = max(1, math.ceil(total / per_page))
        page = min(query.page, pages)
        hits = answer["hits"]["hits"]
        if beyond or page != query.page:
            hits = self._far(query, sounds, today, (page - 1) * per_page, per_page)
        found = answer["aggregations"]
        return Found(
            total=total,
            page=page,
            pages=pages,
            rows=tuple(stored(hit) for hit in hits),
            facets=self._labelled({each: counted(each, found[each.value], query) for each in query.facets}),
            sounded=sounds,
            state=state,
        )

    def after(self, query: Query, rank: str, *, today: dt.date, limit: int) -> Slice:
        """See the contract."""
        with reaching():
            return self._of_one_state(lambda state: self._slice(query, rank, today, limit, state))

    def _slice(self, query: Query, rank: str, today: dt.date, limit: int, state: IndexState) -> Slice:
        ask = self._asking(query.sorted_by(Sort.NEWEST), self._sounded(query), today)[0 : limit + 1]
        answer = (ask.extra(search_after=[rank]) if rank else ask).execute().to_dict()["hits"]
        rows = tuple(stored(hit) for hit in answer["hits"])
        more = len(rows) > limit
        return Slice(rows[:limit], rows[limit - 1].rank if more else "", answer["total"]["value"], state)

    def stream(self, query: Query, *, today: dt.date) -> Iterator[Document]:
        """See the contract."""
        with reaching():
            self.state()
            ask = self._asking(query, self._sounded(query), today, count=False)
            for hit in self._walk(ask, BATCH):
                yield stored(hit)

    def suggest(
        self, words: str, *, of: Collection = Collection.AWARDS, limit: int = MOST_SUGGESTIONS
    ) -> tuple[str, ...]:
        """See the contract."""
        with reaching():
            self.state()
            clauses = near(words, of)
            if clauses is None:
                return ()
            names = {
                name
                for clause in clauses
                for hit in self._search().query(clause)[0:MOST_CANDIDATES].execute().to_dict()["hits"]["hits"]
                for name in stored(hit).names()
            }
            return likeliest(words, names, limit)

    def state(self) -> IndexState:
        """See the contract."""
        with reaching():
            return elastic_state.read(self.client, self.name)

    def versions(self) -> Iterator[tuple[str, int]]:
        """See the contract."""
        with reaching():
            self.state()
            ask = self._search().query("exists", field="version").extra(track_total_hits=False)
            ask = ask.source(["version"]).sort("rank")
            found = [(hit["_id"], hit["_source"]["version"]) for hit in self._walk(ask, WINDOW)]
        yield from sorted(found)

    def _search(self) -> Search:
        return Search(using=self.client, index=self.name).params(**elastic_state.COPY)

    def _of_one_state(self, read: Callable[[IndexState], T]) -> T:
        """What is read from one state; where the index changes all the time, from one whose version never comes again."""
        for _ in range(READS):
            state = self.state()
            found = read(state)
            if self.state() == state:
                return found
        return read(replace(state, version=elastic_state.unsettled(state.version)))

    def _labelled(self, facets: dict[Facet, tuple[FacetCount, ...]]) -> dict[Facet, tuple[FacetCount, ...]]:
        """Counts with the labels of those that are chosen and found nowhere: any document with the value has it."""
        bare = [(each, count.value) for each, counts in facets.items() for count in counts if not count.count]
        if not bare:
            return facets
        ask = self._search()[0:0]
        for number, (facet, value) in enumerate(bare):
            ask.aggs.bucket(f"{number}", labelling(facet, value))
        answer = ask.execute().to_dict()["aggregations"]
        labels = {key: label(*key, answer[f"{number}"]) for number, key in enumerate(bare)}
        return {
            facet: tuple(replace(each, label=labels.get((facet, each.value), each.label)) for each in counts)
            for facet, counts in facets.items()
        }

    def _asking(self, query: Query, sounds: tuple[str, ...], today: dt.date, *, count: bool = True) -> Search:
        ask = self._search().query(asked(query, sounds)).source(["body"]).sort(*ORDERS[query.sort])
        return ask.post_filter(choices(query, today)).extra(track_total_hits=count)

    def _sounded(self, query: Query) -> tuple[str, ...]:
        """The terms that are looked for by their sound: spelt in letters, and nowhere to be found as they are."""
        spelt = [term for term in query.terms if is_spelt(term)]
        return tuple(term for term in spelt if query.by_sound or not self._occurs(term, query.collection))

    def _occurs(self, term: str, of: Collection) -> bool:
        query = Q("bool", filter=[Q("term", collection=of.value), literal(term, PRINTED)]).to_dict()
        return bool(
            self.client.count(index=self.name, query=query, terminate_after=1, **elastic_state.COPY)["count"]
        )

    def _walk(self, ask: Search, size: int) -> Iterator[Any]:
        """Every hit, from one state of the index."""
        held = self.client.open_point_in_time(index=self.name, keep_alive=KEEP, **elastic_state.COPY)["id"]
        try:
            ask = Search(using=self.client).update_from_dict(ask.to_dict())
            ask, after = ask.extra(pit={"id": held, "keep_alive": KEEP}), None
            while True:
                page = ask[0:size] if after is None else ask[0:size].extra(search_after=after)
                hits = page.execute().to_dict()["hits"]["hits"]
                yield from hits
                if len(hits) < size:
                    return
                after = hits[-1]["sort"]
        finally:
            with contextlib.suppress(ApiError, TransportError):
                self.client.close_point_in_time(id=held)

    def _far(
        self, query: Query, sounds: tuple[str, ...], today: dt.date, start: int, limit: int
    ) -> list[Any]:
        """The hits of a page beyond the window: walked to without reading what lies before."""
        ask, after = self._asking(query, sounds, today, count=False), None
        while start > 0:
            step = min(start, WINDOW)
            page = ask.source(False)[0:step]
            hits = (
                (page if after is None else page.extra(search_after=after))
                .execute()
                .to_dict()["hits"]["hits"]
            )
            if len(hits) < step:
                return []
            start, after = start - step, hits[-1]["sort"]
        page = ask[0:limit]
        found = page if after is None else page.extra(search_after=after)
        return list(found.execute().to_dict()["hits"]["hits"])

    # --- writing -------------------------------------------------------------------------------------------------------

    def put(self, documents: Iterable[Document], *, gone: Iterable[str] = ()) -> IndexState:
        """See the contract; each document by itself, so that what a failure left undone is put again."""
        items, dropped = list(documents), list(gone)
        keys = [*(item.id for item in items), *dropped]
        with reaching():
            self.state()
            if keys:
                self.notes.note(keys)
            until = time.monotonic() + PATIENCE
            while not self._stored(items, dropped):
                if time.monotonic() > until:
                    raise EngineDownError("the index is being changed over all the time")
                time.sleep(PAUSE)
            self.indices.sweep()
        return self.state()

    def _stored(self, items: Sequence[Document], dropped: Sequence[str]) -> bool:
        """Write to the index in use; whether that is still the one in use afterwards."""
        index, replaced = self.indices.current_and_replaced()
        try:
            self._store(index, items, dropped)
        except (NotFoundError, GoneError, ClosedError):
            return False
        self._forget(replaced, [*(item.id for item in items), *dropped])
        return self.indices.current() == index

    def _store(self, index: str, items: Sequence[Document], dropped: Sequence[str]) -> None:
        """Write to an index that is read, and show it."""
        to = writing(index)
        if not items and not dropped:
            elastic_state.settle(self.client, to)
        else:
            mark = elastic_state.begin(self.client, to)
            try:
                self._write(to, items, dropped)
            except (ApiError, EngineDownError):
                # The server has answered: nothing of this is under way any more.
                with contextlib.suppress(ApiError, TransportError, ClosedError):
                    elastic_state.end(self.client, to, mark)
                raise
            elastic_state.end(self.client, to, mark)
        # Also with nothing to write: what somebody wrote who died before it was shown.
        self.client.indices.refresh(index=to)

    def _write(self, to: str, items: Iterable[Document], dropped: Iterable[str] = ()) -> None:
        """Write documents, unless what is there is newer, and drop others."""
        actions = (
            {"_id": item.id, "version": item.version, "version_type": "external_gte", "_source": source(item)}
            for item in items
        )
        bulk(self.client, to, actions, require_alias=True)
        drop(self.client, to, dropped)

    def _forget(self, replaced: Iterable[str], keys: Sequence[str]) -> None:
        """Drop documents from indices that were in use: a name may have been withheld. Streams of them go on with all."""
        for index in replaced if keys else ():
            with contextlib.suppress(GoneError):
                drop(self.client, index, keys)
            self.client.indices.refresh(index=index, ignore_unavailable=True)

    def rebuild(
        self, documents: Iterable[Document], *, now: dt.datetime, progress: Progress | None = None
    ) -> IndexState:
        """See the contract. Who puts something in the moment of the change waits until it is over."""
        with reaching():
            self.indices.sweep()
            # Not by the first two who write, of whom one would find it not ready yet.
            self.notes.create()
            since = self.notes.number()
            made = self.indices.create(PROPERTIES)
        try:
            with reaching():
                self._write(writing(made), self.indices.beating(made, _told(documents, progress)))
                elastic_state.create(self.client, writing(made), now)
                self.client.indices.refresh(index=made)
                readable = [
                    each
                    for each in self.indices.behind()
                    if elastic_state.is_of_now(self.client, writing(each))
                ]
                self._catch_up(made, readable, since)
                # Once more, quickly, when nobody may write: what was noted before may have been written only now.
                for each in readable:
                    elastic_state.close(self.client, writing(each))
                self._catch_up(made, readable, since)
                self.indices.take(made)
                self.indices.sweep()
        except BaseException:
            with contextlib.suppress(ApiError, TransportError):
                if made not in self.indices.behind():
                    self.indices.remove(made)
            raise
        return self.state()

    def _catch_up(self, made: str, before: Iterable[str], since: int) -> None:
        """Bring in what was written since a change to the index that was or is in use."""
        keys = self.notes.between(since, self.notes.number())
        for index in before:
            for start in range(0, len(keys), BATCH):
                part = keys[start : start + BATCH]
                answers = self.client.mget(index=index, ids=part, source=["body"])["docs"]
                found = {each["_id"]: stored(each) for each in answers if each.get("found")}
                self._store(made, list(found.values()), [key for key in part if key not in found])


def _told(documents: Iterable[Document], progress: Progress | None) -> Iterator[Document]:
    for count, item in enumerate(documents, start=1):
        if progress is not None and count % REPORT_EVERY == 0:
            progress(count)
        yield item
