"""Taking location, device, time and author out of a file before it is sealed. Bytes in, bytes out; nothing else is touched.

What remains is the same picture or document. What cannot be cleaned stays as it is, and its reporter is told so.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import pillow_heif
from PIL import Image

from complaints.intake.file_facts import media_type as told_by_bytes
from complaints.intake.metadata import gif, heif, jpeg, office, orientation, pdf, png, tiff, webp
from complaints.intake.metadata.faults import (
    BrokenFileError,
    NotCleanedError,
    OtherFileError,
    ProtectedFileError,
    TooMuchError,
)

PIXELS_MAX = 170_000_000
"""More is a bomb for whoever opens it, and is not examined; Pillow draws its own line a little above."""

# It would tell a log the size of a reporter's picture. What is too large is refused here, and by the library as an error.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

PDF = "application/pdf"
ZIP = "application/zip"
HEIC, AVIF = "image/heic", "image/avif"

_TURNED: dict[str, Callable[[bytes, int], bytes]] = {
    "image/jpeg": jpeg.clean,
    "image/png": png.clean,
    "image/apng": png.clean,
    "image/webp": webp.clean,
}
_AS_THEY_LIE: dict[str, Callable[[bytes], bytes]] = {
    "image/gif": gif.clean,
    "image/tiff": tiff.clean,
    HEIC: heif.clean,
    AVIF: heif.clean,
}
PICTURES = frozenset({*_TURNED, *_AS_THEY_LIE})
CLEANABLE = PICTURES | {PDF, ZIP, *office.MAIN.values()}
"""Media types worth holding in memory to be cleaned."""

_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/apng": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    AVIF: "AVIF",
}


@dataclass(frozen=True)
class Cleaned:
    """The file without its metadata, and its type as it turned out."""

    data: bytes
    media_type: str


def clean(data: bytes, media_type: str) -> Cleaned:
    """The file without what its reporter did not write. Raises NotCleanedError, whose class says why not."""
    if media_type in PICTURES:
        return Cleaned(_picture(data, media_type), media_type)
    if media_type == PDF:
        return Cleaned(pdf.clean(data), media_type)
    if media_type in CLEANABLE:
        return Cleaned(*office.clean(data, _picture_inside))
    raise OtherFileError


def _picture(data: bytes, media_type: str) -> bytes:
    size, turned = _seen(data, media_type)
    if size[0] * size[1] > PIXELS_MAX:
        raise TooMuchError
    turning = _TURNED.get(media_type)
    cleaned = turning(data, turned) if turning else _AS_THEY_LIE[media_type](data)
    if _seen(cleaned, media_type) != (size, turned):
        raise BrokenFileError
    return cleaned


def _seen(data: bytes, media_type: str) -> tuple[tuple[int, int], int]:
    """Width and height in pixels, and the orientation to keep, as libraries read them; the picture is not decoded."""
    try:
        if media_type == HEIC:
            return pillow_heif.open_heif(data, convert_hdr_to_8bit=False).size, orientation.UPRIGHT
        with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as picture:
            turned = picture.getexif().get(orientation.TAG, orientation.UPRIGHT)
            size = picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooMuchError from None
    except Exception:  # noqa: BLE001 - libraries for pictures fail in many ways on what anybody may send
        raise BrokenFileError from None
    known = isinstance(turned, int) and orientation.UPRIGHT <= turned <= orientation.LAST
    return size, turned if known else orientation.UPRIGHT


def _picture_inside(data: bytes) -> bytes:
    """A picture of a document; drawings in other formats carry nothing and stay."""
    kind = told_by_bytes(data)
    return _picture(data, kind) if kind in PICTURES else data


__all__ = [
    "CLEANABLE",
    "PICTURES",
    "BrokenFileError",
    "Cleaned",
    "NotCleanedError",
    "OtherFileError",
    "ProtectedFileError",
    "TooMuchError",
    "clean",
]
