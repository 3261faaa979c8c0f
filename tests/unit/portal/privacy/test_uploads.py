"""Files are refused in the channel by default, and nothing of them is kept."""

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from portal.privacy import uploads
from portal.privacy.csrf import csrf_protect_form

SEEN: list[HttpRequest] = []
LARGE = b"x" * (3 * 1024 * 1024)  # above what Django keeps in memory


def form(request: HttpRequest) -> HttpResponse:
    """A view that forgot everything about files."""
    SEEN.append(request)
    return HttpResponse(f"{request.POST.get('facts')}|{len(request.FILES)}|{uploads.files_refused(request)}")


urlpatterns = [
    path("complaints/form/", form),
    path("admin/complaints/form/", form),
    path("elsewhere/", form),
    path("complaints/x/", csrf_protect_form(form)),
]


@pytest.fixture(autouse=True)
def own_addresses(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = __name__
    SEEN.clear()


def attached(**more: object) -> dict[str, object]:
    return {
        "facts": "事实",
        "one": SimpleUploadedFile("a.pdf", LARGE),
        "two": SimpleUploadedFile("b.txt", b"b"),
        **more,
    }


@pytest.mark.parametrize("prefix", ["", "/admin"])
def test_files_are_dropped_the_text_stays_and_the_view_can_ask(client: Client, prefix: str) -> None:
    assert client.post(f"{prefix}/complaints/form/", attached()).content.startswith("事实|0|2".encode())
    assert [type(handler) for handler in SEEN[0].upload_handlers] == [uploads.RefusingHandler]


def test_elsewhere_files_arrive(client: Client) -> None:
    assert client.post("/elsewhere/", attached()).content == "事实|2|0".encode()


def test_a_form_without_a_file_refuses_none(client: Client) -> None:
    assert client.post("/complaints/form/", {"facts": "事实"}).content.startswith("事实|0|0".encode())


def test_more_text_than_any_form_takes_is_refused_unread(client: Client) -> None:
    def sent(length: int) -> int:
        body = "facts=" + "x" * (length - 6)
        return client.post("/complaints/form/", body, "application/x-www-form-urlencoded").status_code

    assert sent(1024 * 1024 + 1) == 413
    assert SEEN == []
    assert sent(1024 * 1024) == 200


def test_the_page_that_refuses_a_form_reads_no_file() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/complaints/x/", attached(), headers={"origin": "http://testserver"})
    assert response.status_code == 403
    assert "事实" in response.content.decode()
    assert "xxx" not in response.content.decode()
