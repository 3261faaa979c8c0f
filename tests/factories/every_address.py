"""One address for every pattern of the project."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

SAMPLES = {
    "int": "1",
    "slug": "datong",
    "str": "x",
    "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
    "path": "x/y",
}
REGEXES = {
    r"^pages/": "pages/",
    r"^documents/": "documents/",
    r"^images/": "images/",
    r"^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": (
        "1/revisions/compare/earliest...latest/"
    ),
    r"^.*/$": "no/such/page/",
    r"^((?:[\w\-]+/)*)$": "datong/2026/no-such-notice/",
}


def addresses() -> list[str]:
    """One address for every pattern of the project, and a few that no pattern has."""
    found = {"/" + path for path in _below(get_resolver())}
    return sorted(found | {"/complaints", "/complaints/no-such-page/", "/admin/complaints/no-such-page/"})


def _below(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = _sample(pattern)
        if isinstance(pattern, URLPattern):
            yield here
        else:
            yield from (here + path for path in _below(pattern))


def _sample(pattern: URLPattern | URLResolver) -> str:
    text = str(pattern.pattern)
    if isinstance(pattern.pattern, RegexPattern) and text:
        return REGEXES[text]
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES[match[1] or "str"], text)
