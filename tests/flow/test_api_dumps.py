"""The bulk dump: everything the interface gives, provable, the same bytes again, and gone with what the law hides."""

import datetime as dt
import gzip
import hashlib
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from cms import clock
from cms.actions import withholding
from cms.models import AwardRecord, Seal
from cms.seals import parse_body
from portal import jobs
from search.api import dump_store, dumping
from tests.factories import api
from tests.factories import notices as make
from tests.factories.offices import Office, person
from tests.factories.rows import individual, organization

pytestmark = pytest.mark.django_db
GROUND = "政府信息公开条例第十五条"
DAY = dt.timedelta(days=1)


@pytest.fixture
def register(settings: Any, tmp_path: Path) -> Iterator[tuple[Office, Seal]]:
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    with api.register_of(tmp_path / "index", 3) as (office, seals), clock.at(api.NOW):
        yield office, seals[3]


def get(path: str, **options: Any) -> Any:
    return Client().get(f"/api/v1/{path}", **options)


def lines_of(kept: dump_store.Kept, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress((kept.folder / name).read_bytes()).splitlines()]


def test_it_holds_what_the_interface_gives_and_proves_itself(register: tuple[Office, Seal]) -> None:
    call_command("dump_register", stdout=io.StringIO())
    (told,) = get("dumps/").json()["items"]
    assert told == get(f"dumps/{told['date']}/").json()
    (kept,) = dump_store.kept()
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=kept.folder, check=True)  # noqa: S607
    for file in told["files"]:
        answer = Client().get(file["url"].removeprefix("https://gongshi.example.cn"))
        content = answer.getvalue()
        assert hashlib.sha256(content).hexdigest() == file["sha256"] == answer["ETag"].strip('"')
        assert (len(content), len(lines_of(kept, file["name"]))) == (file["bytes"], file["rows"])
        assert answer["Cache-Control"] == "public, no-cache"
    for name, path in (("register", "awards"), ("notices", "notices"), ("measures", "measures")):
        rows = lines_of(kept, f"{name}.jsonl.gz")
        assert rows
        assert rows == [get(f"{path}/{row['id']}/").json() for row in rows]
    assert {each["award_name"]: each["awards"] for each in told["coverage"]} == {
        register[0].scheme.title: 3,
        "别处质量奖（示例）": 3,
    }
    assert told["index_version"]
    assert get(f"dumps/{told['date']}/register.jsonl").status_code == 404


def test_a_person_who_was_only_a_candidate_is_not_in_bulk(register: tuple[Office, Seal]) -> None:
    office, _seal = register
    stage = next(each for each in office.regulation.stages if each.type == "publicity")
    rows = [organization(9_001), individual(9_002)]
    edition = make.run_up(office, stage.key, rows=rows, number=2, at=api.DEFAULT_AT)
    seal = make.publish(office, edition, stage.key, rows=rows, at=api.DEFAULT_AT)
    listed = get(f"notices/{seal.public_id}/entries/").json()["items"]
    assert [row["kind"] for row in listed] == ["organization", "individual"]
    kept = dumping.make(api.NOW)
    names = {row["name"] for row in lines_of(kept, "entries.jsonl.gz")}
    assert listed[0]["name"] in names
    assert listed[1]["name"] not in names
    whole = b"".join(gzip.decompress(path.read_bytes()) for path in kept.folder.glob("*.gz"))
    assert listed[1]["name"].encode() not in whole


def test_equal_content_is_equal_bytes(register: tuple[Office, Seal]) -> None:
    first = dumping.make(api.NOW).manifest["files"]
    with clock.at(api.NOW + dt.timedelta(hours=2)):
        assert dumping.make(clock.now()).manifest["files"] == first
    assert len(dump_store.kept()) == 1


def test_a_failure_half_way_leaves_the_old_one_whole(
    register: tuple[Office, Seal], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = dumping.make(api.NOW)

    def broken(now: dt.datetime) -> Iterator[Any]:
        raise OSError("no space left on device")
        yield

    monkeypatch.setattr(dumping, "_windows", broken)
    with pytest.raises(OSError, match="no space"):
        dumping.make(api.NOW)
    assert [each.manifest for each in dump_store.kept()] == [made.manifest]
    assert [each.name for each in dump_store.root().iterdir()] == [made.folder.name]


def test_the_newest_seven_and_the_first_of_each_month_stay(register: tuple[Office, Seal]) -> None:
    dumping.make(api.NOW)
    (made,) = dump_store.kept()
    first = dt.date(2026, 1, 30)
    days = [first + n * DAY for n in range(40)]
    for day in days:
        folder = dump_store.root() / day.isoformat()
        folder.mkdir()
        (folder / dump_store.MANIFEST).write_text(json.dumps(made.manifest), encoding="utf-8")
    dump_store.prune(api.NOW)
    stay = {*days[-6:], made.day, first, dt.date(2026, 2, 1), dt.date(2026, 3, 1)}
    assert {each.day for each in dump_store.kept()} == stay
    assert next(job for job in jobs.recurring() if job.name == dumping.NAME).minutes == 24 * 60


def hide(office: Office, seal: Seal) -> Any:
    """Hide the holder of the first award."""
    key = str(AwardRecord.objects.get(seal=seal, entry_no=1).entry_key)
    leaves = parse_body(seal.body).leaves
    leaf = next(i for i, each in enumerate(leaves) if each.value and each.value.get("key") == key)
    return withholding.withhold(seal=seal, leaf=leaf, ground=GROUND, by=office.publisher)


def test_what_is_hidden_leaves_every_dump_at_once(
    register: tuple[Office, Seal], django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, seal = register
    name = AwardRecord.objects.get(seal=seal, entry_no=1).name
    with clock.at(api.NOW - DAY):
        older = dumping.make(clock.now())
    made = dumping.make(api.NOW)
    assert name in {row["name"] for row in lines_of(made, "register.jsonl.gz")}
    address = f"dumps/{older.day}/register.jsonl.gz"
    assert get(address).getvalue() == (older.folder / "register.jsonl.gz").read_bytes()

    # The queue has not come to it yet; whether or not the files are gone, nobody gets them any more.
    monkeypatch.setattr(jobs, "enqueue", lambda *_job: "")
    with django_capture_on_commit_callbacks() as waiting:
        hidden = hide(office, seal)
    assert older.folder.exists()
    assert (get(address).status_code, get("dumps/").json()["total"]) == (404, 0)
    for callback in waiting:
        callback()
    assert list(dump_store.root().iterdir()) == []

    # The next one hides it too, and stays when the hiding is confirmed and when the dump is asked for again.
    dumping.run()
    with clock.at(api.NOW + DAY):
        withholding.confirm(withholding=hidden, by=person("hohhot-publisher-2", "呼和浩特市 发布"))
    (kept,) = dump_store.kept()
    row = next(row for row in lines_of(kept, "register.jsonl.gz") if row["withheld"])
    assert (row["name"], row["withheld"]["ground"]) == (None, GROUND)
    packed = b"".join(gzip.decompress(path.read_bytes()) for path in kept.folder.glob("*.gz"))
    assert name.encode() not in packed
