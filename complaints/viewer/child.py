"""Decodes one picture, or draws one page, in a process of its own that is given no secret and can write no file.

Run by its path in Python's isolated mode, with an empty environment. Standard input: one line of JSON (what `pictures`
asks), then the file's bytes. Standard output: one line of JSON with `pages`, `more` (frames that are never shown),
`width` and `height`, then a PNG or JPEG that this process encoded itself from pixels, so that nothing of the file's own
bytes reaches a browser; no picture where `page` is null and only the number of pages is asked. Whatever goes wrong ends it
with a status other than 0 and without a word. It imports nothing of the portal, but runs as the same user: a decoder that
was taken over could read what that user may (docs/adr/0026).
"""

import io
import json
import resource
import sys
from collections.abc import Mapping
from typing import Any

PDF, HEIC = "application/pdf", "image/heic"
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/apng": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/x-ms-bmp": "BMP",
    "image/avif": "AVIF",
}
SHARP = {"PNG", "GIF", "BMP"}
"""Formats of drawings and screenshots: encoded without loss."""

MOVING = {"PNG", "GIF", "WEBP", "AVIF"}
"""Formats that may hold frames after the first, of which none is shown."""

FILES = 64
"""Descriptors; libraries open a few of their own data files while they are loaded."""


def confine(job: Mapping[str, Any]) -> None:
    """Limits on processor seconds and memory; no file can be written, no core dumped. Nothing lifts them again."""
    for which, most in (
        (resource.RLIMIT_CPU, job["seconds"]),
        (resource.RLIMIT_AS, job["memory"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, FILES),
    ):
        resource.setrlimit(which, (most, most))


def page_of_pdf(data: bytes, job: Mapping[str, Any]) -> tuple[int, Any]:
    """How many pages there are, and the page asked for. The library is built without any interpreter of scripts."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    pages = len(document)
    if job["page"] is None:
        return pages, None
    if not 0 <= job["page"] < pages <= job["pages"]:
        raise ValueError
    document.init_forms()  # what was filled in is drawn too
    page = document[job["page"]]
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError
    scale = min(job["side"] / max(width, height), job["zoom"])
    return pages, page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")


def picture(data: bytes, job: Mapping[str, Any]) -> tuple[int, bool, Any, bool]:
    """How many pictures of the file can be shown, whether more follow, the one asked for, and whether it is a drawing.

    The picture stands upright and on white.
    """
    import warnings

    import PIL.AvifImagePlugin
    import PIL.Image
    import PIL.ImageOps

    warnings.simplefilter("ignore")
    PIL.Image.MAX_IMAGE_PIXELS = None  # the job's own limit is asked before anything is decoded
    PIL.AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    if job["type"] == HEIC:
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        opened = pillow_heif.open_heif(data)
        if opened.size[0] * opened.size[1] > job["pixels"]:
            raise ValueError
        drawn = None if job["page"] is None else _fitted(opened.to_pillow().convert("RGB"), job)
        return 1, len(opened) > 1, drawn, False
    kind = FORMATS[job["type"]]
    with PIL.Image.open(io.BytesIO(data), formats=[kind]) as found:
        pages = getattr(found, "n_frames", 1) if kind == "TIFF" else 1
        more = kind in MOVING and getattr(found, "is_animated", False)
        if job["page"] is None:
            return pages, more, None, False
        if not 0 <= job["page"] < pages <= job["pages"]:
            raise ValueError
        found.seek(job["page"])
        if found.size[0] * found.size[1] > job["pixels"]:
            raise ValueError
        found.draft("RGB", (job["side"], job["side"]))
        upright = PIL.ImageOps.exif_transpose(found)
        return pages, more, _fitted(_on_white(upright), job), kind in SHARP


def _on_white(found: Any) -> Any:
    import PIL.Image

    if found.mode in {"I", "F"} or found.mode.startswith("I;16"):
        found = found.convert("F").point(lambda value: value / 257)  # sixteen bits a pixel
        return found.convert("L").convert("RGB")
    if "A" in found.getbands() or "transparency" in found.info:
        solid = found.convert("RGBA")
        white = PIL.Image.new("RGBA", solid.size, "white")
        white.alpha_composite(solid)
        return white.convert("RGB")
    return found.convert("RGB")


def _fitted(found: Any, job: Mapping[str, Any]) -> Any:
    found.thumbnail((job["side"], job["side"]), reducing_gap=2.0)
    return found


def encoded(drawn: Any, *, sharp: bool) -> bytes:
    """The pixels as a fresh file: nothing of the old one but what can be seen."""
    import PIL.Image

    out = io.BytesIO()
    bare = PIL.Image.frombytes("RGB", drawn.size, drawn.tobytes())
    if sharp:
        bare.save(out, "PNG", compress_level=3)
    else:
        bare.save(out, "JPEG", quality=88)
    return out.getvalue()


def main() -> None:
    """Read the job and the file, answer."""
    job = json.loads(sys.stdin.buffer.readline())
    confine(job)
    data = sys.stdin.buffer.read()
    if job["type"] == PDF:
        pages, drawn = page_of_pdf(data, job)
        more, sharp = False, True
    else:
        pages, more, drawn, sharp = picture(data, job)
    image = encoded(drawn, sharp=sharp) if drawn is not None else b""
    width, height = drawn.size if drawn else (0, 0)
    head = {"pages": pages, "more": more, "width": width, "height": height}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + image)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main()
    except BaseException:  # noqa: BLE001 - a trace could hold bytes of the file
        sys.exit(1)
