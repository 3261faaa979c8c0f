"""What an address of the interface may carry: declared once, read strictly, and described by the same declaration.

Pure. A name that is not declared, a name given twice and a value that does not fit are faults, each named; nothing is
guessed and nothing is cut off.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from search.text import tidy

MOST_SHOWN = 60
"""Characters of a wrong name or value that an answer gives back."""


class Kind(StrEnum):
    """What a value is."""

    TEXT = "text"
    WHOLE = "whole"
    DAY = "day"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an address: the parameter, a code for programs, and a sentence for people."""

    parameter: str
    code: str
    detail: str


@dataclass(frozen=True)
class Parameter:
    """One parameter. `least` and `most` bound whole numbers; for days they are ISO dates; `most_values` above one: repeatable.

    `pattern` is anchored and belongs to both Python and ECMA 262. `offered` are the only values, where there are any.
    """

    name: str
    text: str
    example: str
    kind: Kind = Kind.TEXT
    pattern: str = ""
    offered: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    longest: int = 200
    most_values: int = 1
    default: str = ""
    required: bool = False

    def fault_of(self, value: str) -> str:
        """Why the value does not fit, as a sentence; empty where it does."""
        if self.kind is Kind.WHOLE:
            return self._fault_of_whole(value)
        if self.kind is Kind.DAY:
            return "" if _day(value) else "应是有效日期，写成 2026-09-28 的形式。"
        if len(value) > self.longest:
            return f"最长{self.longest}个字符。"
        if self.offered and value not in self.offered:
            return f"只能是{'、'.join(self.offered)}之一。"
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"应符合 {self.pattern}。"
        return ""

    def _fault_of_whole(self, value: str) -> str:
        fits = value.isascii() and value.isdigit() and len(value) <= 10
        if fits and self.least <= int(value) <= self.most:
            return ""
        return f"应是{self.least}至{self.most}的整数。"

    def read(self, value: str) -> Any:
        """The value as Python has it; it fits."""
        if self.kind is Kind.WHOLE:
            return int(value)
        return dt.date.fromisoformat(value) if self.kind is Kind.DAY else value

    def schema(self) -> dict[str, Any]:
        """The value's JSON schema."""
        one: dict[str, Any] = {"type": "string"}
        if self.kind is Kind.WHOLE:
            one = {"type": "integer", "minimum": self.least, "maximum": self.most}
        elif self.kind is Kind.DAY:
            one |= {"format": "date"}
        else:
            one |= {"maxLength": self.longest}
            if self.offered:
                one = {"type": "string", "enum": list(self.offered)}
            elif self.pattern:
                one["pattern"] = self.pattern
        if self.default:
            one["default"] = int(self.default) if self.kind is Kind.WHOLE else self.default
        if self.most_values > 1:
            return {"type": "array", "items": one, "maxItems": self.most_values}
        return one

    def describe(self, place: str) -> dict[str, Any]:
        """The parameter object of OpenAPI; `place` is query or path."""
        example: Any = int(self.example) if self.kind is Kind.WHOLE else self.example
        told: dict[str, Any] = {"name": self.name, "in": place, "description": self.text}
        told |= {"required": place == "path" or self.required, "schema": self.schema()}
        if self.most_values > 1:
            told |= {"style": "form", "explode": True}
            example = [example]
        return told | {"example": example}


def _day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) and dt.date.fromisoformat(text))
    except ValueError:
        return False


def read_parameters(
    declared: Iterable[Parameter], given: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], list[Fault]]:
    """The values of an address by name, and every fault. What is not given has its default or is absent."""
    known = {each.name: each for each in declared}
    faults = [
        Fault(shown(name), "unknown_parameter", f"没有名为“{shown(name)}”的参数。")
        for name in given
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        many = list(given.get(name, ()))
        if not many and parameter.required:
            faults.append(Fault(name, "missing_parameter", f"缺少参数“{name}”。"))
        if not many and parameter.default:
            values[name] = parameter.read(parameter.default)
        faults += _faults_of(parameter, many)
        if many and not any(fault.parameter == name for fault in faults):
            read = [parameter.read(value) for value in many]
            values[name] = read if parameter.most_values > 1 else read[0]
    return values, faults


def _faults_of(parameter: Parameter, many: Sequence[str]) -> Iterable[Fault]:
    name = parameter.name
    if len(many) > parameter.most_values:
        said = f"参数“{name}”最多给出{parameter.most_values}次。"
        yield Fault(name, "too_many_values", said)
        return
    for value in many:
        if said := parameter.fault_of(value):
            yield Fault(name, "bad_value", f"参数“{name}”{said}")
            return


def shown(text: str) -> str:
    """What somebody gave, fit to be given back: short and without control characters."""
    return tidy(text)[:MOST_SHOWN]
