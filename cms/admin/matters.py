"""What the first page is made of: matters by kind, and the desk of the person whose day it is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.urls import reverse

from cms.admin import access
from cms.models import Notice, SchemePage, Seal, Window
from cms.windows import WindowState, beijing_day


class Urgency(StrEnum):
    """How long a matter may wait."""

    NOW = "now"
    TODAY = "today"
    SOON = "soon"


@dataclass(frozen=True)
class Item:
    """One matter: what it is about, what to know, and where the next step is taken."""

    title: str
    url: str
    detail: str = ""
    late: bool = False


@dataclass(frozen=True)
class Section:
    """Matters of one kind. `action` says in a word or two what the link of each of them does.

    `watch`: nothing is to be done by this person yet, it is only good to know.
    """

    key: str
    heading: str
    action: str
    urgency: Urgency
    items: Sequence[Item]
    help: str = ""
    watch: bool = False


@dataclass
class Desk:
    """Whose day it is, with what several sections look at."""

    user: Any
    now: dt.datetime
    schemes: list[SchemePage]
    windows: list[tuple[Window, WindowState]] = field(default_factory=list)

    @property
    def day(self) -> dt.date:
        """The Beijing day."""
        return beijing_day(self.now)

    @property
    def codes(self) -> set[str]:
        """Codes of the schemes."""
        return {scheme.slug for scheme in self.schemes}

    def works_in(self, scheme: SchemePage) -> bool:
        """Whether this person does more there than read."""
        return access.may(access.check_scheme, self.user, scheme)

    def may_act(self, seal: Seal) -> bool:
        """Whether this person may act on that notice."""
        return access.may(access.check_seal, self.user, seal)


def edit_url(notice: Notice) -> str:
    """The edit form of a draft."""
    return reverse("wagtailadmin_pages:edit", args=[notice.pk])
