"""Where in a measure's document a rule stands: a path such as `stages[call].period`, followed to its value.

An element of a list is named by its key, by tier and kind, by kind and key, or by its number from 0.
"""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from cms.regulation.base import Cited
from cms.regulation.schema import Regulation

_STEP = re.compile(r"([a-z_]+)|\[([^\]]+)\]")


@dataclass(frozen=True)
class Place:
    """A place in a document: its value, and the articles the document takes it from."""

    value: Any
    articles: frozenset[str]


def follow(regulation: Regulation, path: str) -> Place:
    """Return what stands at a path. Raises KeyError naming the step that leads nowhere."""
    value: Any = regulation
    articles: frozenset[str] = frozenset()
    for name, label in _STEP.findall(path):
        if name:
            if not isinstance(value, BaseModel) or name not in type(value).model_fields:
                raise KeyError(f"{path}: {name}")
            if isinstance(value, Cited):
                articles = frozenset(value.articles_for(name))
            value = getattr(value, name)
        else:
            found = [each for number, each in enumerate(value) if label in _labels(number, each)]
            if len(found) != 1:
                raise KeyError(f"{path}: [{label}]")
            value = found[0]
        if isinstance(value, Cited):
            articles = frozenset(value.articles)
        elif isinstance(value, tuple) and value and all(isinstance(each, Cited) for each in value):
            articles = frozenset(ref for each in value for ref in each.articles)
    return Place(value, articles)


def _labels(number: int, element: Any) -> set[str]:
    own = {name: str(getattr(element, name, "")) for name in ("key", "tier", "kind", "applies_to")}
    return {
        str(number),
        own["key"],
        f"{own['tier']}.{own['kind']}",
        f"{own['applies_to']}.{own['key']}",
    } - {"", "."}
