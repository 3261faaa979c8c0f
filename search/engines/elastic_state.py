"""The state of an index on a server: a document of the index itself, so that whoever reads one reads what it is the state of.

A server shows what was written by refreshing: all of it up to an instant, the state with it. Every writer marks itself there
before it writes and takes the mark away afterwards, and each of the two is a change. So a state without a mark stands for one
content only, and one with a mark is given a version that never comes again. The mark of one who died counts for nothing after
a while, and whoever writes next takes it away before anything more is shown.
"""

import datetime as dt
import secrets
import time
from collections.abc import Callable
from typing import Any

from elasticsearch import ConflictError, Elasticsearch, NotFoundError
from elasticsearch.dsl import Search

from search.engines.base import EngineDownError, IndexState, OtherFormatError
from search.engines.embedded_file import LAYOUT as DOCUMENTS

LAYOUT = f"{DOCUMENTS}.2"
"""Version of the fields and of what stands in them; an index of another is built anew."""

STATE = "-"
"""The id of the state; no document has it."""

FIRST = ""
"""Its rank: before that of every document."""

LONGEST_PUT = 300.0
"""Seconds after which a mark is that of a writer that died; a `put` is a few requests of half a minute at most."""

COPY: dict[str, Any] = {"preference": "register"}
"""All requests go to one copy of an index that has several: each shows what was written at an instant of its own."""

LONGEST_CLOSING = 30.0
"""Seconds after which an index that was closed is open again: the build that was to replace it died."""

State = dict[str, Any]
"""`change`: how many there were. `writing`: marks, each with the time it was set. `closed`: when writers were told to wait for
the next index, or 0. Times are seconds since 1970."""


class ClosedError(EngineDownError):
    """The index is just being replaced by another; what was written may not be in that one."""

    def __init__(self) -> None:
        super().__init__("the index is being changed over")


def create(client: Elasticsearch, to: str, made_at: dt.datetime) -> None:
    """Give an index its first state."""
    state = {"layout": LAYOUT, "made_at": made_at.isoformat(), "change": 0, "writing": {}, "closed": 0.0}
    client.index(index=to, id=STATE, document={"rank": FIRST, "state": state}, require_alias=True)


def read(client: Elasticsearch, name: str) -> IndexState:
    """The state behind an alias. Raises EngineDownError where that is not one index of this layout, NotFoundError where none."""
    first = Search(using=client, index=name).params(**COPY).extra(track_total_hits=True)
    answer = first.sort("rank").source(["state"])[0:2].execute().to_dict()
    if answer["_shards"]["total"] != 1:
        raise EngineDownError(f"the alias leads to {answer['_shards']['total']} indices")
    hits = answer["hits"]["hits"]
    if not hits or hits[0]["_id"] != STATE or hits[0]["_source"]["state"]["layout"] != LAYOUT:
        raise OtherFormatError
    index, state = hits[0]["_index"], hits[0]["_source"]["state"]
    version = f"{index.rsplit('-', 1)[1][:8]}-{state['change']}"
    return IndexState(
        version=unsettled(version) if _alive(state["writing"]) else version,
        made_at=dt.datetime.fromisoformat(state["made_at"]),
        count=answer["hits"]["total"]["value"] - 1,
    )


def unsettled(version: str) -> str:
    """A version that nothing else ever has: for what may be read between two states."""
    return f"{version}-{secrets.token_hex(4)}"


def begin(client: Elasticsearch, to: str) -> str:
    """Mark that somebody writes; returns the mark. Raises ClosedError. Marks of those who died are taken away."""
    mark = secrets.token_hex(8)

    def marked(state: State) -> State:
        if _is_closed(state):
            raise ClosedError
        return {"writing": _alive(state["writing"]) | {mark: time.time()}}

    _change(client, to, marked)
    return mark


def end(client: Elasticsearch, to: str, mark: str) -> None:
    """Take a mark away. Raises ClosedError where the index was closed meanwhile: what was written is to be written again."""
    state = _change(client, to, lambda state: {"writing": _without(state["writing"], mark)})
    if _is_closed(state):
        raise ClosedError


def settle(client: Elasticsearch, to: str) -> None:
    """Take away the marks of those who died; without any, nothing changes."""
    writing = client.get(index=to, id=STATE)["_source"]["state"]["writing"]
    if writing != _alive(writing):
        _change(client, to, lambda state: {"writing": _alive(state["writing"])})


def is_of_now(client: Elasticsearch, to: str) -> bool:
    """Whether an index is of this layout. One of another cannot be read, and nobody writes to it."""
    try:
        layout = client.get(index=to, id=STATE)["_source"]["state"]["layout"]
    except NotFoundError:
        return False
    return bool(layout == LAYOUT)


def close(client: Elasticsearch, to: str) -> None:
    """Let nobody write until the next index is there.

    Whoever has ended has written before this; whoever has not will write again.
    """
    _change(client, to, lambda _state: {"closed": time.time()})


def _is_closed(state: State) -> bool:
    return time.time() - float(state["closed"]) < LONGEST_CLOSING


def _alive(writing: dict[str, float]) -> dict[str, float]:
    return {mark: at for mark, at in writing.items() if time.time() - at < LONGEST_PUT}


def _without(writing: dict[str, float], mark: str) -> dict[str, float]:
    return {each: at for each, at in writing.items() if each != mark}


def _change(client: Elasticsearch, to: str, by: Callable[[State], State]) -> State:
    """Replace parts of the state, which is a change; returns the new state."""
    while True:
        found = client.get(index=to, id=STATE)
        state: State = found["_source"]["state"]
        state = state | {"change": state["change"] + 1} | by(state)
        try:
            client.index(
                index=to,
                id=STATE,
                document={"rank": FIRST, "state": state},
                if_seq_no=found["_seq_no"],
                if_primary_term=found["_primary_term"],
                require_alias=True,
            )
        except ConflictError:
            continue
        return state
