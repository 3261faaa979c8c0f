"""Search over one's own cases: everything is opened, compared in memory, and thrown away. Nothing is indexed."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.views.decorators.debug import sensitive_variables

from complaints import vault
from complaints.desk.page import CaseLine
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.reading import OpenCase, open_case

LONGEST = 100
"""Characters of a search."""


@sensitive_variables()
def found(lines: Iterable[CaseLine], words: str, by: Hand) -> tuple[CaseLine, ...]:
    """The lines of which case or labels hold every word, in their order. A case that does not open is not found."""
    wanted = fold(words).split()
    return tuple(line for line in lines if wanted and _holds(line, wanted, by))


@sensitive_variables()
def _holds(line: CaseLine, wanted: list[str], by: Hand) -> bool:
    try:
        opened = open_case(line.case, by.member, by.keys)
    except (CaseGone, vault.Refused):
        return False
    text = fold("\n".join((line.case.number, *line.labels, *texts(opened))))
    return all(word in text for word in wanted)


def texts(opened: OpenCase) -> Iterable[str]:
    """Everything in a case that was written by somebody, and the names of its files."""
    for entry in opened.entries:
        yield from _strings(
            {
                key: value
                for key, value in entry.document.items()
                if key not in {"salt", "reporter", "signature", "member", "routing"}
            }
        )
        yield from (file.name for file in entry.files)


def fold(text: str) -> str:
    """Letters as one searches for them: full width and half width alike, upper and lower case alike."""
    return unicodedata.normalize("NFKC", text).casefold()


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _strings(each)
