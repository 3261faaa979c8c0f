"""A file that lies sealed in the evidence folder and belongs to no case yet, as a value. Pure."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

BLOB = re.compile(r"[0-9a-f]{32}", re.ASCII)
SHA256 = 32
KEY = 32


@dataclass(frozen=True, kw_only=True)
class StagedFile:
    """What must be known of a sealed file to open it again. It holds the file's key: it goes into sealed places only.

    :ivar blob: its name on disk, 32 hexadecimal digits, later the primary key of its evidence row.
    :ivar name: as the reporter's device called it, cleaned; for display only.
    :ivar media_type: told from its first bytes, never from what the browser said.
    :ivar length: bytes as sealed, that is after metadata was removed; `padded` with the zeros.
    :ivar sha256: digest of those `length` bytes, 32 bytes.
    :ivar key: FK, 32 bytes.
    :ivar cleaned: metadata was removed, or a file of this kind holds none. False: the reporter is told plainly that the
        file is, byte for byte, what they chose.
    """

    blob: str
    name: str
    media_type: str
    length: int
    padded: int
    sha256: bytes
    key: bytes = field(repr=False)
    cleaned: bool

    def as_json(self) -> dict[str, Any]:
        """Plain values for sealing; bytes as base64."""
        return {
            "blob": self.blob,
            "name": self.name,
            "media_type": self.media_type,
            "length": self.length,
            "padded": self.padded,
            "sha256": base64.b64encode(self.sha256).decode("ascii"),
            "key": base64.b64encode(self.key).decode("ascii"),
            "cleaned": self.cleaned,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The file again. Raises ValueError for anything that `as_json` does not make."""
        try:
            made = cls(
                **{
                    **value,
                    "sha256": base64.b64decode(value["sha256"], validate=True),
                    "key": base64.b64decode(value["key"], validate=True),
                }
            )
        except (KeyError, TypeError, binascii.Error):
            raise ValueError("not a staged file") from None
        whole = (
            isinstance(made.blob, str)
            and BLOB.fullmatch(made.blob) is not None
            and (len(made.sha256), len(made.key)) == (SHA256, KEY)
            and all(type(size) is int and size >= 0 for size in (made.length, made.padded))
        )
        if not whole:
            raise ValueError("not a staged file")
        return made
