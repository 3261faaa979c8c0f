"""The WSGI application. There is no ASGI twin: Django's ASGI handler writes request bodies to disk."""

import logging
import os
import resource

from django.core.wsgi import get_wsgi_application

# Every worker imports this: none leaves its memory, where reports pass through, in a file when it crashes.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

# A library's warning may quote what it was given: it goes through the log's filter and not straight to the terminal.
logging.captureWarnings(True)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

application = get_wsgi_application()
