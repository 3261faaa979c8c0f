"""The embedded installation with a mail server in a file and a queue that loses no time; its schedules are not its own.

Runs are queued by whoever lets the time pass, quarter by quarter: the scheduler follows the real clock.
"""

from portal.settings.dev import *  # noqa: F403
from portal.settings.dev import Q_CLUSTER

EMAIL_BACKEND = "tests.servers.fortnight_worker.MailFile"
Q_CLUSTER = {**Q_CLUSTER, "workers": 1, "poll": 0.02, "timeout": 8, "retry": 10, "scheduler": False}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
