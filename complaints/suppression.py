"""Which counts of a table with sums stay unpublished, so that no adding and subtracting gives a small one away. Pure.

A table whose rows and columns are summed is a circulation: every figure is an arc between two nodes, and at each node
what comes in goes out. What can be worked out about an unpublished figure from the published ones is then an interval of
whole numbers, and its ends are found by pushing flow around (max-flow; matrices of this kind are totally unimodular, so
that an interval over the whole numbers is the same as over the reals).

Small figures (below `SMALL`, none included) are never published. Others are left out beside them until every unpublished
figure can still be any of more than `WIDTH` numbers. As no figure is negative, an interval that wide reaches `SMALL`;
so does then every sum of unpublished figures that can be worked out: none below `SMALL` ever is.

Which others are left out depends on where the small figures stand and what a figure sums up, never on how large it is.
Where several would do equally well, a secret decides, and not their place in the table: this program is open, and from a
choice that could be computed a reader would see which of the figures left out was taken to cover the others.
"""

import hashlib
import heapq
import hmac
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALL = 3
"""The smallest count that may be published."""

WIDTH = 3
"""How far apart at least the largest and the smallest number are that an unpublished figure can be."""

UNBOUNDED = 1 << 60
SOURCE, SINK = "\0\0source", "\0\0sink"


@dataclass(frozen=True)
class Arc:
    """A figure between two nodes. `cost`: how much it is missed when left out; None for one that is published anyway.

    `value` is None for a reader to whom it is unpublished.
    """

    tail: str
    head: str
    value: int | None
    cost: int | None = 1


class UnreadableError(ValueError):
    """The published figures contradict each other: no counts give them."""


def withheld(arcs: Mapping[str, Arc], secret: bytes) -> frozenset[str]:
    """The keys of the figures that stay unpublished. Every arc has its true value; raises ValueError otherwise.

    Arcs without a cost must be at least `SMALL`. The same arcs and the same secret give the same answer.
    """
    arcs = dict(sorted(arcs.items(), key=lambda pair: hmac.digest(secret, pair[0].encode(), hashlib.sha256)))
    kept = {key for key, arc in arcs.items() if _value(arc) < SMALL}
    if any(arcs[key].cost is None for key in kept):
        raise ValueError("a small figure that has to be published")
    while True:
        exposed = next((key for key in arcs if key in kept and not _covered(arcs, kept, key)), None)
        if exposed is None:
            return frozenset(kept)
        cover = _cover(arcs, kept, exposed)
        kept |= cover if cover else {key for key, arc in arcs.items() if arc.cost is not None}
        if not cover and not all(_covered(arcs, kept, key) for key in kept):
            raise ValueError("these figures cannot be covered")


def bounds(arcs: Mapping[str, Arc]) -> dict[str, tuple[int, int | None]]:
    """What a reader can work out: for every unpublished figure (`value` None) its least and its greatest, None for no bound.

    Starts from the published figures alone. Raises UnreadableError where no counts give them.
    """
    solved = _some_counts(arcs)
    hidden = [key for key, arc in arcs.items() if arc.value is None]
    found: dict[str, tuple[int, int | None]] = {}
    for key in hidden:
        arc, others = solved[key], set(hidden) - {key}
        up = _flow(solved, others, arc.head, arc.tail, UNBOUNDED)
        down = _flow(solved, others, arc.tail, arc.head, _value(arc))
        found[key] = (_value(arc) - down, None if up >= UNBOUNDED else _value(arc) + up)
    return found


def solvable(arcs: Mapping[str, Arc]) -> tuple[str, ...]:
    """The unpublished figures of which a reader knows too much; empty for figures that may go out."""
    known = bounds(arcs)
    return tuple(key for key, (low, high) in known.items() if high is not None and high - low < WIDTH)


def _value(arc: Arc) -> int:
    if arc.value is None:
        raise ValueError("a figure without its value")
    return arc.value


def _covered(arcs: Mapping[str, Arc], kept: Iterable[str], key: str) -> bool:
    """Whether the figure can be numbers far enough apart, all of `kept` being unpublished."""
    arc, others = arcs[key], set(kept) - {key}
    up = _flow(arcs, others, arc.head, arc.tail, WIDTH)
    return up + _flow(arcs, others, arc.tail, arc.head, min(WIDTH, _value(arc))) >= WIDTH


