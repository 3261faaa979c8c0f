"""Four lines that the installation signs, and the signature as a fifth: one way for proofs of filing and for daily heads.

    <format>
    installation: <32 hexadecimal digits>
    <name of the day>: 2026-11-20
    <name of the digest>: <64 hexadecimal digits>
    signature: <base64>

Ed25519 over exactly the first four lines with their line ends (LF).
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from complaints.vault.deriving import SECRET
from complaints.vault.headers import Buffer
from complaints.vault.installation import installation_fingerprint
from complaints.vault.members import verify_signature
from complaints.vault.refusal import Refused

LONGEST = 2_000  # characters looked at


@dataclass(frozen=True)
class LinesRead:
    """Lines whose signature holds: the installation's fingerprint, the Beijing day, the digest, the key it holds under."""

    installation: str
    day: date
    digest: bytes
    public: bytes


@dataclass(frozen=True)
class SignedLines:
    """One kind of such lines. All three names are ASCII."""

    format: str
    day: str
    digest: str

    def signed(self, fingerprint: str, day: date, digest: Buffer) -> bytes:
        """The four lines. :raises Refused: for a digest of another length, an instant in place of a day."""
        if isinstance(day, datetime) or len(digest) != SECRET:
            raise Refused
        lines = (
            self.format,
            f"installation: {fingerprint}",
            f"{self.day}: {day.isoformat()}",
            f"{self.digest}: {bytes(digest).hex()}",
        )
        return ("\n".join(lines) + "\n").encode("ascii")

    def text(self, signed: bytes, signature: Buffer) -> str:
        """All five lines, each ended by LF."""
        return f"{signed.decode('ascii')}signature: {base64.b64encode(bytes(signature)).decode('ascii')}\n"

    def read(self, text: str, public_keys: Iterable[Buffer]) -> LinesRead:
        """What such a text says, once its signature holds under one of the published keys.

        Line ends as other systems write them, a byte order mark and blank space around are forgiven: they are no part
        of what was signed.

        :raises Refused: for anything else.
        """
        if len(text) > LONGEST:
            raise Refused
        match = self._lines.fullmatch(text.removeprefix("\ufeff").replace("\r\n", "\n").strip())
        if not match:
            raise Refused
        try:
            day = date.fromisoformat(match["day"])
            signature = base64.b64decode(match["signature"], validate=True)
        except (ValueError, binascii.Error):
            raise Refused from None
        for public in map(bytes, public_keys):
            named = installation_fingerprint(public) == match["installation"]
            if named and verify_signature(public, signature, match["signed"].encode("ascii")):
                return LinesRead(match["installation"], day, bytes.fromhex(match["digest"]), public)
        raise Refused

    @property
    def _lines(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?P<signed>{self.format}\ninstallation: (?P<installation>[0-9a-f]{{32}})\n"
            rf"{self.day}: (?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\n"
            rf"{self.digest}: (?P<digest>[0-9a-f]{{64}})\n)signature: (?P<signature>[A-Za-z0-9+/]{{86}}==)",
            re.ASCII,
        )
