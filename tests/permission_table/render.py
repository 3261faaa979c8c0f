"""The page of permissions: Markdown and a diagram, drawn from the table of roles and the doors of the views."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.urls import URLPattern

from cms.admin import urls
from cms.roles import DOORS, INSTALLATION_ROLES, ROLES, SCHEME_ROLES, Door, Role
from complaints.desk import urls as desk_urls
from complaints.keeping import urls as keeping_urls
from complaints.members import urls as members_urls

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "permissions.md"

INTRODUCTION = """\
# Who may do what

Written by `python -m tests.permission_table` from `cms/roles.py` and the addresses of the admin. The tests fail when this
page is older than they are, when a permission that a model declares stands in no role, when a page of the admin names no
door, and when a role gets through a door that this page shuts to it.

Groups are made with the scheme when its measure is taken in, and completed after every `manage.py migrate`: a release
that brings a permission gives it to the groups of all schemes. Nothing is taken away there; who should do less leaves
the group. A permission counts in the scheme whose group gives it, and the actions ask for it, not the pages alone. An
account may also be confined to one scheme, and to one publishing body of it (账号管理): then its groups reach no further.

Three things stand beside the table and no role changes them: nobody approves what they wrote, withheld or entered
themselves; nobody changes their own groups; only an administrator (`manage.py createsuperuser`) changes an administrator.
"""

KEYS_NOTE = (
    "Beside the door: nobody of the highest rank and nobody who publishes in any scheme gets in, whatever else they hold "
    "(`complaints/separation.py`), and what these pages do needs the person's own unlocked keys."
)

ENDINGS_NOTE = (
    "Beside the door: nobody of the highest rank, nobody who publishes and nobody who holds a key gets in "
    "(`complaints/separation.py`)."
)

DESK_NOTE = (
    "All of them stand behind the same door as the pages of keys, and need unlocked keys. What somebody may do to a case "
    "there is looked up in [another table](case-rights.md); a case that is none of theirs is answered as one that does not "
    "exist."
)


def views() -> Iterator[tuple[str, str, type[Any]]]:
    """Name, address below /admin/gongshi/ and class of every view of the office."""
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield str(pattern.name), str(pattern.pattern), pattern.callback.view_class  # type: ignore[attr-defined]


def keys_views() -> Iterator[tuple[str, str, type[Any]]]:
    """Name, address below /admin/complaints/keys/ and class of every page of those who hold keys."""
    for pattern in members_urls.urlpatterns:
        yield str(pattern.name), str(pattern.pattern), pattern.callback.view_class  # type: ignore[attr-defined]


def desk_views() -> Iterator[tuple[str, str, type[Any]]]:
    """Name, address below /admin/complaints/desk/ and class of every page of the desk."""
    for pattern in desk_urls.urlpatterns:
        yield str(pattern.name), str(pattern.pattern), pattern.callback.view_class  # type: ignore[attr-defined]


def endings_views() -> Iterator[tuple[str, str, type[Any]]]:
    """Name, address below /admin/complaints/endings/ and class of every page of those who keep the endings."""
    for pattern in keeping_urls.urlpatterns:
        yield str(pattern.name), str(pattern.pattern), pattern.callback.view_class  # type: ignore[attr-defined]


def doors_in_use() -> dict[str, list[str]]:
    """Names of the views behind each door, by the door's key."""
    used: dict[str, list[str]] = {}
    for name, _address, view in (*views(), *keys_views(), *desk_views(), *endings_views()):
        if view.door is not None:
            used.setdefault(view.door.key, []).append(name)
    return used


def page() -> str:
    """The whole page."""
    return "\n".join([INTRODUCTION, _roles(), _diagram(), _doors(), _addresses()])


def _roles() -> str:
    lines = [
        "## Roles",
        "",
        "| Role | Group | Does | Pages of the scheme | Permissions |",
        "|---|---|---|---|---|",
    ]
    for role in ROLES.values():
        group = f"<city> {role.label}" if role in SCHEME_ROLES else role.label
        lines.append(
            f"| `{role.key}` | {group} | {role.does} | {_codes(role.pages)} | {_codes(role.models)} |".replace(
                "<city>", "〈市〉"
            )
        )
    return "\n".join([*lines, ""])


def _diagram() -> str:
    lines = ["## What each role opens", "", "```mermaid", "flowchart LR"]
    used = doors_in_use()
    lines += [f'    {role.key}["{role.label}"]' for role in ROLES.values()]
    for door in DOORS:
        if door.key in used and door.key != "open":
            lines.append(f'    door_{door.key}(["{door.title}"])')
            lines += [f"    {role.key} --> door_{door.key}" for role in ROLES.values() if door.admits(role)]
    return "\n".join([*lines, "```", ""])


def _doors() -> str:
    heads = [role.label for role in ROLES.values()]
    lines = ["## Doors", "", f"| To | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    lines += [
        f"| {door.title} | {' | '.join(_mark(door, role) for role in ROLES.values())} |" for door in DOORS
    ]
    return "\n".join([*lines, ""])


def _mark(door: Door, role: Role) -> str:
    if not door.admits(role):
        return ""
    return "yes" if role in INSTALLATION_ROLES or door.anywhere else "in its scheme"


def _addresses() -> str:
    lines = ["## Pages below `/admin/gongshi/`", "", "| Address | Door |", "|---|---|"]
    lines += [f"| `{address or '.'}` | {view.door.title} |" for _name, address, view in views() if view.door]
    lines += [
        "",
        "## Pages below `/admin/complaints/keys/`",
        "",
        KEYS_NOTE,
        "",
        "| Address | Door |",
        "|---|---|",
    ]
    lines += [f"| `{address or '.'}` | {view.door.title} |" for _name, address, view in keys_views()]
    lines += ["", "## Pages below `/admin/complaints/desk/`", "", DESK_NOTE]
    lines += [
        "",
        "## Pages below `/admin/complaints/endings/`",
        "",
        ENDINGS_NOTE,
        "",
        "| Address | Door |",
        "|---|---|",
    ]
    lines += [f"| `{address or '.'}` | {view.door.title} |" for _name, address, view in endings_views()]
    return "\n".join([*lines, ""])


def _codes(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in names) or "–"
