"""Right and wrong receipt codes, timed in pairs: nobody can tell them apart by how long the answer takes.

The statistic is the median of the paired differences with its distribution-free 99 % interval. Comparing two unpaired
samples refused a correct path: the load of a machine drifts.
"""

import math
import random
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.servers.look_up import Client, looking_up, unknown_code

PAIRS = 250
WARM_UPS = 30
BOUND = 1.0  # milliseconds on either side
PLANTED = 2.0  # milliseconds that must be found
SEED = 20261120


@dataclass(frozen=True)
class Difference:
    """Right minus wrong, in milliseconds: the median, its 99 % interval, and the median of the wrong ones themselves."""

    median: float
    low: float
    high: float
    wrong: float

    @property
    def passes(self) -> bool:
        """Whether the whole interval lies within the bound."""
        return self.low > -BOUND and self.high < BOUND

    @property
    def line(self) -> str:
        """A row of the table."""
        verdict = "inside, passes" if self.passes else "not inside, fails"
        return f"{self.wrong:.1f} ms | {self.median:+.3f} ms | {self.low:+.3f} to {self.high:+.3f} ms | {verdict}"


def interval(differences: list[float]) -> tuple[float, float]:
    """The distribution-free 99 % interval of the median: order statistics at n/2 ± 2.58·√n/2."""
    ordered, count = sorted(differences), len(differences)
    reach = 2.58 * math.sqrt(count) / 2
    low, high = math.floor(count / 2 - reach), math.ceil(count / 2 + reach)
    return ordered[low - 1], ordered[high - 1]


def measured(client: Client, code: str) -> Difference:
    """Pairs back to back, the order within each by chance."""
    chance = random.Random(SEED)
    differences, wrongs = [], []
    for number in range(-WARM_UPS, PAIRS):
        other = unknown_code(chance)
        if chance.random() < 0.5:
            right, wrong = client.seconds(code), client.seconds(other)
        else:
            wrong, right = client.seconds(other), client.seconds(code)
        if number >= 0:
            differences.append((right - wrong) * 1000)
            wrongs.append(wrong * 1000)
    return Difference(statistics.median(differences), *interval(differences), statistics.median(wrongs))


def run() -> str:
    """The table. Raises where the product's difference is found, or a planted one is not."""
    found = {}
    for planted in (0.0, PLANTED):
        with (
            tempfile.TemporaryDirectory() as folder,
            looking_up(Path(folder), planted=planted) as (portal, code),
        ):
            found[planted] = measured(Client.of(portal), code)
    if not found[0.0].passes:
        raise RuntimeError(f"right and wrong codes differ: {found[0.0].line}")
    if found[PLANTED].passes:
        raise RuntimeError(f"a planted difference of {PLANTED} ms was not found: {found[PLANTED].line}")
    lines = [
        "# Right and wrong codes",
        "",
        f"{PAIRS} pairs of one right and one wrong code back to back, the order within a pair by chance, after {WARM_UPS}",
        "pairs that do not count; one client on one connection to granian over loopback, the POST alone. Right minus",
        "wrong: the median of the paired differences with its distribution-free 99 % interval (order statistics).",
        f"It passes when the whole interval lies within ±{BOUND:g} ms, and has to fail where {PLANTED:g} ms were planted.",
        "",
        "| Server | A wrong code takes | Median difference | 99 % interval | Within the bound |",
        "|---|---|---|---|---|",
        f"| the product | {found[0.0].line} |",
        f"| {PLANTED:g} ms planted | {found[PLANTED].line} |",
        "",
        "Times are of a shared machine; the differences are what counts. Written by `make drill`.",
        "",
    ]
    return "\n".join(lines)
