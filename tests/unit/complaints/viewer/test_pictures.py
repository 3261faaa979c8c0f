"""Evidence as pictures: pixels come out and nothing else, and a hostile file ends in a sentence, not in our process."""

import io
import subprocess
import sys
from typing import Any

import pillow_heif
import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from complaints.viewer import pictures
from complaints.viewer.pictures import CHILD, NotShown, Pages, Picture, draw

MARK = b"beacon-7f3a"


def photograph(kind: str, size: tuple[int, int] = (64, 32), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def document(pages: int = 2) -> PdfWriter:
    made = PdfWriter()
    for number in range(pages):
        made.add_blank_page(200 + 100 * number, 200)
    return made


def written(made: PdfWriter) -> bytes:
    out = io.BytesIO()
    made.write(out)
    return out.getvalue()


def drawn(data: bytes, media_type: str, page: int = 0) -> Picture:
    return draw([data[:10], data[10:]], media_type=media_type, length=len(data), page=page)


def counted(data: bytes, media_type: str) -> Pages:
    return pictures.count_pages([data], media_type=media_type, length=len(data))


def test_only_pixels_come_out_of_a_photograph() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = MARK.decode(), 6  # described, and lying on its side
    data = photograph("JPEG", exif=exif, comment=MARK) + b"<script>" + MARK
    assert data.count(MARK) == 3
    seen = drawn(data, "image/jpeg")
    assert MARK not in seen.data
    assert b"Exif" not in seen.data
    assert b"script" not in seen.data
    assert (seen.width, seen.height, seen.pages) == (32, 64, 1)
    with Image.open(io.BytesIO(seen.data)) as again:
        assert again.format == "JPEG"
        assert again.size == (32, 64)


def test_a_document_is_drawn_page_by_page_and_its_scripts_never_run() -> None:
    made = document()
    script = TextStringObject("app.launchURL('http://127.0.0.1:9/');")
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): script})
    made.root_object[NameObject("/OpenAction")] = action
    data = written(made)
    assert b"launchURL" in data
    first, second = drawn(data, "application/pdf"), drawn(data, "application/pdf", 1)
    assert (first.pages, second.pages) == (2, 2)
    assert (first.width == first.height, second.width > second.height) == (True, True)
    assert b"launchURL" not in first.data + second.data
    with pytest.raises(NotShown):
        drawn(data, "application/pdf", 2)
    assert counted(data, "application/pdf") == Pages(2, more=False)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "HEIC"])
def test_frames_after_the_first_are_told_of_and_not_shown(kind: str) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    for count in (1, 3):
        out = io.BytesIO()
        if kind == "HEIC":
            held = pillow_heif.HeifFile()
            for frame in frames[:count]:
                held.add_from_pillow(frame)
            held.save(out)
        else:
            frames[0].save(out, kind, save_all=True, append_images=frames[1:count])
        data, media_type = out.getvalue(), f"image/{kind.lower()}"
        assert counted(data, media_type) == Pages(1, more=count > 1)
        assert drawn(data, media_type).pages == 1


def test_the_library_that_draws_documents_has_no_interpreter_of_scripts() -> None:
    import pypdfium2

    assert not {"V8", "XFA"} & set(pypdfium2.PDFIUM_INFO.flags)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7 nothing follows", "application/pdf"),
        (photograph("PNG")[:60], "image/png"),
        (photograph("PNG"), "image/jpeg"),
        (photograph("PNG"), "image/svg+xml"),
        (b"<html>", "text/html"),
        (b"", "image/png"),
    ],
)
def test_what_is_no_picture_is_not_shown(data: bytes, media_type: str) -> None:
    with pytest.raises(NotShown):
        drawn(data, media_type)


def test_more_pixels_or_bytes_than_the_limit_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = photograph("PNG", (300, 200))
    assert drawn(data, "image/png").width == 300
    monkeypatch.setattr(pictures, "PIXELS_MAX", 299 * 200)
    with pytest.raises(NotShown):
        drawn(data, "image/png")
    monkeypatch.undo()
    monkeypatch.setattr(pictures, "SIZE_MAX", len(data) - 1)
    with pytest.raises(NotShown):
        drawn(data, "image/png")


def test_a_decoder_that_needs_too_much_memory_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.new("L", (6_000, 6_000)).save(out, "PNG", compress_level=1)
    monkeypatch.setattr(pictures, "SIDE", 200)
    assert drawn(out.getvalue(), "image/png").width == 200
    monkeypatch.setattr(pictures, "MEMORY", 128 * 1024**2)
    with pytest.raises(NotShown):
        drawn(out.getvalue(), "image/png")


def test_the_child_can_write_no_file_and_hears_nothing_of_ours(tmp_path: Any) -> None:
    """The limits hold for real: the same `confine`, then an attempt."""
    attempt = (
        f"import runpy,os,sys\nhere = runpy.run_path({str(CHILD)!r})\n"
        "here['confine']({'seconds': 5, 'memory': 1 << 30})\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"f = os.open({str(tmp_path / 'out')!r}, os.O_CREAT | os.O_WRONLY)\n"
        "try:\n    os.write(f, b'x'); print('wrote')\nexcept OSError: print('refused', len(os.environ.get('SECRET', '')))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", attempt], env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["refused", "0"]


def test_the_child_imports_nothing_of_the_portal() -> None:
    told = "import runpy,sys; runpy.run_path(%r); print([n for n in sys.modules if n.startswith(('complaints', 'django'))])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", told % str(CHILD)], env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b'{"pages": 1, "width": 10, "height": 10}\n<html>',
        b'{"pages": 1, "width": 99999, "height": 10}\n\xff\xd8\xff',
        b'{"pages": "x"}\n\xff\xd8\xff',
        b"[]\n\xff\xd8\xff",
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(pictures, "_run", lambda _given: answer)
    with pytest.raises(NotShown):
        drawn(photograph("PNG"), "image/png")
