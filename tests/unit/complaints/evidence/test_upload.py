"""Files on their way in: sealed, limited, turned away, broken off."""

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponse

from cms import clock
from complaints import contracts, evidence_files, vault
from complaints.actions import drafts
from complaints.intake import incoming, upload
from complaints.intake.problems import WORDS, Reason
from complaints.intake.upload import EvidenceRequest, Received, accepts_evidence
from complaints.staged import StagedFile
from portal.privacy import limits
from tests.factories.forms_with_files import form, post

pytestmark = pytest.mark.django_db
MIB = 1024**2


def opened(file: StagedFile) -> bytes:
    """The file's own bytes again."""
    contract = contracts.evidence_content(file.blob)
    with evidence_files.open_blob(file.blob) as blob:
        return b"".join(
            vault.open_stream(blob.read, file.key, contract, length=file.length, sha256=file.sha256)
        )


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def sent(body: bytes, *, keep: bool = True, **more: Any) -> tuple[Received, Any]:
    """What a view finds of a body, with every file taken over."""

    @accepts_evidence
    def view(request: EvidenceRequest) -> HttpResponse:
        if keep:
            for file in request.evidence.files:
                evidence_files.settle(file.blob)
        return HttpResponse(str(request.POST.get("facts", "")))

    request = post(body, **more)
    response = view(request)
    return request.evidence, response  # type: ignore[attr-defined]


def test_a_file_is_sealed_under_a_key_of_its_own_and_opens_to_what_was_sent(evidence: Path) -> None:
    content = os.urandom(3 * MIB + 17)
    received, response = sent(form([("facts", "事实")], [("录音.bin", content), ("录音.bin", content)]))
    assert response.content.decode() == "事实"
    first, second = received.files
    assert [opened(first), opened(second)] == [content, content]
    assert first.sha256 == hashlib.sha256(content).digest()
    assert first.key != second.key
    assert left(evidence) == sorted([first.blob, second.blob])
    on_disk = evidence_files.path_of(first.blob).read_bytes()
    assert content[:64] not in on_disk
    assert content[-64:] not in on_disk
    assert len(on_disk) == vault.stream_size(len(content))


def test_what_no_action_took_over_is_removed_with_the_answer(evidence: Path) -> None:
    received, _response = sent(form([], [("a.bin", b"x" * 9000)]), keep=False)
    assert len(received.files) == 1
    assert left(evidence) == []


@pytest.mark.parametrize("fewer", [1, 7, 70, 9000, 9200])
def test_a_body_that_breaks_off_leaves_nothing_and_says_so(evidence: Path, fewer: int) -> None:
    whole = form([("facts", "事实")], [("a.bin", b"x" * 9000), ("b.bin", b"y" * 9000)])
    received, response = sent(whole[:-fewer], announced=len(whole))
    assert response.content.decode() == "事实"  # what was typed came before the files
    assert received.interrupted
    assert received.files == []
    assert left(evidence) == []


def test_the_missing_end_of_a_form_is_noticed_even_behind_a_whole_file(evidence: Path) -> None:
    whole = form([], [("a.bin", b"x" * 9000)])
    body = whole.replace(b"--\r\n", b'\r\nContent-Disposition: form-data; name="more"\r\n\r\nab')
    received, _response = sent(body, announced=len(body) + 40)
    assert received.interrupted
    assert left(evidence) == []


def test_a_form_that_may_be_forged_leaves_nothing(evidence: Path, settings: Any) -> None:
    request = post(form([("facts", "x")], [("a.bin", b"x" * 9000)]))
    request._dont_enforce_csrf_checks = False  # type: ignore[attr-defined]
    called = []
    response = accepts_evidence(lambda found: called.append(found) or HttpResponse())(request)
    assert response.status_code == 403
    assert (called, left(evidence)) == ([], [])


def test_a_view_that_fails_leaves_nothing(evidence: Path) -> None:
    @accepts_evidence
    def view(request: EvidenceRequest) -> HttpResponse:
        assert request.evidence.files
        raise LookupError

    with pytest.raises(LookupError):
        view(post(form([], [("a.bin", b"x" * 9000)])))
    assert left(evidence) == []


def reasons(received: Received) -> list[str]:
    return [problem.reason.value for problem in received.problems]


def test_a_file_over_the_limit_is_dropped_and_the_next_one_taken(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "FILE_MAX", 2 * MIB)
    body = form([("facts", "事实")], [("大.bin", b"x" * (2 * MIB + 1)), ("小.bin", b"y" * 2 * MIB)])
    received, response = sent(body)
    assert response.content.decode() == "事实"
    assert [(problem.name, problem.reason) for problem in received.problems][:1] == [("大.bin", "too_large")]
    assert [file.name for file in received.files] == ["小.bin"]
    assert left(evidence) == [received.files[0].blob]


