"""``manage.py demo``: fill an empty installation with the demonstration."""

import argparse
import datetime as dt

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms import clock
from portal.demo import cases, members, past_years, people
from portal.demo.desk import Desk
from portal.demo.fill import EARLIEST, Standing, fill, standing
from search.engines.base import EngineDownError
from search.following import held_back
from search.rebuilding import rebuild


class Command(BaseCommand):
    """Five cities with invented organisations, in every state a notice can be in, and accounts to look round with."""

    help = "Fill an empty installation with invented data (示例)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The day to take for today, for trials; and the consent to fill an installation that is not for development."""
        parser.add_argument(
            "--today",
            type=dt.date.fromisoformat,
            help="place everything around that day (YYYY-MM-DD), for trials",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="also outside development; an installation in use is never filled",
        )

    def handle(self, *, today: dt.date | None, force: bool, **options: object) -> None:
        """Refuse, say that it is done, or do it."""
        found = standing()
        if found is Standing.FILLED:
            self._repeat()
            return
        if found is Standing.IN_USE:
            raise CommandError(
                "本系统已有账号或数据，不能写入演示数据，以免虚构的公告与真实的混在一起。"
                "请另用一个空的数据库：改设 VAR_DIR 或 DATABASE_URL 后再运行。"
            )
        if not settings.DEVELOPMENT and not force:
            raise CommandError(
                "当前不是试用环境。演示数据含有口令公开的账号和虚构的公告，不应写入正式系统；"
                "确要写入空的系统，请加 --force，用后删库重建。"
            )
        if today is not None and today < EARLIEST:
            raise CommandError(f"--today 不能早于 {EARLIEST.isoformat()}。")
        now = clock.now() if today is None else Desk.instant(today, 10, 30)
        password, secrets = people.new_password(), members.Secrets.new()
        # Written down first: a run that is cut off leaves a file that the next one goes on with, never lost accounts.
        text = people.write_down("\n".join((people.words(password), members.words(secrets))))
        with held_back():
            fill(now=now, password=password)
            text = self._open_channel(secrets, now, text)
        self._build_index(now)
        self.stdout.write("演示数据已写入：五个城市，机构、人员、号码和地址均为虚构。")
        self.stdout.write(text)

    def _open_channel(self, secrets: members.Secrets, now: dt.datetime, text: str) -> str:
        """Found the bodies and file the cases; returns the text with the codes, written down before they count.

        Bodies are committed one by one and their roots pinned beside the database, so this stands after the publications
        and outside their transaction; what a run cut off here left is finished by the next.
        """
        team = members.found_bodies(secrets, now)
        with transaction.atomic():
            told = cases.tell(team, now)
            past_years.publish(now)
            accounts = text.partition(cases.HEADING)[0].rstrip()
            return people.write_down(f"{accounts}\n\n{cases.words(told)}")

    def _build_index(self, now: dt.datetime) -> None:
        """Let the demonstration be found. An engine that cannot be used is no reason to go without the rest."""
        try:
            rebuild(now=now)
        except EngineDownError as error:
            self.stderr.write(
                f"! 检索索引没有建成（{error}）。请核对检索引擎，再运行 manage.py search rebuild。"
            )

    def _repeat(self) -> None:
        """Say what there is; finish the channel where a run was cut off before it stood."""
        path = people.accounts_file()
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        secrets = members.Secrets.read(text)
        if secrets is not None and not cases.exist():
            text = self._open_channel(secrets, clock.now(), text)
        self.stdout.write("演示数据已经写入，没有改动。")
        self.stdout.write(text or "账号文件已不在。忘记口令的，请运行 manage.py changepassword admin。")
