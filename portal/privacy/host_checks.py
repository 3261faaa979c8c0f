"""What ``manage.py doctor`` asks of the machine itself: memory that reaches no disk, an encrypted door, quiet logs.

Nothing here is asked of a working copy: a developer's computer may swap.
"""

import logging
import resource
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from portal.doctor import Finding, Level, check

SWAPS = Path("/proc/swaps")
CORE_PATTERN = Path("/proc/sys/kernel/core_pattern")
BLOCK_DEVICES = Path("/sys/block")
NGINX = Path("/etc/nginx")
NGINX_FOLDERS = ("sites-enabled", "conf.d")

LOOPBACK_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
# Lines of deploy/nginx/gongshi.conf without which a report would stand in a buffer file or a log.
STANZA = ("location ^~ /complaints/", "proxy_request_buffering off;", "proxy_pass_request_headers off;")


def swap_devices(swaps: str) -> list[str]:
    """The devices and files of ``/proc/swaps``; its first line is a heading, and spaces in names stand as ``\\040``."""
    return [line.split()[0] for line in swaps.splitlines()[1:] if line.split()]


def is_encrypted(device: str) -> bool:
    """Whether a swap device is a dm-crypt one, or compressed memory that never leaves it.

    A swap file is taken as not encrypted: nothing tells what its file system lies on.
    """
    name = Path(device).resolve().name
    if name.startswith("zram"):
        return not _text(BLOCK_DEVICES / name / "backing_dev", "none").startswith("/")
    return _text(BLOCK_DEVICES / name / "dm" / "uuid").startswith("CRYPT-")


def open_swaps(swaps: str, encrypted: Callable[[str], bool] = is_encrypted) -> list[str]:
    """The swap devices to which memory is written as it is."""
    return [device for device in swap_devices(swaps) if not encrypted(device)]


@check("swap")
def memory_is_not_swapped_in_the_clear() -> Iterator[Finding]:
    """What a reporter types stands in memory for a moment; swapped out it stays on the disk."""
    if settings.DEVELOPMENT:
        return
    for device in open_swaps(_text(SWAPS)):
        yield Finding(
            Level.ERROR,
            _("交换区 %(device)s 没有加密，内存中的举报内容可能留在磁盘上") % {"device": device},
            _("用 swapoff 停用并从 /etc/fstab 删除，或改为加密的交换区（crypttab 的 swap 选项）"),
        )


@check("core")
def memory_is_not_dumped() -> Iterator[Finding]:
    """A crashing process would leave its whole memory in a file."""
    if settings.DEVELOPMENT:
        return
    soft, _hard = resource.getrlimit(resource.RLIMIT_CORE)
    if soft != 0:
        yield Finding(
            Level.ERROR,
            _("进程崩溃时会把内存写入磁盘"),
            _("按 deploy/systemd 的样例在服务单元中设置 LimitCORE=0"),
        )
    pattern = _text(CORE_PATTERN)
    # systemd-coredump heeds the limit; any other program the kernel pipes a dump to gets it whatever the limit is.
    if pattern.startswith("|") and "systemd-coredump" not in pattern:
        yield Finding(
            Level.WARNING,
            _("内核把崩溃进程的内存交给 %(program)s，LimitCORE 对它无效")
            % {"program": pattern[1:].split()[0]},
            _("停用该崩溃收集程序，或设置 kernel.core_pattern=core"),
        )


@check("channel_door")
def channel_can_open() -> Iterator[Finding]:
    """Over plain http browsers keep no cookie of the channel, and everybody on the way reads along."""
    if settings.DEVELOPMENT:
        return
    if not settings.CANONICAL_ORIGIN.startswith("https://"):
        yield Finding(
            Level.ERROR,
            _("网站没有加密连接，异议与投诉的网上渠道不会开放"),
            _("在 nginx 上配置证书，并把 CANONICAL_ORIGIN 设为 https 地址"),
        )
    for host in sorted(set(settings.CHANNEL_PLAIN_HOSTS) - LOOPBACK_HOSTS):
        yield Finding(
            Level.ERROR,
            _("CHANNEL_PLAIN_HOSTS 含有 %(host)s，网上渠道会在不加密的连接上开放") % {"host": host},
            _("从 CHANNEL_PLAIN_HOSTS 中删除该主机"),
        )


@check("channel_logs")
def logs_are_quiet() -> Iterator[Finding]:
    """Every handler goes through the filter; none mails reports; no query is printed with its values."""
    logging_settings: dict[str, Any] = settings.LOGGING
    for name, handler in logging_settings["handlers"].items():
        if "privacy" not in handler.get("filters", ()):
            yield Finding(
                Level.ERROR,
                _("日志输出 %(name)s 没有经过过滤，可能记下举报内容") % {"name": name},
                _("在 LOGGING 的该输出中加入 filters: [privacy]"),
            )
        if handler["class"].endswith("AdminEmailHandler"):
            yield Finding(
                Level.ERROR,
                _("日志输出 %(name)s 会把出错的请求用邮件寄出") % {"name": name},
                _("从 LOGGING 中删除该输出"),
            )
    if logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG):
        yield Finding(
            Level.ERROR,
            _("数据库日志开到了 DEBUG，会记下每条语句和其中的内容"),
            _("把 LOGGING 中 django.db.backends 的级别调到 WARNING"),
        )


def lacks_stanza(sites: Iterable[str]) -> bool:
    """Whether no site file of nginx, or none of those taken together, holds every line the channel needs."""
    text = "\n".join(sites)
    return any(line not in text for line in STANZA)


@check("channel_proxy")
def proxy_keeps_nothing() -> Iterator[Finding]:
    """nginx with its defaults writes a large body to a file and the sender's address to two logs."""
    if settings.DEVELOPMENT or not NGINX.is_dir():
        return
    files = [path for folder in NGINX_FOLDERS for path in sorted((NGINX / folder).glob("*"))]
    if lacks_stanza(_text(path) for path in files):
        yield Finding(
            Level.WARNING,
            _("nginx 的站点文件缺少异议与投诉渠道的一节，请求内容和来访地址可能被记下"),
            _("把 deploy/nginx/gongshi.conf 中 location ^~ /complaints/ 一节抄入站点文件，重新载入 nginx"),
        )


def _text(path: Path, otherwise: str = "") -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return otherwise
