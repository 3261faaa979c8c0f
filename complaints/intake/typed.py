"""What a page carries: the known fields of a form, cleaned, and nothing else.

The typed text travels from page to page in hidden fields and is stored nowhere before filing. Whatever the
browser sends besides the names listed here is dropped.
"""

import re
import unicodedata

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

MOST_FIELDS = 60
MOST_TEXT = 1024 * 1024
"""Fields of a form, and bytes of its text together (channel.md §3.10)."""

ONE = (
    "city",
    "kind",
    "notice",
    "entry",
    "entry_words",
    "respondent",
    "happened",
    "facts",
    "prefer",
    "naming",
    "name",
    "unit",
    "contact",
    "reach",
)
SEVERAL = ("concerns",)
IDENTITY = ("name", "unit", "contact", "reach")

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")
_KEPT = "\n\t"


def tidy(text: str) -> str:
    """A text as it will be read: line breaks are LF, invisible control characters are gone, no blanks around it."""
    text = _BREAKS.sub("\n", text)
    kept = "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept).strip()


class Typed(MultiValueDict[str, str]):
    """The known fields of a request, tidied; empty ones are left out."""

    @classmethod
    def of(cls, data: QueryDict) -> "Typed":
        """Keep what a form of the channel has, drop the rest."""
        typed = cls()
        for name in ONE:
            if value := tidy(data.get(name) or ""):
                typed.setlist(name, [value])
        for name in SEVERAL:
            if values := [tidied for value in data.getlist(name) if (tidied := tidy(value))]:
                typed.setlist(name, list(dict.fromkeys(values)))
        return typed

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each hidden field, in the order of the form."""
        return tuple((name, value) for name in (*ONE, *SEVERAL) for value in self.getlist(name))


def too_much(request: HttpRequest) -> bool:
    """Whether the form has more fields, or more text, than any of ours. Reads POST: handlers must stand before."""
    lists = [values for _name, values in request.POST.lists()]
    if sum(map(len, lists)) > MOST_FIELDS:
        return True
    return sum(len(value.encode(errors="replace")) for values in lists for value in values) > MOST_TEXT
