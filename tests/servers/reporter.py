"""A reporter in front of a running portal: a browser without scripts, over HTTP, on loopback.

Keeps cookies as Chromium does on ``http://localhost`` (those of the channel too), sends what forms hold, and can send an
upload slowly or break it off. What is known of the portal's inside is the answer to the captcha, which is read from the
database.
"""

import http.client
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg

from tests.factories.html import Element, parse
from tests.factories.shown_page import CODE, EVIDENCE, FILE, WRITE, Page

GUIDANCE = "/complaints/new/"
FOLLOW_UP, INBOX = "/complaints/follow-up/", "/complaints/inbox/"
QUESTION = "SELECT response FROM captcha_captchastore WHERE hashkey = ?"
TIMEOUT = 120.0
PIECE = 64 * 1024


@dataclass(frozen=True)
class Upload:
    """A file to send. Its bytes are taken from memory only."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Pace:
    """How a body is sent: so many bytes a second (0: at once), broken off after so many (-1: never)."""

    bytes_a_second: int = 0
    stop_after: int = -1


AT_ONCE = Pace()


class BrokenOffError(ConnectionError):
    """The upload was broken off, as it was asked to be."""


@dataclass
class Browser:
    """A browser without scripts. `page` is what it shows, `cookies` what it keeps."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    page: Page = field(init=False)

    @property
    def origin(self) -> str:
        """The portal as the browser's address bar has it: cookies of the channel are kept on localhost."""
        return f"http://localhost:{self.port}"

    def get(self, path: str) -> Page:
        """Open an address; redirects are followed."""
        return self._show(*self._send("GET", path, {}, iter(())))

    def post(self, path: str, fields: Mapping[str, Sequence[str]]) -> Page:
        """Send a form without files."""
        body = urlencode([(name, each) for name, values in fields.items() for each in values]).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        return self._show(*self._send("POST", path, headers, iter((body,))))

    def upload(
        self,
        path: str,
        fields: Mapping[str, Sequence[str]],
        files: Sequence[Upload],
        pace: Pace = AT_ONCE,
    ) -> Page:
        """Send a form with files, as slowly as asked. Raises BrokenOffError where it was to be broken off."""
        boundary = f"----{secrets.token_hex(16)}"
        body = b"".join(multipart(boundary, fields, files))
        headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(body)),
        }
        return self._show(*self._send("POST", path, headers, pieces(body, pace)))

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: Iterator[bytes]
    ) -> tuple[int, bytes, str]:
        """Status, body and where it is redirected to."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)) as connection:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            known = {
                "Host": f"localhost:{self.port}",
                "Accept": "text/html",
                "Accept-Language": "zh-CN",
                "Accept-Encoding": "gzip, deflate, br",
                "User-Agent": "a browser",
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                "Referer": f"{self.origin}{path}",
            }
            if method == "POST":
                known["Origin"] = self.origin
            for name, value in (known | dict(headers)).items():
                if value:
                    connection.putheader(name, value)
            connection.endheaders()
            for piece in body:
                connection.send(piece)
            with connection.getresponse() as answer:
                self._keep(answer.headers.get_all("Set-Cookie") or [])
                return answer.status, answer.read(), answer.headers.get("Location", "")

    def _keep(self, set_cookies: Sequence[str]) -> None:
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value

    def _show(self, status: int, body: bytes, location: str) -> Page:
        if status in {301, 302, 303} and location:
            target = urlsplit(location)
            return self.get(target.path + (f"?{target.query}" if target.query else ""))
        html = body.decode(errors="replace")
        self.page = Page(status, self.tree_of(html), html, dict(self.cookies))
        return self.page

    def tree_of(self, html: str) -> Element:
        """The page's elements."""
        return parse(html.replace("<!DOCTYPE html>", ""))

    def filled(self, form: str, typed: Mapping[str, object]) -> dict[str, list[str]]:
        """What the form at that address holds, with something typed over it; None leaves a field out."""
        fields = self.page.form(form) | {
            name: [str(each) for each in value] if isinstance(value, list) else [str(value)]
            for name, value in typed.items()
            if value is not None
        }
        return {name: value for name, value in fields.items() if name not in typed or typed[name] is not None}


