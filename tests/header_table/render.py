# ruff: noqa: E501 - rows of Markdown tables
"""The page of headers: what each part of the site answers with, and where that is not the strictest, with reasons."""

from collections.abc import Iterator
from pathlib import Path

from portal.privacy.places import Place
from portal.privacy.policies import HEADERS
from tests.header_table.table import (
    DEPARTURES,
    FETCH,
    POLICY,
    STRICTEST,
    STRICTEST_POLICY,
    TRANSPORT,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "headers.md"

NAMES = {
    Place.PUBLIC: "public pages, feeds, static files, errors",
    Place.FILE: "published files, `/files/`",
    Place.ADMIN: "admin, `/admin/`",
    Place.CHANNEL: "confidential channel, `/complaints/`",
    Place.DESK: "its desk, `/admin/complaints/`",
}
INTRODUCTION = """\
# Headers

Written by `python -m tests.header_table` from `portal/privacy/policies.py` and `tests/header_table/table.py`. A test asks
every address of the project by every method and compares each answer; it fails when an answer differs, when a
difference from the strictest set is not listed below, when a listed one is none, and when this page is older than both.

The set is decided by the path alone, in the outermost middleware, so that errors, redirects, images and static files
carry it too. `Strict-Transport-Security` is sent over TLS only. `Server` is empty: Granian writes its name where nothing
stands. [Decision 0019](../adr/0019-privacy-of-the-channel.md) says what was measured.
"""
COOKIES = """\
## Cookies

| Cookie | Where | Life | Attributes |
|---|---|---|---|
| `__Host-form` | `/complaints/`, when a form is shown | ends with the browser | Secure, HttpOnly, SameSite=Strict, Path=/ |
| `__Host-turn` | every HTML answer of the channel and its desk, 16 fresh random bytes, read by nobody | ends with the browser | the same |
| `__Host-inbox` | `/complaints/inbox/` | ends with the browser, 60 minutes at most | the same |
| `__Host-vault` | `/admin/complaints/`, while a member's keys are unlocked | ends with the browser, 8 hours at most | the same |
| `__Host-session`, `__Host-csrf` | `/admin/`; taken from every request to `/complaints/` before anything reads them | 8 hours; a year | Secure, HttpOnly, SameSite=Lax: a link in a mail leads into the office while one is logged in |
| `language`, `display` | set by the two forms of that name | a year | HttpOnly, SameSite=Lax, Secure in production; they say nothing of who reads |
"""
CHANNEL = """\
## Beside the headers, in the channel and its desk

- No `ETag`, `Last-Modified`, `Expires`, `Age`; conditions and ranges in a request are not heard.
- HTML is padded to steps of 16 KiB by a comment at its end, and never compressed.
- Below `/complaints/` no answer sets any cookie but the channel's own, no session is read or made, and files are refused
  except by the pages for evidence.
- Over plain http the channel opens on `localhost`, `127.0.0.1` and `[::1]` only: elsewhere browsers keep no `__Host-` cookie.
"""


def policy_of(place: Place) -> dict[str, str]:
    """The content policy of that part, by directive."""
    parts = (part.partition(" ") for part in HEADERS[place][POLICY].split("; "))
    return {name: values for name, _space, values in parts}


def differences() -> Iterator[tuple[Place, str, str]]:
    """Where a part of the site is not as strict as can be: place, header, directive of the content policy or ''."""
    for place in Place:
        for header, value in STRICTEST.items():
            if HEADERS[place].get(header) != value:
                yield place, header, ""
        policy = policy_of(place)
        for directive in {*STRICTEST_POLICY, *policy} - {"sandbox"}:  # which only takes away
            if _is_weaker(directive, policy):
                yield place, POLICY, directive


def _is_weaker(directive: str, policy: dict[str, str]) -> bool:
    strictest = STRICTEST_POLICY.get(directive, "'none'")
    value = policy.get(directive, policy["default-src"] if directive in FETCH else "")
    return value not in (strictest, "'none'")


def page() -> str:
    """The page in Markdown."""
    return "\n".join((INTRODUCTION, *_sets(), COOKIES, CHANNEL, *_departures()))


def _sets() -> Iterator[str]:
    shared = {
        header: value
        for header, value in HEADERS[Place.PUBLIC].items()
        if all(HEADERS[place].get(header) == value for place in Place) and header != "Permissions-Policy"
    }
    yield "## Everywhere\n"
    yield "```"
    yield from (f"{header}: {value}".rstrip() for header, value in shared.items())
    yield ": ".join(TRANSPORT)
    yield f"Permissions-Policy: {HEADERS[Place.PUBLIC]['Permissions-Policy']}"
    yield "```\n"
    for place in Place:
        yield f"## {NAMES[place][0].upper()}{NAMES[place][1:]}\n"
        yield "```"
        own = {key: value for key, value in HEADERS[place].items() if key not in shared}
        yield from (f"{key}: {value}" for key, value in own.items() if key != "Permissions-Policy")
        yield "```\n"


def _departures() -> Iterator[str]:
    yield "## Departures from the strictest set\n"
    yield "| Where | What | Why | Seen |"
    yield "|---|---|---|---|"
    for item in DEPARTURES:
        where = "everywhere" if len(item.places) == len(Place) else ", ".join(item.places)
        what = f"`{item.directive or item.header}`"
        yield f"| {where} | {what} | {item.reason} | {item.seen} |"
    yield ""
