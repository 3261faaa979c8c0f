"""What is withheld by law is gone from the database, the outputs and the search, and the rest of the seal still proves itself."""

import json
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from wagtail.log_actions import log

from cms import clock, verify_seal
from cms.actions import withholding
from cms.actions.errors import ActionRefused, FourEyes
from cms.actions.lists import rows_of
from cms.models import Entry, Seal, Withholding
from cms.seals import parse_body, verify_body
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.rows import rows_for
from tests.factories.searching import following_index_in

pytestmark = pytest.mark.django_db

GROUND = "政府信息公开条例第十五条"
PUBLIC = ("/", "/datong/", "/datong/2026/", "/feed.atom", "/datong/feed.atom", "/windows.ics", "/sitemap.xml")


def everything_stored() -> bytes:
    """Every value of every table and, on SQLite, the raw pages of the database: freed ones too."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += [repr(row).encode() for row in cursor.fetchall()]
    if connection.vendor == "sqlite":
        found.append(connection.connection.serialize())
    return b"\n".join(found) + every_file()


def every_file() -> bytes:
    """Everything the installation wrote below VAR_DIR; pytest's own folders lie there too and are left out."""
    files = (p for p in Path(settings.VAR_DIR).rglob("*") if p.is_file() and "pytest-of-" not in str(p))
    return b"".join(p.read_bytes() for p in files)


def escaped(text: str) -> list[bytes]:
    """The ways a text may stand in a table: UTF-8, as Python shows it, as JSON escapes it."""
    return [text.encode(), json.dumps(text)[1:-1].encode()]


def stored(text: str) -> bool:
    """Whether the text is anywhere in the installation."""
    everything = everything_stored()
    return any(form in everything for form in escaped(text))


@pytest.fixture
def marker() -> str:
    """A text of this test alone: pages of a rolled-back test before it may linger in memory."""
    return f"绝不应公开的单位{secrets.token_hex(4)}"


@pytest.fixture
def office() -> Office:
    """The office of one city."""
    return make_office("datong")


@pytest.fixture
def seal(office: Office, marker: str) -> Seal:
    """A published list whose second entry must not be public, and whose title and words name it too; with an index."""
    rows = rows_for(office.regulation)
    rows[1] = rows[1] | {"name": f"{marker}（示例）"}
    made = make.published_notice(
        "datong", "acceptance_list", rows=rows, title=f"受理名单公示{marker}", closing=f"另附{marker}的说明。"
    )
    folder = Path(settings.VAR_DIR) / f"search-{secrets.token_hex(4)}"
    with clock.at(DEFAULT_AT), following_index_in(folder):
        yield made
    shutil.rmtree(folder)


def leaf_of(seal: Seal, kind: str, text: str) -> int:
    """The number of the leaf of that type that holds the text."""
    leaves = parse_body(seal.body).leaves
    return next(
        i
        for i, leaf in enumerate(leaves)
        if leaf.value and leaf.value["t"] == kind and text in json.dumps(leaf.value, ensure_ascii=False)
    )


def withhold_all(seal: Seal, office: Office, marker: str) -> list[Withholding]:
    """Hide every leaf with the marker."""
    second = person("datong-publisher-2", "大同市 发布")
    made = []
    for kind in ("entry", "text", "title"):
        hidden = withholding.withhold(
            seal=seal, leaf=leaf_of(seal, kind, marker), ground=GROUND, by=office.publisher
        )
        made.append(withholding.confirm(withholding=hidden, by=second))
    return made


def test_the_marker_is_really_there_before(seal: Seal, marker: str, client: Any) -> None:
    """The control: without withholding the scan finds it."""
    assert stored(marker)
    assert any(form in every_file() for form in escaped(marker))
    assert marker in client.get(seal.head["path"]).content.decode()


def test_one_person_hides_it_from_the_public_at_once(
    seal: Seal, office: Office, marker: str, client: Any
) -> None:
    hidden = withholding.withhold(
        seal=seal, leaf=leaf_of(seal, "entry", marker), ground=GROUND, by=office.publisher
    )
    for kind in ("text", "title"):
        withholding.withhold(seal=seal, leaf=leaf_of(seal, kind, marker), ground=GROUND, by=office.publisher)
    page = client.get(seal.head["path"]).content.decode()
    assert marker not in page
    assert "依法隐去" in page
    document = client.get(seal.head["path"] + "seal.json").content.decode()
    assert marker not in document
    assert verify_body(document, seal.digest)
    assert stored(marker)
    assert hidden.outcome == ""


def test_a_second_person_is_needed(seal: Seal, office: Office, marker: str) -> None:
    hidden = withholding.withhold(
        seal=seal, leaf=leaf_of(seal, "entry", marker), ground=GROUND, by=office.publisher
    )
    with pytest.raises(FourEyes):
        withholding.confirm(withholding=hidden, by=office.publisher)
    with pytest.raises(FourEyes):
        withholding.reverse(withholding=hidden, by=office.publisher)
    with pytest.raises(ActionRefused):
        withholding.confirm(withholding=hidden, by=office.editor)


