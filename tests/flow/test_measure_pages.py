"""A measure's page by version, and the page and program that prove a seal."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from cms.actions.measures import accept_measure
from cms.models import Measure
from cms.regulation.document import builtin_sources, parse_regulation
from tests.factories import notices, offices

CODES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", CODES)
def test_every_article_of_a_measure_has_its_anchor(client: Client, code: str) -> None:
    office = offices.make_office(code)
    page = client.get(f"/{code}/measure/").content.decode()
    assert office.regulation.instrument.title in page
    for article in office.regulation.text.articles:
        assert f'id="a{article.no}"' in page
        for paragraph in article.paragraphs:
            assert paragraph.text.replace('"', "&quot;") in page


def test_older_versions_stay_and_say_that_they_are_old(client: Client) -> None:
    office = offices.make_office("datong")
    source = builtin_sources()["datong-2022"].replace(b'city = "', b'# second\ncity = "', 1)
    accept_measure(parsed=parse_regulation(source), by=office.publisher, home=office.home)
    assert Measure.objects.filter(scheme_code="datong").count() == 2
    assert "这不是最新版本" in client.get("/datong/measure/v1/").content.decode()
    assert "这不是最新版本" not in client.get("/datong/measure/v2/").content.decode()
    assert client.get("/datong/measure/").context["shown"].card.version == 2


@pytest.mark.parametrize("path", ["/datong/measure/v2/", "/datong/measure/v0/", "/nowhere/measure/"])
def test_what_was_never_stored_is_missing(client: Client, path: str) -> None:
    offices.make_office("datong")
    assert client.get(path).status_code == 404


def test_the_program_on_offer_proves_a_downloaded_seal(client: Client, tmp_path: Path) -> None:
    seal = notices.published_notice("datong", "application_notice")
    assert client.get("/verify/").status_code == 200
    program = client.get("/verify/verify_seal.py")
    assert program["Content-Type"].startswith("text/x-python")
    assert program["Content-Disposition"] == 'attachment; filename="verify_seal.py"'
    (tmp_path / "verify_seal.py").write_bytes(b"".join(program))
    body = client.get(f"{seal.notice.path_on_portal}seal.json").content
    (tmp_path / "seal.json").write_bytes(body)
    (tmp_path / "forged.json").write_bytes(body.replace("申报".encode(), "批准".encode()))

    def run(*arguments: str) -> int:
        command = [sys.executable, "-I", "verify_seal.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, check=False, capture_output=True).returncode

    assert run("seal.json", seal.digest) == 0
    assert run("forged.json", seal.digest) == 1
