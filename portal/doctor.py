"""The registry behind ``manage.py doctor``: what is missing or unsafe in this installation.

A check is a function without arguments that yields findings; it is registered under a short name with
:func:`check`, by the app whose business it is, in a module imported from ``AppConfig.ready``. Checks read
settings, files and the database; they change nothing.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class Level(StrEnum):
    """How bad a finding is: an error must be mended before the public is served, a warning soon."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to mend: what is wrong, and what to do about it, both in the reader's language."""

    level: Level
    message: str
    remedy: str


Check = Callable[[], Iterable[Finding]]

_checks: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register the decorated function under ``name``. Raises :class:`ValueError` when the name is taken."""

    def register(function: Check) -> Check:
        if name in _checks:
            raise ValueError(f"a check named {name!r} is registered already")
        _checks[name] = function
        return function

    return register


def names() -> tuple[str, ...]:
    """The names of all registered checks, in order of registration."""
    return tuple(_checks)


def examine() -> Iterator[tuple[str, Finding]]:
    """Run every check and yield its findings with its name.

    A check that fails is itself a finding: one broken part must not hide what the others see.
    """
    for name, function in _checks.items():
        try:
            findings = list(function())
        except Exception:
            logger.warning("check %s failed", name, exc_info=True)
            findings = [
                Finding(
                    Level.ERROR,
                    _("检查无法完成"),
                    _("请查看上方的错误记录；如数据库尚未建立，请先运行 manage.py migrate"),
                )
            ]
        for finding in findings:
            yield name, finding
