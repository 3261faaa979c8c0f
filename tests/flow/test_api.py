"""The interface for machines: what it gives is what is public, whole, described, and nothing that the law hides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.db import transaction
from django.test import Client
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from cms import clock
from cms.actions import withholding
from cms.models import AwardRecord, Seal
from cms.seals import parse_body
from search.api import limiting
from search.api.asking import cursor_of
from search.api.description import current
from search.api.resources import RESOURCES
from tests.factories import api
from tests.factories.offices import Office
from tests.flow.test_query_counts import counted

SIZES = (3, 300)
GROUND = "政府信息公开条例第十五条"
Register = tuple[Office, dict[int, Seal]]


@pytest.fixture(scope="module")
def whole(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Register]:
    """The register, made once and undone after the module."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        with api.register_of(tmp_path_factory.mktemp("index"), *SIZES) as made:
            yield made
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def register(whole: Register, db: None) -> Iterator[Register]:
    """The register at the day after its decisions."""
    with clock.at(api.NOW):
        yield whole


def get(path: str, **options: Any) -> Any:
    return Client().get(path if path.startswith("/") else f"/api/v1/{path}", **options)


def every(path: str) -> list[dict[str, Any]]:
    """All items of a list, page after page as its links lead."""
    found: list[dict[str, Any]] = []
    address = f"/api/v1/{path}"
    while address:
        answer = get(address)
        told = answer.json()
        found += told["items"]
        address = (told["next"] or "").removeprefix("https://gongshi.example.cn")
        assert answer.get("Link", "") == (f'<{told["next"]}>; rel="next"' if address else "")
    return found


