"""What a bench reports, and how it times."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal

ROUNDS = 7


@dataclass(frozen=True)
class Ratio:
    """A measured ratio to a named reference and the bound it should keep."""

    name: str
    value: float
    bound: Literal["floor", "ceiling"]
    limit: float

    def __str__(self) -> str:
        return f"{self.name}: {self.value:.3f} ({self.bound} {self.limit:.3f})"


def compare(measured: Callable[[], object], reference: Callable[[], object]) -> float:
    """Median time of ``measured`` over that of ``reference``, in interleaved rounds on the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for index, call in enumerate((measured, reference)):
            begun = time.perf_counter()
            call()
            times[index].append(time.perf_counter() - begun)
    return median(times[0]) / median(times[1])
