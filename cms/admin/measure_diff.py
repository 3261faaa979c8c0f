"""What a new version of a measure says otherwise than the one before it, path by path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cms.regulation.schema import Regulation


@dataclass(frozen=True)
class Difference:
    """One path whose value differs; an empty side means that the version does not state it."""

    path: str
    before: str
    after: str


def differences(old: Regulation | None, new: Regulation) -> list[Difference]:
    """Every path that differs, in the order of the new document, then what it no longer states. All of it without an old one."""
    before = dict(_flat(old.model_dump(mode="json", exclude_none=True), "")) if old else {}
    after = dict(_flat(new.model_dump(mode="json", exclude_none=True), ""))
    paths = [*after, *(path for path in before if path not in after)]
    return [
        Difference(path, before.get(path, ""), after.get(path, ""))
        for path in paths
        if before.get(path, "") != after.get(path, "")
    ]


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Paths and values; elements of a list are named by their key or number, so that an insertion moves nothing."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for place, item in enumerate(value, start=1):
            yield from _flat(item, f"{path}[{_label(item, place)}]")
    elif isinstance(value, list):
        yield path, "、".join(str(item) for item in value)
    else:
        yield path, str(value)


def _label(item: Any, place: int) -> str:
    for name in ("key", "no"):
        if isinstance(item, Mapping) and name in item:
            return str(item[name])
    return f"#{place}"
