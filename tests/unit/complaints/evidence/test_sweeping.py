"""What the sweeper removes, what it leaves, and why it lists before it reads."""

import datetime as dt
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from captcha.models import CaptchaStore

from cms import clock
from complaints import evidence_files, keystore, sweeping
from complaints.actions import drafts
from complaints.models import Case, Draft, Entry, Evidence, InboxSession
from portal import jobs
from tests.factories.sealed_files import write

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def make_case() -> Case:
    case = Case.objects.create(
        id=uuid4(),
        number=f"DA-{uuid4().hex[:8]}",
        city="datong",
        kind="staff",
        received_on=dt.date(2026, 11, 20),
        body="datong.office",
        public=b"",
    )
    keystore.shred_store().write(case.pk, 0)
    return case


def name_it(case: Case, blob: str) -> None:
    """Rows as a filing writes them."""
    entry = Entry.objects.create(
        case=case, seq=Entry.objects.filter(case=case).count(), day=case.received_on, by_reporter=True,
        bucket="1024", body=b"", case_key=b"",
    )  # fmt: skip
    Evidence.objects.create(id=UUID(blob), case=case, entry=entry, manifest=b"", size=1)


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_it_removes_what_a_crash_left_and_nothing_that_is_named(evidence: Path) -> None:
    case = make_case()
    filed, orphan, cut = write(), write(), write(commit=False)
    name_it(case, filed.blob)
    gone = uuid4()
    keystore.shred_store().write(gone, 0)
    keystore.shred_store().write(case.pk, 1)  # of a change of keys that never committed
    keystore.shred_store().decoy()
    now = clock.now()
    assert sweeping.sweep(now=now + 2 * HOUR) == sweeping.Swept()
    assert there(evidence) == {filed.blob, orphan.blob, f"{cut.blob}.part"}
    assert sweeping.sweep(now=now + 4 * HOUR) == sweeping.Swept(files=2, shreds=2)
    assert there(evidence) == {filed.blob}
    assert there(keystore.shred_store().folder) == {f"{case.pk.hex}.0", "decoy"}
    assert sweeping.sweep(now=now + 4 * HOUR) == sweeping.Swept()


def test_a_draft_that_goes_on_keeps_its_files_however_long_it_lasts(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    token = drafts.open_draft(now=now)
    file = write()
    drafts.stage(token=token, file=file, now=now)
    # The next step comes shortly before the two hours are over; the sweep three hours after the first.
    changed: dict[str, dt.datetime] = {}
    monkeypatch.setattr(evidence_files, "renew", lambda blob: changed.update({blob: now + 1.9 * HOUR}))
    drafts.staged_files(token=token, now=now + 1.9 * HOUR)
    assert changed == {file.blob: now + 1.9 * HOUR}
    assert sweeping.sweep(now=now + 3.5 * HOUR).drafts == 0
    assert Draft.objects.count() == 1


def test_renewing_a_file_moves_its_change_time_and_no_other() -> None:
    file = write()
    path = evidence_files.path_of(file.blob)
    before = path.stat()
    evidence_files.renew(file.blob)
    after = path.stat()
    assert after.st_ctime_ns > before.st_ctime_ns
    assert (after.st_mtime_ns, after.st_atime_ns) == (before.st_mtime_ns, before.st_atime_ns)


def test_an_expired_draft_goes_and_takes_its_files_along(evidence: Path) -> None:
    now = clock.now()
    token = drafts.open_draft(now=now)
    drafts.stage(token=token, file=write(), now=now)
    assert sweeping.sweep(now=now + 3.1 * HOUR) == sweeping.Swept(files=1, drafts=1)
    assert (Draft.objects.count(), there(evidence)) == (0, set())


def test_a_file_filed_between_listing_and_reading_stays(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, file = make_case(), write()
    named = sweeping._named

    def filed_first() -> sweeping._Named:
        name_it(case, file.blob)
        return named()

    monkeypatch.setattr(sweeping, "_named", filed_first)
    assert sweeping.sweep(now=clock.now() + 4 * HOUR).files == 0
    assert there(evidence) == {file.blob}


def test_in_the_other_order_it_would_be_lost() -> None:
    case, file = make_case(), write()
    named = sweeping._named()
    name_it(case, file.blob)
    found = sweeping._found(clock.now() + 4 * HOUR)
    assert [each.blob for each in found.files if each.blob not in named.files] == [file.blob]


def test_a_step_between_listing_and_removing_saves_the_file(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write()
    now = clock.now() + 4 * HOUR
    found = sweeping._found(now)
    path = evidence_files.path_of(file.blob)
    stat = Path.stat

    class Renewed:
        st_ctime = now.timestamp()

    monkeypatch.setattr(Path, "stat", lambda self, **how: Renewed() if self == path else stat(self, **how))
    assert not sweeping._remove(found.files[0], now)


def test_sessions_and_questions_that_are_over_go() -> None:
    now = clock.now()
    CaptchaStore.objects.create(challenge="a", response="a", hashkey="a", expiration=now - HOUR)
    CaptchaStore.objects.create(challenge="b", response="b", hashkey="b", expiration=now + HOUR)
    for number, (idle, end) in enumerate([(-1, 1), (1, -1), (1, 1)]):
        InboxSession.objects.create(
            id=str(number) * 64, blob=b"", idle_until=now + idle * HOUR, ends_at=now + end * HOUR
        )
    assert sweeping.sweep(now=now).sessions == 2
    assert list(CaptchaStore.objects.values_list("hashkey", flat=True)) == ["b"]


def test_beside_another_database_it_touches_no_file(evidence: Path, caplog: pytest.LogCaptureFixture) -> None:
    for _number in range(sweeping.SUSPICIOUS):
        keystore.shred_store().write(uuid4(), 0)
    write()
    assert sweeping.sweep(now=clock.now() + 4 * HOUR) == sweeping.Swept()
    assert len(there(evidence)) == 1
    assert "wrong database" in caplog.text
    case = make_case()
    assert sweeping.sweep(now=clock.now() + 4 * HOUR).shreds == sweeping.SUSPICIOUS
    assert keystore.shred_store().read(case.pk, 0)


def test_the_queue_runs_it_each_quarter_of_an_hour() -> None:
    (job,) = [job for job in jobs.recurring() if job.dotted_path == "complaints.sweeping.run"]
    assert job.minutes == 15
    assert sweeping.run() is None  # the queue would keep what it returned, beside the instant
