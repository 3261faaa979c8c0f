"""May this be concluded? Other parts register a blocker here; `cms` imports none of them.

A blocker says for one sealed notice that something is open, and in general words why. It reveals neither what it is nor
how many there are, and says nothing while a window of the notice still runs.
"""

from collections.abc import Callable

from cms.models import Seal
from cms.regulation.rules.proceedings import Blocker

BlockerSource = Callable[[Seal], list[Blocker]]
_sources: list[BlockerSource] = []


def register_blocker(source: BlockerSource) -> BlockerSource:
    """Register a function that is asked whenever a gate is about to open. Usable as a decorator; idempotent."""
    if source not in _sources:
        _sources.append(source)
    return source


def unregister_blocker(source: BlockerSource) -> None:
    """Take a source out again (for tests and for an app that is switched off)."""
    _sources.remove(source)


def blockers(seal: Seal) -> tuple[Blocker, ...]:
    """Everything that holds the gate of this notice, from every registered source, in the order of registration."""
    return tuple(blocker for source in _sources for blocker in source(seal))
