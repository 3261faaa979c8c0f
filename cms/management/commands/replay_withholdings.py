"""``manage.py replay_withholdings``: after a restore and before serving, withhold again what was withheld by law."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.actions.replaying import replay, sweep_files
from cms.withholding_journal import JournalBrokenError, journal_path, read_journal


class Command(BaseCommand):
    """Replays the journal over the database and removes files that no row knows any more."""

    help = "After a restore, before serving: erase again everything withheld by law. Reads VAR_DIR/withheld/."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--journal", type=Path, default=None, help=_("记录文件，默认为本系统自己的"))
        parser.add_argument("--by", default="", help=_("执行人的账号，记录早于备份的隐去时使用"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay. :raises CommandError: a wrong journal, or one that needs a name and got none."""
        path = options["journal"] or journal_path()
        known = path.exists() or options["journal"] is not None
        operator = get_user_model().objects.filter(username=options["by"]).first()
        if known and operator is None:
            raise CommandError(_("请用 --by 写明执行人的账号。"))
        try:
            erased = replay(lines=list(read_journal(path)) if known else (), by=operator)
        except (PermissionDenied, JournalBrokenError) as refusal:
            raise CommandError(str(refusal)) from None
        facts = {"erased": erased, "swept": sweep_files()}
        self.stdout.write(_("重新抹除 %(erased)d 处，清除无主文件 %(swept)d 个。") % facts)
