"""Text folded for comparison inside the database, as `cms.regulation.rules.identity.fold` does: NFKC, no blanks, lower case.

So that （示例） is found by (示例), and a code typed with full-width digits is still that code. Never for display.
"""

import json
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

from cms.regulation.rules.identity import fold


class Folded(Func):
    """A text column, folded."""

    function = "gongshi_fold"
    output_field = CharField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """PostgreSQL folds with its own functions; the white space of NFKC is ASCII's."""
        template = r"lower(regexp_replace(normalize(%(expressions)s, NFKC), '\s', '', 'g'))"
        return super().as_sql(compiler, connection, template=template, **context)


class FoldedNames(Func):
    """A JSON list of names, folded into one text with the names kept apart."""

    function = "gongshi_fold_names"
    output_field = CharField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """PostgreSQL writes a list out as text, with quotation marks between the names."""
        template = r"lower(regexp_replace(normalize((%(expressions)s)::text, NFKC), '\s', '', 'g'))"
        return super().as_sql(compiler, connection, template=template, **context)


def _fold(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _fold_names(names: str | None) -> str | None:
    return None if names is None else "|".join(fold(name) for name in json.loads(names))


def _teach(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """SQLite has no NFKC: lend it ours, on every connection."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("gongshi_fold", 1, _fold, deterministic=True)
        connection.connection.create_function("gongshi_fold_names", 1, _fold_names, deterministic=True)


def connect() -> None:
    """Teach every connection that is opened from now on."""
    connection_created.connect(_teach, dispatch_uid="cms.folding")
