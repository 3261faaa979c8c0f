"""A portal with a few filed cases, and one client who looks up codes in it, right and wrong.

``python -m tests.servers.look_up`` files the cases in the database of ``portal.settings.dev`` below VAR_DIR and prints
the code of the last as one line. With PLANTED set, the server in ``tests.servers.planted_wsgi`` takes so many
milliseconds more over a right code.
"""

import http.client
import random
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.portal import ROOT, Portal, environment_of, free_port, running

CASES = 20
ADDRESS = "/complaints/follow-up/"
PLANTED = "PLANTED"


def file_cases() -> str:
    """File the cases; the code of the last. For a process of its own."""
    import django

    django.setup()
    from django.core.management import call_command

    from complaints import vault
    from tests.factories import channel as make
    from tests.factories.offices import make_office

    call_command("migrate", verbosity=0)
    make.open_channel(make_office("datong"))
    token = b""
    for _case in range(CASES):
        token, _made, _filed = make.file_report(make.report())
    return vault.receipt_code(token)


@contextmanager
def looking_up(folder: Path, *, planted: float = 0.0) -> Iterator[tuple[Portal, str]]:
    """A granian of the product with those cases, and the code of one. :param planted: milliseconds, see above."""
    environment = environment_of(folder, free_port()) | {PLANTED: str(planted)}
    filed = subprocess.run(
        [sys.executable, "-m", "tests.servers.look_up"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    application = "tests.servers.planted_wsgi:application" if planted else "portal.wsgi:application"
    with running(granian(int(environment["PORT"]), application), folder, environment) as portal:
        yield portal, filed.stdout.split()[-1]


def granian(port: int, application: str) -> list[str]:
    """The web server alone, as `manage.py serve` runs it."""
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--http", "1", "--no-ws"]
    options += [
        "--workers",
        "1",
        "--backpressure",
        "64",
        "--blocking-threads",
        "16",
        "--log-level",
        "warning",
    ]
    return [sys.executable, "-m", "granian", *options, application]


def unknown_code(chance: random.Random) -> str:
    """A well-formed code that opens nothing."""
    digits = "".join(chance.choice("0123456789") for _digit in range(22))
    return f"{digits}{98 - int(digits) * 100 % 97:02d}"


@dataclass
class Client:
    """One browser on one connection, as quick as it can."""

    connection: http.client.HTTPConnection
    headers: dict[str, str]
    token: str

    @classmethod
    def of(cls, portal: Portal) -> "Client":
        """A client that has loaded the page with the form."""
        connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)
        connection.request("GET", ADDRESS)
        response = connection.getresponse()
        html = response.read().decode()
        cookies = [
            value.split(";")[0] for name, value in response.getheaders() if name.lower() == "set-cookie"
        ]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        if found is None:
            raise RuntimeError("the page holds no form")
        headers = {
            "Cookie": "; ".join(cookies),
            "Origin": portal.address,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return cls(connection, headers, found[1])

    def seconds(self, code: str) -> float:
        """How long the POST of a code takes, from the first byte sent to the last received."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, "code": code})
        begun = time.perf_counter()
        self.connection.request("POST", ADDRESS, body, self.headers)
        response = self.connection.getresponse()
        response.read()
        taken = time.perf_counter() - begun
        if response.status != 303:
            raise RuntimeError(f"answered {response.status}")
        return taken


if __name__ == "__main__":
    print(file_cases())  # noqa: T201
