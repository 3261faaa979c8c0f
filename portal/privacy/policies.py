"""The headers of each part of the site, as data. Pure.

They are the strictest known but for the departures listed, with reasons and what was measured, in
``docs/reference/headers.md``; the tests compare the two.
"""

from portal.privacy.places import Place

_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
PUBLIC_POLICY = "; ".join(_DIRECTIVES)
# A question that is heard instead of seen is played from the same origin.
CHANNEL_POLICY = "; ".join((*_DIRECTIVES, "media-src 'self'"))
ADMIN_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
        "object-src 'none'",
    )
)
# What an office uploaded is handed over, never run: opened in a browser it has no origin and no rights.
FILE_POLICY = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# Every feature Chromium 156 names in `document.featurePolicy.features()`, client hints included, so that a
# browser tells not even its model. A name it does not know is answered with a warning in the console.
FEATURES = (
    "accelerometer",
    "aria-notify",
    "autoplay",
    "browsing-topics",
    "camera",
    "captured-surface-control",
    "ch-device-memory",
    "ch-downlink",
    "ch-dpr",
    "ch-ect",
    "ch-prefers-color-scheme",
    "ch-prefers-reduced-motion",
    "ch-prefers-reduced-transparency",
    "ch-rtt",
    "ch-save-data",
    "ch-ua",
    "ch-ua-arch",
    "ch-ua-bitness",
    "ch-ua-form-factors",
    "ch-ua-full-version",
    "ch-ua-full-version-list",
    "ch-ua-high-entropy-values",
    "ch-ua-mobile",
    "ch-ua-model",
    "ch-ua-platform",
    "ch-ua-platform-version",
    "ch-ua-wow64",
    "ch-viewport-height",
    "ch-viewport-width",
    "ch-width",
    "clipboard-read",
    "clipboard-write",
    "compute-pressure",
    "cross-origin-isolated",
    "deferred-fetch",
    "deferred-fetch-minimal",
    "digital-credentials-create",
    "digital-credentials-get",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "interest-cohort",
    "keyboard-map",
    "language-detector",
    "language-model",
    "local-fonts",
    "local-network",
    "local-network-access",
    "loopback-network",
    "magnetometer",
    "media-playback-while-not-visible",
    "microphone",
    "midi",
    "on-device-speech-recognition",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "private-state-token-issuance",
    "private-state-token-redemption",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "speaker-selection",
    "storage-access",
    "summarizer",
    "sync-xhr",
    "translator",
    "unload",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FEATURES)

_EVERYWHERE = {
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    # `same-origin` and not `no-referrer`: with the latter Chromium sends `Origin: null` and Django refuses the form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    # Granian writes its own name where nothing stands; an empty value is the nearest to none, and nginx passes it on.
    "Server": "",
}
_PUBLIC = _EVERYWHERE | {"Content-Security-Policy": PUBLIC_POLICY, "X-Frame-Options": "DENY"}
_CONFIDENTIAL = _PUBLIC | {
    "Content-Security-Policy": CHANNEL_POLICY,
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, noarchive",
}
HEADERS: dict[Place, dict[str, str]] = {
    Place.PUBLIC: _PUBLIC,
    Place.FILE: _PUBLIC | {"Content-Security-Policy": FILE_POLICY},
    Place.ADMIN: _EVERYWHERE
    | {
        "Content-Security-Policy": ADMIN_POLICY,
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "no-store",
    },
    Place.CHANNEL: _CONFIDENTIAL,
    Place.DESK: _CONFIDENTIAL,
}
# What no answer of a confidential part carries: by these a browser or a cache keeps and compares what it got.
WITHHELD = ("ETag", "Last-Modified", "Expires", "Age")


def headers_of(place: Place, status: int) -> dict[str, str]:
    """The headers of an answer with that status; the error page below the files' addresses is a page like any other."""
    if place is Place.FILE and status >= 400:
        place = Place.PUBLIC
    return HEADERS[place]
