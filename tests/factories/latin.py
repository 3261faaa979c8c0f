"""Latin letters on a Chinese page: which have a reason to be there, and which were left over."""

import re

LATIN = re.compile(r"[A-Za-z][A-Za-z-]+")
ALLOWED = re.compile(
    # Codes and digests; addresses; standards; what has no Chinese name.
    r"[0-9A-HJ-NP-RTUWXY]{18}|\bx-[0-9a-f]{12}-\d+\b|\b[a-z]+-h?\d+-[0-9a-f]{12}\b|\b[0-9a-f]{7,64}\b"
    r"|https?://\S+|[\w.@-]+\.example\b|\bDB ?14/T ?\d+|\bGB(/T)? ?\d+"
    r"|seal\.json|sitemap\.xml|verify_seal\.py|\b(Atom|CSV|iCalendar|English|PDF|XLSX|JSON|BibTeX|EB/OL|SHA-256|KB|GB|chinesecalendar|Python|Linux|Windows)\b",
    re.ASCII,
)


NAMES_OF_PROGRAMS = {
    "/api/v1/": re.compile(
        r"Accept|CORS|ETag|GET|HEAD|If-None-Match|Link|OpenAPI|RFC|RateLimit|Retry-After|UTF-"
        r"|application|code|coverage|decision|errors|exclude|false|gzip|include|json|limit|next|null"
        r"|openapi|problem|publicity|start|title|verified|withheld"
    )
}
"""Names of methods, headers, parameters and values, by page: there is no Chinese for them."""


def latin_left(path: str, text: str) -> set[str]:
    """Words of a page's text that should be Chinese."""
    named = NAMES_OF_PROGRAMS.get(path)
    words = LATIN.findall(ALLOWED.sub(" ", text))
    return {word for word in words if named is None or not named.fullmatch(word)}
