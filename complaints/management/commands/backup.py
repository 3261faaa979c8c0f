"""``manage.py backup``: the data archive, and the archive of keys that has to be kept apart from it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms import clock
from complaints import archives, backup
from complaints.errors import ChannelError


class Command(BaseCommand):
    """``data FOLDER`` first, then ``keys OTHER_FOLDER --beside ARCHIVE``. Services may go on working."""

    help = "data FOLDER: database, evidence, files. keys FOLDER [--beside ARCHIVE]: keys, kept 14 days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        data = verbs.add_parser(archives.DATA, help=_("备份数据库、证据和其他文件"))
        data.add_argument("folder", type=Path, help=_("存放备份的目录"))
        keys = verbs.add_parser(archives.KEYS, help=_("备份密钥，清除满14天的密钥备份"))
        keys.add_argument("folder", type=Path, help=_("存放密钥备份的目录，与数据备份分开"))
        keys.add_argument("--beside", type=Path, help=_("与之配套的数据备份文件"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it. :raises CommandError: nothing was written, or the archive lacks something."""
        try:
            if options["verb"] == archives.DATA:
                made = backup.data(options["folder"], now=clock.now())
            else:
                made = backup.keys(options["folder"], now=clock.now(), beside=options["beside"])
        except ChannelError as refusal:
            raise CommandError(str(refusal)) from None
        told = {"path": made.path, "files": made.files, "size": f"{made.size:,}"}
        self.stdout.write(_("已写入 %(path)s：文件%(files)d个，%(size)s字节。") % told)
        for path in made.unfinished:
            self.stdout.write(_("已清除没有写完的备份 %(path)s。") % {"path": path})
        for path in made.expired:
            self.stdout.write(_("已清除满14天的密钥备份 %(path)s。") % {"path": path})
        if made.problems:
            raise CommandError("；".join(made.problems) + "。")
