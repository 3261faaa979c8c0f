"""The day's head over all chains: what goes into it, and its signature."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from complaints import vault

DAY = dt.date(2026, 11, 20)
FIRST, SECOND = "11" * 16, "22" * 16
CHAINS: dict[str, tuple[int, bytes]] = {SECOND: (2, b"b" * 32), FIRST: (1, b"a" * 32)}


def test_it_is_the_hash_that_the_protocol_says() -> None:
    told = b"qav1/events/head\x002026-11-20" + bytes(32) + (2).to_bytes(4, "big")
    told += bytes.fromhex(FIRST) + (1).to_bytes(4, "big") + b"a" * 32
    told += bytes.fromhex(SECOND) + (2).to_bytes(4, "big") + b"b" * 32
    assert vault.day_head(DAY, bytes(32), CHAINS) == hashlib.sha256(told).digest()


def test_every_part_changes_it() -> None:
    variants = [
        vault.day_head(DAY, bytes(32), CHAINS),
        vault.day_head(DAY + dt.timedelta(days=1), bytes(32), CHAINS),
        vault.day_head(DAY, b"x" * 32, CHAINS),
        vault.day_head(DAY, bytes(32), {}),
        vault.day_head(DAY, bytes(32), CHAINS | {FIRST: (2, b"a" * 32)}),
        vault.day_head(DAY, bytes(32), CHAINS | {FIRST: (1, b"c" * 32)}),
        vault.day_head(DAY, bytes(32), CHAINS | {"33" * 16: (1, b"a" * 32)}),
    ]
    assert len(set(variants)) == len(variants)


def test_what_is_no_chain_is_refused() -> None:
    for previous, chains in (
        (b"", CHAINS),
        (bytes(32), {FIRST: (1, b"")}),
        (bytes(32), {FIRST: (-1, b"a" * 32)}),
    ):
        with pytest.raises(vault.Refused):
            vault.day_head(DAY, previous, chains)
    with pytest.raises(vault.Refused):
        vault.day_head(dt.datetime(2026, 11, 20, tzinfo=dt.UTC), bytes(32), CHAINS)


def test_the_published_lines_verify_and_no_other_do(tmp_path: Path) -> None:
    own, other = (vault.Installation.create(tmp_path / name) for name in ("own", "other"))
    head = vault.day_head(DAY, bytes(32), CHAINS)
    text = vault.head_text(own.public, DAY, head, vault.sign_head(own, DAY, head))
    read = vault.verify_head(text.replace("\n", "\r\n"), [other.public, own.public])
    assert (read.day, read.head, read.public) == (DAY, head, own.public)
    forged = (
        text.replace("2026-11-20", "2026-11-21"),
        text.replace(head.hex(), bytes(32).hex()),
        text.replace("qav-head-1", "qav-proof-1"),
        vault.head_text(other.public, DAY, head, vault.sign_head(own, DAY, head)),
        text + text,
        "",
    )
    for each in forged:
        with pytest.raises(vault.Refused):
            vault.verify_head(each, [own.public])
    with pytest.raises(vault.Refused):
        vault.verify_head(text, [other.public])
