"""In which order the tests run. Pure.

pytest-django sorts: tests on the database, then those that empty it, then all others; so the tests that start processes
of their own, which take minutes and no database, would stand at the very end, where one core waits for the other. They
are put first. The tests of one module share a portal that takes half a minute to start, and xdist deals out so many tests
at a time: each such module is filled up with quick tests to a whole number of parts, so that it stays together. Tests that
empty the database are never moved forward: whatever came after them in the same process would miss what migrations lay down.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

Item = TypeVar("Item")


def longest_first(
    items: Sequence[Item],
    *,
    part: int,
    module: Callable[[Item], str],
    apart: Callable[[Item], bool],
    empties: Callable[[Item], bool],
) -> list[Item]:
    """The items with those that stand `apart` first, each module of them in parts of its own.

    :param part: how many tests are dealt out at a time. What fills a part up comes from the end, but for tests that
        empty the database, which keep their places at the end.
    """
    first = [item for item in items if apart(item)]
    rest = [item for item in items if not apart(item)]
    fillers = [item for item in rest if not empties(item)]
    ordered: list[Item] = []
    for _module, tests in groupby(first, key=module):
        block = list(tests)
        kept = max(0, len(fillers) - (-len(block) % part))
        ordered += block + fillers[kept:]
        del fillers[kept:]
    stays = {id(item) for item in fillers}
    return ordered + [item for item in rest if empties(item) or id(item) in stays]
