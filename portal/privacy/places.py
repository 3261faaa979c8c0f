"""The parts of the site that answer under different headers, told apart by the path alone. Pure."""

import re
from enum import StrEnum

ADMIN_PREFIX = "/admin/"
FILES_PREFIX = "/files/"
CHANNEL_PREFIX = "/complaints/"
DESK_PREFIX = "/admin/complaints/"

# Paths of which no log keeps anything: who files, reads or follows up a complaint leaves no line.
NO_LOG_PREFIXES = (CHANNEL_PREFIX, DESK_PREFIX)

_SLASHES = re.compile(r"/{2,}")


class Place(StrEnum):
    """A part of the site. Everything outside the other four is public, static files and errors included."""

    PUBLIC = "public"
    FILE = "file"
    ADMIN = "admin"
    CHANNEL = "channel"
    DESK = "desk"

    @property
    def confidential(self) -> bool:
        """Whether what happens here leaves no line in a log, no copy in a cache and no history in a browser."""
        return self in (Place.CHANNEL, Place.DESK)


def place_of(path: str) -> Place:
    """Where ``path`` belongs. ``/complaints`` and ``//complaints//new`` are the channel as much as ``/complaints/``."""
    tidy = _SLASHES.sub("/", path + "/")
    if tidy.startswith(DESK_PREFIX):
        return Place.DESK
    if tidy.startswith(CHANNEL_PREFIX):
        return Place.CHANNEL
    if tidy.startswith(ADMIN_PREFIX):
        return Place.ADMIN
    return Place.FILE if tidy.startswith(FILES_PREFIX) else Place.PUBLIC


def is_admin(path: str) -> bool:
    """Whether ``path`` lies below the admin's address, the desk of the channel included."""
    return place_of(path) in (Place.ADMIN, Place.DESK)


def is_channel(path: str) -> bool:
    """Whether ``path`` belongs to the confidential channel as reporters see it."""
    return place_of(path) is Place.CHANNEL


def is_unlogged(path: str) -> bool:
    """Whether requests for ``path`` must leave no line in any log."""
    return place_of(path).confidential
