"""nginx with the site file of ``deploy/``, on loopback, below a folder, with a certificate made for the day."""

import datetime as dt
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.servers.portal import free_port, until

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "deploy" / "nginx" / "gongshi.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
MISSING = "nginx is not installed (Debian: nginx-light)"


@dataclass(frozen=True)
class Proxy:
    """A running nginx: where it answers over TLS and in the clear, its folder and its main process."""

    port: int
    plain_port: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def certificate(self) -> Path:
        """What a client must trust."""
        return self.folder / "cert.pem"

    def logged(self) -> str:
        """Everything below its folder that is a log, and what it printed."""
        return "".join(
            path.read_text(encoding="utf-8", errors="replace") for path in sorted(self.folder.glob("*.log"))
        )

    def processes(self) -> list[int]:
        """Its main process and the workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return [self.process.pid, *map(int, children.split())]


def adapted(folder: Path, port: int, plain_port: int, upstream: int) -> str:
    """The site file with ports, certificate and folders of this run; every other line stands as it is shipped."""
    site = SITE.read_text(encoding="utf-8")
    site = re.sub(r"^\s*listen \[::\].*\n", "", site, flags=re.M)
    for shipped, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{upstream};"),
        ("/etc/ssl/gongshi/fullchain.pem", str(folder / "cert.pem")),
        ("/etc/ssl/gongshi/privkey.pem", str(folder / "key.pem")),
        ("/var/log/nginx/", f"{folder}/"),
        ("/var/cache/nginx/gongshi", f"{folder}/cache"),
        ("gongshi.example.gov.cn", "localhost"),
        # The port is part of the origin here, as it is not on 443.
        ("proxy_set_header Host $host;", "proxy_set_header Host $http_host;"),
    ):
        if shipped not in site:
            raise ValueError(f"{SITE.name} no longer contains {shipped!r}")
        site = site.replace(shipped, here)
    return site


@contextmanager
def fronting(folder: Path, upstream: int, *, change: tuple[str, str] = ("", "")) -> Iterator[Proxy]:
    """nginx before the server on port ``upstream``. ``change`` alters one line, for a control run.

    Where nginx would put a body it buffers stands a file instead of a folder: whatever it tries to buffer fails.
    """
    if NGINX is None:
        raise RuntimeError(MISSING)
    port, plain_port = free_port(), free_port()
    _certificate(folder)
    (folder / "site.conf").write_text(
        adapted(folder, port, plain_port, upstream).replace(*change), encoding="utf-8"
    )
    (folder / "nginx.conf").write_text(_main(folder), encoding="utf-8")
    with (folder / "printed.log").open("wb") as printed:
        process = subprocess.Popen(
            [NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)], stdout=printed, stderr=printed
        )
    proxy = Proxy(port, plain_port, folder, process)
    try:
        if not until(lambda: process.poll() is None and answers(plain_port), 15):
            raise RuntimeError(f"nginx did not start:\n{proxy.logged()}")
        for buffer in ("body", "proxied"):
            shutil.rmtree(folder / buffer, ignore_errors=True)
            (folder / buffer).touch()
        yield proxy
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def answers(port: int) -> bool:
    """Whether something listens on that port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _main(folder: Path) -> str:
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""
{user}
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/main.log alert;
events {{ worker_connections 128; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    include {folder}/site.conf;
}}
"""


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(names, critical=False)
        .sign(key, SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(secret)
