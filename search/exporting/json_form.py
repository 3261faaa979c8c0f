"""JSON Lines: one award an object, one object a line, in UTF-8."""

import json
from collections.abc import Iterable, Iterator

from search.exporting.fields import Row, record

BREAKS = ("\x85", "\u2028", "\u2029")
"""Characters that some readers take for the end of a line; JSON may write them as escapes."""


def written(rows: Iterable[Row]) -> Iterator[str]:
    """The file, line by line."""
    for row in rows:
        line = json.dumps(record(row), ensure_ascii=False, separators=(",", ":"))
        for each in BREAKS:
            if each in line:
                line = line.replace(each, f"\\u{ord(each):04x}")
        yield line + "\n"
