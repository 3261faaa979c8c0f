"""Writing to a server: many documents at a time, and notes of what was written, by which a rebuild catches up."""

import contextlib
from collections.abc import Iterable
from typing import Any

from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError, helpers
from elasticsearch.dsl import Search

from search.engines.base import EngineDownError

BATCH = 500
"""Documents in one request."""

NUMBER = "-"
"""The id of the number of the last change; no document has it."""


class GoneError(EngineDownError):
    """An index was written to that is there no more."""

    def __init__(self) -> None:
        super().__init__("the index was removed")


def bulk(client: Elasticsearch, to: str, actions: Iterable[dict[str, Any]], **options: Any) -> None:
    """Write and drop documents. That a newer version is there, or nothing to be dropped, is no failure.

    Raises EngineDownError for what is refused, GoneError where the index is.
    """
    for done, answer in helpers.streaming_bulk(
        client, actions, index=to, chunk_size=BATCH, raise_on_error=False, **options
    ):
        ((_action, said),) = answer.items()
        if done or said["status"] == 409 or "error" not in said:
            continue
        if said["error"]["type"] == "index_not_found_exception":
            raise GoneError
        raise EngineDownError(f"Elasticsearch refused a document: {said['status']}")


def drop(client: Elasticsearch, to: str, keys: Iterable[str]) -> None:
    """Drop documents; see `bulk`."""
    bulk(client, to, ({"_op_type": "delete", "_id": key} for key in keys))


class Notes:
    """An index of the ids of what was written, each with the number of its last change. Methods raise what the client does."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self.client, self.index = client, index

    def number(self) -> int:
        """Of the last change; 0 before the first."""
        return self._last()[0]

    def create(self) -> None:
        """Make the index unless it is there."""
        if not self.client.indices.exists(index=self.index):
            with contextlib.suppress(ApiError):
                self.client.indices.create(
                    index=self.index,
                    settings={"number_of_shards": 1, "number_of_replicas": 0},
                    mappings={"dynamic": "strict", "properties": {"change": {"type": "long"}}},
                )

    def note(self, keys: Iterable[str]) -> None:
        """Note what is about to be written, before it is."""
        self.create()
        while True:
            number, place = self._last()
            try:
                self.client.index(index=self.index, id=NUMBER, document={"change": number + 1}, **place)
                break
            except ConflictError:
                continue
        bulk(self.client, self.index, ({"_id": key, "_source": {"change": number + 1}} for key in keys))

    def between(self, since: int, until: int) -> list[str]:
        """The ids of what was last changed after one number and not after another."""
        if until <= since:
            return []
        self.client.indices.refresh(index=self.index)
        noted = Search(using=self.client, index=self.index)
        hits = noted.query("range", change={"gt": since, "lte": until}).scan()
        return [hit.meta.id for hit in hits if hit.meta.id != NUMBER]

    def _last(self) -> tuple[int, dict[str, Any]]:
        """The last number, and what a next one has to be made after."""
        try:
            found = self.client.get(index=self.index, id=NUMBER)
        except NotFoundError:
            return 0, {"op_type": "create"}
        return found["_source"]["change"], {
            "if_seq_no": found["_seq_no"],
            "if_primary_term": found["_primary_term"],
        }
