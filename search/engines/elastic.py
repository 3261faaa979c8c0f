"""Elasticsearch as the engine: the only importer of its client. It is asked for nothing that the bare server does not have.

An index has a name of its own and is reached by an alias; a rebuilt one takes the alias over in one request. What was written
is noted in a second index, so that a rebuild can bring in what changed meanwhile. A `put` that fails half-way is put again.
"""

import contextlib
import datetime as dt
import json
import math
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError, TransportError, helpers
from elasticsearch.dsl import Q, Search

from search.documents import Collection, Document, document
from search.engines.base import (
    MOST_SUGGESTIONS,
    PER_PAGE,
    EngineDownError,
    Found,
    IndexState,
    NoIndexError,
    OtherFormatError,
    Progress,
    Slice,
)
from search.engines.elastic_match import BETWEEN, PRINTED, asked, choices, counted, counting, literal, near
from search.engines.embedded_faces import places_of
from search.engines.embedded_file import LAYOUT
from search.engines.embedded_match import MOST_CANDIDATES
from search.engines.embedded_writes import REPORT_EVERY, name_key, word_columns
from search.facets import Facet
from search.query import Query, Sort
from search.sounds import is_spelt
from search.suggesting import likeliest

BATCH = 500
WINDOW = 10_000
"""Hits the server lets a page begin at; what lies further is walked to."""

KEEP = "5m"
"""How long a state of the index is kept for a stream between two of its batches."""

ORDERS: dict[Sort, list[Any]] = {
    Sort.NEWEST: ["rank"],
    Sort.OLDEST: [{"rank": "desc"}],
    Sort.NAME: ["name_key", "rank"],
}
KEYWORD = {"type": "keyword"}
TOKENS = {"type": "text", "analyzer": "whitespace", "norms": False}
KEPT = {"type": "keyword", "index": False, "doc_values": False}


def mapping(made_at: dt.datetime) -> dict[str, Any]:
    """The fields of an index; `_meta` says when it was made and by which version of the tokeniser."""
    return {
        "dynamic": "strict",
        "_meta": {"layout": LAYOUT, "made_at": made_at.isoformat()},
        "properties": {
            "collection": KEYWORD,
            "standing": KEYWORD,
            "lapse": KEYWORD,
            "rank": KEYWORD,
            "name_key": KEYWORD,
            "version": {"type": "long"},
            "name": TOKENS,
            "rest": TOKENS,
            "ident": TOKENS,
            "sound": TOKENS,
            "initials": TOKENS,
            "holder": KEYWORD,
            "body": KEPT,
            **{f"{use}_{facet.value}": KEYWORD for facet in Facet for use in ("is", "counted")},
        },
    }