def test_skipping_the_last_file_is_not_taken_for_a_broken_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "FILE_MAX", MIB)
    received, _response = sent(form([], [("a.bin", b"x" * 9000), ("b.bin", b"y" * 2 * MIB)]))
    assert [file.name for file in received.files] == ["a.bin"]
    assert not received.interrupted


def test_the_eleventh_file_and_empty_ones_are_not_taken() -> None:
    received, _response = sent(form([], [(f"{n}.txt", b"text") for n in range(11)]))
    assert len(received.files) == 10
    assert reasons(received) == ["too_many"]
    received, _response = sent(form([], [("a.txt", b"")]))
    assert (received.files, reasons(received)) == ([], ["empty"])


def test_a_draft_says_what_it_still_takes_before_a_byte_is_sealed(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = drafts.open_draft(now=clock.now())
    monkeypatch.setattr(drafts, "SIZE_MAX", 10_000)
    received, _response = sent(form([("token", token.hex())], [("a.bin", b"x" * 10_001)]))
    assert (received.files, reasons(received)) == ([], ["draft_full"])
    received, _response = sent(form([("token", "00" * 32)], [("a.bin", b"x")]))
    assert (received.files, reasons(received)) == ([], ["draft_gone"])
    assert left(evidence) == []


def test_the_ninth_upload_is_turned_away_with_what_was_typed(evidence: Path) -> None:
    held = [limits.slot("upload") for _slot in range(8)]
    for slot in held:
        slot.__enter__()
    try:
        received, response = sent(form([("facts", "事实")], [("a.bin", b"x" * 3 * MIB)]))
    finally:
        for slot in held:
            slot.__exit__(None, None, None)
    assert received.busy
    assert (received.files, left(evidence), response.content.decode()) == ([], [], "事实")
    assert not sent(form([], [("a.bin", b"x")]))[0].busy  # and the slot of the one before was given back


def test_no_file_is_taken_where_staging_is_full(evidence: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_files, "STAGING_MAX", MIB)
    received, _response = sent(form([], [("a.bin", b"x" * 2 * MIB)]))
    assert (received.files, reasons(received), left(evidence)) == ([], ["storage_full"], [])


def test_a_disk_that_fails_is_told_and_leaves_nothing(
    evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: object, _data: memoryview) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(evidence_files.Writer, "write", full)
    received, _response = sent(form([], [("a.bin", b"x" * 2 * MIB)]))
    assert (received.files, reasons(received), left(evidence)) == ([], ["failed"], [])


def test_a_body_beyond_reason_is_cut_off_with_the_fields_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "DRAIN_MAX", MIB)
    received, response = sent(form([("facts", "事实")], [("a.bin", b"x" * 2 * MIB)]))
    assert (reasons(received), response.content.decode()) == (["too_large"], "事实")


def test_gathering_for_cleaning_keeps_to_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(600_000)
    monkeypatch.setattr(incoming, "gathering", incoming.Budget(500_000))
    received, _response = sent(form([], [("a.png", picture)]))
    assert reasons(received) == ["as_it_is_busy"]
    assert opened(received.files[0]) == picture
    assert incoming.gathering.take(500_000)  # all of it was given back
    monkeypatch.setattr(incoming, "gathering", incoming.Budget(10**9))
    monkeypatch.setattr(incoming, "GATHER_MAX", 500_000)
    received, _response = sent(form([], [("a.png", picture)]))
    assert reasons(received) == ["as_it_is_large"]
    assert opened(received.files[0]) == picture


def test_plain_text_needs_no_warning_and_what_cannot_be_cleaned_gets_one() -> None:
    received, _response = sent(form([], [("a.txt", "情况说明".encode()), ("b.bin", b"\x00\x01" * 5000)]))
    assert [(file.media_type, file.cleaned) for file in received.files] == [
        ("text/plain", True),
        ("application/octet-stream", False),
    ]
    assert reasons(received) == ["as_it_is_type"]


def test_asgi_is_refused() -> None:
    request = post(form())
    request.scope = {"type": "http"}  # type: ignore[attr-defined]
    with pytest.raises(ImproperlyConfigured):
        accepts_evidence(lambda _request: HttpResponse())(request)


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Reason)


def test_more_fields_or_text_than_a_form_has_are_refused_and_the_file_with_them(evidence: Path) -> None:
    files = [("a.bin", b"x" * 9000)]
    with pytest.raises(TooManyFieldsSent):
        sent(form([("concerns", "x")] * 61, files))
    with pytest.raises(RequestDataTooBig):
        sent(form([("facts", "x" * (MIB + 1))], files))
    assert left(evidence) == []
