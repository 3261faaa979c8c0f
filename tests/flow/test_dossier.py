"""The file of an edition: complete, the same bytes for the same state, proved by a machine that has only Python."""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cms import clock, gates
from cms.actions.conclusions import conclude, conclusion_verdicts
from cms.actions.dossier import export_to_file
from cms.dossier.export import COMMAND
from cms.models import AwardRecord, EntryList, Notice, Seal
from cms.reading import read_notice
from cms.regulation.rules.proceedings import Attestation, Blocker
from cms.regulation.rules.verdicts import Level, Override
from cms.seals import parse_body
from cms.selectors.notice_page import public_body
from tests.factories import notices as make
from tests.factories.dossiers import DECISION, FINDINGS, READ_AT, Archive, archive_of, verify, whole_edition
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.rows import organization

pytestmark = pytest.mark.django_db

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")


@pytest.mark.parametrize("city", CITIES)
def test_a_whole_edition_proves_itself_where_this_project_is_not(city: str, tmp_path: Path) -> None:
    edition = whole_edition(city)
    archive = archive_of(edition)
    folder = archive.unpack(tmp_path)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert f'<pre class="command">{COMMAND}</pre>' in page
    assert archive.sealed.digest in page

    told = verify(folder)
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stderr == ""
    assert "不符" not in told.stdout
    assert told.stdout.splitlines()[-1] == "核验通过：全部一致"
    assert verify(folder, archive.sealed.digest).returncode == 0
    other = verify(folder, "0" * 64)
    assert other.returncode == 1
    assert "交付时告知的是" in other.stdout

    everything_is_there(edition, archive)


def everything_is_there(edition: Any, archive: Archive) -> None:
    """Every table that says something of the edition is in the file with what it says."""
    for seal in Seal.objects.filter(edition=edition).select_related("notice"):
        slug = seal.notice.slug
        assert archive.read(f"seals/{slug}.json").decode() == public_body(seal)
        acts = archive.json(f"seals/{slug}.acts.json")
        assert [(a["body"], a["digest"], a["prev_digest"]) for a in acts] == list(
            seal.acts.order_by("seq").values_list("body", "digest", "prev_digest")
        )
        file = archive.json(f"notices/{slug}.json")
        assert len(file["revisions"]) == seal.notice.revisions.count() >= 1
        assert {r["by"]["account"] for r in file["revisions"]} <= {
            f"{edition.scheme.slug}-editor",
            f"{edition.scheme.slug}-publisher",
        }
        assert [c["by"]["name"] for c in file["clearances"] if c["published"]] == [seal.clearance.by_name]
        assert (file["conclusion"] is not None) == hasattr(seal, "conclusion")
        for name in (f"notices/{slug}.html", "edition.html", "index.html"):
            assert file["title"] in archive.read(name).decode()
    assert {n["slug"] for n in archive.json("edition.json")["notices"]} == set(
        Notice.objects.child_of(edition).values_list("slug", flat=True)
    )
    for version in EntryList.objects.filter(edition=edition):
        listed = archive.json(f"lists/{version.pk}.json")
        assert [row["name"] for row in listed["rows"]] == list(
            version.entries.order_by("no").values_list("name", flat=True)
        )
    awards = archive.json("awards.json")
    assert {award["public_id"] for award in awards} == set(
        AwardRecord.objects.filter(edition=edition).values_list("public_id", flat=True)
    )
    assert {"revoked", "reinstated", "corrected"} <= {e["kind"] for a in awards for e in a["events"]}
    withdrawn = [row for row in archive.json("records.json") if row["withdrawn_at"]]
    assert [row["withdrawn_reason"] for row in withdrawn] == ["文号登记有误（示例）。"]
    assert [row["findings"] for row in archive.json("internal/follow-ups.json")] == [FINDINGS]
    assert archive.read("measure/measure.toml") == edition.measure.source.encode()
    assert (
        edition.regulation.text.articles[0].paragraphs[0].text in archive.read("measure/index.html").decode()
    )
    stored = [file for file in archive.json("files.json") if file["path"]]
    assert [hashlib.sha256(archive.read(file["path"])).hexdigest() for file in stored] == [
        file["sha256"] for file in stored
    ]
    assert stored
    log = {line["action"] for line in archive.json("log.json")}
    assert {"gongshi.notice.seal", "gongshi.window.conclude", "gongshi.list.make"} <= log
    capacities = {each["as"] for person in archive.json("people.json") for each in person["acted"]}
    assert {"撰稿", "送审", "审核", "批准", "公示办结", "登记前置事项", "撤回前置事项"} <= capacities


def test_what_a_version_changed_can_be_read_with_its_author() -> None:
    edition = whole_edition()
    archive = archive_of(edition)
    decision = Seal.objects.get(stage_key=DECISION, act="original").notice
    revisions = archive.json(f"notices/{decision.slug}.json")["revisions"]
    last = revisions[-1]
    assert last["by"]["account"] == "datong-publisher"
    assert last["changed"] == [
        {"field": "closing", "label": "结尾", "before": "", "after": "特此决定。"},
    ]
    page = archive.read(f"notices/{decision.slug}.html").decode()
    assert "特此决定。" in page
    draft = next(n for n in archive.json("edition.json")["notices"] if not n["published_at"])
    assert "没有发布的草稿（示例）。" in archive.read(f"notices/{draft['slug']}.html").decode()


