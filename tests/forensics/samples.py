"""Files to file: whole and readable, random from the first byte to the last, with somebody's name left inside."""

import base64
import io
import secrets
import zlib

from PIL import Image

COMMENT = 58
"""Random bytes at the edges of a file whose format begins or ends with the same bytes in all files."""


def jpeg(pixels: int, left_inside: str) -> bytes:
    """A picture of noise, `pixels` wide and high, with an author in its EXIF."""
    picture = Image.frombytes("RGB", (pixels, pixels), secrets.token_bytes(3 * pixels * pixels))
    about = Image.Exif()
    about[0x010E] = left_inside.encode().decode("latin-1")  # ImageDescription
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, exif=about)
    data = out.getvalue()
    comment = b"\xff\xfe" + (COMMENT + 2).to_bytes(2, "big") + secrets.token_bytes(COMMENT)
    return data[:2] + comment + data[2:]


def pdf(size: int, left_inside: str) -> bytes:
    """A document of one page, about `size` bytes long, with an author in its information."""
    words = secrets.token_hex(size // 2).encode()
    content = zlib.compress(b"BT (" + words + b") Tj ET")
    author = b"\xfe\xff" + left_inside.encode("utf-16-be")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Author <%b> >>" % author.hex().encode(),
    ]
    out = bytearray(b"%PDF-1.7\n%" + secrets.token_hex(COMMENT // 2).encode() + b"\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n%%%b" % (table, secrets.token_hex(COMMENT // 2).encode())
    return bytes(out)


def text(size: int) -> bytes:
    """Something written down, `size` bytes long, no two lines of it alike."""
    return base64.encodebytes(secrets.token_bytes(size * 3 // 4))[:size]
