"""Fields that many tables of the channel share."""

import uuid
from typing import Any

from django.db import models


def new_id() -> uuid.UUID:
    """A random key: known before the row is sealed, and telling nothing of the order of rows."""
    return uuid.uuid4()


def row_key() -> "models.UUIDField[Any, Any]":
    """The primary key of a row that is sealed under a contract naming it."""
    return models.UUIDField(primary_key=True, default=new_id, editable=False)


def derived_key() -> "models.CharField[Any, Any]":
    """A primary key of 64 hex digits derived from a secret that the server does not keep (drafts, sessions)."""
    return models.CharField(primary_key=True, max_length=64, editable=False)


class Opaque(models.Model):
    """Base of every table: prints its key and nothing else, so that no log or list learns more."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)