def test_the_same_state_and_instant_give_the_same_bytes_in_any_language(tmp_path: Path) -> None:
    edition = whole_edition()
    first = archive_of(edition)
    with clock.at(READ_AT):
        export_to_file(edition=edition, target=tmp_path / "one.zip", as_of=READ_AT)
    with translation.override("en"):
        second = archive_of(edition)
    assert first.content == second.content == (tmp_path / "one.zip").read_bytes()
    later = archive_of(edition, at=READ_AT + dt.timedelta(seconds=1))
    assert later.sealed.digest != first.sealed.digest


def test_no_path_of_this_machine_is_in_it(settings: Any) -> None:
    archive = archive_of(whole_edition())
    text = archive.everything()
    assert str(settings.VAR_DIR) not in text
    assert str(settings.BASE_DIR) not in text
    assert all(name.isascii() and not name.startswith("/") and ".." not in name for name in archive.names)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_of_objections_only_open_or_none_is_said(count: int) -> None:
    telling = "匿名来信反映某单位行贿评审专家王某（示例）"
    seal = make.published_notice("datong")

    def source(of: Seal) -> list[Blocker]:
        return [Blocker(source=telling, reason=telling)] * count if of.pk == seal.pk else []

    gates.register_blocker(source)
    try:
        archive = archive_of(seal.edition)
    finally:
        gates.unregister_blocker(source)
    plain = archive_of(seal.edition)
    said = {n["slug"]: n["objections"] for n in archive.json("edition.json")["notices"]}
    assert said[seal.notice.slug] == ("open" if count else "none")
    assert set(said.values()) <= {"open", "none"}
    assert telling not in archive.everything()
    assert "王某" not in archive.everything()
    changed = {name for name in plain.names if plain.read(name) != archive.read(name)}
    slug = seal.notice.slug
    shown = {f"notices/{slug}.json", f"notices/{slug}.html", "edition.json", "edition.html"}
    closing = {"index.html", "manifest.json", "SHA256SUMS"}
    assert changed == (shown | closing if count else set())
    # Nothing but the word differs: neither how many there are nor who says so.
    before, after = (a.read(f"notices/{slug}.json").decode() for a in (plain, archive))
    assert after.replace('"open"', '"none"') == before


def test_what_was_set_aside_at_a_conclusion_gives_the_reason_and_not_the_matter() -> None:
    seal = make.published_notice("datong", "acceptance_list")
    office = make_office("datong")
    matter = "两件来信均反映同一家企业（示例）"

    def source(of: Seal) -> list[Blocker]:
        return [Blocker(source="渠道", reason=matter)]

    gates.register_blocker(source)
    try:
        with clock.at(make.after_window(seal)):
            channels = read_notice(parse_body(seal.body)).channels
            attested = [Attestation(kind=c.kind, value=c.value, received=0, open=0) for c in channels]
            verdicts = conclusion_verdicts(seal, attested, clock.now())
            overrides = [
                Override(rule=v.rule, subject=v.subject, reason="另案核查（示例）。", office="办公室（示例）")
                for v in verdicts
                if v.level is Level.BLOCK
            ]
            conclude(
                seal=seal,
                attestations=attested,
                outcome="办结（示例）。",
                by=office.publisher,
                overrides=overrides,
            )
    finally:
        gates.unregister_blocker(source)
    archive = archive_of(seal.edition)
    (row,) = archive.json("overrides.json")
    assert (row["when"], row["message"], row["reason"]) == ("conclusion", "", "另案核查（示例）。")
    assert "另案核查（示例）。" in archive.read("overrides.html").decode()
    # The act that concluded it is public and chained; everywhere else the matter is left out.
    chained = f"seals/{seal.notice.slug}.acts.json"
    assert [name for name in archive.names if matter in archive.read(name).decode(errors="replace")] == [
        chained
    ]


def test_queries_do_not_grow_with_the_list() -> None:
    counts = []
    office = make_office("xinzhou")
    for number, size in ((1, 3), (2, 60)):
        stage = make.first_publicity(office.regulation)
        at = DEFAULT_AT + dt.timedelta(days=400 * number)
        edition = make.run_up(office, stage.key, at=at, number=number)
        rows = [organization(n + 1, tier="") for n in range(size)]
        make.publish(office, edition, stage.key, rows=rows, at=at)
        with CaptureQueriesContext(connection) as queries:
            archive_of(edition)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_data_beside_a_page_says_what_the_page_says() -> None:
    archive = archive_of(whole_edition("hohhot"))
    for name in archive.names:
        if name.endswith(".html") and name not in ("index.html", "measure/index.html", "calendar/index.html"):
            assert name.replace(".html", ".json") in archive.names
    for award in archive.json("awards.json"):
        page = archive.read("awards.html").decode()
        assert award["public_id"] in page
        assert award["valid_through"] in page
    assert json.loads(archive.read("manifest.json"))["as_of"] == "2027-01-10T10:00:00+08:00"
