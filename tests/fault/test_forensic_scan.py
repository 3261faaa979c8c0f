"""The forensic scan: reports are filed, answered and worked on by real processes, with mistakes on the way; afterwards no
secret of them is found in any place, in any encoding.

What the scan would find is shown by the control run, `test_forensic_control`. What it may not find is all of it: of what
`docs/explanation` lets a thief of everything see (that a case exists, its city, kind, state and day, sizes in steps),
nothing is a secret of the scan.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import TOTP

from portal.supervisor import descendants
from tests.forensics import places, remains, samples
from tests.forensics.markers import Marker, file_markers
from tests.forensics.open_files import OpenFiles
from tests.forensics.search import Finding, Search
from tests.forensics.secrets_of_a_report import passphrase, typed_markers
from tests.servers.keepers import put, started
from tests.servers.migrated import Migrated
from tests.servers.portal import Portal, environment_of, free_port, running
from tests.servers.postgres import cluster
from tests.servers.reporter import BrokenOffError, Member, Pace, Reporter, Upload, captcha_in, captcha_of

SLOWLY = Pace(bytes_a_second=3_000_000)
FOUNDERS = 12


@dataclass
class Confided:
    """Every secret that was let into the portal."""

    typed: dict[str, str] = field(default_factory=typed_markers)
    others: list[Marker] = field(default_factory=list)
    files: dict[str, Upload] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.typed[name]

    def add(self, name: str, value: str | bytes) -> None:
        """Something that came to be on the way; hexadecimal digits stand for the bytes they write."""
        with suppress(ValueError):
            value = bytes.fromhex(value) if isinstance(value, str) and len(value) == 64 else value
        self.others.append(Marker(name, value))

    @property
    def markers(self) -> list[Marker]:
        """All of them."""
        typed = [Marker(name, value) for name, value in self.typed.items()]
        contents = [
            marker for name, file in self.files.items() for marker in file_markers(name, file.content)
        ]
        return [*typed, *self.others, *contents]


def files_of(confided: Confided) -> dict[str, Upload]:
    """Four files, of three sizes and types, each under a secret name."""
    picture = samples.jpeg(150, confided["name left in a picture"])
    document = samples.pdf(500_000, confided["name left in a document"])
    return {
        "JPEG": Upload(f"{confided['name of the first file']}.jpg", picture, "image/jpeg"),
        "PDF": Upload(f"{confided['name of the second file']}.pdf", document, "application/pdf"),
        "text": Upload(f"{confided['name of the third file']}.txt", samples.text(2_500_000), "text/plain"),
        "later file": Upload(f"{confided['name of the later file']}.txt", samples.text(70_000), "text/plain"),
        "broken upload": Upload(
            f"{confided['name of a broken upload']}.txt", samples.text(1_500_000), "text/plain"
        ),
    }


@dataclass
class Scanned:
    """The portal that was used, every secret that went through it, and what the watch of its open files saw."""

    portal: Portal
    folder: Path
    url: str
    confided: Confided
    since: float
    watch: OpenFiles
    counted: dict[str, int]
    running: places.Looked
    cleared: places.Looked
    remains: remains.Remains


# --- What people do ----------------------------------------------------------------------------------------


def file_anonymously(reporter: Reporter, confided: Confided, office: Any) -> str:
    """A filing with every mistake on the way; returns the code."""
    files = confided.files
    reporter.begin()
    told = {
        "facts": confided["facts"],
        "respondent": confided["respondent"],
        "happened": confided["time and place"],
    }
    told["entry_words"] = confided["what names the entry"]
    assert reporter.write(**told, answer="00000").errors, "a wrong answer to the question was taken"
    assert reporter.write(**(told | {"facts": ""})).errors, "a report without facts was taken"
    assert reporter.write(**told, unknown=confided["typed into no field"], kind="nothing").errors
    reporter.write(**told)
    with pytest.raises(BrokenOffError):
        reporter.add(files["broken upload"], pace=Pace(stop_after=1_200_000))
    reporter.add(files["JPEG"], files["PDF"])
    confided.add("draft token that expired", reporter.page.form("/complaints/new/evidence/")["token"][0])
    office("expire")
    reporter.to_code()
    assert not reporter.page.code, "an expired draft went on"
    reporter.write(**told)
    reporter.add(files["JPEG"], files["PDF"])
    reporter.add(files["text"], pace=SLOWLY)
    code = finish(reporter, confided)
    again = reporter.post("/complaints/new/file/", reporter.sent)
    assert not again.code, "a repeat showed the code"
    return code


def finish(reporter: Reporter, confided: Confided) -> str:
    """Pages 3 and 4, with a slip; the code is downloaded too."""
    code = reporter.to_code().code
    confided.add("receipt code", code)
    confided.add("draft token", reporter.page.form("/complaints/new/file/")["token"][0])
    reporter.sent = reporter.filing()
    assert reporter.file(last_digits="0000", copied=None).code == code, "page 3 did not come again"
    reporter.post("/complaints/new/sheet/", reporter.sent)
    assert code[:4] in reporter.page.html
    page = reporter.post("/complaints/new/file/", reporter.sent)
    assert page.status == 200
    assert not page.code
    return code


def file_with_a_name(reporter: Reporter, confided: Confided) -> str:
    """A filing with a name and no files."""
    reporter.begin()
    reporter.write(
        facts=confided["facts of the second report"],
        naming="named",
        name=confided["reporter's name"],
        unit=confided["reporter's unit"],
        reach="contact",
        contact=confided["contact"],
    )
    return finish(reporter, confided)


def come_back(reporter: Reporter, confided: Confided, code: str) -> None:
    """Everything that can be done in an inbox, once badly and once well."""
    wrong = f"{(int(code[:22]) + 1) % 10**22:022d}"
    wrong += f"{98 - int(wrong) * 100 % 97:02d}"
    confided.add("a code that opens nothing", wrong)
    reporter.follow_up(wrong)
    reporter.follow_up(" ".join(code[at : at + 4] for at in range(0, 24, 4)))
    confided.add("inbox cookie", reporter.cookies["__Host-inbox"])
    assert reporter.act("answer", text=confided["answer"] * 800).status == 422, "too long an answer was taken"
    assert_done(reporter.act("answer", text=confided["answer"]))
    assert_done(
        reporter.act("evidence", confided.files["later file"], text=confided["words with further files"])
    )
    assert reporter.act("identity", name=confided["name given later"], reach="contact").status == 422
    contact = confided["contact given later"]
    assert_done(reporter.act("identity", name=confided["name given later"], reach="contact", contact=contact))
    assert_done(reporter.act("withhold", sure="on"))
    assert_done(reporter.act("withdraw", sure="on", text=confided["reason of withdrawal"]))
    reporter.post("/complaints/inbox/close/", reporter.filled("/complaints/inbox/close/", {}))


def assert_done(page: Any) -> None:
    """The inbox again, and not the form with something wrong."""
    assert page.status == 200, page.html
    assert not page.root.all("textarea"), page.html


def unlock(member: Member, told: dict[str, Any], password: str, phrase: str) -> None:
    """A handler logs in and unlocks, first with the wrong passphrase."""
    member.send("/admin/login/", username=told["handler"], password=password)
    for number, typed in enumerate((f"{phrase} wrong", phrase)):
        totp = TOTP(bytes.fromhex(told["second_factor"]))
        totp.time = time.time() + 30 * number  # a code is taken once
        member.send("/admin/complaints/keys/unlock/", digits=f"{totp.token():06d}", passphrase=typed)
    assert "__Host-vault" in member.cookies, member.page.html


def work_on(office: Any, confided: Confided, masters: list[str], folder: Path) -> None:
    """A call is entered, and the named case goes through everything that is done to a case; mail, queue, both archives."""
    entered = office(
        "enter", master=masters[0], facts=confided["words of a call"], name=confided["name of a caller"]
    )
    assert entered["own"]
    confided.add("code of a call", entered["code"])
    confided.add("token of a call", entered["token"])
    worked = office(
        "work",
        masters=masters,
        label=confided["label of a handler"],
        unsent=confided["unsent text of a handler"],
        reason=confided["reason to see a name"],
        folder=str(folder),
    )
    assert worked["name"] == confided["reporter's name"]
    assert worked["reminded"] > 0
    assert worked["mailed"] > 0
    confided.add("digits of a bundle", worked["code"])


# --- The run -----------------------------------------------------------------------------------------------


def look_at_rows(search: Search, folder: Path, url: str) -> places.Looked:
    """Every row of the portal's database; on PostgreSQL the server's own files too."""
    if url:
        return places.look_at_postgres(search, url)
    return places.look_at_rows(search, "rows", places.columns_of(folder / "var", url))


@pytest.fixture(scope="module", params=["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)])
def scanned(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    migrated: Migrated,
    django_db_setup: None,
) -> Iterator[Scanned]:
    """A portal that has been used, still running."""
    since, folder = time.time(), tmp_path_factory.mktemp("scanned")
    with ExitStack() as stack:
        if request.param == "PostgreSQL":
            url = stack.enter_context(cluster())
        else:
            url = ""
            migrated.copy_to(folder / "var" / "portal.sqlite3")
        yield stack.enter_context(used(folder, since, url))


@contextmanager
def used(folder: Path, since: float, url: str) -> Iterator[Scanned]:
    """Found, file, work, come back; then look. :param url: of a database on PostgreSQL, "" for SQLite."""
    (folder / "var").mkdir(exist_ok=True)
    environment = environment_of(folder, free_port()) | ({"DATABASE_URL": url} if url else {})
    environment["DJANGO_SETTINGS_MODULE"] = "tests.servers.scanned_settings"
    confided = Confided()
    confided.files = files_of(confided)
    phrases, password = [passphrase() for _founder in range(FOUNDERS)], passphrase()
    for phrase in (*phrases, password):
        confided.add("passphrase", phrase)
    with started("tests.servers.channel_office", environment, folder / "keeper.log") as keeper:

        def office(do: str, **request: Any) -> dict[str, Any]:
            return put(keeper, do, **request)

        told = office("found", passphrases=phrases, password=password)
        for name in ("sheets", "masters"):
            for value in told[name]:
                confided.add(name.removesuffix("s"), value)
        command = [sys.executable, "manage.py", "serve", "--no-demo"]
        with running(command, folder, environment) as portal:
            watch = OpenFiles(Search(confided.markers), lambda: descendants(portal.process.pid))
            captcha = captcha_in(url) if url else captcha_of(folder / "var" / "portal.sqlite3")
            with watch:
                code = file_anonymously(Reporter(portal.port, captcha=captcha), confided, office)
                file_with_a_name(Reporter(portal.port, captcha=captcha), confided)
            handled = {name: confided[f"{name} of a handler"] for name in ("message", "note", "reason")}
            assert office("handle", master=told["masters"][0], **handled)["cases"] == 2
            member = Member(portal.port)
            unlock(member, told, password, phrases[0])
            confided.add("vault cookie", member.cookies["__Host-vault"])
            come_back(Reporter(portal.port, captcha=captcha), confided, code)
            work_on(office, confided, told["masters"], folder)
            counted = office("look")
            processes = {portal.process.pid, keeper.pid, *descendants(portal.process.pid)}
            search = Search(confided.markers)
            seen = places.look_at_processes(search, processes)
            raw = places.look_at_folder(search, folder)
            made = places.together([seen, look_at_rows(search, folder, url), raw])
            pieces = [bytes.fromhex(piece) for piece in office("end")["pieces"]]
            before = remains.found(pieces, folder / "var", url)
            assert office("destroy") == {"destroyed": 1, "left": 0}
            assert office("clear") == {"cleared": True}
            after = remains.found(pieces, folder / "var", url)
            cleared = places.together(
                [look_at_rows(search, folder, url), places.look_at_folder(search, folder / "var")]
            )
            office("sweep", hours=4.0)
            left = remains.Remains(len(pieces), before, after)
            yield Scanned(portal, folder, url, confided, since, watch, counted, made, cleared, left)


def in_words(findings: set[Finding] | frozenset[Finding]) -> str:
    """Findings, a line each."""
    return "\n".join(sorted(map(str, findings)))


def test_what_is_scanned_was_used(scanned: Scanned) -> None:
    """Nothing can be found where nothing happened."""
    counted = scanned.counted
    assert counted["Case"] == 3
    assert counted["Evidence"] == 4
    assert counted["Entry"] >= 8
    assert counted["VaultSession"] == 1
    assert scanned.watch.looks > 20
    assert len(scanned.confided.markers) > 60
    assert scanned.running.size > 4_000_000
    assert list((scanned.folder / "var" / "evidence").rglob("*"))
    for made in ("taken-out", "archive-of-data", "archive-of-keys"):
        assert any(path.stat().st_size > 10_000 for path in (scanned.folder / made).iterdir()), made


def test_nothing_is_found_while_the_portal_runs(scanned: Scanned) -> None:
    """Database as rows and as bytes, log of the database, files and their names, what the processes print, mail, cache,
    sessions, queue, search index; command lines and environments of the processes."""
    assert in_words(scanned.running.findings) == ""
    assert scanned.running.blind == ()


def test_nothing_is_found_once_the_database_has_let_go(scanned: Scanned) -> None:
    """After the destruction and the step that clears what the database keeps of it, with the portal still running."""
    assert in_words(scanned.cleared.findings) == ""
    assert scanned.cleared.blind == ()


def test_not_even_sealed_values_of_a_destroyed_case_stay(scanned: Scanned) -> None:
    """No byte in SQLite's file and log. PostgreSQL clears its rows, and keeps bytes in pages and segments until it uses
    them again: they are of no row, and open nothing."""
    left = scanned.remains
    assert left.pieces > 60
    assert left.before.rows == left.pieces
    assert sum(left.before.files.values()) > 0.9 * left.pieces
    assert left.after.rows == 0
    assert all("/data/base/" in name or "/data/pg_wal/" in name for name in left.after.files), left.after
    assert scanned.url or left.after.files == {}


def test_no_deleted_file_that_was_open_held_anything(scanned: Scanned) -> None:
    assert in_words(scanned.watch.findings) == ""


def test_nothing_is_found_in_folders_that_programs_share(scanned: Scanned) -> None:
    search = Search(scanned.confided.markers)
    look = places.look_at_shared_folders(search, scanned.since, places.other_runs())
    assert in_words(look.findings) == ""


def test_nothing_is_found_after_a_sweep_and_a_stop(scanned: Scanned) -> None:
    """The log of the database has been written back, and whatever was open has been closed."""
    scanned.portal.process.terminate()
    assert scanned.portal.process.wait(60) == 0
    search = Search(scanned.confided.markers)
    rows = look_at_rows(search, scanned.folder, scanned.url)
    look = places.together([rows, places.look_at_folder(search, scanned.folder)])
    assert in_words(look.findings) == ""
    assert look.blind == ()


def test_the_scan_finds_what_this_portal_would_leave(scanned: Scanned) -> None:
    """The same markers, planted where this very portal might leave them."""
    confided = scanned.confided
    log = scanned.folder / "var" / "planted.log"
    log.write_text(f"ERROR django.request {confided['facts']} {confided['contact']}", encoding="utf-8")
    with log.open("ab") as stream:
        stream.write(confided.files["JPEG"].content[:200])
    try:
        found = places.look_at_folder(Search(confided.markers), log.parent).findings
    finally:
        log.unlink()
    assert {finding.marker for finding in found} == {"facts", "contact", "JPEG, first bytes"}
