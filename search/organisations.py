"""Who holds an award, across schemes and years: when rows mean one holder, and the address of that holder's page. Pure.

`cms.regulation.rules.identity` says what one holder is: organisations by code or name, persons by name and unit together.
An id holds no name: it is the 统一社会信用代码 of an organisation, otherwise a digest of what the holder is known by.
"""

import hashlib
import re
from collections.abc import Iterator

from stdnum.cn import uscc

from cms.regulation.rules.identity import Holder, fold
from search.documents import AwardDocument, Document

ORGANISATIONS = "/register/organisations/"
SHAPE = re.compile(r"[0-9A-Z]{18}|[np][0-9a-f]{24}")
"""An id that a page can have: a code, a digest of an organisation's name, a digest of a person's name and unit."""

KEY = re.compile(r"[0-9A-Z]{18}|[cnpu][0-9a-f]{24}")
"""What an index keeps beside: digests of codes that are no codes, and of names that nobody has verified."""


def _digest(mark: str, *parts: str) -> str:
    told = "\n".join((mark, *parts)).encode()
    return mark + hashlib.sha256(told).hexdigest()[:24]


def key_of_code(code: str) -> str:
    """The key of a code as a row has it: the code itself where it is well-formed."""
    folded = fold(code)
    return uscc.compact(folded) if uscc.is_valid(folded) else _digest("c", folded)


def key_of_name(name: str) -> str:
    """The key of an organisation's name."""
    return _digest("n", fold(name))


def key_of_unverified(name: str) -> str:
    """The key of a name in a record that nobody has verified: it stands apart from every other."""
    return _digest("u", fold(name))


def listed_holders(document: AwardDocument) -> Iterator[Holder]:
    """The organisation, or each of the persons, that hold a verified award; nobody for one that is hidden by law."""
    if document.withheld or not document.verified:
        return
    if document.kind == "organization":
        yield Holder("", 0, document.kind, fold(document.name), fold(document.uscc))
        return
    for name in document.joint_names or (document.name,):
        yield Holder("", 0, document.kind, fold(name), unit=fold(document.unit))


def keys_of_holder(holder: Holder) -> tuple[str, ...]:
    """What a holder is found by, the one that names its page first; none for a person without a unit."""
    if holder.kind != "organization":
        return (_digest("p", holder.name, holder.unit),) if holder.name and holder.unit else ()
    code = (key_of_code(holder.uscc),) if holder.uscc else ()
    name = (key_of_name(holder.name),) if holder.name else ()
    # A code that is none names no page.
    return (*code, *name) if code and SHAPE.fullmatch(code[0]) else (*name, *code)


def keys_of(document: Document) -> tuple[str, ...]:
    """Every key a document is found by, in an index."""
    if not isinstance(document, AwardDocument):
        return ()
    if not document.verified:
        return (key_of_unverified(document.name),) if document.name and not document.withheld else ()
    return tuple(dict.fromkeys(key for each in listed_holders(document) for key in keys_of_holder(each)))


def organisation_path(document: Document) -> str:
    """The address of the page of an award's holder, empty where there is none or more than one.

    None have notices, withheld and unverified awards, and persons without a unit: a name alone is not a person.
    """
    if not isinstance(document, AwardDocument):
        return ""
    found = list(listed_holders(document))
    ids = keys_of_holder(found[0])[:1] if len(found) == 1 else ()
    return f"{ORGANISATIONS}{ids[0]}/" if ids and SHAPE.fullmatch(ids[0]) else ""
