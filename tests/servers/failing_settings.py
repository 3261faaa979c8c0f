"""The embedded settings with addresses that fail: for a real server whose logs are read."""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import MIDDLEWARE

ROOT_URLCONF = "tests.servers.failing_views"
MIDDLEWARE = [*MIDDLEWARE, "tests.servers.failing_views.FailingMiddleware"]
