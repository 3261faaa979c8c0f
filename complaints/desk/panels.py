"""What the desk's pages link to, as a registry: whoever adds a page to a case says for which act it stands, and where.

Pages register when their module is read, which is when the addresses are (`complaints.desk.urls`). The case page shows a
link where the table of rights gives the act; the page behind it asks the table again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from complaints.rights import Act


class Spot(StrEnum):
    """Where a link stands, and what its address takes."""

    CASE = "case"
    """On the case page; the address takes `case_id`."""
    ENTRY = "entry"
    """Beside an entry of a case; the address takes `case_id` and `entry_id`."""
    FILE = "file"
    """Beside a file of a case; the address takes `case_id` and `blob`, 32 hexadecimal digits."""
    LIST = "list"
    """Above the list of cases; the address takes nothing."""


@dataclass(frozen=True)
class Panel:
    """One link. `act` is None where no case is touched; `url_name` stands in the namespace `channel_desk`.

    `key` is the access key that the desk's own pages give their links.
    """

    act: Act | None
    label: str | Promise
    url_name: str
    order: int
    spot: Spot = Spot.CASE
    key: str = ""

    @property
    def address_name(self) -> str:
        """The name to reverse."""
        return f"channel_desk:{self.url_name}"


_PANELS: dict[str, Panel] = {}


def panel(
    act: Act | None,
    label: str | Promise,
    url_name: str,
    order: int,
    *,
    spot: Spot = Spot.CASE,
    key: str = "",
) -> Panel:
    """Register a link; a second registration of the same address replaces the first.

    :param order: smaller stands first; the desk's own pages use 0 to 99, others hundreds.
    """
    made = Panel(act, label, url_name, order, spot, key)
    _PANELS[url_name] = made
    return made


def panels(spot: Spot, allowed: Iterable[Act] = ()) -> tuple[Panel, ...]:
    """The links of a spot, in their order: those for allowed acts, and those that touch no case."""
    acts = frozenset(allowed)
    found = (
        each for each in _PANELS.values() if each.spot is spot and (each.act is None or each.act in acts)
    )
    return tuple(sorted(found, key=lambda each: (each.order, each.url_name)))
