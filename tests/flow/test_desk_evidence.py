"""Evidence on the desk: made safe before it is shown, the original only on purpose, and for nobody without a key."""

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from PIL import Image

from complaints import evidence_files
from complaints.actions.drafts import open_draft, stage
from complaints.actions.filing import file_case
from complaints.models import Case, Event
from complaints.staged import StagedFile
from complaints.viewer import pictures
from tests.factories import channel as make
from tests.factories import sealed_files
from tests.factories.admin import text_of
from tests.factories.desk import DESK, at_desk, lock
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = pytest.mark.django_db

SCRIPT = b"<script>alert(1)</script>"
TEXT = "第一行\u202e<b>第二行</b>\n".encode()


def photograph() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((80, 40)).convert("RGB").save(out, "JPEG", comment=SCRIPT)
    return out.getvalue()


def pages() -> bytes:
    out = io.BytesIO()
    first = Image.new("RGB", (50, 60), "white")
    first.save(out, "PDF", save_all=True, append_images=[first])
    return out.getvalue()


def moving() -> bytes:
    out = io.BytesIO()
    first, *others = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    first.save(out, "GIF", save_all=True, append_images=others)
    return out.getvalue()


FILES = {
    "动图.gif": (moving(), "image/gif"),
    "现场.jpg": (photograph(), "image/jpeg"),
    "说明.pdf": (pages(), "application/pdf"),
    "记录.txt": (TEXT, "text/plain"),
    "页面.html": (SCRIPT, "application/octet-stream"),
}


class Filed:
    """A case with one file of each sort."""

    def __init__(self) -> None:
        self.channel = make.open_channel(make_office("datong"))
        token = open_draft(now=DEFAULT_AT)
        self.files: dict[str, StagedFile] = {}
        for name, (data, media_type) in FILES.items():
            written = sealed_files.write(data, name=name)
            self.files[name] = StagedFile(**{**vars(written), "media_type": media_type})
            stage(token=token, file=self.files[name], now=DEFAULT_AT)
        file_case(token=token, report=make.report("datong"), now=DEFAULT_AT)
        self.case = Case.objects.get()
        self.hand = self.channel.handlers[self.case.body][0]

    def url(self, name: str = "", end: str = "") -> str:
        return f"{DESK}{self.case.pk}/files/{self.files[name].blob + '/' if name else ''}{end}"


@pytest.fixture
def filed(channel_folders: Path) -> Filed:
    return Filed()


def body(answer: Any) -> bytes:
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def test_pictures_and_pages_are_shown_as_drawn_here(filed: Filed) -> None:
    client = at_desk(filed.hand)
    assert all(name in client.get(filed.url()).content.decode() for name in FILES)
    for name, kind, sheets in (("现场.jpg", "image/jpeg", 1), ("说明.pdf", "image/png", 2)):
        page = client.get(filed.url(name)).content.decode()
        assert filed.url(name, "1/picture/") in page
        assert ("共2页" in page) is (sheets == 2)
        picture = client.get(filed.url(name, f"{sheets}/picture/"))
        assert (picture.status_code, picture["Content-Type"]) == (200, kind)
        assert SCRIPT not in picture.content
        assert "no-store" in picture["Cache-Control"]
        assert picture["X-Content-Type-Options"] == "nosniff"
        assert client.get(filed.url(name, f"{sheets + 1}/")).status_code == 404
        assert client.get(filed.url(name, f"{sheets + 1}/picture/")).status_code == 404


def test_a_file_of_several_frames_says_that_the_first_alone_is_shown(filed: Filed) -> None:
    client = at_desk(filed.hand)
    told = {name: "只显示第一帧，其余见原件" in text_of(client.get(filed.url(name))) for name in FILES}
    assert {name for name, says in told.items() if says} == {"动图.gif"}


