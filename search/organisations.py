"""Who holds a document that was found, across schemes and years: the keys an index keeps, and the address of a page. Pure."""

import re

from cms import holders
from cms.holders import digest_key
from cms.regulation.rules.identity import Holder, fold
from search.documents import AwardDocument, Document

KEY = re.compile(r"[0-9A-Z]{18}|[cnpu][0-9a-f]{24}")
"""A key in an index: those of `cms.holders`, and digests of names in records that nobody has verified."""


def key_of_unverified(name: str) -> str:
    """The key of a name in a record that nobody has verified: it stands apart from every other."""
    return digest_key("u", fold(name))


def listed_holders(document: AwardDocument) -> list[tuple[str, Holder]]:
    """The organisation, or each of the persons, that hold an award, as printed and as compared.

    Nobody for one that is withheld, or that nobody has verified.
    """
    if document.withheld or not document.verified:
        return []
    found = holders.holders_of(
        kind=document.kind,
        name=document.name,
        joint_names=document.joint_names,
        uscc=document.uscc,
        unit=document.unit,
    )
    printed = (document.name,) if len(found) < 2 else document.joint_names
    return list(zip(printed, found, strict=False))


def keys_of(document: Document) -> tuple[str, ...]:
    """Every key a document is found by, in an index."""
    if not isinstance(document, AwardDocument):
        return ()
    if not document.verified:
        return (key_of_unverified(document.name),) if document.name and not document.withheld else ()
    found = (key for _name, each in listed_holders(document) for key in holders.keys_of(each))
    return tuple(dict.fromkeys(found))


def names_under(key: str, document: AwardDocument) -> tuple[str, ...]:
    """The names, as printed, that a document lists the holder with that key under."""
    return tuple(name for name, each in listed_holders(document) if key in holders.keys_of(each))


def organisation_path(document: Document) -> str:
    """The address of the page of an award's holder, empty where there is none or more than one.

    None have notices, withheld and unverified awards, and persons without a unit: a name alone is not a person.
    """
    if not isinstance(document, AwardDocument):
        return ""
    return holders.page_of(each for _name, each in listed_holders(document))
