"""What is wrong with a file, a heading or a cell: a sentence, its place, and what to do.

A sentence is kept as a message id with values, so that a report written by a job is read in the reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from openpyxl.utils import get_column_letter

from cms.regulation.rules.verdicts import Phrase

Translate = Callable[[str], str]


class Level(StrEnum):
    """An error keeps the file from being taken in; a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"


def address(column: int, row: int) -> str:
    """The address of a cell as a spreadsheet shows it: (2, 7) is B7. Both count from 1."""
    return f"{get_column_letter(column)}{row}"


@dataclass(frozen=True)
class Problem:
    """One finding.

    code         stable name of the kind of problem, such as "cell.formula"; tests quote it
    msg, params  message id (a Chinese sentence) and its values; a value may be a `Phrase`, itself a message id
    sheet, cell  where: the sheet's name ("" for a text file) and the address such as B7 ("" for the whole file)
    row          the row's number in the file, None for the whole file
    """

    code: str
    msg: str
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)
    level: Level = Level.ERROR
    sheet: str = ""
    cell: str = ""
    row: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether it keeps the file from being taken in."""
        return self.level is Level.ERROR

    def render(self, translate: Translate = str) -> str:
        """The sentence in the reader's language, without its place."""
        values = {
            name: value.render(translate) if isinstance(value, Phrase) else value
            for name, value in self.params.items()
        }
        words = translate(self.msg)
        return words % values if values else words

    def as_json(self) -> dict[str, Any]:
        """JSON-safe values; `from_json` reads them back."""
        return {
            "code": self.code,
            "msg": self.msg,
            "params": {name: _stored(value) for name, value in self.params.items()},
            "level": self.level.value,
            "sheet": self.sheet,
            "cell": self.cell,
            "row": self.row,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The problem that `as_json` wrote."""
        return cls(
            code=stored["code"],
            msg=stored["msg"],
            params={name: _read(value) for name, value in stored["params"].items()},
            level=Level(stored["level"]),
            sheet=stored["sheet"],
            cell=stored["cell"],
            row=stored["row"],
        )


def _stored(value: str | int) -> Any:
    if isinstance(value, Phrase):
        return {"msg": str(value), "values": dict(value.values)}
    return value


def _read(value: Any) -> str | int:
    return Phrase(value["msg"], **value["values"]) if isinstance(value, dict) else value


class FileRefused(Exception):  # noqa: N818 - it reads as what happened
    """The file cannot be taken in at all; `problem` says why and what to do."""

    def __init__(
        self, code: str, msg: str, params: Mapping[str, str | int] | None = None, *, sheet: str = ""
    ) -> None:
        self.problem = Problem(code=code, msg=msg, params=params or {}, sheet=sheet)
        super().__init__(self.problem.render())
