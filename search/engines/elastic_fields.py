"""How a document is stored on a server: the fields of an index, and a document as its fields."""

import json
from typing import Any

from search.documents import Document, document
from search.engines.elastic_match import BETWEEN
from search.engines.embedded_faces import places_of
from search.engines.embedded_writes import name_key, word_columns
from search.facets import Facet

KEYWORD = {"type": "keyword"}
TOKENS = {"type": "text", "analyzer": "whitespace", "norms": False}
KEPT = {"type": "keyword", "index": False, "doc_values": False}


PROPERTIES: dict[str, Any] = {
    "state": {"type": "object", "enabled": False},
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
}
"""The fields of an index."""


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


def stored(hit: Any) -> Document:
    """The document of a hit."""
    return document(json.loads(hit["_source"]["body"]))
