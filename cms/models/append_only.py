"""Rows that are written once: what the public relied on is never edited, only followed by another row.

The refusals here are for programs that use the ORM politely; `cms/triggers.py` says the same to the database,
so that `update()`, `bulk_update()` and plain SQL are refused as well.
"""

from typing import Any

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is only ever appended."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A queryset without the verbs that rewrite history."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: rows of an append-only table do not change. Raises AppendOnlyError."""
        raise AppendOnlyError(f"{self.model._meta.label} rows are append-only")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: rows of an append-only table are not deleted. Raises AppendOnlyError."""
        raise AppendOnlyError(f"{self.model._meta.label} rows are append-only")


class AppendOnly(models.Model):
    """Base of every table that is insert-only. Raises AppendOnlyError from `save()` of a stored row and from `delete()`."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert a new row; a stored one is refused."""
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.label} rows are append-only")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnlyError(f"{self._meta.label} rows are append-only")
