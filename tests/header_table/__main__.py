"""Write the page anew: `python -m tests.header_table`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

from tests.header_table.render import PAGE, page  # noqa: E402 - the settings must be loaded first

PAGE.write_text(page(), encoding="utf-8")
