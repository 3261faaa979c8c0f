"""The people named in an edition's file: as what each of them acted, under the name of that time."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from cms.selectors.account_names import NameBook
from cms.windows import BEIJING


def instant(at: dt.datetime | None) -> str:
    """An instant as the file prints it: Beijing time to the second, ISO 8601 with offset; empty for none."""
    return at.astimezone(BEIJING).replace(microsecond=0).isoformat() if at else ""


def day(date: dt.date | None) -> str:
    """A Beijing day, ISO 8601; empty for none."""
    return date.isoformat() if date else ""


class People:
    """Answers who acted, and remembers everybody it was asked about."""

    def __init__(self, names: NameBook | None = None) -> None:
        self._names = names or NameBook()
        self._acted: dict[int, dict[str, set[str]]] = {}

    def who(
        self, user_id: int | None, at: dt.datetime | None, capacity: str, recorded: str = ""
    ) -> dict[str, Any] | None:
        """Whoever acted then, as `{id, account, name}`; None when the program itself did.

        `recorded` is the name kept in the row itself, which goes before every other. `capacity` says as what.
        """
        person = self._names.account(user_id, at)
        if person is None or user_id is None:
            return {"id": None, "account": "", "name": recorded} if recorded else None
        if recorded:
            person["name"] = recorded
        name = str(person["name"] or person["account"])
        self._acted.setdefault(user_id, {}).setdefault(capacity, set()).add(name)
        return person

    def named(self) -> Iterator[dict[str, Any]]:
        """Everybody asked about: every name of the account and what was done under which name."""
        for user_id in sorted(self._acted):
            known = self._names.known(user_id)
            yield {
                "id": user_id,
                "accounts": list(dict.fromkeys(row.username for row in known)),
                "names": [
                    {"name": row.full_name or row.username, "since": instant(row.since)} for row in known
                ],
                "acted": [
                    {"as": capacity, "names": sorted(names)}
                    for capacity, names in sorted(self._acted[user_id].items())
                ],
            }
