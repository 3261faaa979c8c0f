"""A page of the portal as a browser without scripts has it: its forms, its errors, the receipt code. Needs no Django."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.factories.html import Element

WRITE, EVIDENCE, CODE, FILE = (f"/complaints/new/{step}/" for step in ("write", "evidence", "code", "file"))


@dataclass
class Page:
    """An answer of the portal: its status, its tree, and what a browser would send with each form."""

    status: int
    root: Element
    html: str
    cookies: Mapping[str, Any] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """The page's first heading."""
        return self.root.all("h1")[0].text

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [link.text for box in self.root.classed("error-summary") for link in box.all("a")]

    @property
    def code(self) -> str:
        """The receipt code as shown, "" where none is."""
        return "".join(group.text for box in self.root.classed("code") for group in box.all("li"))

    def form(self, action: str) -> dict[str, list[str]]:
        """The successful controls of the form with that address, buttons left out."""
        (form,) = [each for each in self.root.all("form") if each.attrs.get("action") == action]
        return dict(_controls(form))


def _controls(form: Element) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for control in form.all("input", "textarea", "select"):
        name, kind = control.attrs.get("name", ""), control.attrs.get("type", "")
        if not name or kind == "file" or (kind in {"radio", "checkbox"} and "checked" not in control.attrs):
            continue
        if control.tag == "textarea":
            text = "".join(part for part in control.children if isinstance(part, str))
            value = text.removeprefix("\n")
        elif control.tag == "select":
            chosen = [option for option in control.all("option") if "selected" in option.attrs]
            value = chosen[0].attrs["value"] if chosen else ""
        else:
            value = control.attrs.get("value", "")
        found.setdefault(name, []).append(value)
    yield from found.items()
