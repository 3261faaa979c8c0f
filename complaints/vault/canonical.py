"""One text for one value: canonical JSON (RFC 8785) over text in normal form C."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import rfc8785

from complaints.vault.refusal import Refused


def canonical_json(value: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8, every text NFC. Takes objects with text keys, lists, text, integers, booleans, null.

    :raises Refused: for anything else, floating point included, and for keys that are equal once in normal form.
    """
    try:
        return rfc8785.dumps(_normal(value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError):
        raise Refused from None


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_normal(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        normal = {_normal(key): _normal(item) for key, item in value.items()}
        if len(normal) == len(value):
            return normal
    raise Refused
