"""Secrets written as programs write them, for the control run.

Made with the standard library's own encoders and none of the code that looks for them: what both got wrong in the same
way would never be noticed.
"""

import base64
import binascii
import gzip
import html
import io
import json
import pickle
import quopri
import re
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote, quote_plus

from django.core import signing

from tests.forensics.markers import Marker

CHARACTER_SETS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")


def plants(marker: Marker) -> Iterator[tuple[str, bytes]]:
    """A secret in every way it might be written, each with the name of the way."""
    if isinstance(marker.value, bytes):
        yield from wrapped("bytes", marker.value)
        yield "bytes in text", json.dumps(marker.value.decode("latin-1"), ensure_ascii=False).encode()
        return
    for spelling, text in spelled(marker):
        sentence = f"{noise()}“{text}”{noise()}"
        for charset in CHARACTER_SETS:
            yield from wrapped(f"{spelling}{charset}", sentence.encode(charset), around=False)
        yield from as_text(spelling, sentence)


def spelled(marker: Marker) -> Iterator[tuple[str, str]]:
    """Codes as people and pages write them."""
    assert isinstance(marker.value, str)
    yield "", marker.value
    if marker.digits:
        groups = [marker.value[at : at + 4] for at in range(0, len(marker.value), 4)]
        half = len(groups) // 2
        yield from ((f"grouped by {separator!r}, ", separator.join(groups)) for separator in " -.·\u00a0")
        yield "in two rows, ", " ".join(groups[:half]) + "\n" + " ".join(groups[half:])
        yield "full-width, ", "".join(chr(ord("０") + int(digit)) for digit in marker.value)


def as_text(spelling: str, sentence: str) -> Iterator[tuple[str, bytes]]:
    """Ways that are about characters and not about bytes."""
    yield f"{spelling}entities, decimal", sentence.encode("ascii", "xmlcharrefreplace")
    yield f"{spelling}all entities, decimal", "".join(f"&#{ord(each)};" for each in sentence).encode()
    for form in ("&#x{:x};", "&#x{:X};", "&#X{:X};"):
        yield f"{spelling}entities, {form}", "".join(form.format(ord(each)) for each in sentence).encode()
    yield f"{spelling}JSON", json.dumps({"text": sentence}).encode()
    yield f"{spelling}JSON of a page", html.escape(json.dumps(sentence)).encode()
    yield f"{spelling}JSON in capitals", "".join(f"\\u{ord(each):04X}" for each in sentence).encode()
    yield f"{spelling}Python", ascii(sentence).encode()
    yield f"{spelling}read as latin-1", sentence.encode().decode("latin-1").encode()
    for transfer in ("base64", "quoted-printable", "8bit"):
        letter = EmailMessage(policy=SMTP)
        letter["Subject"] = sentence.replace("\n", " ")
        letter.set_content(f"{sentence}\n", cte=transfer)
        yield f"{spelling}mail, {transfer}", bytes(letter)
    yield (
        f"{spelling}signed, compressed",
        signing.dumps({"text": sentence * 2}, key="k", compress=True).encode(),
    )
    yield f"{spelling}job", base64.b64encode(zlib.compress(pickle.dumps({"args": (sentence,)})))


def wrapped(name: str, value: bytes, *, around: bool = True) -> Iterator[tuple[str, bytes]]:
    """Ways that are about bytes. :param around: put noise around it first."""
    value = noise().encode() + value + noise().encode() if around else value
    yield name, value
    yield f"{name}, hex", binascii.hexlify(value)
    yield f"{name}, hex in capitals", binascii.hexlify(value).upper()
    yield f"{name}, hex with colons", binascii.hexlify(value, ":")
    yield f"{name}, hex in PostgreSQL", b"\\x" + binascii.hexlify(value)
    for more in range(3):
        shifted = b"." * more + value
        yield f"{name}, base64 {more}", base64.b64encode(shifted)
        yield f"{name}, base64 of URLs {more}", base64.urlsafe_b64encode(shifted)
        yield f"{name}, base64 in lines {more}", base64.encodebytes(shifted)
    yield f"{name}, quoted-printable", quopri.encodestring(value)
    yield f"{name}, quoted-printable of headers", quopri.encodestring(value, header=True)
    yield f"{name}, quoted-printable in small letters", small(rb"=[0-9A-F]{2}", quopri.encodestring(value))
    yield f"{name}, percent", quote(value).encode()
    yield f"{name}, percent of forms", quote_plus(value).encode()
    yield f"{name}, percent in small letters", small(rb"%[0-9A-F]{2}", quote(value, safe="").encode())
    yield f"{name}, Python", repr(value).encode()
    yield f"{name}, octal", "".join(f"\\{each:03o}" for each in value).encode()
    yield from squeezed(name, value)


def small(escape: bytes, value: bytes) -> bytes:
    """Escapes in small letters, the rest as it is."""
    return re.sub(escape, lambda match: match.group().lower(), value)


def squeezed(name: str, value: bytes) -> Iterator[tuple[str, bytes]]:
    """Compressed, in the middle of other bytes; the streams of a PDF file with and without their two bytes of header."""
    for level in (1, 6, 9):
        yield f"{name}, zlib {level}", noise().encode() + zlib.compress(value * 2, level) + noise().encode()
    yield f"{name}, gzip", noise().encode() + gzip.compress(value * 2)
    yield f"{name}, gzip cut off", gzip.compress(value + secrets.token_bytes(4000))[:-1000]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", value * 2)
    yield f"{name}, zip", noise().encode() + archive.getvalue()
    yield f"{name}, zip in gzip", gzip.compress(archive.getvalue())
    for stream in (zlib.compress(value * 2), zlib.compress(value * 2, wbits=-15)):
        head = f"4 0 obj\n<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode()
        yield f"{name}, PDF", b"%PDF-1.7\n" + head + stream + b"\nendstream\nendobj\n"


def noise() -> str:
    """Something in front and behind, of changing length."""
    return "x" * secrets.randbelow(7) + secrets.token_hex(secrets.randbelow(5) + 3) + " "
