"""Headers of every answer, and what may never be written, logged or kept.

No page has an exception to the content security policy. Public pages run without any inline script or style,
load nothing from elsewhere and may be framed by nobody. The confidential channel is stricter still: its pages
leave no line in a log, no copy in a cache, no account of who read them. ``docs/adr/`` records what was measured.

``places`` tells the parts of the site apart, ``policies`` and ``headers`` set what they answer with, ``channel``
guards the channel's door, ``csrf``, ``cookies``, ``uploads``, ``limits`` and ``padding`` are its furniture,
``logs`` and ``reporter`` keep its failures quiet, ``host_checks`` examines the machine.
"""

from portal.privacy.headers import PrivacyMiddleware
from portal.privacy.logs import LogFilter, without_traces
from portal.privacy.places import (
    ADMIN_PREFIX,
    FILES_PREFIX,
    NO_LOG_PREFIXES,
    is_admin,
    is_channel,
    is_unlogged,
)
from portal.privacy.policies import (
    ADMIN_POLICY,
    CHANNEL_POLICY,
    FILE_POLICY,
    PERMISSIONS_POLICY,
    PUBLIC_POLICY,
)

__all__ = [
    "ADMIN_POLICY",
    "ADMIN_PREFIX",
    "CHANNEL_POLICY",
    "FILES_PREFIX",
    "FILE_POLICY",
    "NO_LOG_PREFIXES",
    "PERMISSIONS_POLICY",
    "PUBLIC_POLICY",
    "LogFilter",
    "PrivacyMiddleware",
    "is_admin",
    "is_channel",
    "is_unlogged",
    "without_traces",
]
