"""Taking a case out: sealed, masked, recorded; opened again by its one recipient, with the command that offices have."""

import datetime as dt
import io
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cms.actions.errors import ActionRefused
from complaints import keystore, masters, vault
from complaints.actions import exporting, marking
from complaints.bundles import SealedBundle
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.models import Case, Event
from complaints.proofs import public_key_pem
from complaints.reading import open_case, open_event
from tests.factories import channel as make
from tests.factories.desk import DESK, at_desk
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.worked_cases import Filed, filed

pytestmark = pytest.mark.django_db

AT = DEFAULT_AT + dt.timedelta(days=2)
CODE = vault.new_recovery_code()


@pytest.fixture
def worked(channel_folders: Path) -> Filed:
    return filed(make.open_channel(make_office("datong")))


def hand(worked: Filed, n: int = 0) -> Hand:
    return worked.channel.handlers[worked.case.body][n]


def taken_out(worked: Filed, **changes: Any) -> bytes:
    given: dict[str, Any] = {"to": None, "code": CODE, "internal": False, **changes}
    bundle = exporting.export(case=worked.case, by=hand(worked), now=AT, **given)
    data = b"".join(bundle.chunks)
    assert len(data) == bundle.size
    return data


def files_of(data: bytes, code: str = CODE) -> dict[str, bytes]:
    sealed = SealedBundle.read(BytesIO(data))
    return {part.name: b"".join(pieces) for part, pieces in sealed.open(sealed.key_by_digits(code)).files()}


def mask(worked: Filed, *, files: bool) -> None:
    by = hand(worked)
    report = open_case(Case.objects.get(pk=worked.case.pk), by.member, by.keys).entries[0]
    marking.mask(
        case=worked.case,
        of=report.id,
        ranges={"report.facts": [(0, 5)]},
        files=[report.files[0].blob] if files else [],
        reason="第三人",
        seen=None,
        by=by,
        now=AT,
    )


def last_event(worked: Filed) -> Any:
    by, event = hand(worked), Event.objects.filter(case=worked.case).order_by("seq").last()
    assert event is not None
    case = open_case(Case.objects.get(pk=worked.case.pk), by.member, by.keys)
    return open_event(event, case.keys)


def test_a_bundle_holds_the_case_and_its_files_but_no_name_and_no_note(worked: Filed) -> None:
    files = files_of(taken_out(worked))
    text = files.pop("000-案卷.txt").decode()
    assert list(files.values()) == [worked.content]
    said = worked.secrets
    assert {name for name, words in said.items() if words in text} == {"facts", "message", "reason", "file"}
    assert worked.case.number in text
    assert last_event(worked)["entry"] == "export"
    assert said["note"] in files_of(taken_out(worked, internal=True))["000-案卷.txt"].decode()


def test_a_bundle_and_the_page_name_the_bodies_that_the_reporter_ticked(channel_folders: Path) -> None:
    channel = make.open_channel(make_office("datong"))
    worked = filed(channel, concerns=("datong.office", "质量科（示例）"))
    roots = keystore.keys_folder() / "roots.toml"
    roots.write_text(roots.read_text().replace('name = "datong.office"', 'name = "评选办公室（示例）"'))
    text = files_of(taken_out(worked))["000-案卷.txt"].decode()
    page = at_desk(hand(worked)).get(f"{DESK}{worked.case.pk}/").content.decode()
    for shown in (text, page):
        assert "评选办公室（示例）、质量科（示例）" in shown
        assert "datong.office" not in shown


def test_masks_are_applied_before_anything_is_sealed(worked: Filed) -> None:
    mask(worked, files=True)
    files = files_of(taken_out(worked))
    assert list(files) == ["000-案卷.txt"]
    text = files["000-案卷.txt"].decode()
    assert "█████" + worked.secrets["facts"][5:] in text
    assert worked.secrets["facts"][:5] not in text
    assert worked.secrets["file"] not in text


