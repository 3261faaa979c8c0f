"""The WSGI application. There is no ASGI twin: Django's ASGI handler writes request bodies to disk."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

application = get_wsgi_application()
