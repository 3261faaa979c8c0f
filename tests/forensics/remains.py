"""What stays of deleted rows in the files of a database: pieces of their sealed values, looked for byte by byte.

Sealed values open nothing once the keys are gone; the pieces show how far a database itself lets go of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.forensics.places import Columns, as_bytes, columns_of

PIECE = 32
"""Bytes of a piece: of random ciphertext no such piece is found by chance."""

HEADER = 72
"""Bytes at the start of a sealed value that are not all its own."""


@dataclass(frozen=True)
class Found:
    """How many pieces stand in rows, and how many in each file that holds any."""

    rows: int
    files: dict[str, int]


@dataclass(frozen=True)
class Remains:
    """A case's pieces before it is destroyed, and after the database has let go of it."""

    pieces: int
    before: Found
    after: Found


def found(pieces: Sequence[bytes], var: Path, url: str) -> Found:
    """What stands at this moment in the portal's database and its files."""
    return Found(in_rows(pieces, columns_of(var, url)), standing(pieces, database_files(var, url)))


def pieces_of(value: bytes) -> list[bytes]:
    """Three pieces of a sealed value: behind its header, in its middle, at its end. None of one too short."""
    if len(value) < HEADER + PIECE:
        return []
    middle = (HEADER + len(value) - PIECE) // 2
    starts = sorted({HEADER, middle, len(value) - PIECE})
    return [value[at : at + PIECE] for at in starts]


def pieces_of_cases(cases: Sequence[Any]) -> list[bytes]:
    """Pieces of every sealed value in every row that belongs to those cases. No value twice."""
    from django.apps import apps
    from django.db.models import BinaryField

    from complaints.models import Case

    found: dict[bytes, None] = {}
    for model in apps.get_app_config("complaints").get_models():
        names = [field.name for field in model._meta.fields if isinstance(field, BinaryField)]
        for path in _ways_to(model, Case):
            rows = model._default_manager.filter(**{f"{path}__in": [case.pk for case in cases]})
            for row in rows.values_list(*names) if names else ():
                for value in row:
                    found |= dict.fromkeys(pieces_of(bytes(value or b"")))
    return list(found)


def _ways_to(model: Any, target: Any) -> Iterable[str]:
    """Look-ups from a model to the case, over one row in between at most."""
    for field in model._meta.fields:
        if field.related_model is target:
            yield field.name
        elif field.related_model is not None and field.related_model._meta.app_label == "complaints":
            yield from (
                f"{field.name}__{other.name}"
                for other in field.related_model._meta.fields
                if other.related_model is target
            )


def standing(pieces: Sequence[bytes], files: Iterable[Path]) -> dict[str, int]:
    """How many of the pieces stand in each file, for files that hold any. One that is gone by now holds none."""
    found = {}
    for path in files:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        count = sum(piece in data for piece in pieces)
        if count:
            found[str(path)] = count
    return found


def in_rows(pieces: Sequence[bytes], columns: Columns) -> int:
    """How many of the pieces stand in any value of any row."""
    values = [b"\0".join(as_bytes(value) for value in column) for _table, _name, column in columns]
    return sum(any(piece in value for value in values) for piece in pieces)


def database_files(var: Path, url: str) -> list[Path]:
    """Every file below VAR_DIR; on PostgreSQL also every one of the server's, its log of writes too."""
    files = [path for path in var.rglob("*") if path.is_file()]
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        files += [path for path in Path(row[0]).rglob("*") if path.is_file()]
    return files
