"""Settings of the tests: no network, no worker, quick password hashing, PostgreSQL by ``DATABASE_URL``."""

import atexit
import os
import shutil
import tempfile

# Before `base` reads it: a test run must not touch the working copy's own var/.
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

from portal.settings.base import *  # noqa: F403
from portal.settings.base import CHANNEL_PLAIN_HOSTS, Q_CLUSTER

DEBUG = False
DEVELOPMENT = False

SECRET_KEY = "only-for-tests-0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CHANNEL_PLAIN_HOSTS = (*CHANNEL_PLAIN_HOSTS, "testserver")
CANONICAL_ORIGIN = "https://gongshi.example.cn"
WAGTAILADMIN_BASE_URL = CANONICAL_ORIGIN

# Tests log in a great deal; the strength of the hash is Django's business, not theirs.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
# Tests of the index say which one they mean, and whether it follows (`tests.factories.searching`).
SEARCH_FOLLOWS = False
ELASTICSEARCH_URL = ""

# No worker runs in the tests: jobs run where they are enqueued, Wagtail's tasks too.
Q_CLUSTER = {**Q_CLUSTER, "sync": True}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
