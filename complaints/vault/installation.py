"""The installation's own secrets (§2.1): made once, in a file, never in the database.

The file is text, so that it can be kept on paper: a first line with its format, then `pepper`, `sign_seed` and
`session_salt`, 64 hexadecimal digits each. Losing the pepper closes every reporter's inbox.
"""

import hashlib
import os
import re
import stat
from pathlib import Path
from typing import NoReturn, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from complaints.vault.deriving import SECRET, new_secret
from complaints.vault.files import make_folder, write_durably
from complaints.vault.headers import Buffer
from complaints.vault.refusal import Refused

FORMAT = "qav-installation-1"
PARTS = ("pepper", "sign_seed", "session_salt")
LINES = re.compile(
    FORMAT + "".join(rf"\n{part}: (?P<{part}>[0-9a-f]{{64}})" for part in PARTS) + r"\n?", re.ASCII
)
LARGEST = 1_024  # bytes of such a file
FINGERPRINT = 16


class Installation:
    """Pepper of the receipt codes, signing key of proofs and heads, salt of the unlocked sessions."""

    def __init__(self, pepper: bytes, sign_seed: bytes, session_salt: bytes) -> None:
        if {len(pepper), len(sign_seed), len(session_salt)} != {SECRET}:
            raise Refused
        self.pepper, self.session_salt = pepper, session_salt
        self._signer = Ed25519PrivateKey.from_private_bytes(sign_seed)
        self.public = self._signer.public_key().public_bytes_raw()
        """The raw Ed25519 public key, 32 bytes, which is published."""

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits: the first 16 bytes of SHA-256 of the public key."""
        return installation_fingerprint(self.public)

    def sign(self, data: bytes) -> bytes:
        """64 bytes of Ed25519."""
        return self._signer.sign(data)

    @classmethod
    def create(cls, path: Path) -> Self:
        """New secrets, durably in `path`, readable by their owner alone.

        :raises Refused: when there is a file already: a second pepper would close every inbox.
        """
        if os.path.lexists(path):
            raise Refused
        made = dict(zip(PARTS, (new_secret() for _ in PARTS), strict=True))
        lines = [FORMAT, *(f"{name}: {value.hex()}" for name, value in made.items()), ""]
        make_folder(path.parent)
        write_durably(path, "\n".join(lines).encode("ascii"))
        return cls(**made)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The secrets of `path`.

        :raises Refused: when it is missing, not such a file, or open to others than its owner.
        """
        try:
            with path.open("rb") as file:
                found = os.fstat(file.fileno())
                text = file.read(LARGEST).decode("ascii")
        except (OSError, UnicodeDecodeError):
            raise Refused from None
        match = LINES.fullmatch(text)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077 or not match:
            raise Refused
        return cls(**{part: bytes.fromhex(match[part]) for part in PARTS})

    def __repr__(self) -> str:
        return f"Installation({self.fingerprint})"

    def __reduce__(self) -> NoReturn:
        raise Refused


def installation_fingerprint(public: Buffer) -> str:
    """The first 16 bytes of SHA-256 of an installation's raw public key, hexadecimal."""
    return hashlib.sha256(bytes(public)).digest()[:FINGERPRINT].hex()
