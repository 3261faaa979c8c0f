"""What a member of the confidential channel in the demonstration types to get at the keys: password, passphrase, six digits."""

import re
import time
from base64 import b32decode
from pathlib import Path

from django_otp.oath import TOTP

from tests.browser import demo_portal

_shown: dict[tuple[Path, str], tuple[int, int]] = {}
"""By folder and account: the last step whose digits were shown, and by how many steps that was ahead of the clock."""


def secrets_of(folder: Path) -> tuple[str, str, str]:
    """Password, passphrase and the second factor's key of the demonstration's members."""
    text = (folder / "var" / "demo-accounts.txt").read_text(encoding="utf-8")
    passphrase, factor = re.search(r"口令都是 ([a-z ]+)，动态口令的密钥都是 ([A-Z2-7]+)", text).groups()  # type: ignore[union-attr]
    return demo_portal.password_of(folder), passphrase, factor


def six_digits(folder: Path, name: str) -> str:
    """What that member's telephone shows, on a telephone whose clock gains: never the same digits twice, and no waiting.

    Digits that were shown once are not taken again, and the portal follows a clock that drifts by one step a time.
    """
    key = b32decode(secrets_of(folder)[2])
    now = TOTP(key).t()
    last, ahead = _shown.get((folder, name), (now - 1, 0))
    step = max(last + 1, now + ahead)
    _shown[folder, name] = step, step - now
    shown = TOTP(key)
    shown.time = time.time() + (step - now) * shown.step
    return f"{shown.token():06d}"