def test_a_text_is_shown_as_text_and_anything_else_not_at_all(filed: Filed) -> None:
    client = at_desk(filed.hand)
    page = client.get(filed.url("记录.txt")).content.decode()
    assert "第一行⟨U+202E⟩&lt;b&gt;第二行&lt;/b&gt;" in page
    other = client.get(filed.url("页面.html"))
    assert SCRIPT not in other.content
    assert "不能在这里查看" in other.content.decode()
    assert client.get(filed.url("页面.html", "1/picture/")).status_code == 404


def test_the_original_is_handed_over_as_an_attachment_and_recorded(filed: Filed) -> None:
    client, events = at_desk(filed.hand), Event.objects.count()
    assert client.get(filed.url("页面.html", "take/")).status_code == 405
    answer = client.post(filed.url("页面.html", "take/"))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert body(answer) == SCRIPT
    assert answer["Content-Length"] == str(len(SCRIPT))
    assert Event.objects.count() == events + 1


def test_a_file_changed_on_disk_is_called_changed_and_never_ends_clean(filed: Filed) -> None:
    client, file = at_desk(filed.hand), filed.files["现场.jpg"]
    path = evidence_files.path_of(file.blob)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert "没有通过核验" in client.get(filed.url("现场.jpg")).content.decode()
    assert client.get(filed.url("现场.jpg", "1/picture/")).status_code == 404
    answer = client.post(filed.url("现场.jpg", "take/"))
    with pytest.raises(Exception, match=r"^$"):
        body(answer)
    path.unlink()
    assert "没有通过核验" in client.get(filed.url("现场.jpg")).content.decode()


def test_a_file_that_is_not_there_is_refused_before_anything_is_recorded_or_sent(filed: Filed) -> None:
    client, events = at_desk(filed.hand), Event.objects.count()
    path = evidence_files.path_of(filed.files["现场.jpg"].blob)
    sealed = path.read_bytes()
    for change in (lambda: path.write_bytes(sealed[:-1]), path.unlink):
        change()
        answer = client.post(filed.url("现场.jpg", "take/"), follow=True)
        assert not answer.streaming
        assert "不在或者不完整，不能下载" in text_of(answer)
        export = client.post(f"{DESK}{filed.case.pk}/export/", {"to": filed.hand.member.pk.hex})
        assert not export.streaming
        assert "不在或者不完整，不能导出：" in text_of(export)
        assert "现场.jpg" in text_of(export)
    assert Event.objects.count() == events


def test_to_everybody_else_there_is_no_such_file(filed: Filed) -> None:
    other = next(hands for body, hands in filed.channel.handlers.items() if body != filed.case.body)[0]
    for client in (at_desk(other), at_desk(filed.channel.custodians[0])):
        for end in ("", "1/", "1/picture/"):
            assert client.get(filed.url("现场.jpg", end)).status_code == 404
        assert client.post(filed.url("现场.jpg", "take/")).status_code == 404
        assert client.get(filed.url()).status_code == 404
    locked = at_desk(filed.hand)
    lock(locked)
    assert locked.get(filed.url("现场.jpg", "1/picture/")).status_code == 302
    assert Client().get(filed.url("现场.jpg", "1/picture/")).status_code == 302


def test_a_file_belongs_to_its_case_alone(filed: Filed) -> None:
    client = at_desk(filed.hand)
    make.file_report(make.report("datong"))
    second = Case.objects.exclude(pk=filed.case.pk).get()
    assert client.get(f"{DESK}{second.pk}/files/").status_code == 200
    assert client.get(f"{DESK}{second.pk}/files/{filed.files['现场.jpg'].blob}/").status_code == 404


def test_a_full_house_is_told_and_nothing_waits_without_end(
    filed: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    client = at_desk(filed.hand)
    with pictures._turn():
        assert "请过几秒刷新" in client.get(filed.url("说明.pdf")).content.decode()
        assert client.get(filed.url("说明.pdf", "1/picture/")).status_code == 503
    assert client.get(filed.url("说明.pdf", "1/picture/")).status_code == 200
