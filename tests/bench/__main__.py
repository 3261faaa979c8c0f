"""``make bench``: each ``bench_*.py`` beside this file measures itself against a named reference in the same run.

A module offers ``measure() -> Iterable[Ratio]``. One line is printed for each ratio, in plain decimals; the exit
status is 0 even where one falls short, for a bench reports and does not judge.
"""

import sys
from importlib import import_module
from pathlib import Path

from tests.bench.ratio import Ratio

HERE = Path(__file__).parent


def main() -> int:
    """Run every bench in the order of their names; one that fails is named and the next one runs."""
    for path in sorted(HERE.glob("bench_*.py")):
        try:
            ratios: list[Ratio] = list(import_module(f"tests.bench.{path.stem}").measure())
        except Exception as error:  # noqa: BLE001 - a broken bench must not hide the others
            print(f"# {path.name} failed: {error!r}", flush=True)  # noqa: T201
            continue
        for ratio in ratios:
            print(ratio, flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
