"""``manage.py dump_register``: make today's bulk dump of everything public, in place of one that is there."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from cms import clock
from search.api import dump_store, dumping


class Command(BaseCommand):
    """Makes the dump that `/api/v1/dumps/` offers, and takes away those that need not be kept."""

    help = "Make today's bulk dump of everything public below VAR_DIR/dumps."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and name its files."""
        now = clock.now()
        dump_store.withdraw()
        made = dumping.make(now)
        dump_store.prune(now)
        self.stdout.write(_("已制作 %(folder)s：") % {"folder": made.folder})
        for file in made.manifest["files"]:
            self.stdout.write(f"{file['sha256']}  {file['name']}  {file['rows']}")
