"""``manage.py serve``: the embedded installation, web and worker together."""

import argparse
import io
import os
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from portal.heartbeat import Watchdog
from portal.supervisor import Member, Supervisor


class Command(BaseCommand):
    """Migrate, fill an empty installation with the demo, then run web and worker until a signal ends both."""

    help = "Run the whole portal on this machine: web server on a loopback address and worker."
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Port and address; the port defaults to the PORT variable."""
        parser.add_argument("--port", type=int, default=getattr(settings, "PORT", 8000))
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty installation empty")

    def handle(self, *, port: int, host: str, no_demo: bool, **options: object) -> None:
        """The web server starts last: nothing answers before the data and its index are complete."""
        call_command("migrate", interactive=False, verbosity=0)
        if not no_demo and settings.DEVELOPMENT:
            self._fill()
        self._index()
        self._announce(host, port)
        Supervisor([worker_member(), web_member(host, port)]).run()
        self.stdout.write("已停止。")

    def _fill(self) -> None:
        """Run ``demo`` where nobody has an account yet, or where an earlier run of it was cut off."""
        unfinished = Path(settings.VAR_DIR) / "demo-running"
        if get_user_model().objects.exists() and not unfinished.exists():
            return
        if "demo" not in get_commands():
            raise CommandError("缺少 demo 命令。请用 --no-demo 启动空站点。")
        self.stdout.write("首次运行，正在写入演示数据……")
        self.stdout.flush()
        unfinished.touch()
        call_command("demo", stdout=io.StringIO())  # what it says of the accounts is said below, each time
        unfinished.unlink()

    def _index(self) -> None:
        """Nothing can be found before there is an index; one that can be used is left as it is."""
        try:
            call_command("search", "rebuild", if_needed=True, stdout=io.StringIO())
        except CommandError as error:
            self.stderr.write(f"! {error}")

    def _announce(self, host: str, port: int) -> None:
        self.stdout.write(f"网站  http://{host}:{port}/")
        self.stdout.write(f"后台  http://{host}:{port}/admin/")
        accounts = Path(settings.VAR_DIR) / "demo-accounts.txt"
        if settings.DEVELOPMENT and accounts.exists():
            self.stdout.write(accounts.read_text(encoding="utf-8").rstrip())
        self.stdout.write("按 Ctrl-C 停止。")
        self.stdout.flush()


def worker_member() -> Member:
    """The job worker under its watchdog."""
    manage = str(settings.BASE_DIR / "manage.py")
    return Member("worker", [sys.executable, manage, "qcluster"], is_stuck=Watchdog().is_stuck)


def web_member(host: str, port: int) -> Member:
    """The web server: WSGI only, no access log, HTTP/1.1 (nginx speaks the rest in production)."""
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--http", "1", "--no-ws"]
    options += ["--workers", os.environ.get("WEB_WORKERS", "1"), "--backpressure", "64"]
    # Twice as many as uploads may run at once: eight slow phones must not hold up everybody else.
    options += ["--blocking-threads", "16"]
    options += ["--workers-kill-timeout", "8", "--respawn-failed-workers", "--log-level", "error"]
    command = [sys.executable, "-m", "granian", *options, "portal.wsgi:application"]
    return Member("web", command)
