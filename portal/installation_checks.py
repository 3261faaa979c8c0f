"""The first checks of ``manage.py doctor``: settings, folders, database, queue, accounts, calendar."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from portal.calendar.selectors import current_calendar
from portal.demo_accounts import demo_accounts
from portal.doctor import Finding, Level, check

BEIJING = ZoneInfo("Asia/Shanghai")
OPEN_TO_OTHERS = 0o007


@check("debug")
def debug_is_off() -> Iterator[Finding]:
    """Error pages with DEBUG show settings and data."""
    if settings.DEBUG and not settings.DEVELOPMENT:
        yield Finding(Level.ERROR, _("正式环境开启了调试模式"), _("去掉环境变量 DEBUG，重新启动"))


@check("development")
def not_development() -> Iterator[Finding]:
    """The embedded settings listen on loopback only and have no canonical address of their own."""
    if settings.DEVELOPMENT and os.environ.get("INVOCATION_ID"):
        yield Finding(
            Level.ERROR,
            _("系统服务正在使用内置的试用设置"),
            _("设置 DJANGO_SETTINGS_MODULE=portal.settings.production，重新启动"),
        )


@check("secret")
def secret_is_strong() -> Iterator[Finding]:
    """Sessions and queued jobs are signed with it."""
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10:
        yield Finding(
            Level.ERROR,
            _("SECRET_KEY 太短或太简单"),
            _("用 openssl rand -base64 48 生成新的密钥，写入环境变量 SECRET_KEY"),
        )


@check("hosts")
def hosts_are_exact() -> Iterator[Finding]:
    """A wildcard would answer any Host header with the default site."""
    for host in settings.ALLOWED_HOSTS:
        if "*" in host or host.startswith("."):
            yield Finding(
                Level.ERROR,
                _("ALLOWED_HOSTS 含有通配符 %(host)s") % {"host": host},
                _("逐一写出完整域名"),
            )


@check("origin")
def origin_is_public() -> Iterator[Finding]:
    """The canonical address is written into seals and feeds and cannot be changed afterwards."""
    if not settings.DEVELOPMENT and not settings.CANONICAL_ORIGIN.startswith("https://"):
        yield Finding(
            Level.ERROR,
            _("正式网址 %(origin)s 不是 https 地址") % {"origin": settings.CANONICAL_ORIGIN},
            _("设置环境变量 CANONICAL_ORIGIN，例如 https://gongshi.example.gov.cn"),
        )


@check("folders")
def folders_are_private() -> Iterator[Finding]:
    """Everything the installation writes lies below VAR_DIR."""
    folder = Path(settings.VAR_DIR)
    if not os.access(folder, os.W_OK):
        yield Finding(
            Level.ERROR,
            _("数据目录 %(folder)s 不可写") % {"folder": folder},
            _("把目录交给运行本程序的用户，或改设 VAR_DIR"),
        )
    elif folder.stat().st_mode & OPEN_TO_OTHERS:
        yield Finding(
            Level.WARNING,
            _("数据目录 %(folder)s 对其他用户开放") % {"folder": folder},
            _("运行 chmod o-rwx %(folder)s") % {"folder": folder},
        )


@check("queue")
def queue_waits_long_enough() -> Iterator[Finding]:
    """With ``retry`` not above ``timeout`` a job that still runs is started a second time."""
    if settings.Q_CLUSTER["retry"] <= settings.Q_CLUSTER["timeout"]:
        yield Finding(
            Level.ERROR,
            _("任务队列的 retry 不大于 timeout，任务会被重复执行"),
            _("在 Q_CLUSTER 中把 retry 调到大于 timeout"),
        )


@check("migrations")
def database_is_migrated() -> Iterator[Finding]:
    """The tables must be those this version expects."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield Finding(
            Level.ERROR,
            _("有 %(count)d 项数据库迁移未执行") % {"count": len(pending)},
            _("运行 manage.py migrate"),
        )


@check("accounts")
def no_demo_accounts() -> Iterator[Finding]:
    """Passwords of the demo are printed at its start."""
    if settings.DEVELOPMENT:
        return
    for account in demo_accounts():
        yield Finding(
            Level.ERROR,
            _("演示账号 %(name)s 仍可登录") % {"name": account.get_username()},
            _("在后台停用或删除该账号"),
        )


@check("calendar")
def calendar_is_known() -> Iterator[Finding]:
    """Windows that reach into a year without a holiday notice stay provisional and cannot be concluded."""
    calendar = current_calendar()
    this_year = datetime.now(BEIJING).year
    for year in (this_year, this_year + 1):
        if not calendar.knows(year):
            yield Finding(
                Level.ERROR if year == this_year else Level.WARNING,
                _("缺少 %(year)d 年的放假安排，跨入该年的公示期限只能暂定") % {"year": year},
                _("国务院办公厅发布放假通知后，在后台“日历”中录入或导入"),
            )
