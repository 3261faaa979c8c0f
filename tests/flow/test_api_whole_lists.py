"""Lists are read to their end whatever is printed in them, by pages and in bulk; each organisation is in them once."""

import datetime as dt
import gzip
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.forms import model_to_dict
from django.test import Client

from cms import clock
from cms.holders import key_of_name
from cms.models import AwardRecord, ExternalAward
from portal.demo.codes import code_of
from search import projecting
from search.api import dump_store, dumping
from search.api.won import is_won
from tests.factories import api
from tests.factories.html import parse
from tests.factories.offices import Office
from tests.factories.searching import build_index
from tests.flow.test_query_counts import counted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("downloads_closed")]

BLANK = "\u3000"
"""An ideographic blank: it cannot be printed, as Python sees it, and names are set with it."""

ONE, OTHER = code_of(71), code_of(72)
BAD = f"{ONE[:-1]}{'0' if ONE[-1] != '0' else '1'}"
"""A code that fails its checksum."""


@dataclass(frozen=True)
class Register:
    """A decision of three, in an index of its own, and room for more."""

    office: Office

    def award(self, no: int, name: str, uscc: str = "") -> AwardRecord:
        """One more award, a day older for each number."""
        like = AwardRecord.objects.order_by("entry_no")[0]
        plain = model_to_dict(like, exclude=["id", "scheme", "edition", "seal", "history"])
        own = {"public_id": f"hohhot-2001-{no:03d}", "entry_no": 100 + no, "entry_key": uuid.uuid4()}
        own |= {"name": name, "uscc": uscc, "awarded_on": like.awarded_on - no * dt.timedelta(days=1)}
        kept = {name: getattr(like, name) for name in ("scheme", "edition", "seal", "made_at")}
        return AwardRecord.objects.create(**(plain | kept | own))

    def other(self, no: int, **more: Any) -> ExternalAward:
        """An award of another scheme, from a file of its own."""
        plain: dict[str, Any] = {
            "name": f"异地示例{no}号公司（示例）", "award_name": "山西省质量奖（示例）", "edition": "2024年",
            "decided_on": "2024-05-06", "source_name": "more.xlsx", "source_sha256": "cd" * 32, "no": no,
            "imported_at": api.DEFAULT_AT, "imported_by": self.office.editor,
        }  # fmt: skip
        return ExternalAward.objects.create(**(plain | more))


@pytest.fixture
def register(settings: Any, tmp_path: Path) -> Iterator[Register]:
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    with api.register_of(tmp_path / "index", 3) as (office, _seals), clock.at(api.NOW):
        yield Register(office)


def get(path: str, **options: Any) -> Any:
    return Client().get(f"/api/v1/{path}", **options)


def every(path: str, limit: int) -> list[dict[str, Any]]:
    """All items of a list, page after page."""
    found: list[dict[str, Any]] = []
    address = f"/api/v1/{path}?limit={limit}"
    while address:
        answer = Client().get(address)
        assert answer.status_code == 200, answer.content.decode()
        found += answer.json()["items"]
        address = (answer.json()["next"] or "").removeprefix("https://gongshi.example.cn")
    return found


def lines_of(kept: dump_store.Kept, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((kept.folder / name).read_bytes()).splitlines()]


# --- texts that cannot be printed ---


@pytest.mark.parametrize("odd", [BLANK, "\u00a0", "\ue001"])
def test_a_list_goes_on_after_a_text_that_cannot_be_printed(register: Register, odd: str) -> None:
    for no in (1, 2):
        register.other(no, award_name=f"山西省{odd}质量奖（示例）", edition=f"第{odd}二届")
    build_index()
    assert len({each["id"] for each in every("awards/", 1)}) == 3 + 3 + 2


