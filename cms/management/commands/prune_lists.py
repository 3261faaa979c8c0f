"""``manage.py prune_lists``: delete list versions that nothing names any more."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.actions.pruning import prune_lists, unused_lists

DEFAULT_DAYS = 90


class Command(BaseCommand):
    """Deletes unused versions older than ``--days``; with ``--dry-run`` only counts them."""

    help = "Delete list versions that no notice, revision or seal names and that are older than --days days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--days", type=int, default=DEFAULT_DAYS)
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count or delete. :raises CommandError: fewer than one day, which could hit a list in the making."""
        if options["days"] < 1:
            raise CommandError(_("--days 至少为1，刚生成的名单可能还在编辑。"))
        age = dt.timedelta(days=options["days"])
        if options["dry_run"]:
            found = len(unused_lists(older_than=age))
            self.stdout.write(_("有 %(count)d 个名单版本可以清理。") % {"count": found})
            return
        self.stdout.write(_("已清理 %(count)d 个名单版本。") % {"count": prune_lists(older_than=age)})
