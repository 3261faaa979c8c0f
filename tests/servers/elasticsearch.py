"""Run a command against an Elasticsearch of its own: ``python -m tests.servers.elasticsearch COMMAND…``.

Starts one node in a temporary folder, on loopback and on a port the system chooses, sets ``ELASTICSEARCH_URL``
for the command, and removes everything afterwards. The distribution is the one Elastic publishes on Maven Central
for integration tests: the server as shipped, with the modules of ``lib`` and few others, and no Java. It is fetched
once by Maven into Maven's own folder, never kept with the project. Elasticsearch refuses to run as root, so root
lends it an unprivileged account.

The distribution lacks the modules ``rest-root`` (so ``GET /``, the client's ``info()`` and ``ping()``, fail),
``analysis-common``, ``reindex``, ``percolator``, ``mapper-extras``, ``parent-join`` and ``lang-painless``.
"""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.portal import until
from tests.servers.postgres import account

VERSION = "8.18.0"
SHA256 = "6d31acf7ab3496eaa7cfbdc410095d02ed2232cd26c214c0c69e4f7b3b2958b8"
GROUP, NAME = "org.elasticsearch.distribution.integ-test-zip", "elasticsearch"
REPOSITORY = Path.home() / ".m2" / "repository"
ARCHIVE = REPOSITORY.joinpath(*GROUP.split("."), NAME, VERSION, f"{NAME}-{VERSION}.zip")
NOT_FOUND = (
    "Elasticsearch needs Java 17 or later and Maven to fetch it; on Debian: "
    "apt-get install openjdk-17-jre-headless maven"
)
FETCH, START, STOP = 900.0, 300.0, 30.0  # seconds each may take on a busy machine

# One shard of a few thousand documents needs no more; the garbage collector and the compiler are those that start soonest.
JVM_OPTIONS = """\
-Xms256m
-Xmx256m
-XX:+UseSerialGC
-XX:TieredStopAtLevel=1
-XX:-UsePerfData
-XX:+ExitOnOutOfMemoryError
-Djava.io.tmpdir=${ES_TMPDIR}
"""
SETTINGS = """\
cluster.name: portal-tests
node.name: one
node.portsfile: true
discovery.type: single-node
network.host: 127.0.0.1
http.port: 0
transport.port: 0
path.data: {folder}/data
path.logs: {folder}/logs
action.auto_create_index: false
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: false
"""


def java_home() -> Path | None:
    """Where Java is installed: what the environment says, else where the program ``java`` leads."""
    stated = os.environ.get("ES_JAVA_HOME") or os.environ.get("JAVA_HOME")
    if stated:
        return Path(stated)
    found = shutil.which("java")
    return Path(found).resolve().parents[1] if found else None


def installed() -> bool:
    """Whether a server can be started here without fetching anything."""
    return java_home() is not None and ARCHIVE.is_file()


def archive() -> Path:
    """The distribution, fetched by Maven if it is not there yet. Exits when it cannot be had or is not the one meant."""
    if not ARCHIVE.is_file():
        maven = shutil.which("mvn")
        if not maven:
            raise SystemExit(NOT_FOUND)
        artifact = f"{GROUP}:{NAME}:{VERSION}:zip"
        command = [
            maven, "--quiet", "--batch-mode", f"-Dmaven.repo.local={REPOSITORY}",
            "dependency:get", f"-Dartifact={artifact}", "-Dtransitive=false",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH, check=False)
        if done.returncode or not ARCHIVE.is_file():
            raise SystemExit(f"Maven could not fetch {artifact}:\n{done.stdout}{done.stderr}")
    with ARCHIVE.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != SHA256:
        raise SystemExit(f"{ARCHIVE} is not the file meant: its SHA-256 is {found}, not {SHA256}")
    return ARCHIVE


def _unpack(folder: Path) -> Path:
    """Lay the distribution and the configuration of one node out below ``folder``; returns the distribution's home."""
    with zipfile.ZipFile(archive()) as packed:
        packed.extractall(folder)
    home = folder / f"{NAME}-{VERSION}"
    config = folder / "config"
    for made in (config, folder / "tmp"):
        made.mkdir()
    shutil.copy(home / "config" / "log4j2.properties", config)
    (config / "jvm.options").write_text(JVM_OPTIONS, encoding="ascii")
    (config / "elasticsearch.yml").write_text(SETTINGS.format(folder=folder), encoding="utf-8")
    return home


def _address(folder: Path) -> str:
    """Where the node listens, once it has written its port down; empty before."""
    try:
        written = (folder / "logs" / "http.ports").read_text("ascii").split()
    except OSError:
        return ""
    return f"http://{written[0]}" if written else ""


def _answers(folder: Path) -> bool:
    """Whether the node takes requests and has elected itself."""
    address = _address(folder)
    try:
        with urllib.request.urlopen(f"{address}/_cluster/health?timeout=1s", timeout=10) as response:  # noqa: S310
            return int(response.status) == 200
    except (OSError, ValueError):  # nothing there yet, or no address yet
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask the launcher to stop the node, which ends in seconds; kill both when it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def node() -> Iterator[str]:
    """A running node without indexes; yields its address without a trailing slash, thrown away afterwards.

    Exits with the end of the server's output when it does not start.
    """
    java = java_home()
    if not java:
        raise SystemExit(NOT_FOUND)
    folder = Path(tempfile.mkdtemp(prefix="portal-elasticsearch-", dir="/tmp"))
    try:
        home = _unpack(folder)
        user = account()
        group = pwd.getpwnam(user).pw_gid if user else None
        if user:
            for path in (folder, *folder.rglob("*")):
                shutil.chown(path, user, group)
        environment = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_TMPDIR": str(folder / "tmp"),
            "CLI_JAVA_OPTS": "-XX:TieredStopAtLevel=1",
        }
        output = folder / "output"
        with output.open("wb") as stream:
            process = subprocess.Popen(
                ["bash", str(home / "bin" / "elasticsearch")],  # noqa: S607
                user=user,
                group=group,
                extra_groups=() if user else None,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        try:
            until(lambda: process.poll() is not None or _answers(folder), START)
            if process.poll() is not None or not _answers(folder):
                last = output.read_text(encoding="utf-8", errors="replace")[-4000:]
                raise SystemExit(f"Elasticsearch did not start:\n{last}")
            yield _address(folder)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """Run ``command`` with the server and return its exit status. Stops the server as well when told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with node() as address:
        return subprocess.run(
            command, env={**os.environ, "ELASTICSEARCH_URL": address}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
