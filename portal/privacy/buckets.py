"""Token buckets for people whose addresses are not kept. Pure: time, key and numbers come from outside.

A bucket is named by an HMAC of the caller's network under a key that lives a day in memory, so that nothing
read out of the process tells later who came. Seconds are of any monotonic clock.
"""

import hashlib
import hmac
import ipaddress
from collections import OrderedDict
from dataclasses import dataclass

HOUR = 3600.0
DAY = 24 * HOUR
KEY_BYTES = 32
LOOPBACK = b"loopback"


def network_of(address: str) -> bytes:
    """The network an address stands for: its /24 or /56, or this machine.

    A /24 and a /56 are what one household or office is given, so changing the last digits wins nothing; an
    IPv4 address written as IPv6 counts as what it is. The server names the address; what is none is a socket
    file of this machine.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return LOOPBACK
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return LOOPBACK
    prefix = 24 if parsed.version == 4 else 56
    return str(ipaddress.ip_network((parsed, prefix), strict=False)).encode("ascii")


@dataclass(frozen=True)
class Allowance:
    """How much one bucket holds, and that it fills up again evenly within an hour."""

    an_hour: float

    def refilled(self, left: float, seconds: float) -> float:
        """What a bucket holds that held ``left`` that long ago."""
        return min(self.an_hour, left + max(0.0, seconds) * self.an_hour / HOUR)


class Buckets:
    """Buckets of one kind. At most ``most`` are kept: the one unused longest is forgotten first, and starts full again.

    Not safe to share between threads without a lock.
    """

    def __init__(self, allowance: Allowance, loopback: Allowance, *, most: int) -> None:
        self.allowance = allowance
        self.loopback = loopback
        self.most = most
        self._held: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def take(self, network: bytes, key: bytes, now: float) -> bool:
        """Take one from the bucket of that network; False when less than one is left, and then nothing is taken."""
        allowance = self.loopback if network == LOOPBACK else self.allowance
        name = hmac.new(key, network, hashlib.sha256).digest()
        left, since = self._held.pop(name, (allowance.an_hour, now))
        left = allowance.refilled(left, now - since)
        granted = left >= 1
        self._held[name] = (left - 1 if granted else left, now)
        while len(self._held) > self.most:
            self._held.popitem(last=False)
        return granted

    def left(self, network: bytes, key: bytes, now: float) -> float:
        """What the bucket of that network holds; nothing is taken."""
        allowance = self.loopback if network == LOOPBACK else self.allowance
        name = hmac.new(key, network, hashlib.sha256).digest()
        left, since = self._held.get(name, (allowance.an_hour, now))
        return allowance.refilled(left, now - since)

    def forget(self) -> None:
        """Empty every bucket's record."""
        self._held.clear()
