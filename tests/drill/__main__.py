"""``make drill``: the long ones. Each ``drill_*.py`` beside this file runs once and leaves a table in ``docs/``.

A module offers ``run() -> str``, the Markdown of its result. A drill whose table was written less than a day
ago is passed over, so that an interrupted ``make drill`` goes on where it stopped; ``--again`` runs all.
"""

import sys
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
TABLES = HERE.parents[1] / "docs" / "reference" / "drills"
FRESH = 24 * 3600.0


def main(arguments: list[str]) -> int:
    """Run what is due; exit status 1 if a drill failed."""
    status = 0
    TABLES.mkdir(exist_ok=True)
    for path in sorted(HERE.glob("drill_*.py")):
        table = TABLES / f"{path.stem.removeprefix('drill_').replace('_', '-')}.md"
        if "--again" not in arguments and table.exists() and time.time() - table.stat().st_mtime < FRESH:
            print(f"{path.stem}: done already, see {table}", flush=True)  # noqa: T201
            continue
        try:
            table.write_text(import_module(f"tests.drill.{path.stem}").run(), encoding="utf-8")
            print(f"{path.stem}: {table}", flush=True)  # noqa: T201
        except Exception as error:  # noqa: BLE001 - a failed drill is reported and the next one runs
            print(f"{path.stem}: FAILED: {error!r}", flush=True)  # noqa: T201
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
