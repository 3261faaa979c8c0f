"""What a camera, a programme or an editor wrote into a picture is gone; the picture is the same."""

import io
import os
import zlib
from collections.abc import Iterator

import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from complaints.intake import strip

PLANTED = "PLANTED-4c1d-内容".encode()
GPS = (39.0, 54.0, 26.4517)
TURNED = 6


def picture(size: tuple[int, int] = (64, 48)) -> Image.Image:
    return Image.radial_gradient("L").resize(size).convert("RGB")


def exif(*, thumbnail: bytes = b"") -> Image.Exif:
    """Orientation, camera, author, comment and place, as a phone writes them."""
    made = Image.Exif()
    made[0x0112] = TURNED
    for tag in (0x010F, 0x0110, 0x0131, 0x013B, 0x8298):
        made[tag] = PLANTED.decode()
    place = made.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", GPS, "E", GPS
    place[29] = PLANTED.decode()
    inner = made.get_ifd(0x8769)
    inner[0x9286] = b"UNICODE\x00" + PLANTED
    inner[0x927C] = PLANTED * 3 + thumbnail  # a maker's note
    return made


def saved(kind: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture().save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def thumbnail() -> bytes:
    out = io.BytesIO()
    picture((16, 12)).save(out, "JPEG")
    return out.getvalue()


def gif() -> bytes:
    out = io.BytesIO()
    second = picture().rotate(40).convert("P")
    picture().convert("P").save(
        out, "GIF", comment=PLANTED, save_all=True, append_images=[second], loop=3, duration=70
    )
    data = out.getvalue()
    planted = b"\x21\xfe" + bytes((len(PLANTED),)) + PLANTED + b"\x00"
    unknown = b"\x21\xff\x0bSOMEPROGRAM" + bytes((len(PLANTED),)) + PLANTED + b"\x00"
    return data[:-1] + planted + unknown + b"\x3b"


def tiff(compression: str | None) -> bytes:
    out = io.BytesIO()
    tags = {270: PLANTED.decode(), 274: TURNED, 305: PLANTED.decode(), 315: PLANTED.decode(), 700: PLANTED}
    picture().save(
        out,
        "TIFF",
        tiffinfo=tags,
        compression=compression,
        save_all=True,
        append_images=[picture().rotate(40)],
    )
    return out.getvalue()


def heic() -> bytes:
    out = io.BytesIO()
    made = exif()
    del made[0x0112]  # a HEIC is turned by a property of its own
    pillow_heif.from_pillow(picture()).save(
        out, exif=made.tobytes(), xmp=PLANTED, icc_profile=PLANTED * 9, quality=60
    )
    return out.getvalue()


def with_text() -> PngImagePlugin.PngInfo:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", PLANTED.decode("latin-1"))
    text.add_itxt("XML:com.adobe.xmp", PLANTED.decode(), zip=True)
    text.add(b"tIME", b"\x07\xea\x0b\x14\x08\x00\x00")
    return text


def cases() -> Iterator[tuple[str, str, bytes]]:
    jpeg = {
        "exif": exif(thumbnail=thumbnail()),
        "comment": PLANTED,
        "icc_profile": PLANTED * 9,
        "xmp": PLANTED,
    }
    yield "jpeg", "image/jpeg", saved("JPEG", **jpeg)
    yield "progressive jpeg", "image/jpeg", saved("JPEG", progressive=True, **jpeg)
    yield "png", "image/png", saved("PNG", exif=exif(), pnginfo=with_text(), icc_profile=PLANTED * 9)
    more = {"exif": exif(), "xmp": PLANTED, "icc_profile": PLANTED * 9}
    yield "webp", "image/webp", saved("WEBP", **more)
    yield "lossless webp", "image/webp", saved("WEBP", lossless=True, **more)
    frames = [picture().rotate(40)]
    yield "moving webp", "image/webp", saved("WEBP", save_all=True, append_images=frames, **more)
    yield "gif", "image/gif", gif()
    for compression in (None, "tiff_deflate", "tiff_lzw", "packbits"):
        yield f"tiff {compression}", "image/tiff", tiff(compression)
    yield "heic", "image/heic", heic()
    yield "avif", "image/avif", saved("AVIF", **more)


CASES = list(cases())


def pixels(data: bytes, media_type: str) -> list[bytes]:
    if media_type == "image/heic":
        return [bytes(pillow_heif.open_heif(data).data)]
    with Image.open(io.BytesIO(data)) as image:
        found = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            found.append(image.convert("RGBA").tobytes())
        return found


@pytest.mark.parametrize(
    ("media_type", "data"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_nothing_planted_is_left_and_every_pixel_is(media_type: str, data: bytes) -> None:
    assert PLANTED[:12] in data, "the test plants what it looks for"
    data += PLANTED  # as some phones append a film of the moment
    cleaned = strip.clean(data, media_type)
    for hidden in (PLANTED, PLANTED[:12], PLANTED.decode().encode("utf-16-le"), b"SOMEPROGRAM"):
        assert hidden not in cleaned.data
    assert pixels(cleaned.data, media_type) == pixels(data, media_type)
    assert strip.clean(cleaned.data, media_type).data == cleaned.data, "there is nothing more to take out"
    if media_type != "image/heic":
        with Image.open(io.BytesIO(cleaned.data)) as image:
            assert set(image.getexif()) <= {0x0112} or media_type == "image/tiff"
            assert not image.getexif().get_ifd(0x8825)


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff None", "avif"])
def test_a_picture_keeps_its_upright_side(kind: str) -> None:
    (media_type, data) = next(case[1:] for case in CASES if case[0] == kind)
    with Image.open(io.BytesIO(strip.clean(data, media_type).data)) as image:
        assert image.getexif()[0x0112] == TURNED


def test_the_small_picture_of_a_camera_goes_with_its_record() -> None:
    data = CASES[0][2]
    assert data.count(b"\xff\xd8\xff") == 2
    assert strip.clean(data, "image/jpeg").data.count(b"\xff\xd8\xff") == 1


def test_colours_that_need_a_marker_keep_it() -> None:
    out = io.BytesIO()
    picture().convert("CMYK").save(out, "JPEG", comment=PLANTED)
    cleaned = strip.clean(out.getvalue(), "image/jpeg").data
    with Image.open(io.BytesIO(cleaned)) as image, Image.open(out) as before:
        assert image.info["adobe_transform"] == before.info["adobe_transform"]
        assert image.tobytes() == before.tobytes()


def test_a_bomb_is_not_touched() -> None:
    header = bytearray(saved("PNG"))
    header[16:24] = (60_000).to_bytes(4, "big") * 2
    header[29:33] = zlib.crc32(bytes(header[12:29])).to_bytes(4, "big")
    with pytest.raises(strip.TooMuchError):
        strip.clean(bytes(header), "image/png")


@pytest.mark.parametrize(
    ("media_type", "data"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.data())
def test_a_damaged_picture_is_told_or_cleaned_and_never_more(
    media_type: str, data: bytes, chance: st.DataObject
) -> None:
    damaged = bytearray(data[: chance.draw(st.integers(0, len(data)))])
    for _byte in range(chance.draw(st.integers(0, 3))):
        if damaged:
            damaged[chance.draw(st.integers(0, min(400, len(damaged) - 1)))] = chance.draw(
                st.integers(0, 255)
            )
    try:
        strip.clean(bytes(damaged), media_type)
    except strip.NotCleanedError:
        return


def test_what_is_no_picture_says_so() -> None:
    for media_type in sorted(strip.CLEANABLE):
        with pytest.raises(strip.NotCleanedError):
            strip.clean(os.urandom(4_000), media_type)
    with pytest.raises(strip.OtherFileError):
        strip.clean(b"anything", "video/mp4")
