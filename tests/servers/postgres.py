"""Run a command against a PostgreSQL of its own: ``python -m tests.servers.postgres COMMAND…``.

Makes a cluster in a temporary folder, listens on a Unix socket in it and nowhere else, sets ``DATABASE_URL``
for the command, and removes everything afterwards. PostgreSQL refuses to run as root, so root lends it an
unprivileged account.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
INSTALLED = Path("/usr/lib/postgresql")
NOT_FOUND = "PostgreSQL is not installed; on Debian: apt-get install postgresql"


def program(name: str) -> str:
    """Path of one of PostgreSQL's programs, which Debian keeps outside PATH. Exits when there is none."""
    versions = sorted(INSTALLED.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]), reverse=True)
    found = str(versions[0]) if versions else shutil.which(name)
    if not found:
        raise SystemExit(NOT_FOUND)
    return found


def installed() -> bool:
    """Whether a server can be started here."""
    try:
        program("initdb")
    except SystemExit:
        return False
    return True


def account() -> str | None:
    """The account the server runs under: another one for root, one's own otherwise (None)."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


@contextmanager
def cluster() -> Iterator[str]:
    """A running server; yields the ``DATABASE_URL`` of its empty database, thrown away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp"))
    user = account()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    settings = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"

    def run(*command: str) -> None:
        done = subprocess.run(command, user=user, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")

    try:
        run(program("initdb"), "-D", str(data), "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C")
        log = str(folder / "log")
        run(program("pg_ctl"), "-D", str(data), "-l", log, "-w", "-o", settings, "start")
        try:
            run(program("createdb"), "-h", str(folder), "-U", "portal", "portal")
            yield f"postgresql://portal@/portal?host={folder}"
        finally:
            run(program("pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run ``command`` with the server and return its exit status."""
    with cluster() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