def source(item: Document) -> dict[str, Any]:
    """A document as it is stored."""
    name, rest, ident, sound, initials, holder = word_columns(item)
    fields: dict[str, Any] = {
        "rank": item.rank,
        "name_key": name_key(item),
        "version": item.version,
        "name": name,
        "rest": rest,
        "ident": ident,
        "sound": sound,
        "initials": initials,
        "holder": holder.split(),
        "body": json.dumps(item.plain(), ensure_ascii=False, separators=(",", ":")),
    }
    for facet, value, label in places_of(item):
        if facet in ("collection", "standing", "lapse"):
            fields[facet] = value
        else:
            fields.setdefault(f"is_{facet}", []).append(value)
            fields.setdefault(f"counted_{facet}", []).append(f"{value}{BETWEEN}{label}")
    return fields


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
        self.name, self.changes = name, f"{name}-changes"

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    # --- reading -------------------------------------------------------------------------------------------------------

    def search(self, query: Query, *, today: dt.date, per_page: int = PER_PAGE) -> Found:
        """See the contract."""
        with reaching():
            state = self.state()
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
                rows=tuple(_document(hit) for hit in hits),
                facets={facet: counted(facet, found[facet.value], query) for facet in query.facets},
                sounded=sounds,
                state=state,
            )

    def after(self, query: Query, rank: str, *, today: dt.date, limit: int) -> Slice:
        """See the contract."""
        with reaching():
            state = self.state()
            ask = self._asking(query.sorted_by(Sort.NEWEST), self._sounded(query), today)[0 : limit + 1]
            answer = (ask.extra(search_after=[rank]) if rank else ask).execute().to_dict()["hits"]
            rows = tuple(_document(hit) for hit in answer["hits"])
            more = len(rows) > limit
            return Slice(rows[:limit], rows[limit - 1].rank if more else "", answer["total"]["value"], state)

    def stream(self, query: Query, *, today: dt.date) -> Iterator[Document]:
        """See the contract."""
        with reaching():
            self.state()
            ask = self._asking(query, self._sounded(query), today, count=False)
            for hit in self._walk(ask, BATCH):
                yield _document(hit)

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
                for name in _document(hit).names()
            }
            return likeliest(words, names, limit)

    def state(self) -> IndexState:
        """See the contract."""
        with reaching():
            ((index, found),) = self.client.indices.get_mapping(index=self.name).body.items()
            meta = found["mappings"].get("_meta", {})
            if meta.get("layout") != LAYOUT:
                raise OtherFormatError
            return IndexState(
                version=f"{index.rsplit('-', 1)[1][:8]}-{self._changes()[0]}",
                made_at=dt.datetime.fromisoformat(meta["made_at"]),
                count=self.client.count(index=index)["count"],
            )

    def versions(self) -> Iterator[tuple[str, int]]:
        """See the contract."""
        with reaching():
            self.state()
            ask = self._search().extra(track_total_hits=False).source(["version"]).sort("rank")
            found = [(hit["_id"], hit["_source"]["version"]) for hit in self._walk(ask, WINDOW)]
        yield from sorted(found)

    def _search(self) -> Search:
        return Search(using=self.client, index=self.name)

    def _asking(self, query: Query, sounds: tuple[str, ...], today: dt.date, *, count: bool = True) -> Search:
        ask = self._search().query(asked(query, sounds)).source(["body"]).sort(*ORDERS[query.sort])
        return ask.post_filter(choices(query, today)).extra(track_total_hits=count)

    def _sounded(self, query: Query) -> tuple[str, ...]:
        """The terms that are looked for by their sound: spelt in letters, and nowhere to be found as they are."""
        spelt = [term for term in query.terms if is_spelt(term)]
        return tuple(term for term in spelt if query.by_sound or not self._occurs(term, query.collection))

    def _occurs(self, term: str, of: Collection) -> bool:
        query = Q("bool", filter=[Q("term", collection=of.value), literal(term, PRINTED)]).to_dict()
        return bool(self.client.count(index=self.name, query=query, terminate_after=1)["count"])

    def _walk(self, ask: Search, size: int) -> Iterator[Any]:
        """Every hit, from one state of the index."""
        held = self.client.open_point_in_time(index=self.name, keep_alive=KEEP)["id"]
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
        with reaching():
            self.state()
            self._note([*(item.id for item in items), *dropped])
            index = next(iter(self.client.indices.get_alias(name=self.name).body))
            self._write(index, items, dropped)
        return self.state()

    def _write(self, index: str, items: Iterable[Document], dropped: Iterable[str] = ()) -> None:
        """Write documents, unless what is there is newer, and drop others."""
        actions = (
            {"_id": item.id, "version": item.version, "version_type": "external_gte", "_source": source(item)}
            for item in items
        )
        self._bulk(index, actions, expected={409})
        self._bulk(index, ({"_op_type": "delete", "_id": key} for key in dropped), expected={404})
        self.client.indices.refresh(index=index)

    def _bulk(self, index: str, actions: Iterable[dict[str, Any]], expected: set[int]) -> None:
        for _ok, answer in helpers.streaming_bulk(
            self.client, actions, index=index, chunk_size=BATCH, raise_on_error=False
        ):
            ((_action, said),) = answer.items()
            if said["status"] >= 300 and said["status"] not in expected:
                raise EngineDownError(f"Elasticsearch refused a document: {said['status']}")

    def rebuild(
        self, documents: Iterable[Document], *, now: dt.datetime, progress: Progress | None = None
    ) -> IndexState:
        """See the contract. What is put in the very moment of the change is found by the next comparison."""
        made = f"{self.name}-{secrets.token_hex(6)}"
        with reaching():
            since = self._changes()[0]
            settings = {
                "number_of_shards": 1,
                "number_of_replicas": 0,
                "refresh_interval": "-1",
                "gc_deletes": "0s",
                "sort.field": "rank",
                "sort.order": "asc",
            }
            self.client.indices.create(index=made, settings=settings, mappings=mapping(now))
        try:
            with reaching():
                self._write(made, _told(documents, progress))
                self._catch_up(made, since)
                before = self._take(made)
                self._catch_up(made, since, *before)
                self.client.indices.put_settings(index=made, settings={"refresh_interval": "1s"})
                for index in before:
                    self.client.indices.delete(index=index)
        except BaseException:
            with contextlib.suppress(ApiError, TransportError):
                if made not in self._indices():
                    self.client.indices.delete(index=made)
            raise
        return self.state()

    def _indices(self) -> list[str]:
        """The indices behind the alias: one, or none before the first build."""
        try:
            return list(self.client.indices.get_alias(name=self.name).body)
        except NotFoundError:
            return []

    def _take(self, made: str) -> list[str]:
        """Let the alias lead to a new index alone, in one request; returns where it led."""
        before = self._indices()
        actions: list[dict[str, Any]] = [{"remove": {"index": index, "alias": self.name}} for index in before]
        self.client.indices.update_aliases(actions=[*actions, {"add": {"index": made, "alias": self.name}}])
        return before

    def _catch_up(self, made: str, since: int, *before: str) -> None:
        """Bring in what was written since a change, from the index in use."""
        if not self.client.indices.exists(index=self.changes):
            return
        self.client.indices.refresh(index=self.changes)
        noted = Search(using=self.client, index=self.changes).query("range", change={"gt": since})
        keys = [hit.meta.id for hit in noted.scan() if hit.meta.id != "-"]
        for index in before or self._indices():
            self.client.indices.refresh(index=index)
            for start in range(0, len(keys), BATCH):
                part = keys[start : start + BATCH]
                answers = self.client.mget(index=index, ids=part, source=["body"])["docs"]
                found = {each["_id"]: _document(each) for each in answers if each.get("found")}
                self._write(made, found.values(), [key for key in part if key not in found])

    # --- what changed --------------------------------------------------------------------------------------------------

    def _changes(self) -> tuple[int, dict[str, Any]]:
        """How often something was written, and what a next note has to be made after."""
        try:
            found = self.client.get(index=self.changes, id="-")
        except NotFoundError:
            return 0, {"op_type": "create"}
        return found["_source"]["change"], {
            "if_seq_no": found["_seq_no"],
            "if_primary_term": found["_primary_term"],
        }

    def _note(self, keys: Iterable[str]) -> None:
        """Note what is about to be written, before it is."""
        if not self.client.indices.exists(index=self.changes):
            with contextlib.suppress(ApiError):
                self.client.indices.create(
                    index=self.changes,
                    settings={"number_of_shards": 1, "number_of_replicas": 0},
                    mappings={"dynamic": "strict", "properties": {"change": {"type": "long"}}},
                )
        while True:
            number, place = self._changes()
            try:
                self.client.index(index=self.changes, id="-", document={"change": number + 1}, **place)
                break
            except ConflictError:
                continue
        actions = ({"_id": key, "_source": {"change": number + 1}} for key in keys)
        self._bulk(self.changes, actions, expected=set())


def _document(hit: Any) -> Document:
    return document(json.loads(hit["_source"]["body"]))


def _told(documents: Iterable[Document], progress: Progress | None) -> Iterator[Document]:
    for count, item in enumerate(documents, start=1):
        if progress is not None and count % REPORT_EVERY == 0:
            progress(count)
        yield item