@dataclass
class Member(Browser):
    """Somebody at work in the office's pages, whose HTML is not read: forms are sent by their fields' names."""

    def tree_of(self, html: str) -> Element:
        """Nothing: the admin's pages are not well-formed."""
        return parse("<html></html>")

    def send(self, path: str, **typed: str) -> Page:
        """Open a page with a form at its own address and send it."""
        self.get(path)
        token = self.cookies["csrftoken"]
        return self.post(
            path, {name: [value] for name, value in typed.items()} | {"csrfmiddlewaretoken": [token]}
        )


@dataclass
class Reporter(Browser):
    """Somebody who files and comes back. `sent` is what page 3 sent, for a repeat."""

    city: str = "datong"
    captcha: Callable[[str], str] = lambda key: ""
    sent: dict[str, list[str]] = field(default_factory=dict)

    def begin(self) -> Page:
        """Guidance, choice of the city, the empty form."""
        self.get(GUIDANCE)
        return self.post(WRITE, self.filled(WRITE, {"city": self.city}))

    def write(self, **typed: object) -> Page:
        """Page 1, its question answered from the database unless an answer is given."""
        values: dict[str, object] = {"kind": "staff", "naming": "anonymous"} | typed
        if "f-notice_0" in {each.attrs.get("id") for each in self.page.root.all("input")}:
            values.setdefault("notice", "none")
        key = self.page.form(WRITE).get("question", [""])[0]
        if key:
            values.setdefault("answer", self.captcha(key))
        return self.post(WRITE, self.filled(WRITE, values | {"action": "next"}))

    def add(self, *files: Upload, pace: Pace = AT_ONCE, **typed: object) -> Page:
        """Page 2: files added."""
        fields = self.filled(EVIDENCE, {"action": "add"} | typed)
        return self.upload(EVIDENCE, fields, files, pace)

    def to_code(self) -> Page:
        """From page 2 to page 3."""
        return self.upload(CODE, self.filled(EVIDENCE, {"action": "next"}), [])

    def filing(self, **typed: object) -> dict[str, list[str]]:
        """What page 3 sends once the code has been copied."""
        last = self.page.code[-4:]
        return self.filled(FILE, {"copied": "yes", "last_digits": last} | typed)

    def file(self, **typed: object) -> Page:
        """From page 3 to the end."""
        return self.post(FILE, self.filing(**typed))

    def follow_up(self, code: str) -> Page:
        """Type the code; what the inbox says then."""
        self.get(FOLLOW_UP)
        return self.post(FOLLOW_UP, self.filled(FOLLOW_UP, {"code": code}))

    def act(self, action: str, /, *files: Upload, pace: Pace = AT_ONCE, **typed: object) -> Page:
        """Open an action of the inbox, fill in its form and send it."""
        path = f"{INBOX}{action}/"
        self.post(path, self.filled(path, {}))
        fields = self.filled(path, {"step": "send"} | typed)
        return self.upload(path, fields, files, pace) if files else self.post(path, fields)


def pieces(body: bytes, pace: Pace) -> Iterator[bytes]:
    """A body in pieces at that pace. Raises BrokenOffError in the middle where that was asked for."""
    end = len(body) if pace.stop_after < 0 else min(len(body), pace.stop_after)
    begun = time.monotonic()
    for at in range(0, end, PIECE):
        if pace.bytes_a_second:
            time.sleep(max(0.0, begun + at / pace.bytes_a_second - time.monotonic()))
        yield body[at : min(at + PIECE, end)]
    if end < len(body):
        raise BrokenOffError


def multipart(boundary: str, fields: Mapping[str, Sequence[str]], files: Sequence[Upload]) -> Iterator[bytes]:
    """A form with files as browsers write it: names of files in UTF-8, files last."""
    for name, values in fields.items():
        for value in values:
            yield f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for file in files:
        head = f'Content-Disposition: form-data; name="files"; filename="{file.name}"'
        yield f"--{boundary}\r\n{head}\r\nContent-Type: {file.media_type}\r\n\r\n".encode()
        yield file.content
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def captcha_of(database: Path) -> Callable[[str], str]:
    """Reads the answer of a question from the portal's own SQLite file."""

    def answer(key: str) -> str:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
            found = connection.execute(QUESTION, [key])
            return str(found.fetchone()[0])

    return answer


def captcha_in(url: str) -> Callable[[str], str]:
    """The same on PostgreSQL."""

    def answer(key: str) -> str:
        with psycopg.connect(url) as connection:
            found = connection.execute(QUESTION.replace("?", "%s"), [key]).fetchone()
        assert found is not None
        return str(found[0])

    return answer
