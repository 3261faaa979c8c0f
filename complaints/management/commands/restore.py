"""``manage.py restore DATA KEYS``: put both archives into an empty installation and look at everything."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms import clock
from complaints.errors import ChannelError
from complaints.restoring import restore


class Command(BaseCommand):
    """Services must be stopped. Nothing is overwritten: where there is anything already, nothing happens."""

    help = "DATA KEYS: restore both archives into an empty installation; destroyed cases are destroyed again."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two archives."""
        parser.add_argument("data", type=Path, help=_("数据备份文件"))
        parser.add_argument("keys", type=Path, help=_("密钥备份文件"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore. :raises CommandError: nothing was written, or something does not fit together."""
        try:
            made = restore(options["data"], options["keys"], now=clock.now())
        except ChannelError as refusal:
            raise CommandError(str(refusal)) from None
        told = {"cases": made.cases, "files": made.files, "size": f"{made.size:,}"}
        self.stdout.write(_("已恢复案件%(cases)d件，文件%(files)d个，%(size)s字节。") % told)
        for number in made.destroyed:
            self.stdout.write(_("%(number)s 在备份之后已经销毁，已再次销毁。") % {"number": number})
        for problem in made.problems:
            self.stderr.write(f"! {problem}")
        self.stdout.write(
            _(
                "启动服务之前，请运行 manage.py replay_withholdings，使备份之后依法隐去的内容不再显示，"
                "再运行 manage.py search rebuild 重建检索索引，最后运行 manage.py doctor。"
            )
        )
        if made.problems:
            raise CommandError(_("已恢复，但有内容没有通过核对，见上面带感叹号的各行。"))
