"""Whatever fails in the channel, no log, page or report repeats a word of what was confided."""

import contextlib
import http.client
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client, RequestFactory
from django.utils.log import configure_logging
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from portal.management.commands.serve import web_member
from portal.privacy.reporter import EmptyReporterFilter
from tests.servers import portal as servers
from tests.servers.failing_views import FAILING, MARK, Confided, value

PLACES = ("complaints", "admin/complaints")
FORM = {"facts": MARK, "name": MARK, MARK: "1"}


@pytest.fixture
def written(settings: LazySettings) -> Iterator[io.StringIO]:
    """What the handlers of the settings write, each with the filters and formatter it has there."""
    settings.ROOT_URLCONF = "tests.servers.failing_views"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.servers.failing_views.FailingMiddleware"]
    text = io.StringIO()
    handlers = {
        name: handler | {"class": "logging.StreamHandler", "stream": text, "level": "DEBUG"}
        for name, handler in settings.LOGGING["handlers"].items()
    }
    root = logging.getLogger()
    kept = root.handlers[:]
    configure_logging("logging.config.dictConfig", settings.LOGGING | {"handlers": handlers})
    yield text
    configure_logging("logging.config.dictConfig", settings.LOGGING)
    root.handlers[:] = kept


def fail(browser: Client, place: str, name: str) -> tuple[int, str]:
    response = browser.post(f"/{place}/{name}/?q={MARK}", FORM, headers={"user-agent": MARK, "x-odd": MARK})
    return response.status_code, response.content.decode()


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:doubtful")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("place", PLACES)
def test_a_failure_says_its_type_and_place_and_no_more(
    written: io.StringIO, settings: LazySettings, place: str, debug: bool
) -> None:
    settings.DEBUG = debug
    browser = Client(raise_request_exception=False)
    browser.cookies["remembered"] = MARK
    for name, status in FAILING.items():
        answered, page = fail(browser, place, name)
        assert answered == status, name
        if status in (400, 500) and not (debug and name == "middleware"):
            assert MARK not in page, name
    text = written.getvalue()
    assert MARK not in text
    assert f"/{place}/" not in text
    assert "TypeError at portal/privacy/padding.py:" in text
    assert "Confided at " in text
    assert "IntegrityError at " in text
    assert "Traceback" not in text
    # One line for each failure; nothing for what was merely missing, forbidden or odd.
    assert len(text.splitlines()) == 7


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:doubtful")
def test_elsewhere_a_failure_is_reported_in_full(written: io.StringIO) -> None:
    fail(Client(raise_request_exception=False), "elsewhere", "value")
    assert "Traceback" in written.getvalue()
    assert MARK in written.getvalue()


def test_the_page_of_a_failure_says_what_to_do(written: io.StringIO) -> None:
    status, page = fail(Client(raise_request_exception=False), "complaints", "value")
    assert status == 500
    assert "重复发送不会重复提交" in page
    assert 'href="/complaints/"' in page
    _status, page = fail(Client(raise_request_exception=False), "admin/complaints", "value")
    assert "不要转述案件内容" in page
    assert "查询码" not in page


def test_a_download_that_breaks_ends_without_a_word(written: io.StringIO) -> None:
    response = Client().get("/complaints/stream/")
    with pytest.raises(Exception, match=r"^$") as caught:
        b"".join(response.streaming_content)
    assert caught.value.__cause__ is caught.value.__context__ is None
    assert "Confided at " in written.getvalue()
    assert MARK not in written.getvalue()


@pytest.mark.parametrize("debug", [False, True])
def test_a_report_of_the_channel_is_empty(settings: LazySettings, debug: bool) -> None:
    settings.DEBUG = debug
    request = RequestFactory().post("/complaints/new/write/", FORM, headers={"user-agent": MARK})
    request.COOKIES["remembered"] = MARK
    assert isinstance(get_exception_reporter_filter(request), EmptyReporterFilter)
    with pytest.raises(Confided) as caught:
        value(request)
    data = ExceptionReporter(request, caught.type, caught.value, caught.tb).get_traceback_data()
    assert data["filtered_POST_items"] == []
    assert data["request_meta"] == {}
    assert list(data["request_COOKIES_items"]) == []
    assert len(data["frames"]) > 1
    assert all(frame["vars"] == [] for frame in data["frames"])
    elsewhere = RequestFactory().post("/calendar/", FORM)
    data = ExceptionReporter(elsewhere, caught.type, caught.value, caught.tb).get_traceback_data()
    assert data["filtered_POST_items"] != []


@pytest.fixture(scope="module", params=["0", "1"], ids=["production", "debug"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[servers.Portal]:
    """Granian as `serve` starts it, on addresses that fail."""
    folder = tmp_path_factory.mktemp("failing")
    port = servers.free_port()
    environment = servers.environment_of(folder, port) | {
        "DJANGO_SETTINGS_MODULE": "tests.servers.failing_settings",
        "DEBUG": request.param,
    }
    with servers.running(list(web_member("127.0.0.1", port).command), folder, environment) as running:
        yield running


def send(server: servers.Portal, method: str, path: str, body: str = "") -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": MARK, "Cookie": f"a={MARK}"}
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return b"%d" % response.status + response.read()
    finally:
        connection.close()


def test_a_real_server_keeps_quiet(server: servers.Portal) -> None:
    for name in (*FAILING, MARK):
        for method in ("GET", "POST"):
            send(server, method, f"/complaints/{name}/?q={MARK}", f"facts={MARK}")
    with contextlib.suppress(http.client.HTTPException):
        send(server, "GET", "/complaints/stream/")
    assert send(server, "GET", "/healthz").startswith(b"200")
    text = server.output.read_text(encoding="utf-8")
    assert MARK not in text
    assert "TypeError at portal/privacy/padding.py:" in text
    assert "Confided at " in text
    # The same failure outside the channel does reach this file.
    send(server, "GET", "/elsewhere/chained/")
    assert servers.until(lambda: MARK in Path(server.output).read_text(encoding="utf-8"), 10)
