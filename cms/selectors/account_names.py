"""What somebody was called when they did something."""

import datetime as dt
from bisect import bisect_right
from typing import Any

from django.contrib.auth import get_user_model

from cms.models import AccountName


class NameBook:
    """Every name of every account, read once. `calls` remembers who was asked for, for a list of the people named."""

    def __init__(self) -> None:
        self._names: dict[int, list[AccountName]] = {}
        for row in AccountName.objects.order_by("user_id", "since", "pk"):
            self._names.setdefault(row.user_id, []).append(row)

    def known(self, user_id: int) -> list[AccountName]:
        """The names of an account, oldest first; none for a number that never was one."""
        return list(self._names.get(user_id, ()))

    def account(self, user_id: int | None, at: dt.datetime | None) -> dict[str, Any] | None:
        """Name, account and number of whoever acted at that instant; None where nobody is on record.

        Before its first name on record an account had that name. `at` None asks for the newest.
        """
        if user_id is None:
            return None
        rows = self._names.get(user_id)
        if not rows:
            return {"id": user_id, "account": "", "name": ""}
        place = len(rows) if at is None else bisect_right([row.since for row in rows], at)
        row = rows[max(place - 1, 0)]
        return {"id": user_id, "account": row.username, "name": row.full_name or row.username}


def unrecorded_names() -> list[str]:
    """Accounts whose present name is not the newest on record: somebody changed the table past the ORM (for `doctor`)."""
    newest = {row.user_id: row for row in AccountName.objects.order_by("since", "pk")}
    return [
        user.get_username()
        for user in get_user_model().objects.order_by("pk")
        if user.pk not in newest
        or (newest[user.pk].username, newest[user.pk].full_name)
        != (user.get_username(), user.get_full_name())
    ]
