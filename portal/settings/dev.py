"""The embedded default: SQLite, one machine, loopback only. What ``make run`` uses."""

import secrets

from portal.settings.base import *  # noqa: F403
from portal.settings.base import ENV, VAR_DIR

DEBUG = ENV.flag("DEBUG", False)
DEVELOPMENT = True

PORT = ENV.integer("PORT", 8000, low=1, high=65535)


def _secret() -> str:
    """The secret of this working copy, made on the first run and readable by its owner only."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = ENV.text("SECRET_KEY", "") or _secret()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
CANONICAL_ORIGIN = f"http://127.0.0.1:{PORT}"
WAGTAILADMIN_BASE_URL = CANONICAL_ORIGIN

# Static files are served from the apps' own folders: nothing to collect after an edit.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
