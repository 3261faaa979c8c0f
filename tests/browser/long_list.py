"""Publishes a list of forty organisations on the data of VAR_DIR: `python -m tests.browser.long_list` prints its address."""

import os
import sys

import django

ENTRIES = 40


def publish_it() -> str:
    """Publish the list, and give the path of the notice."""
    from tests.browser.demo_portal import NOW
    from tests.factories.notices import published_notice
    from tests.factories.rows import organization

    rows = [organization(number, tier="") for number in range(1, ENTRIES + 1)]
    seal = published_notice("xinzhou", "acceptance_list", rows=rows, at=NOW, number=4)
    path: str = seal.head["path"]
    return path


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    django.setup()
    sys.stdout.write(publish_it())
