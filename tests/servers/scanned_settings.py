"""The embedded installation, with what would stay in memory or leave the machine kept in files that a scan can read."""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import VAR_DIR

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}
# Accounts are made by the dozen; how they log in is not what is scanned.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