def test_only_a_holder_of_a_key_to_the_case_can_be_its_recipient(worked: Filed) -> None:
    other = hand(worked, 1)
    sealed = SealedBundle.read(BytesIO(taken_out(worked, to=other.member.pk, code="")))
    bundle = sealed.open(sealed.key_by_seed(other.keys.kem_seed))
    assert bundle.signed_by(keystore.installation().public)
    with pytest.raises(vault.Refused):
        sealed.key_by_seed(hand(worked).keys.kem_seed)
    events = Event.objects.count()
    outside = next(hands for body, hands in worked.channel.handlers.items() if body != worked.case.body)[0]
    for stranger in (outside.member.pk, worked.channel.custodians[0].member.pk, UUID(int=1)):
        with pytest.raises(ActionRefused):
            taken_out(worked, to=stranger, code="")
    with pytest.raises(CaseGone):
        exporting.export(case=worked.case, to=None, code=CODE, internal=False, by=outside, now=AT)
    assert Event.objects.count() == events


def test_a_changed_row_of_a_member_does_not_change_who_can_open(worked: Filed) -> None:
    """The key is that of the roster: a thief who writes his own into the table gets nothing sealed to it."""
    other, thief = hand(worked, 1), vault.MemberKeys(vault.new_secret())
    other.member.kem_public = thief.kem_public
    other.member.save(update_fields=["kem_public"])
    sealed = SealedBundle.read(BytesIO(taken_out(worked, to=other.member.pk, code="")))
    with pytest.raises(vault.Refused):
        sealed.key_by_seed(thief.kem_seed)


def test_a_file_alone_is_taken_as_it_was_given_and_a_masked_one_is_not(worked: Filed) -> None:
    by = hand(worked)
    report = open_case(Case.objects.get(pk=worked.case.pk), by.member, by.keys).entries[0]
    blob = report.files[0].blob
    file, pieces = exporting.take_file(case=worked.case, blob=blob, by=by, now=AT)
    assert (b"".join(pieces), file.length) == (worked.content, len(worked.content))
    assert last_event(worked) == {"entry": "download", "file": blob}
    with pytest.raises(CaseGone):
        exporting.take_file(case=worked.case, blob="0" * 32, by=hand(worked), now=AT)
    mask(worked, files=True)
    with pytest.raises(ActionRefused):
        exporting.take_file(case=worked.case, blob=blob, by=by, now=AT)


def command(path: Path, into: Path, typed: str, monkeypatch: pytest.MonkeyPatch, **more: Any) -> str:
    out = StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    call_command("bundle", "open", str(path), into=into, stdout=out, **more)
    return out.getvalue()


def test_the_command_opens_it_with_the_digits(
    worked: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, into = tmp_path / "case.bundle", tmp_path / "out"
    path.write_bytes(taken_out(worked))
    told = command(path, into, vault.format_recovery(CODE), monkeypatch)
    assert worked.case.number in told
    assert keystore.installation().fingerprint in told
    assert {each.read_bytes() == worked.content for each in into.iterdir()} == {True, False}
    assert {oct(each.stat().st_mode & 0o777) for each in into.iterdir()} == {"0o600"}
    other = tmp_path / "other.pem"
    other.write_text(public_key_pem(vault.MemberKeys(bytes(32)).sign_public))
    assert "不符" in command(path, tmp_path / "again", CODE, monkeypatch, key=other)


@pytest.mark.parametrize("wrong", ["digits", "typed", "cut", "there"])
def test_the_command_leaves_nothing_behind_when_it_refuses(
    worked: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    data, path, into = taken_out(worked), tmp_path / "case.bundle", tmp_path / "out"
    path.write_bytes(data[:-1] if wrong == "cut" else data)
    if wrong == "there":
        into.mkdir()
    typed = {"digits": vault.new_recovery_code(), "typed": "1234"}.get(wrong, CODE)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CommandError):
        command(path, into, typed, monkeypatch)
    assert sorted(tmp_path.rglob("*")) == before


def test_the_command_opens_it_for_the_member_with_their_passphrase(
    worked: Filed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, path = hand(worked, 1), tmp_path / "case.bundle"
    masters.set_passphrase(other.member, other.keys, "one long passphrase here")
    other.member.save()
    path.write_bytes(taken_out(worked, to=other.member.pk, code=""))
    account = other.member.user.get_username()
    with pytest.raises(CommandError, match="--member"):
        command(path, tmp_path / "out", "x", monkeypatch)
    with pytest.raises(CommandError):
        command(path, tmp_path / "out", "another passphrase", monkeypatch, member=account)
    assert worked.case.number in command(
        path, tmp_path / "out", "one long passphrase here", monkeypatch, member=account
    )
