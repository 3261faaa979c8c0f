"""What a holder of awards is known by across schemes and years, and the address of its page. Pure.

`cms.regulation.rules.identity` says what one holder is: organisations by code or name, persons by name and unit together.
A key holds no name: it is the 统一社会信用代码 of an organisation, otherwise a digest of what the holder is known by.
"""

import hashlib
import re
from collections.abc import Iterable

from stdnum.cn import uscc

from cms.regulation.rules.identity import Holder, fold

ORGANISATIONS = "/register/organisations/"
SHAPE = re.compile(r"[0-9A-Z]{18}|[np][0-9a-f]{24}")
"""A key that a page can have: a code, a digest of an organisation's name, a digest of a person's name and unit."""


def digest_key(mark: str, *parts: str) -> str:
    """A key of folded texts; the mark says of what."""
    told = "\n".join((mark, *parts)).encode()
    return mark + hashlib.sha256(told).hexdigest()[:24]


def key_of_code(code: str) -> str:
    """The key of a code as a row has it: the code itself where it is well-formed, else a digest that names no page."""
    folded = fold(code)
    return uscc.compact(folded) if uscc.is_valid(folded) else digest_key("c", folded)


def key_of_name(name: str) -> str:
    """The key of an organisation's name."""
    return digest_key("n", fold(name))


def holders_of(*, kind: str, name: str, joint_names: Iterable[str], uscc: str, unit: str) -> list[Holder]:
    """The organisation, or each of the persons, that a row of the register names; nobody for a row that names nobody."""
    if not name:
        return []
    if kind == "organization":
        return [Holder("", 0, kind, fold(name), fold(uscc))]
    return [Holder("", 0, kind, fold(each), unit=fold(unit)) for each in tuple(joint_names) or (name,)]


def keys_of(holder: Holder) -> tuple[str, ...]:
    """What a holder is found by, the one that names its page first; none for a person without a unit."""
    if holder.kind != "organization":
        return (digest_key("p", holder.name, holder.unit),) if holder.name and holder.unit else ()
    name = (key_of_name(holder.name),) if holder.name else ()
    code = (key_of_code(holder.uscc),) if holder.uscc else ()
    return (*code, *name) if code and SHAPE.fullmatch(code[0]) else (*name, *code)


def page_of(holders: Iterable[Holder]) -> str:
    """The address of the page of an award's holder, empty where there is none or more than one.

    A person without a unit has none: a name alone is not a person.
    """
    found = list(holders)
    keys = keys_of(found[0]) if len(found) == 1 else ()
    return f"{ORGANISATIONS}{keys[0]}/" if keys and SHAPE.fullmatch(keys[0]) else ""