def test_a_dump_is_made_of_names_that_cannot_be_printed(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"示例{BLANK}{no}号厂（示例）" for no in (1, 2, 3)]
    for no, name in enumerate(names, start=1):
        register.award(no, name)
        register.other(no, name=name, award_name=f"山西省{BLANK}质量奖（示例）")
    build_index()
    monkeypatch.setattr(dumping, "ORGANISATIONS_AT_ONCE", 1)
    listed = every("organisations/", 1)
    assert {each["name"] for each in listed} > {name.replace(BLANK, " ") for name in names}
    made = dumping.make(api.NOW)
    assert lines_of(made, "organisations.jsonl.gz") == listed
    assert len(lines_of(made, "register.jsonl.gz")) == AwardRecord.objects.count() + 3 + 3


# --- one organisation, one item ---


def told_alike(client: Client) -> dict[str, dict[str, Any]]:
    """Every organisation by its id, once: in lists of any length, by itself, in the dump, and as its page says."""
    listed = every("organisations/", 200)
    assert every("organisations/", 1) == every("organisations/", 2) == listed
    assert [each["id"] for each in listed] == sorted({each["id"] for each in listed})
    assert lines_of(dumping.make(api.NOW), "organisations.jsonl.gz") == listed
    for each in listed:
        one = get(f"organisations/{each['id']}/").json()
        assert {name: one[name] for name in ("id", "uscc", "links")} == {
            name: each[name] for name in ("id", "uscc", "links")
        }
        days = [award["awarded_on"] for award in one["awards"]]
        assert (len(days), one["names"][0]) == (each["award_count"], each["name"])
        assert (max(days), min(days)) == (each["last_awarded_on"], each["first_awarded_on"])
        page = client.get(f"/register/organisations/{each['id']}/")
        assert page.status_code == 200
        root = parse(page.content.decode())
        assert root.all("h1")[0].text == each["name"]
        held = [item for item in root.classed("held") if "held-unverified" not in item.attrs["class"]]
        assert {item.all("a")[0].attrs["href"] for item in held} == {
            award["links"]["html"].removeprefix("https://gongshi.example.cn") for award in one["awards"]
        }
    return {each["id"]: each for each in listed}


def test_awards_with_and_without_a_code_are_one_organisation(client: Client, register: Register) -> None:
    name, later = "古城（示例）机械厂", "古城重工有限公司（示例）"
    register.award(1, later, ONE)
    register.award(2, name, ONE.lower())
    register.award(3, f"古城(示例){BLANK}机械厂")  # the same name, as names are compared
    register.award(4, f"{name}分厂")
    build_index()
    found = told_alike(client)
    assert len(found) == 3 + 2
    assert (found[ONE]["award_count"], found[ONE]["name"], found[ONE]["uscc"]) == (3, later, ONE)
    # A name that stands with one code leads to that code, here as on the page.
    by_name = f"organisations/{key_of_name(name)}/"
    assert get(by_name).json() == get(f"organisations/{ONE}/").json()
    assert client.get(f"/register/{by_name}")["Location"] == f"/register/organisations/{ONE}/"


def test_a_code_that_fails_its_checksum_parts_nothing(client: Client, register: Register) -> None:
    name = "古城铸造厂（示例）"
    register.award(1, name)
    register.award(2, name, BAD)
    build_index()
    found = told_alike(client)
    assert len(found) == 3 + 1
    own = found[key_of_name(name)]
    assert (own["award_count"], own["uscc"]) == (2, BAD)
    assert own["first_awarded_on"] < own["last_awarded_on"]


def test_a_name_with_two_codes_is_in_no_list_by_itself(client: Client, register: Register) -> None:
    name = "古城铸造厂（示例）"
    for no, code in enumerate((ONE, OTHER, "", BAD), start=1):
        register.award(no, name, code)
    build_index()
    found = told_alike(client)
    assert {key: each["award_count"] for key, each in found.items() if each["name"] == name} == {
        ONE: 4,
        OTHER: 4,
    }
    by_name = get(f"organisations/{key_of_name(name)}/").json()
    assert (by_name["id"], by_name["uscc"], len(by_name["awards"])) == (key_of_name(name), None, 4)


