"""Can something be filed online with a city? The channel registers the answer here; `cms` imports nothing of it."""

from collections.abc import Callable

from django.utils.translation import gettext as _

OnlineSource = Callable[[str], str]
"""Takes a scheme's code; says why nothing can be filed with it online, in a sentence for the office, "" if it can."""

_sources: list[OnlineSource] = []


def register_online(source: OnlineSource) -> OnlineSource:
    """Register who answers for a channel. Usable as a decorator; idempotent."""
    if source not in _sources:
        _sources.append(source)
    return source


def unregister_online(source: OnlineSource) -> None:
    """Take a source out again (for tests and for an app that is switched off)."""
    _sources.remove(source)


def online_gap(scheme_code: str) -> str:
    """Why nothing can be filed online with this city, "" if it can: one open channel is enough."""
    gaps = [source(scheme_code) for source in _sources]
    if "" in gaps:
        return ""
    return gaps[0] if gaps else _("网上投诉举报渠道尚未开通，公众经电话、信函和现场提出。")
