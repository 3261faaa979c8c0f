"""The portal with a fault: a right code takes longer. What measures the difference must find it."""

import os
import time
from typing import Any

from complaints import vault
from portal.wsgi import application

__all__ = ["application"]

_open_field = vault.open_field
_longer = float(os.environ["PLANTED"]) / 1000


def _slowly(*args: Any) -> bytes:
    """As the vault's own, and then so much longer; a wrong code is refused before."""
    opened = _open_field(*args)
    time.sleep(_longer)
    return opened


vault.open_field = _slowly
