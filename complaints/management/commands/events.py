"""``manage.py events``: walk the chains of events and the daily heads; check a head that was published."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from complaints import daily_heads, keystore, vault
from complaints.errors import ChannelError
from complaints.models import ChainHead

MOST = 64 * 1024
"""Bytes read of a published head."""


class Command(BaseCommand):
    """``verify`` walks everything; ``verify --head FILE`` compares a head that somebody kept with this installation too."""

    help = "verify [--head FILE]: walk every case's events and every daily head; compare a published head."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the verb."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help=_("核验全部事件链和每日签名"))
        verify.add_argument("--head", type=Path, help=_("另行保存的每日签名文件，与本机的比较"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk. :raises CommandError: with every problem, or where a head that was kept is not the one here."""
        try:
            report = daily_heads.verify()
        except ChannelError as refusal:
            raise CommandError(str(refusal)) from None
        for problem in report.problems:
            self.stderr.write(f"! {problem}")
        told = {name: getattr(report, name) for name in ("cases", "events", "destroyed", "heads", "computed")}
        self.stdout.write(
            _(
                "案件%(cases)d件，事件%(events)d条，已销毁%(destroyed)d件，每日签名%(heads)d个，其中%(computed)d个重新计算过。"
            )
            % told
        )
        if options["head"]:
            self._compare(options["head"])
        if report.problems:
            raise CommandError(_("有内容没有通过核验，见上面带感叹号的各行。"))
        self.stdout.write(
            _("没有发现问题。没有可以重新计算的每日签名，只核验了签名本身。")
            if report.heads and not report.computed
            else _("全部通过核验。")
        )

    def _compare(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                text = file.read(MOST).decode("utf-8")
            read = vault.verify_head(text, [keystore.installation().public])
        except (OSError, UnicodeDecodeError, vault.Refused):
            raise CommandError(_("%(path)s 读不出，或者不是本站签发的每日签名。") % {"path": path}) from None
        row = ChainHead.objects.filter(day=read.day).first()
        if row is None or bytes(row.head) != read.head:
            raise CommandError(
                _("本机 %(day)s 的每日签名与所给文件不同：此后的事件曾被改写，或者数据库曾从备份恢复。")
                % {"day": read.day.isoformat()}
            )
        self.stdout.write(_("所给的 %(day)s 每日签名与本机一致。") % {"day": read.day.isoformat()})
