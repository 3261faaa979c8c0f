"""``manage.py messages``: collect, check and compile the message catalogues without GNU gettext."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from portal import messages


class Command(BaseCommand):
    """Exactly one of ``--update``, ``--check`` and ``--compile``."""

    help = (
        "Update the English catalogue from the sources, check that it is complete, or compile all catalogues."
    )
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The three verbs."""
        verb = parser.add_mutually_exclusive_group(required=True)
        verb.add_argument("--update", action="store_true", help="bring the English in line with the sources")
        verb.add_argument("--check", action="store_true", help="exit 1 if a message has no English")
        verb.add_argument("--compile", action="store_true", help="write the .mo files")

    def handle(self, *args: object, **options: bool) -> None:
        """Do what the verb says, over every catalogue it concerns."""
        root = Path(settings.BASE_DIR)
        english = root / "portal/locale/en/LC_MESSAGES/django.po"
        catalogue = messages.read(english, "en")
        if options["update"]:
            fresh = messages.update(catalogue, messages.collect(root))
            messages.write(fresh, english)
            self.stdout.write(f"{len(fresh)} messages, {len(messages.untranslated(fresh))} without English")
        elif options["check"]:
            gaps = messages.missing(catalogue, messages.collect(root))
            for gap in gaps:
                self.stdout.write(f"{gap.path}:{gap.line}: no English for {gap.key!r}")
            if gaps:
                sys.exit(1)
            self.stdout.write(f"every message has its English ({len(catalogue)})")
        else:
            for path in sorted(root.glob("portal/locale/*/LC_MESSAGES/*.po")):
                messages.compile_catalogue(path, path.parent.parent.name)