def _cover(arcs: Mapping[str, Arc], kept: Iterable[str], key: str) -> frozenset[str]:
    """The figures to leave out beside this one that are missed least: a way round along which `WIDTH` more can go."""
    goal, start, already = arcs[key].tail, arcs[key].head, set(kept)
    ways: dict[str, list[tuple[int, str, str]]] = {}
    for name, arc in arcs.items():
        if name == key or arc.cost is None:
            continue
        cost = 0 if name in already else arc.cost
        ways.setdefault(arc.tail, []).append((cost, arc.head, name))
        if _value(arc) >= WIDTH:
            ways.setdefault(arc.head, []).append((cost, arc.tail, name))
    order = {name: place for place, name in enumerate(arcs)}
    queue: list[tuple[int, tuple[int, ...], str]] = [(0, (), start)]
    seen: set[str] = set()
    names = tuple(arcs)
    while queue:
        cost, path, node = heapq.heappop(queue)
        if node == goal:
            return frozenset(names[place] for place in path)
        if node in seen:
            continue
        seen.add(node)
        for more, other, name in ways.get(node, ()):
            heapq.heappush(queue, (cost + more, (*path, order[name]), other))
    return frozenset()


def _flow(arcs: Mapping[str, Arc], usable: Iterable[str], source: str, sink: str, wanted: int) -> int:
    """How much more can go from one node to another along unpublished figures, at most `wanted`.

    A figure can grow without bound and shrink to nothing.
    """
    room: dict[tuple[str, str], int] = {}
    for name in usable:
        arc = arcs[name]
        forward, back = (arc.tail, arc.head), (arc.head, arc.tail)
        room[forward] = UNBOUNDED
        room[back] = min(UNBOUNDED, room.get(back, 0) + _value(arc))
    return _push(room, source, sink, wanted)


def _push(room: dict[tuple[str, str], int], source: str, sink: str, wanted: int) -> int:
    """Shortest augmenting paths over capacities, which are changed in place; how much went through."""
    if source == sink:
        return wanted
    near: dict[str, set[str]] = {}
    for tail, head in room:
        near.setdefault(tail, set()).add(head)
        near.setdefault(head, set()).add(tail)
    sent = 0
    while sent < wanted:
        came: dict[str, str] = {source: source}
        queue = deque([source])
        while queue and sink not in came:
            node = queue.popleft()
            for other in sorted(near.get(node, ())):
                if other not in came and room.get((node, other), 0) > 0:
                    came[other] = node
                    queue.append(other)
        if sink not in came:
            break
        path, node = [], sink
        while node != source:
            path.append((came[node], node))
            node = came[node]
        step = min(wanted - sent, *(room[each] for each in path))
        for tail, head in path:
            room[tail, head] = _less(room[tail, head], step)
            room[head, tail] = min(UNBOUNDED, room.get((head, tail), 0) + step)
        sent += step
    return sent


def _less(room: int, step: int) -> int:
    return room if room >= UNBOUNDED else room - step


def _some_counts(arcs: Mapping[str, Arc]) -> dict[str, Arc]:
    """Any counts that give the published figures: what is published is laid down, the rest is pushed through the gaps."""
    surplus: dict[str, int] = {}
    for arc in arcs.values():
        surplus.setdefault(arc.tail, 0)
        surplus.setdefault(arc.head, 0)
        if arc.value is not None:
            surplus[arc.head] += arc.value
            surplus[arc.tail] -= arc.value
    room: dict[tuple[str, str], int] = {}
    for name, arc in arcs.items():
        if arc.value is None:
            room[arc.tail, _middle(name)] = room[_middle(name), arc.head] = UNBOUNDED
    needed = sum(over for over in surplus.values() if over > 0)
    for node, over in surplus.items():
        if over > 0:
            room[SOURCE, node] = over
        elif over < 0:
            room[node, SINK] = -over
    if _push(room, SOURCE, SINK, needed) < needed:
        raise UnreadableError
    return {
        name: arc
        if arc.value is not None
        else Arc(arc.tail, arc.head, room.get((_middle(name), arc.tail), 0), arc.cost)
        for name, arc in arcs.items()
    }


def _middle(name: str) -> str:
    """A node of an arc's own, so that what goes over it can be told from what goes beside it."""
    return f"\0{name}"
