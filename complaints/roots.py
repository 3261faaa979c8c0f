"""What stands beside the database so that nobody can rewrite it there: roots, pinned routes and heads.

`roots.toml` holds of each body its name, the digest of the first entry of its roster and the day of its founding, and
of each city the bodies that take an objection or a complaint, in order. Whoever can write the database alone cannot
add a recipient (the roster would not lead back to the root) nor send cases elsewhere (the route would not be the
pinned one). `heads.toml` holds the newest entry of each roster that this server has written, because the front part
of a roster verifies too: with it a roster that was shortened is found out (docs/adr/0018-heads-of-rosters.md).

Both files are written whole: beside, flushed, renamed. They hold no secret, but who can write them decides who reads.
"""

import datetime as dt
import fcntl
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from complaints import vault
from complaints.errors import ChannelError
from complaints.vault.files import PART

ROOTS = "roots.toml"
HEADS = "heads.toml"
_LOCK = "roots.lock"

KINDS = ("objection", "complaint")
"""Kinds of routes: objections to a notice, and everything else."""

_BODY = re.compile(r"[a-z0-9][a-z0-9_-]{0,38}\.[a-z0-9][a-z0-9_-]{0,22}")
_CITY = re.compile(r"[a-z0-9][a-z0-9_-]{0,38}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_ROOTS_HEAD = """\
# Roots of the rosters and routes of the confidential channel. Written by `manage.py keys`; do not edit by hand.
# 保密渠道的名册根指纹和办理去向。由 manage.py keys 写入，请勿手工修改。
"""
_HEADS_HEAD = """\
# The newest entry of each roster that this server has written. Do not edit by hand.
# 本机写入的各名册最新条目。请勿手工修改。
"""


class RootsError(ChannelError):
    """A file cannot be read, or what shall be written contradicts it; the message says what to do."""


@dataclass(frozen=True)
class BodyRoot:
    """A founded body.

    :ivar name: as people know it; `root`: SHA-256 of roster entry 0, 32 bytes; `founded`: a Beijing day.
    """

    name: str
    root: bytes
    founded: dt.date


@dataclass(frozen=True)
class Roots:
    """Everything pinned.

    :ivar bodies: by code `<city>.<body>`.
    :ivar routes: codes in order, by (city, kind); `basis` says where such a route comes from.
    """

    bodies: Mapping[str, BodyRoot] = field(default_factory=dict)
    routes: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    basis: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def name_of(self, code: str) -> str:
        """A body's name as it was founded; its code where it is not pinned."""
        pinned = self.bodies.get(code)
        return pinned.name if pinned else code


@dataclass(frozen=True)
class Head:
    """The newest roster entry written here: its number, and its SHA-256 (32 bytes)."""

    seq: int
    digest: bytes


def read_roots(folder: Path) -> Roots:
    """What is pinned below `folder`; nothing where there is no file. Raises RootsError for a file that is not in order."""
    table = _table(folder / ROOTS)
    try:
        bodies = {code: _body(code, value) for code, value in table.pop("bodies", {}).items()}
        routes: dict[tuple[str, str], tuple[str, ...]] = {}
        basis: dict[tuple[str, str], str] = {}
        for city, value in table.pop("routes", {}).items():
            _expect(_CITY.fullmatch(city) is not None)
            for kind in KINDS:
                if kind in value:
                    routes[city, kind] = _codes(value.pop(kind))
                    basis[city, kind] = _text(value.pop(f"{kind}_basis", ""))
            _expect(not value)
        _expect(not table)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _unreadable(folder / ROOTS) from None
    return Roots(bodies, routes, basis)


def write_body(folder: Path, code: str, *, name: str, root: bytes, founded: dt.date) -> None:
    """Pin the root of a new body. Raises RootsError if another root is pinned already: a root never changes."""
    new = BodyRoot(name, root, founded)
    _check_code(code)
    if len(root) != 32 or not name or _CONTROL.search(name):
        raise RootsError(_("机构名称或名册根指纹不合规定，没有写入。"))
    with _held(folder):
        roots = read_roots(folder)
        if roots.bodies.get(code, new).root != root:
            raise RootsError(_("机构 %(body)s 已经设立，名册根指纹不能更换。") % {"body": code})
        _write_roots(folder, replace(roots, bodies={**roots.bodies, code: new}))


def write_route(folder: Path, city: str, kind: str, bodies: Sequence[str], *, basis: str = "") -> None:
    """Pin who takes what in a city, in order; what was pinned before is replaced. `basis` is kept as a note.

    Raises RootsError for an unknown kind, a city or body that is no code, or a body named twice.
    """
    if kind not in KINDS or not _CITY.fullmatch(city) or not bodies or len(set(bodies)) != len(bodies):
        raise RootsError(_("办理去向不合规定，没有写入。"))
    for code in bodies:
        _check_code(code)
    with _held(folder):
        roots = read_roots(folder)
        _write_roots(
            folder,
            replace(
                roots,
                routes={**roots.routes, (city, kind): tuple(bodies)},
                basis={**roots.basis, (city, kind): _CONTROL.sub(" ", basis)},
            ),
        )


def read_heads(folder: Path) -> dict[str, Head]:
    """The newest entry written here, by body. Raises RootsError for a file that is not in order."""
    table = _table(folder / HEADS)
    heads = {}
    try:
        for code, value in table.pop("heads", {}).items():
            _expect(_BODY.fullmatch(code) is not None and set(value) == {"seq", "digest"})
            _expect(type(value["seq"]) is int and value["seq"] >= 0)
            heads[code] = Head(value["seq"], _digest(value["digest"]))
        _expect(not table)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise _unreadable(folder / HEADS) from None
    return heads


def write_head(folder: Path, code: str, *, seq: int, digest: bytes, anew: bool = False) -> None:
    """Remember an entry as the newest. One that is older than the remembered one is left out: heads only move on.

    :param anew: for a founding, which may follow one that was cut off before its root was pinned.
    """
    _check_code(code)
    with _held(folder):
        heads = read_heads(folder)
        if not anew and code in heads and heads[code].seq >= seq:
            return
        heads[code] = Head(seq, digest)
        lines = [_HEADS_HEAD]
        for key in sorted(heads):
            lines += [
                f"[heads.{_quoted(key)}]",
                f"seq = {heads[key].seq}",
                f"digest = {_quoted(heads[key].digest.hex())}",
                "",
            ]
        vault.write_durably(folder / HEADS, "\n".join(lines).encode())


def remove_unfinished(folder: Path) -> None:
    """Remove what a writer of either file left who was killed: whoever holds the lock knows that nobody is at it."""
    parts = [folder / f"{name}{PART}" for name in (ROOTS, HEADS)]
    if any(part.exists() for part in parts):
        with _held(folder):
            for part in parts:
                part.unlink(missing_ok=True)
            vault.sync_folder(folder)


def city_of(code: str) -> str:
    """The city of a body's code."""
    return code.partition(".")[0]


def is_body_code(code: str) -> bool:
    """Whether this can be the code of a body: `<city>.<key>`."""
    return _BODY.fullmatch(code) is not None


def _check_code(code: str) -> None:
    if not is_body_code(code):
        raise RootsError(
            _("“%(body)s”不是机构代号。代号的写法是“城市.机构”，例如 datong.office。") % {"body": code}
        )


def _write_roots(folder: Path, roots: Roots) -> None:
    lines = [_ROOTS_HEAD]
    for code, body in sorted(roots.bodies.items()):
        lines += [
            f"[bodies.{_quoted(code)}]",
            f"name = {_quoted(body.name)}",
            f"root = {_quoted(body.root.hex())}",
            f"founded = {body.founded.isoformat()}",
            "",
        ]
    for city in sorted({city for city, _kind in roots.routes}):
        lines.append(f"[routes.{_quoted(city)}]")
        for kind in KINDS:
            if (city, kind) in roots.routes:
                codes = ", ".join(_quoted(code) for code in roots.routes[city, kind])
                lines += [
                    f"{kind} = [{codes}]",
                    f"{kind}_basis = {_quoted(roots.basis.get((city, kind), ''))}",
                ]
        lines.append("")
    vault.write_durably(folder / ROOTS, "\n".join(lines).encode())


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One writer at a time, over all processes of this machine."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise _unreadable(path) from None


def _unreadable(path: Path) -> RootsError:
    return RootsError(
        _("文件 %(path)s 读不出或内容有误。请用最近一次密钥备份中的同名文件恢复。") % {"path": path}
    )


def _body(code: str, value: dict[str, Any]) -> BodyRoot:
    _expect(_BODY.fullmatch(code) is not None and set(value) == {"name", "root", "founded"})
    _expect(type(value["founded"]) is dt.date)
    return BodyRoot(_text(value["name"]), _digest(value["root"]), value["founded"])


def _codes(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError
    codes = tuple(_text(code) for code in value)
    _expect(all(is_body_code(code) for code in codes) and len(set(codes)) == len(codes))
    return codes


def _digest(value: object) -> bytes:
    text = _text(value)
    _expect(_DIGEST.fullmatch(text) is not None)
    return bytes.fromhex(text)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _expect(condition: bool) -> None:
    if not condition:
        raise ValueError


def _quoted(text: str) -> str:
    """A TOML basic string: what JSON escapes is what TOML escapes, once control characters are out."""
    return json.dumps(text, ensure_ascii=False)