def conforms(name: str, value: Any) -> None:
    """Fail unless the value is what the description says of that schema."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": current()["components"]}
    jsonschema_rs.Draft202012Validator(schema, validate_formats=True).validate(value)


def test_the_description_is_openapi_and_names_what_there_is() -> None:
    told = get("openapi.json").json()
    assert [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(told)] == []
    assert {f"/api/v1/{each.path}" for each in RESOURCES} < set(told["paths"])


def test_lists_lead_through_everything_and_items_say_what_lists_say(register: Register) -> None:
    _office, seals = register
    awards = every("awards/?limit=100")
    assert len({each["id"] for each in awards}) == len(awards) == sum(SIZES) + 3
    assert [each["verified"] for each in awards].count(False) == 3
    for each in (awards[0], awards[-1]):
        assert get(f"awards/{each['id']}/").json() == each
        conforms("Award", each)
    assert awards[-1]["links"]["html"].endswith(awards[-1]["id"] + "/")
    assert (awards[-1]["status"], awards[-1]["source"]) == ("unverified", "示例网页（示例）")

    organisations = every("organisations/?limit=97")
    assert len({each["id"] for each in organisations}) == len(organisations) == sum(SIZES)
    one = get(f"organisations/{organisations[7]['id']}/").json()
    assert [each["uscc"] for each in one["awards"]] == [organisations[7]["uscc"]]

    rows = every(f"notices/{seals[300].public_id}/entries/?limit=170")
    assert [row["no"] for row in rows] == list(range(1, 301))
    assert get(f"notices/{seals[300].public_id}/entries/{rows[5]['key']}/").json() == rows[5]

    notices = every("notices/?limit=2")
    assert [each["id"] for each in notices] == list(Seal.objects.values_list("public_id", flat=True))
    detail = get(f"notices/{seals[3].public_id}/").json()
    conforms("NoticeDetail", detail)
    assert (
        detail["digest"]
        == get(detail["links"]["seal"].removeprefix("https://gongshi.example.cn")).json()["root"]
    )
    for window in every("windows/?limit=1"):
        conforms("Window", get(f"windows/{window['id']}/").json())


def test_awards_are_found_as_on_the_page(register: Register) -> None:
    name = AwardRecord.objects.get(seal=register[1][3], entry_no=1).name
    (found,) = get("awards/", data={"q": name}).json()["items"]
    assert found["name"] == name
    assert get("awards/", data={"record": "unverified", "kind": "organization"}).json()["total"] == 0


@pytest.mark.parametrize(
    "path",
    ["awards/?edition={scheme}:{number}&limit=200", "notices/{id}/", "notices/{id}/entries/?limit=200"],
)
def test_an_answer_costs_the_same_at_any_size(register: Register, path: str) -> None:
    counts = {}
    for number, size in enumerate(SIZES, start=1):
        address = path.format(scheme="hohhot", number=number, id=register[1][size].public_id)
        get(address)
        with counted() as statements:
            assert get(address).status_code == 200
        counts[size] = len(statements)
    assert len(set(counts.values())) == 1, counts


@pytest.mark.parametrize("path", ["notices/", "windows/", "organisations/", "measures/"])
def test_a_long_page_costs_what_a_short_one_does(register: Register, path: str) -> None:
    counts = {}
    for limit in (1, 200):
        get(f"{path}?limit={limit}")
        with counted() as statements:
            assert get(f"{path}?limit={limit}").status_code == 200
        counts[limit] = len(statements)
    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= 5


def test_who_is_withheld_is_gone_at_once_whatever_the_index_says(register: Register) -> None:
    office, seals = register
    record = AwardRecord.objects.get(seal=seals[3], entry_no=2)
    leaves = parse_body(seals[3].body).leaves
    leaf = next(
        i for i, each in enumerate(leaves) if each.value and each.value.get("key") == str(record.entry_key)
    )
    entry = f"notices/{seals[3].public_id}/entries/{record.entry_key}/"
    paths = ["awards/?edition=hohhot:1", f"awards/{record.public_id}/", entry, "organisations/"]
    paths += [f"notices/{seals[3].public_id}/", f"notices/{seals[3].public_id}/entries/"]
    naming = [path for path in paths if record.name in get(path).content.decode()]
    assert naming == paths[:4] + paths[5:]
    held = get(paths[1]).json()

    withholding.withhold(seal=seals[3], leaf=leaf, ground=GROUND, by=office.publisher)

    assert [path for path in paths if record.name in get(path).content.decode()] == []
    assert get(f"organisations/{record.uscc}/").status_code == 404
    hidden = get(paths[1]).json()
    conforms("Award", hidden)
    assert hidden["withheld"]["ground"] == GROUND
    about = ("name", "uscc", "region", "industry", "certificate_no", "unit", "post")
    assert [hidden[name] for name in about] == [None] * len(about)
    assert {name: hidden[name] for name in ("tier", "status", "awarded_on")} == {
        name: held[name] for name in ("tier", "status", "awarded_on")
    }
    assert get(entry).json()["withheld"]["confirmed"] is False


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("awards/?page=2", 400, "bad_request"),
        ("awards/?limit=201", 400, "bad_request"),
        ("awards/?q=" + "%E8%B4%A8" * 201, 400, "bad_request"),
        ("awards/?cursor=nonsense", 400, "bad_request"),
        ("notices/?cursor=MXwy", 400, "bad_request"),
        (f"notices/?cursor={cursor_of('0001-01-01T00:00:00+14:00', 1)}", 400, "bad_request"),
        ("notices/?limit=1&limit=2", 400, "bad_request"),
        ("notices/?" + "&".join(f"a{n}=1" for n in range(900)), 400, "bad_request"),
        ("calendar/derivation/?start=2026-02-30&working_days=5", 400, "bad_request"),
        ("calendar/99999/", 404, "not_found"),
        ("notices/%00/", 404, "not_found"),
        ("notices/no.such.notice/", 404, "not_found"),
        ("awards/x-abababababab-99999999999999999999/", 404, "not_found"),
        ("awards/x--1/", 404, "not_found"),
        ("awards/x-abababababab-01/", 404, "not_found"),
        ("organisations/p0123456789abcdef01234567/", 404, "not_found"),
        ("dumps/2026-03-16/../../secret_key", 404, "not_found"),
        ("nothing/here", 404, "not_found"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(register: Register, path: str, status: int, code: str) -> None:
    answer = get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    conforms("Problem", told)
    assert (told["status"], told["code"]) == (status, code)
    assert bool(told["errors"]) == (status == 400)
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_methods_forms_and_conditions() -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        refused = Client(enforce_csrf_checks=True).generic(method, "/api/v1/notices/")
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert get("notices/", headers={"accept": "text/html"}).status_code == 406
    preflight = Client().options("/api/v1/notices/", headers={"origin": "https://elsewhere.example"})
    assert (preflight.status_code, preflight["Access-Control-Allow-Origin"]) == (204, "*")
    assert "Access-Control-Allow-Credentials" not in preflight
    answer = get("measures/")
    again = get("measures/", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert answer["Cache-Control"] == again["Cache-Control"]
    assert answer["Cache-Control"].startswith("public, max-age=")
    assert get("notices/?published_since=0001-01-01").status_code == 200
    assert get("measures?limit=3").headers["Location"] == "/api/v1/measures/?limit=3"


@pytest.mark.django_db
def test_without_an_index_only_the_search_is_away(tmp_path: Path) -> None:
    with api.index_in(tmp_path):
        answer = get("awards/")
        assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (
            503,
            "60",
            "index_unavailable",
        )
        assert get("organisations/").status_code == get("notices/").status_code == 200


@pytest.mark.django_db
def test_too_many_questions_are_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = limiting.Limiter(among=1_200)  # three an hour for each of so many processes
    monkeypatch.setattr(limiting, "_limiter", limiter)
    answers = [get("measures/", REMOTE_ADDR="203.0.113.7") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert [each["RateLimit"].split(";")[1] for each in answers] == ["r=2", "r=1", "r=0", "r=0"]
    assert answers[0]["RateLimit-Policy"] == '"hour";q=3;w=3600'
    assert 1_190 <= int(answers[3]["Retry-After"]) <= 1_200
    assert get("measures/", REMOTE_ADDR="203.0.113.250").status_code == 429  # the same network
    assert get("measures/", REMOTE_ADDR="198.51.100.7").status_code == 200
    told_by_nginx = get("busy/", REMOTE_ADDR="198.51.100.7")
    assert (told_by_nginx.status_code, told_by_nginx["Retry-After"]) == (429, "60")
    kept = repr(vars(limiter)) + repr(vars(limiter._buckets))
    assert "203.0.113" not in kept


@pytest.mark.django_db
def test_the_page_names_every_address_in_both_languages() -> None:
    for language in ("zh-hans", "en"):
        client = Client()
        client.cookies["language"] = language
        page = client.get("/api/v1/").content.decode()
        assert all(f"/api/v1/{each.path}" in page for each in RESOURCES)
        assert "<script" not in page
