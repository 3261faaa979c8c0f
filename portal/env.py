"""Settings from the environment, with errors that say what to set and how.

Everything here is pure: a reader takes a mapping (``os.environ`` in the settings, a dict in the tests) and
returns a checked value. The messages are Chinese sentences and not gettext messages, because they are needed
before Django has settings to translate with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})
DATABASE_URL_EXAMPLES = (
    "postgresql://用户名:口令@127.0.0.1:5432/数据库名 或 postgresql:///数据库名?host=/var/run/postgresql"
)


class SettingError(ImproperlyConfigured):
    """A setting is missing or unusable. The message names it, says what is wrong and gives an example."""


@dataclass(frozen=True)
class Environment:
    """Typed reads from a mapping of variable names to texts. An empty text counts as not set."""

    values: Mapping[str, str]

    def text(self, name: str, default: str) -> str:
        """The variable's text without surrounding white space, or ``default`` when it is not set."""
        return self.values.get(name, "").strip() or default

    def required(self, name: str, purpose: str, example: str) -> str:
        """The variable's text. Raises :class:`SettingError` with ``purpose`` and ``example`` when not set."""
        value = self.values.get(name, "").strip()
        if not value:
            raise SettingError(f"缺少环境变量 {name}（{purpose}）。请设置，例如：{name}={example}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """A yes/no variable. Raises :class:`SettingError` for any other word."""
        value = self.values.get(name, "").strip().lower()
        if not value:
            return default
        if value in TRUE_WORDS:
            return True
        if value in FALSE_WORDS:
            return False
        raise SettingError(f"环境变量 {name} 的值“{value}”无法识别。请设为 1（是）或 0（否），例如：{name}=1")

    def integer(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``. Raises :class:`SettingError` otherwise."""
        value = self.values.get(name, "").strip()
        if not value:
            return default
        number = int(value) if value.isascii() and value.isdigit() else None
        if number is None or not low <= number <= high:
            raise SettingError(
                f"环境变量 {name} 的值“{value}”不正确。请设为 {low} 至 {high} 的整数，例如：{name}={default}"
            )
        return number

    def listed(self, name: str, purpose: str, example: str) -> list[str]:
        """A comma-separated list with at least one member. Raises :class:`SettingError` if there is none."""
        members = [part.strip() for part in self.required(name, purpose, example).split(",")]
        return [member for member in members if member]

    def hosts(self, name: str, example: str) -> list[str]:
        """Exact host names for ``ALLOWED_HOSTS``.

        A wildcard is refused: an unknown Host header would otherwise be answered by the default site.
        """
        hosts = self.listed(name, "本站对外使用的域名，多个用英文逗号分隔", example)
        for host in hosts:
            if "*" in host or host.startswith(".") or "/" in host:
                raise SettingError(
                    f"环境变量 {name} 中的“{host}”不正确。请逐一写出完整域名，不带协议、路径和通配符，"
                    f"例如：{name}={example}"
                )
        return hosts

    def origin(self, name: str, example: str) -> str:
        """The one canonical address, ``https://host[:port]`` without a path or trailing slash.

        It goes into seals, feeds and citations, so it must not depend on the host a request came in by.
        Raises :class:`SettingError` for anything else.
        """
        value = self.required(name, "本站唯一的正式网址，写入公示存证、订阅和引用格式", example)
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname or parts.path not in {"", "/"} or parts.query:
            raise SettingError(
                f"环境变量 {name} 的值“{value}”不正确。请写 https:// 开头的网址，不带路径，"
                f"例如：{name}={example}"
            )
        return f"https://{parts.netloc}"

    def server(self, name: str, example: str) -> str:
        """The address of a server that is asked over HTTP, or "" when not set: on this machine, or encrypted.

        A password stands in a variable of its own, not in the address. Raises :class:`SettingError` for anything else.
        """
        value = self.text(name, "")
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            known = parts.scheme in {"http", "https"} and bool(parts.hostname) and bool(parts.port)
        except ValueError:
            parts, known = urlsplit(""), False
        if not known or parts.username or parts.password or parts.query or parts.fragment:
            raise SettingError(
                f"环境变量 {name} 的值不正确（此处不回显，以免泄露口令）。请写 http:// 或 https:// 开头、"
                f"带端口的地址，不带用户名和口令，例如：{name}={example}"
            )
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise SettingError(
                f"环境变量 {name} 指向另一台机器，却没有加密。请改用 https://，或者改在本机运行，例如：{name}={example}"
            )
        return value.rstrip("/")

    def directory(self, name: str, default: Path) -> Path:
        """An absolute folder path; a relative one is taken from the working folder. It need not exist yet."""
        return Path(self.text(name, str(default))).expanduser().resolve()


def sqlite_database(path: Path) -> dict[str, Any]:
    """``DATABASES`` entry for the embedded database.

    WAL lets readers and the one writer work side by side; IMMEDIATE takes the write lock at the start, so
    that a transaction never fails half-way on an upgrade of its lock; ``secure_delete`` overwrites what is
    deleted; ``synchronous=FULL`` keeps a filed case and a written seal through a power cut.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;"
                "PRAGMA synchronous=FULL;"
                "PRAGMA secure_delete=ON;"
                "PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def postgres_database(url: str) -> dict[str, Any]:
    """``DATABASES`` entry for a ``postgresql://`` URL. Raises :class:`SettingError` naming the remedy.

    The host may be given in the query (``?host=/var/run/postgresql``) for a Unix socket; every other query
    parameter is passed to libpq as it stands (``sslmode=verify-full``).
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in POSTGRES_SCHEMES or not name:
        raise SettingError(
            "环境变量 DATABASE_URL 的值不正确（此处不回显，以免泄露口令）。"
            f"请写 {DATABASE_URL_EXAMPLES}；不设置则使用内置的 SQLite 数据库。"
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def database(environment: Environment, var_dir: Path) -> dict[str, Any]:
    """The one database: PostgreSQL when ``DATABASE_URL`` is set, otherwise SQLite below ``var_dir``."""
    url = environment.text("DATABASE_URL", "")
    return postgres_database(url) if url else sqlite_database(var_dir / "portal.sqlite3")
