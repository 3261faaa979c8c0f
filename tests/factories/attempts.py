"""What the tests of the publishing paths share: trying a write that must be refused, and somebody who may do everything."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from cms.models.append_only import AppendOnlyError
from tests.factories.offices import PASSWORD

REFUSED = (PermissionDenied, ProtectedError, DatabaseError, AppendOnlyError)
"""How a refusal may look: by the guard, by a foreign key, by a trigger, by the model."""


def attempt(path: Callable[[], Any]) -> bool:
    """Try it in its own transaction; True when it was refused with an error."""
    try:
        with transaction.atomic():
            path()
    except REFUSED:
        return True
    return False


def almighty() -> Any:
    """An account with every permission Django knows."""
    return get_user_model().objects.create_superuser("root-of-tests", password=PASSWORD)