def test_reversed_it_is_shown_again(seal: Seal, office: Office, marker: str, client: Any) -> None:
    hidden = withholding.withhold(
        seal=seal, leaf=leaf_of(seal, "entry", marker), ground=GROUND, by=office.publisher
    )
    withholding.reverse(withholding=hidden, by=person("datong-publisher-2", "大同市 发布"))
    assert marker in client.get(seal.head["path"]).content.decode()
    assert client.get(seal.head["path"] + "seal.json").content.decode() == seal.body


def test_confirmed_it_is_gone_everywhere_and_the_seal_still_verifies(
    seal: Seal, office: Office, marker: str, client: Any, tmp_path: Path
) -> None:
    digest = seal.digest
    withhold_all(seal, office, marker)
    seal = Seal.objects.get(pk=seal.pk)
    assert seal.digest == digest
    assert not stored(marker)
    for address in (*PUBLIC, seal.head["path"]):
        assert marker not in client.get(address).content.decode(), address
    file = tmp_path / "seal.json"
    file.write_bytes(client.get(seal.head["path"] + "seal.json").content)
    run = subprocess.run(
        [sys.executable, "-I", verify_seal.__file__, str(file), digest],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stdout
    assert "依法隐去 3 项" in run.stdout


def test_a_withheld_title_is_gone_from_lists_log_and_search(seal: Seal, office: Office, client: Any) -> None:
    title = seal.head["title"]
    log(instance=seal.notice, action="wagtail.rename", data={"title": {"old": "草稿", "new": title}})
    hidden = withholding.withhold(
        seal=seal, leaf=leaf_of(seal, "title", title), ground=GROUND, by=office.publisher
    )
    for address in (*PUBLIC, seal.head["path"]):
        assert title not in client.get(address).content.decode(), address
    withholding.confirm(withholding=hidden, by=person("datong-publisher-2", "大同市 发布"))
    assert not stored(title)
    assert client.get(seal.head["path"]).status_code == 200


def test_erasing_again_changes_nothing(seal: Seal, office: Office, marker: str) -> None:
    """A restore replays withholdings before serving."""
    made = withhold_all(seal, office, marker)
    body = Seal.objects.get(pk=seal.pk).body
    for each in made:
        withholding.erase(withholding=each)
    assert Seal.objects.get(pk=seal.pk).body == body


@pytest.mark.parametrize("ground", ["", "   "])
def test_a_ground_is_asked_for(seal: Seal, office: Office, marker: str, ground: str) -> None:
    with pytest.raises(ActionRefused):
        withholding.withhold(
            seal=seal, leaf=leaf_of(seal, "entry", marker), ground=ground, by=office.publisher
        )


@pytest.mark.parametrize("leaf", [-1, 0, 10_000])
def test_only_a_title_a_text_a_row_or_a_file_can_be_hidden(seal: Seal, office: Office, leaf: int) -> None:
    with pytest.raises(ActionRefused):
        withholding.withhold(seal=seal, leaf=leaf, ground=GROUND, by=office.publisher)


def test_the_triggers_let_nothing_else_through(seal: Seal, office: Office, marker: str) -> None:
    """After the erasure the same rows are frozen again."""
    from django.db import DatabaseError, transaction

    withhold_all(seal, office, marker)
    for statement in (
        "UPDATE cms_entry SET name = 'x' WHERE entry_list_id = %s",
        "UPDATE cms_seal SET body = '{}' WHERE entry_list_id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [seal.entry_list_id])
    assert Entry.objects.filter(entry_list=seal.entry_list, withheld=True).count() == 1


def test_a_row_hidden_in_one_notice_is_hidden_in_every_notice_that_names_it(
    seal: Seal, office: Office, marker: str, client: Any
) -> None:
    """The same entry goes from list to list; what may not be public in one is not public in another."""
    edition = seal.edition
    make.conclude(office, seal, at=make.after_window(seal))
    later_at = make.after_window(seal) + make.STEP
    later = make.publish(office, edition, "candidate_publicity", rows=rows_of(seal.entry_list), at=later_at)
    assert marker in client.get(later.head["path"]).content.decode()
    hidden = withholding.withhold(
        seal=later, leaf=leaf_of(later, "entry", marker), ground=GROUND, by=office.publisher
    )
    row = f"{marker}（示例）"
    for path in (seal.head["path"], later.head["path"]):
        assert row not in client.get(path).content.decode()
    withholding.confirm(withholding=hidden, by=person("datong-publisher-2", "大同市 发布"))
    for made in (seal, later):
        kept = Seal.objects.get(pk=made.pk)
        assert verify_body(kept.body, made.digest)
        assert row not in kept.body
    assert not stored(row)
