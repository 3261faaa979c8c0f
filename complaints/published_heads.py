"""The daily heads that were published, kept beside the keys and outside the database: a restore cannot take one back.

A database that is put back from an older archive knows nothing of the days since, and agrees with itself. This file goes
with the archive of keys; a head in it that the database does not have says that events up to that day are lost, or were
written anew. Lines are added and never changed: day, head and signature, which hold under the installation's key.

A line is written once the head is committed, and by every later run where a crash came between.
"""

import base64
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from complaints import keystore, vault
from complaints.errors import ChannelError
from complaints.models import ChainHead

FILE = "heads.jsonl"
_LOCK = "heads.lock"


class HeadsError(ChannelError):
    """The file cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Kept:
    """A head as it was published: the Beijing day, 32 bytes, 64 bytes of Ed25519."""

    day: dt.date
    head: bytes
    signature: bytes

    def as_line(self) -> str:
        """One line of the file, with its end."""
        signature = base64.b64encode(self.signature).decode()
        return (
            json.dumps({"day": self.day.isoformat(), "head": self.head.hex(), "signature": signature}) + "\n"
        )


def path() -> Path:
    """Where this installation keeps them."""
    return keystore.keys_folder() / FILE


def read() -> tuple[Kept, ...]:
    """The heads in the order in which they were kept; none where there is no file. Raises HeadsError."""
    try:
        lines = path().read_text(encoding="utf-8").splitlines()
        return tuple(_kept(json.loads(line)) for line in lines)
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, ValueError, TypeError, KeyError):
        raise HeadsError(
            _("已公布签名的登记 %(path)s 读不出或内容有误。请用最近一次密钥备份中的同名文件恢复。")
            % {"path": path()}
        ) from None


def keep() -> int:
    """Add every committed head that is not in the file yet, durably. How many were added. Raises HeadsError.

    Runs outside any transaction: a head that might be rolled back was not published.
    """
    with keystore.one_writer(_LOCK):
        kept = read()
        known = {(each.day, each.head) for each in kept}
        new = [
            each
            for row in ChainHead.objects.order_by("day")
            if ((each := Kept(row.day, bytes(row.head), bytes(row.signature))).day, each.head) not in known
        ]
        if new:
            text = "".join(each.as_line() for each in (*kept, *new))
            vault.write_durably(path(), text.encode())
    return len(new)


def problems(rows: Iterable[ChainHead], public: bytes) -> Iterator[str]:
    """Days whose head was published and does not stand in the database as it was, in sentences. Raises HeadsError.

    :param public: the installation's public key, `b""` for none: signatures are not checked then.
    """
    standing = {row.day: bytes(row.head) for row in rows}
    lost, other = set[dt.date](), set[dt.date]()
    for each in read():
        if public and not _holds(each, public):
            yield _("密钥目录登记的 %(day)s 每日签名没有通过核验") % {"day": each.day.isoformat()}
        elif each.day not in standing:
            lost.add(each.day)
        elif standing[each.day] != each.head:
            other.add(each.day)
    if lost:
        yield _(
            "%(days)s 的每日签名已经公布，现有数据库中没有：最后一个相符的签名之后的案件和事件可能已经丢失"
        ) % {"days": _days(lost)}
    if other:
        yield _("%(days)s 的每日签名与已经公布的不同：当日或以前的事件已经丢失，或者被改写") % {
            "days": _days(other)
        }


def _days(days: set[dt.date]) -> str:
    return "、".join(day.isoformat() for day in sorted(days))


def _holds(each: Kept, public: bytes) -> bool:
    try:
        vault.verify_head(vault.head_text(public, each.day, each.head, each.signature), [public])
    except vault.Refused:
        return False
    return True


def _kept(value: dict[str, Any]) -> Kept:
    """A line in its types. Raises ValueError, TypeError, KeyError."""
    head = bytes.fromhex(value["head"])
    signature = base64.b64decode(value["signature"], validate=True)
    if len(head) != 32 or len(signature) != 64:
        raise ValueError(value["day"])
    return Kept(dt.date.fromisoformat(value["day"]), head, signature)
