"""``manage.py cases``: which ended cases are kept until when, and destroying those that may go. At the server only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms import clock
from cms.windows import beijing_day
from complaints import daily_heads, destruction
from complaints.endings import Stand
from complaints.errors import CaseGone, ChannelError
from complaints.selectors.endings import ended_cases
from complaints.wording_endings import STANDS


class Command(BaseCommand):
    """``due`` lists; ``destroy`` destroys, or with ``--dry-run`` lists the numbers that it would.

    Before that it walks every chain and every daily head, because afterwards the heads of the days before can no longer be
    computed anew. Where anything does not verify, it only finishes what was begun, unless ``--despite-problems`` is given.
    """

    help = "due: ended cases and how long they are kept. destroy [--dry-run] [--despite-problems]: destroy those that may go."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two verbs."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("due", help=_("列出已办结的案件和保存期限"))
        destroy = verbs.add_parser("destroy", help=_("销毁可以销毁的案件，不可恢复"))
        destroy.add_argument("--dry-run", action="store_true", help=_("只列出编号，不销毁"))
        destroy.add_argument(
            "--despite-problems", action="store_true", help=_("核验发现的问题原因已知，仍然销毁")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what the verb says. :raises CommandError: where something was left that should be gone."""
        try:
            if options["verb"] == "due":
                self._due()
            else:
                self._destroy(dry=options["dry_run"], despite=options["despite_problems"])
        except ChannelError as refusal:
            raise CommandError(str(refusal)) from None

    def _due(self) -> None:
        found = ended_cases(beijing_day(clock.now()))
        for each in found:
            until = each.ending.kept_until
            self.stdout.write(
                _("%(number)s  办结 %(ended)s  保存至 %(until)s  %(stand)s")
                % {
                    "number": each.number,
                    "ended": each.ended_on.isoformat(),
                    "until": until.isoformat() if until else "—",
                    "stand": STANDS[each.stand],
                }
            )
        if not found:
            self.stdout.write(_("没有已办结的案件。"))

    def _destroy(self, *, dry: bool, despite: bool) -> None:
        for number in () if dry else destruction.withdraw_unbegun():
            self.stdout.write(
                _("%(number)s 上次没有销毁任何内容，已从销毁登记中撤出，按现在的情况重新判断。")
                % {"number": number}
            )
        numbers = [case.number for case in destruction.unfinished() if destruction.is_begun(case)]
        found = ended_cases(beijing_day(clock.now()))
        ready = [each.number for each in found if each.stand is Stand.READY and each.number not in numbers]
        stopped = ready if ready and not self._verified(despite=despite) else []
        numbers += [] if stopped else ready
        if dry and numbers:
            for number in numbers:
                self.stdout.write(number)
            self.stdout.write(_("共%(count)d件可以销毁。这是试运行，没有销毁。") % {"count": len(numbers)})
        elif not dry:
            # With nothing to destroy too: what the last run could not clear from the database is cleared now.
            self._carry_out(numbers)
        if stopped:
            raise CommandError(
                _(
                    "事件链或者每日签名没有通过核验，没有销毁：%(numbers)s。销毁以后，此前各日的签名不能重新计算，改动就查不出了。"
                    "请先查明原因；原因已知的（例如曾从较早的备份恢复），加上 --despite-problems 再运行。"
                )
                % {"numbers": "、".join(stopped)}
            )
        if not numbers:
            self.stdout.write(_("没有可以销毁的案件。"))

    def _verified(self, *, despite: bool) -> bool:
        """Whether cases may be destroyed by what the chains and heads say; every problem is told."""
        problems = daily_heads.verify().problems
        for problem in problems:
            self.stderr.write(f"! {problem}")
        if problems and despite:
            self.stdout.write(
                _("核验发现%(count)d个问题，按 --despite-problems 仍然销毁。") % {"count": len(problems)}
            )
        return despite or not problems

    def _carry_out(self, numbers: list[str]) -> None:
        left = [number for number in numbers if not self._one(number)]
        if not destruction.clear_remains():
            raise CommandError(
                _(
                    "数据库日志正被占用，已删除的内容还没有清空。请在无人使用时再运行一次 manage.py cases destroy。"
                )
            )
        if left:
            raise CommandError(_("没有销毁：%(numbers)s。") % {"numbers": "、".join(left)})

    def _one(self, number: str) -> bool:
        try:
            gone = destruction.destroy(number=number, now=clock.now())
        except CaseGone:
            self.stderr.write(_("%(number)s 的情况刚刚有变化，不再符合销毁条件。") % {"number": number})
            return False
        except destruction.ChainBroken:
            self.stderr.write(
                _("%(number)s 的事件链没有通过核验，请先运行 manage.py events verify 查明原因。")
                % {"number": number}
            )
            return False
        words = (
            _("%(number)s 已再次销毁，文件%(files)d个")
            if gone.again
            else _("%(number)s 已销毁，文件%(files)d个")
        )
        self.stdout.write(words % {"number": gone.number, "files": gone.files})
        return True
