"""The site file of nginx, run as shipped on loopback before a server that says what reached it."""

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers import nginx
from tests.servers.portal import ROOT, free_port, until

pytestmark = pytest.mark.skipif(nginx.NGINX is None, reason=nginx.MISSING)

MARK = "mark-of-the-sender"
FILE = os.urandom(3 * 1024 * 1024)
BUFFERED = ("proxy_request_buffering off;", "proxy_request_buffering on;")
SENDER = {
    "User-Agent": MARK,
    "X-Forwarded-For": MARK,
    "X-Real-IP": MARK,
    "Forwarded": f"for={MARK}",
    "Via": MARK,
    "Accept-Language": MARK,
    "Sec-CH-UA": MARK,
    "Sec-CH-UA-Mobile": MARK,
    "Sec-CH-UA-Platform": MARK,
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def seen(self) -> dict[str, str]:
        """What the server behind nginx was told."""
        return json.loads(self.body)


def ask(proxy: nginx.Proxy, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    context = ssl.create_default_context(cafile=str(proxy.certificate))
    connection = http.client.HTTPSConnection("localhost", proxy.port, context=context, timeout=30)
    try:
        connection.request(method, path, body, SENDER | headers)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()


@contextlib.contextmanager
def raw(proxy: nginx.Proxy) -> Iterator[ssl.SSLSocket]:
    """An encrypted connection for requests no library would send."""
    context = ssl.create_default_context(cafile=str(proxy.certificate))
    plain = socket.create_connection(("127.0.0.1", proxy.port), timeout=30)
    with context.wrap_socket(plain, server_hostname="localhost") as stream:
        yield stream


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    """Granian with an application that keeps nothing and repeats what it was told."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--http", "1"]
    command += [
        "--no-ws",
        "--backpressure",
        "16",
        "--log-level",
        "critical",
        "tests.servers.echo_app:application",
    ]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    try:
        assert until(lambda: nginx.answers(port), 60)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="module")
def proxy(upstream: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[nginx.Proxy]:
    with nginx.fronting(tmp_path_factory.mktemp("nginx"), upstream) as running:
        yield running


def test_the_channel_is_told_what_it_needs_and_nothing_of_the_sender(proxy: nginx.Proxy) -> None:
    for path in ("/complaints/new/", "/complaints/busy/", "/complaints/inbox/answer/"):
        assert MARK not in ask(proxy, "GET", path).body.decode(), path
    form = {
        "Cookie": "__Host-form=1",
        "Origin": "https://localhost",
        "Referer": "https://localhost/complaints/new/",
    }
    seen = ask(proxy, "POST", "/complaints/new/write/", b"a=1", **form, **{"Content-Type": "text/plain"}).seen
    assert {name for name in seen if name.startswith("HTTP_")} == {
        "HTTP_HOST",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_COOKIE",
        "HTTP_ORIGIN",
        "HTTP_REFERER",
    }
    assert (seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"], seen["HTTP_X_FORWARDED_PROTO"]) == (
        "text/plain",
        "3",
        "https",
    )
    # The same request elsewhere tells it all: the marks do arrive at nginx.
    assert ask(proxy, "GET", "/datong/").body.decode().count(MARK) == len(SENDER)


def test_a_file_passes_through_without_touching_the_disk(proxy: nginx.Proxy) -> None:
    # Where nginx would put a body stands a file instead of a folder, so buffering fails (next test).
    answer = ask(proxy, "POST", "/complaints/new/evidence/", FILE, **{"Content-Type": "multipart/form-data"})
    assert (answer.status, answer.seen["length"]) == (200, len(FILE))


def test_a_buffered_body_would_have_been_seen(upstream: int, tmp_path: Path) -> None:
    with nginx.fronting(tmp_path, upstream, change=BUFFERED) as running:
        status = 500
        with contextlib.suppress(OSError):  # it may answer before the body is through, and hang up
            status = ask(running, "POST", "/complaints/new/evidence/", FILE).status
        assert status == 500


def test_larger_files_go_through_in_the_channel_alone(proxy: nginx.Proxy) -> None:
    def announced(path: str, megabytes: int) -> int:
        """The answer to a request that announces so much and sends nothing."""
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {megabytes * 1024 * 1024}\r\n"
        with raw(proxy) as stream:
            stream.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode("ascii"))
            return int(stream.recv(64).split(b" ")[1])

    assert announced("/complaints/new/evidence/", 112) == 100
    assert announced("/complaints/new/evidence/", 113) == 413
    assert announced("/calendar/", 13) == 413


@pytest.mark.parametrize(
    ("path", "at_once"),
    [("/complaints/new/file/", 10), ("/complaints/follow-up/", 60), ("/complaints/inbox/evidence/", 40)],
)
def test_what_is_sent_is_counted_and_reading_is_not(
    upstream: int, tmp_path: Path, path: str, at_once: int
) -> None:
    with nginx.fronting(tmp_path, upstream) as running:
        context = ssl.create_default_context(cafile=str(running.certificate))
        connection = http.client.HTTPSConnection("localhost", running.port, context=context, timeout=30)

        def status(method: str) -> int:
            connection.request(method, path, b"x" if method == "POST" else None)
            response = connection.getresponse()
            last.append(response.read())
            return response.status

        last: list[bytes] = []
        assert [status("POST") for _ in range(at_once)] == [200] * at_once
        assert status("POST") == 503
        # The refusal is a page of the portal, asked for with an empty GET.
        refused = json.loads(last[-1])
        assert (refused["PATH_INFO"], refused["REQUEST_METHOD"], refused["length"]) == (
            "/complaints/busy/",
            "GET",
            0,
        )
        assert status("GET") == 200
        connection.close()
        assert running.logged() == ""


def test_the_interface_is_counted_by_address_and_refused_in_the_portals_words(
    upstream: int, tmp_path: Path
) -> None:
    with nginx.fronting(tmp_path, upstream, change=("burst=3599", "burst=2")) as running:
        answers = [ask(running, "GET", "/api/v1/awards/?q=x") for _ in range(4)]
        assert [each.status for each in answers] == [200, 200, 200, 429]
        assert (answers[3].seen["PATH_INFO"], answers[3].seen["REQUEST_METHOD"]) == ("/api/v1/busy/", "GET")
        assert {each.headers["ratelimit-policy"] for each in answers} == {'"hour";q=3600;w=3600'}
        assert ask(running, "GET", "/register/").status == 200


def test_the_channel_leaves_no_line_and_a_public_page_does(proxy: nginx.Proxy) -> None:
    for path in (
        "/complaints",
        "/complaints/new/",
        "/complaints/no-such-page/?q=1",
        "/admin/complaints/keys/",
    ):
        ask(proxy, "GET", path)
    with raw(proxy) as stream:
        stream.sendall(b"GET /complaints/\x01 nonsense HTTP/9.9\r\n\r\n")
        assert b" 400 " in stream.recv(64)
    assert ask(proxy, "GET", "/yuncheng/?q=secret").status == 200
    assert until(lambda: "/yuncheng/" in proxy.logged(), 10)
    assert "complaints" not in proxy.logged()
    assert "secret" not in proxy.logged()
    assert MARK not in proxy.logged()


def test_answers_name_no_server_and_are_not_compressed(proxy: nginx.Proxy) -> None:
    answer = ask(proxy, "GET", "/complaints/new/", **{"Accept-Encoding": "gzip, br"})
    assert answer.headers["server"] == ""
    assert "content-encoding" not in answer.headers
    assert "HTTP_ACCEPT_ENCODING" not in answer.seen


def test_choices_a_reader_made_up_share_one_copy(proxy: nginx.Proxy) -> None:
    site = (proxy.folder / "site.conf").read_text(encoding="utf-8")
    assert 'proxy_cache_key "$host$request_uri $chosen";' in site
    assert "$cookie_" not in site.replace('map "$cookie_language/$cookie_display" $chosen', "")
