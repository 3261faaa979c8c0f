"""Write the page anew: `python -m tests.case_rights_table`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

from tests.case_rights_table.render import PAGE, page  # noqa: E402 - the apps must be loaded first

PAGE.write_text(page(), encoding="utf-8")
