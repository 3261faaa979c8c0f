"""The indices of a register on a server: the one in use, those it replaced, and builds.

The one in use is behind an alias. Whoever was reading the one before may go on for a while, hence it is kept, and removed later
by whoever writes. What a build that was cut off left is removed by the same rule.
"""

import contextlib
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.base import EngineDownError, NoIndexError

LONGEST_STREAM = 3600.0
"""Seconds for which an index is kept after it was replaced, or after its build gave the last sign of life."""

BEAT = 300.0
"""Seconds between two signs of life of a build."""

TRIES = 8
"""How often a build tries to take over from others that do so at the same time."""

SETTINGS = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    # What is written is shown by whoever wrote it, when all of it is there.
    "refresh_interval": "-1",
    "gc_deletes": "0s",
    "sort.field": "rank",
    "sort.order": "asc",
}

T = TypeVar("T")


def writing(index: str) -> str:
    """The alias by which an index is written to: one that is gone is made by nobody who writes to it too late."""
    return f"{index}-in"


class Indices:
    """The indices whose names are `name` and twelve hexadecimal digits. Methods raise what the client raises."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self.client, self.name = client, name

    def behind(self) -> list[str]:
        """The indices behind the alias: one, or none before the first build."""
        return [index for index, facts in self._each().items() if self.name in facts["aliases"]]

    def current(self) -> str:
        """The index in use. Raises EngineDownError unless there is exactly one."""
        return self.current_and_replaced()[0]

    def current_and_replaced(self) -> tuple[str, list[str]]:
        """The index in use, and those that were."""
        each = self._each()
        behind = [index for index, facts in each.items() if self.name in facts["aliases"]]
        if not behind:
            raise NoIndexError
        if len(behind) > 1:
            raise EngineDownError(f"the alias leads to {len(behind)} indices")
        replaced = [
            index for index, facts in each.items() if not facts["mappings"].get("_meta", {}).get("build")
        ]
        return behind[0], [index for index in replaced if index not in behind]

    def create(self, properties: dict[str, Any]) -> str:
        """An empty index that nobody reads yet; its name."""
        made = f"{self.name}-{secrets.token_hex(6)}"
        mappings = {"dynamic": "strict", "_meta": _kept(build=True), "properties": properties}
        self.client.indices.create(
            index=made, settings=SETTINGS, mappings=mappings, aliases={writing(made): {}}
        )
        return made

    def beating(self, made: str, items: Iterable[T]) -> Iterator[T]:
        """What a build goes through, giving signs of life."""
        last = time.time()
        for item in items:
            if time.time() - last >= BEAT:
                self._keep(made, build=True)
                last = time.time()
            yield item

    def take(self, made: str) -> None:
        """Let the alias lead to a new index alone, in one request. Where two builds end at once, the last one stays."""
        for _ in range(TRIES):
            before = [index for index in self.behind() if index != made]
            # Before it is replaced: nobody may find it neither in use nor kept.
            for index in before:
                self._keep(index, build=False)
            actions: list[dict[str, Any]] = [
                {"remove": {"index": index, "alias": self.name}} for index in before
            ]
            try:
                self.client.indices.update_aliases(
                    actions=[*actions, {"add": {"index": made, "alias": self.name}}]
                )
            except NotFoundError:
                continue  # another build took over from the one that was there
            if len(self.behind()) == 1:
                return
        raise EngineDownError("the index is being changed over by others")

    def sweep(self) -> None:
        """Remove what is neither in use nor to be kept any longer."""
        for index, facts in self._each().items():
            since = facts["mappings"].get("_meta", {}).get("kept_since", 0.0)
            if self.name not in facts["aliases"] and time.time() - since >= LONGEST_STREAM:
                self.remove(index)

    def remove(self, index: str) -> None:
        """Remove an index, unless somebody else did."""
        with contextlib.suppress(NotFoundError):
            self.client.indices.delete(index=index)

    def _keep(self, index: str, *, build: bool) -> None:
        """Keep an index for the time of the longest stream from now on."""
        self.client.indices.put_mapping(index=index, meta=_kept(build=build))

    def _each(self) -> dict[str, Any]:
        """All of them, with their aliases and mappings."""
        every = self.client.indices.get(index=f"{self.name}-*", features=["aliases", "mappings"]).body
        ours = re.compile(re.escape(self.name) + r"-[0-9a-f]{12}")
        return {index: facts for index, facts in every.items() if ours.fullmatch(index)}


def _kept(*, build: bool) -> dict[str, Any]:
    """What an index says of itself: since when it is kept, and whether it is a build that was never in use."""
    return {"kept_since": time.time(), "build": build}
