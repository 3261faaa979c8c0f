"""The strictest set of headers, and every place where the site departs from it, with the reason and what was seen.

The set is the strictest found in comparable programs for pages drawn on the server that work without scripts. A
difference that stands in no departure fails the tests, and so does a departure that is no difference.
"""

from dataclasses import dataclass

from portal.privacy.places import Place
from portal.privacy.policies import PERMISSIONS_POLICY

STRICTEST_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
    "report-to": "csp-endpoint",
}
# Directives that fall back to default-src: leaving one out where that is 'none' is as strict as can be.
FETCH = {
    "script-src",
    "style-src",
    "img-src",
    "font-src",
    "connect-src",
    "object-src",
    "media-src",
    "frame-src",
}
STRICTEST = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
TRANSPORT = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
EVERYWHERE = tuple(Place)


@dataclass(frozen=True)
class Departure:
    """One header, or one directive of the content policy, that is not the strictest in some places."""

    places: tuple[Place, ...]
    header: str
    directive: str
    reason: str
    seen: str


POLICY = "Content-Security-Policy"
DEPARTURES = (
    Departure(
        EVERYWHERE,
        POLICY,
        "report-to",
        "A report is sent by the browser on its own and names the page and what stood on it: an endpoint would be a "
        "list of who was where. Violations are counted by the browser tests instead.",
        "0 violations on the pages of the admin and of the public that tests/browser opens (Chromium 156).",
    ),
    Departure(
        (Place.CHANNEL, Place.DESK),
        POLICY,
        "media-src",
        "A question that is heard instead of seen must be playable from the same origin.",
        "Without it an `audio` element of the same origin stays empty, with it the sound is loaded (Chromium 156).",
    ),
    Departure(
        (Place.FILE,),
        POLICY,
        "require-trusted-types-for",
        "A file is sandboxed without `allow-scripts`: no script runs that could be made to write.",
        "An HTML file below `/files/` with a script in it: shown, the script not run (Chromium 156).",
    ),
    Departure((Place.FILE,), POLICY, "trusted-types", "As above.", "As above."),
    Departure(
        (Place.ADMIN,),
        POLICY,
        "require-trusted-types-for",
        "Wagtail's own scripts write markup into the page.",
        "With it 7 violations and 12 to 15 failing scripts on each of seven pages, jQuery among them; without it none "
        "(Chromium 156, Wagtail 8.0.1).",
    ),
    Departure((Place.ADMIN,), POLICY, "trusted-types", "As above.", "As above."),
    Departure(
        (Place.ADMIN,),
        POLICY,
        "img-src",
        "Wagtail's style sheets hold one image as `data:`. An image runs nothing.",
        "Seven pages without a date field ask for none of it; the date picker does (decision 0002).",
    ),
    Departure(
        (Place.ADMIN,),
        POLICY,
        "frame-src",
        "The preview of a draft stands in a frame of the editor.",
        "The frame stays empty without it (decision 0002).",
    ),
    Departure((Place.ADMIN,), POLICY, "frame-ancestors", "As above.", "As above."),
    Departure((Place.ADMIN,), "X-Frame-Options", "", "As above.", "As above."),
    Departure(
        (Place.PUBLIC, Place.FILE),
        "Cache-Control",
        "",
        "What is announced to everybody may be kept by caches until its next change, a minute at most for pages with a "
        "countdown; answers to a form and previews say `no-store` themselves.",
        "No copy outlives its countdown (tests/flow/test_caching.py); a notice read by a whole city is drawn once a minute.",
    ),
)
