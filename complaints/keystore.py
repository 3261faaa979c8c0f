"""The installation's own keys and folders, as the settings place them. Read anew when a file changes."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from complaints import vault

INSTALLATION_KEY = "installation.key"


def keys_folder() -> Path:
    """Where the installation's key, the pinned roots and the heads of the rosters lie."""
    return Path(settings.CHANNEL_KEYS_DIR)


def installation() -> vault.Installation:
    """The installation's secrets. Raises vault.Refused where they are missing or readable by others."""
    path = keys_folder() / INSTALLATION_KEY
    try:
        stamp = path.stat()
    except OSError:
        raise vault.Refused from None
    return _load(str(path), stamp.st_ctime_ns, stamp.st_ino, stamp.st_mode)


@lru_cache(maxsize=4)
def _load(path: str, _changed: int, _inode: int, _mode: int) -> vault.Installation:
    return vault.Installation.load(Path(path))


def shred_store() -> vault.ShredStore:
    """The shred files of all cases."""
    return vault.ShredStore(Path(settings.CHANNEL_SHRED_DIR))


@contextmanager
def one_writer(lock: str) -> Iterator[None]:
    """One writer at a time of a file beside the keys, over all processes of this machine. `lock` ends in `.lock`."""
    vault.make_folder(keys_folder())
    with (keys_folder() / lock).open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
