"""The evidence page for real, without the pages around it: granian, every middleware, the sealing handler, the draft.

As a module it is the WSGI application; `serving_uploads` starts it as `manage.py serve` starts the portal, on tables made
in a moment instead of every migration.
"""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.factories.forms_with_files import CONTENT_TYPE, form

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a" * 32  # of the cookie against forged forms, as a browser would hold it
PAGE = "/complaints/new/evidence/"
TYPED = "事实与理由"

if os.environ.get("SERVING_UPLOADS"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.dev"
    from django.conf import settings

    settings.ROOT_URLCONF = __name__

    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    from django.db import connection
    from django.http import HttpRequest, HttpResponse, JsonResponse
    from django.urls import path

    from cms import clock
    from complaints.actions import drafts
    from complaints.intake.upload import EvidenceRequest, accepts_evidence
    from complaints.models import Case, Draft, Entry, Evidence

    if not connection.introspection.table_names():
        connection.disable_constraint_checking()
        with connection.schema_editor() as editor:
            for model in (Case, Entry, Evidence, Draft):
                editor.create_model(model)

    def ready(_request: HttpRequest) -> HttpResponse:
        """A new draft's token."""
        return HttpResponse(drafts.open_draft(now=clock.now()).hex())

    def listed(request: HttpRequest) -> HttpResponse:
        """The files a draft names."""
        token = drafts.token_of(request.GET["token"])
        return JsonResponse(
            [file.as_json() for file in drafts.staged_files(token=token, now=clock.now())], safe=False
        )

    @accepts_evidence
    def evidence(request: EvidenceRequest) -> HttpResponse:
        """Stage what came, and give back what was typed."""
        received = request.evidence
        token = drafts.token_of(request.POST.get("token", ""))
        for file in received.files:
            drafts.stage(token=token, file=file, now=clock.now())
        answer = {
            "typed": request.POST.get("facts", ""),
            "files": [file.blob for file in received.files],
            "problems": [problem.reason.value for problem in received.problems],
        }
        return JsonResponse(answer, status=503 if received.busy else 200)

    urlpatterns = [path("healthz", ready), path("listed", listed), path(PAGE.lstrip("/"), evidence)]
    handler500 = "portal.privacy.pages.server_error"


@dataclass
class Uploads:
    """A running server: its port, its folder, the process that serves."""

    port: int
    var: Path
    pid: int

    def connect(self) -> socket.socket:
        """A fresh connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def get(self, address: str) -> str:
        """The body of an answer."""
        with self.connect() as connection:
            connection.sendall(
                f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
            )
            return answer(connection)[1].decode()

    def token(self) -> str:
        """The token of a new draft."""
        return self.get("/healthz")

    def files(self) -> list[str]:
        """Every file in the evidence folder."""
        return sorted(path.name for path in (self.var / "evidence").rglob("*") if path.is_file())

    def temporary(self) -> list[str]:
        """Every file in the folder for temporary files."""
        return sorted(path.name for path in (self.var / "tmp").rglob("*") if path.is_file())

    def memory(self) -> float:
        """Resident memory of the serving process, MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def open_files(self) -> set[str]:
        """What the serving process has open, by name."""
        found = set()
        for entry in Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                found.add(str(entry.readlink()))
            except FileNotFoundError:
                continue
        return found


def body(token: str, files: Sequence[tuple[str, bytes]]) -> bytes:
    """The form of the evidence page, as a browser sends it."""
    return form([("csrfmiddlewaretoken", SECRET), ("facts", TYPED), ("token", token)], files, field="files")


def head(length: int) -> bytes:
    """The lines before a body of that length."""
    lines = [
        f"POST {PAGE} HTTP/1.1",
        "Host: 127.0.0.1",
        "Connection: close",
        f"Cookie: __Host-form={SECRET}",
        f"Content-Type: {CONTENT_TYPE}",
        f"Content-Length: {length}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body, read to the end of the connection."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    top, _, rest = b"".join(parts).partition(b"\r\n\r\n")
    if b"transfer-encoding: chunked" in top.lower():
        raise AssertionError("the server sends whole answers")
    return int(top.split()[1]), rest


def told(connection: socket.socket) -> tuple[int, Any]:
    """Status, and what the page found; pages of the channel are padded behind their content."""
    status, found = answer(connection)
    return status, json.loads(found.partition(b"<!--")[0])


@contextmanager
def serving_uploads(folder: Path) -> Iterator[Uploads]:
    """The server below that folder, started with the portal's own options."""
    from portal.management.commands.serve import web_member
    from portal.supervisor import children_of
    from tests.servers.portal import free_port, until

    port = free_port()
    command = [*web_member("127.0.0.1", port).command[:-1], "tests.servers.uploads:application"]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {
        "VAR_DIR": str(folder / "var"),
        "PORT": str(port),
        "SERVING_UPLOADS": "1",
        "PYTHONPATH": str(ROOT),
    }
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        uploads = Uploads(port, folder / "var", process.pid)

        def answers() -> bool:
            try:
                return len(uploads.token()) == 64
            except OSError:
                return False

        try:
            if not until(lambda: process.poll() is not None or answers(), 120) or process.poll() is not None:
                raise RuntimeError((folder / "output").read_text(encoding="utf-8"))
            (uploads.pid,) = (pid for pid in children_of(process.pid) if b"granian" in command_line(pid))
            yield uploads
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def command_line(pid: int) -> bytes:
    """How a process was started."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