def test_joining_costs_the_same_for_one_and_for_all(register: Register) -> None:
    for no in range(1, 6):
        register.award(no, f"古城{no}厂（示例）", "" if no % 2 else code_of(80 + no))
    counts = set()
    for limit in (1, 200):
        get(f"organisations/?limit={limit}")
        with counted() as statements:
            assert get(f"organisations/?limit={limit}").status_code == 200
        counts.add(len(statements))
    assert counts == {4}


# --- awards of other schemes ---


@pytest.mark.parametrize(
    ("status", "won"),
    [
        *[(each, True) for each in ("", " ", "获奖", "獲獎", " 获奖 ", "获奖单位", "已获奖", "winner", "Winner")],
        *[(each, False) for each in ("拟奖", "拟获奖", "擬獲獎", "申报", "公示", "获奖公示", "入围", "提名", "未获奖", "非获奖")],
        *[(each, False) for each in ("建议获奖", "获奖候选人", "获奖？", "proposed", "applicant", "not winner")],
    ],
)  # fmt: skip
def test_only_what_a_source_calls_won_is_won(status: str, won: bool) -> None:
    assert is_won(status) is won


def test_who_was_not_said_to_have_won_is_in_no_dump(register: Register) -> None:
    words = ("", "获奖", "winner", "拟奖", "申报", "公示", "提名", "proposed")
    made = {word: register.other(no, status=word).name for no, word in enumerate(words, start=1)}
    build_index()
    shown = {each["name"]: each["note"] for each in every("awards/", 200)}
    assert {name: shown[name] for name in made.values()} == {
        name: f"原公告所称状态：{word}" if word else None for word, name in made.items()
    }
    kept = dumping.make(api.NOW)
    bulk = {row["name"] for row in lines_of(kept, "register.jsonl.gz")}
    assert bulk & set(made.values()) == {made[word] for word in ("", "获奖", "winner")}
    whole = "".join(gzip.decompress(path.read_bytes()).decode() for path in kept.folder.glob("*.gz"))
    assert [word for word, name in made.items() if name in whole] == ["", "获奖", "winner"]
    told = {each["award_name"]: each["awards"] for each in kept.manifest["coverage"]}
    assert told["山西省质量奖（示例）"] == 3


def test_what_a_source_says_besides_is_told_by_name(register: Register) -> None:
    award = register.other(1, level="市级", status="拟奖", note="公示期间\n的报道")
    (told,) = projecting.external_awards([award.pk])
    assert told.note == "级别：市级；原公告所称状态：拟奖；说明：公示期间 的报道"


# --- the heads of answers ---


def test_a_long_address_is_in_the_body_alone(register: Register) -> None:
    short = get("awards/?limit=1&record=unverified")
    assert short["Link"] == f'<{short.json()["next"]}>; rel="next"'
    many = "".join(f"&scheme=no-such-scheme-{'x' * 60}-{no}" for no in range(12))
    long = get(f"awards/?limit=1&scheme=hohhot{many}")
    assert long.json()["next"]
    assert len(long.json()["next"]) > 1_000
    assert "Link" not in long


def test_a_file_of_a_dump_is_given_to_who_accepts_its_kind(register: Register) -> None:
    folder = f"dumps/{dumping.make(api.NOW).day}"
    kinds = {
        "manifest.json": "application/json", "SHA256SUMS": "text/plain", "register.jsonl.gz": "application/gzip",
    }  # fmt: skip
    for name, own in kinds.items():
        for accepted in {*kinds.values(), "*/*", "text/plain; charset=utf-8", "image/png"}:
            answer = get(f"{folder}/{name}", headers={"accept": accepted})
            answer.close()
            fits = accepted == "*/*" or accepted.startswith(own)
            assert answer.status_code == (200 if fits else 406), (name, accepted)
    assert get(f"{folder}/register.jsonl", headers={"accept": "application/gzip"}).status_code == 404
