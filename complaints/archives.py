"""The file format of the two backups: a tar that names, in its last member, everything in it with length and SHA-256.

Nothing is compressed: what fills it is sealed. Reading checks every byte against that list before anything is unpacked,
and takes no name that leads out of the folders it is for.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO

from django.utils.translation import gettext as _

from complaints import vault
from complaints.errors import ChannelError

FORMAT = "gongshi-archive-1"
MANIFEST = "manifest.json"
DATA, KEYS = "data", "keys"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
_STEP = r"(?!\.\.?(?:/|$))[^/\x00]+"
_REST = rf"var/(?!(?:keys|shred|evidence|tmp|static)(?:/|$)|portal\.sqlite3)(?:{_STEP}/)*{_STEP}"
NAMES = {
    DATA: re.compile(rf"database\.(sqlite3|pgdump)|evidence/[0-9a-f]{{2}}/[0-9a-f]{{32}}|{_REST}"),
    KEYS: re.compile(r"keys/[a-z0-9][a-z0-9._-]{0,60}|shred/([0-9a-f]{32}\.[0-9]{1,9}|decoy)"),
}
"""What an archive of each kind may hold. Nothing in the data archive can become a key.

No archive of ours is put into it either, wherever it lies (`backup`)."""

_BLOCK = 1 << 20


class ArchiveError(ChannelError):
    """An archive cannot be written or is not to be trusted; the message says what to do."""


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself.

    :ivar kind: `data` or `keys`; `made_on`: a Beijing day; `installation`: the fingerprint of whose it is, "" for none.
    :ivar database: `sqlite` or `postgresql`, "" in an archive of keys.
    :ivar shreds: names of the shred files that the cases of this database need.
    :ivar files: length in bytes and SHA-256 of every other member.
    """

    kind: str
    made_on: str
    installation: str
    database: str = ""
    shreds: tuple[str, ...] = ()
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)


class _Hashed(io.RawIOBase):
    """A file as tar reads it, hashed on the way."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source, self.sha256 = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._source.read(size)
        self.sha256.update(data)
        return data


class Writer:
    """Puts members into an archive. Made by `writing`."""

    def __init__(self, tar: tarfile.TarFile, kind: str) -> None:
        self._tar, self._names = tar, NAMES[kind]
        self.files: dict[str, tuple[int, str]] = {}

    def add(self, name: str, source: Path) -> bool:
        """A file as it is now. False where there is none any more. Raises ArchiveError where it changes meanwhile."""
        try:
            stream = source.open("rb")
        except FileNotFoundError:
            return False
        with stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            self._put(name, size, stream)
        return True

    def add_bytes(self, name: str, data: bytes) -> None:
        """A member held in memory."""
        self._put(name, len(data), io.BytesIO(data))

    def _put(self, name: str, size: int, stream: BinaryIO) -> None:
        if name != MANIFEST and not self._names.fullmatch(name):
            raise ArchiveError(_("文件名 %(name)s 不能写入备份。") % {"name": name})
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        hashed = _Hashed(stream)
        try:
            self._tar.addfile(member, hashed)
        except OSError:
            raise ArchiveError(
                _("备份 %(name)s 时出错：文件正在变动，或者目标磁盘已满。请再试一次。") % {"name": name}
            ) from None
        if name != MANIFEST:
            self.files[name] = (size, hashed.sha256.hexdigest())


@contextmanager
def writing(path: Path, kind: str) -> Iterator[tuple[Writer, Callable[[Manifest], None]]]:
    """A new archive, there under its name only once the manifest was given; nothing is left where that does not happen.

    Raises ArchiveError for a file that exists.
    """
    if path.exists():
        raise ArchiveError(_("%(path)s 已经存在，没有覆盖。") % {"path": path})
    with vault.DurableFile(path) as file:
        tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT, bufsize=_BLOCK)  # type: ignore[call-overload]  # noqa: SIM115
        writer = Writer(tar, kind)

        def finish(manifest: Manifest) -> None:
            document = {"format": FORMAT, **asdict(manifest), "files": writer.files}
            writer.add_bytes(MANIFEST, json.dumps(document, sort_keys=True, indent=0).encode())
            tar.close()
            file.commit()

        try:
            yield writer, finish
        finally:
            with suppress(OSError):
                tar.close()  # before the file is: left open, it would write its end into whatever comes next


def read_manifest(path: Path, kind: str) -> Manifest:
    """What an archive says of itself, before its contents were checked. Raises ArchiveError."""
    with _opened(path) as tar:
        stream = tar.extractfile(MANIFEST)
        found = _manifest(json.loads(stream.read())) if stream else None
    if found is None or found.kind != kind:
        raise _broken(path)
    return found


def check(path: Path, kind: str) -> Manifest:
    """Read every byte of an archive and compare it with what it says of itself. Raises ArchiveError."""
    manifest, seen = read_manifest(path, kind), {}
    with _opened(path) as tar:
        for member in tar:
            stream = tar.extractfile(member)
            if stream is None or not member.isreg() or member.name in seen:
                raise _broken(path)
            if member.name != MANIFEST:
                if not NAMES[kind].fullmatch(member.name):
                    raise _broken(path)
                seen[member.name] = (member.size, _digest(stream))
    if seen != dict(manifest.files):
        raise _broken(path)
    return manifest


def unpack(path: Path, kind: str, place: Callable[[str], Path | None]) -> int:
    """Write the members of a checked archive durably where `place` puts them, None leaves one out. Bytes written."""
    written = 0
    with _opened(path) as tar:
        for member in tar:
            target, stream = place(member.name) if member.name != MANIFEST else None, tar.extractfile(member)
            if target is None or stream is None:
                continue
            vault.make_folder(target.parent)
            with vault.DurableFile(target) as file:
                while block := stream.read(_BLOCK):
                    written += file.write(block)
                file.commit()
    return written


def _digest(stream: IO[bytes]) -> str:
    told = hashlib.sha256()
    while block := stream.read(_BLOCK):
        told.update(block)
    return told.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except FileNotFoundError:
        raise ArchiveError(_("没有文件 %(path)s。") % {"path": path}) from None
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError):
        raise _broken(path) from None


def _manifest(value: dict[str, Any]) -> Manifest:
    if value.pop("format") != FORMAT:
        raise ValueError(FORMAT)
    files = {str(name): (int(size), str(digest)) for name, (size, digest) in value.pop("files").items()}
    return Manifest(**{**value, "shreds": tuple(value["shreds"])}, files=files)


def _broken(path: Path) -> ArchiveError:
    return ArchiveError(
        _("%(path)s 不是完整的备份，或者内容有改动，没有使用。请换用另一份备份。") % {"path": path}
    )
