"""The portal as a WSGI application for which it is always the same instant: ``INSTANT``, ISO 8601 with an offset.

Windows, countdowns and the day of an approval follow that instant, so that pictures and tests do not change with the
calendar. Sessions and cookies keep the real time.
"""

import datetime as dt
import os
from collections.abc import Iterable
from typing import Any

from cms import clock
from portal.wsgi import application as portal

INSTANT = dt.datetime.fromisoformat(os.environ["INSTANT"])


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer one request at that instant. Pages are complete when they are handed over: nothing is rendered later."""
    with clock.at(INSTANT):
        return portal(environ, start_response)
