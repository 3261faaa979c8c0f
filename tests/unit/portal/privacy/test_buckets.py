"""Token buckets: rates, networks, forgetting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.privacy.buckets import DAY, HOUR, LOOPBACK, Allowance, Buckets, network_of
from portal.privacy.limits import AN_HOUR, LOOPBACK_TIMES, MOST_NETWORKS, Limits

KEY = b"k" * 32


def buckets(an_hour: float = 10, most: int = 100) -> Buckets:
    return Buckets(Allowance(an_hour), Allowance(an_hour * 5), most=most)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", b"203.0.113.0/24"),
        ("::ffff:203.0.113.77", b"203.0.113.0/24"),
        ("2001:db8:1:2ff:1::9", b"2001:db8:1:200::/56"),
        ("fe80::1%eth0", b"fe80::/56"),
        ("127.0.0.1", LOOPBACK),
        ("127.9.9.9", LOOPBACK),
        ("::1", LOOPBACK),
        ("::ffff:127.0.0.1", LOOPBACK),
        ("", LOOPBACK),
        ("unix:", LOOPBACK),
    ],
)
def test_addresses_are_told_apart_by_network_only(address: str, network: bytes) -> None:
    assert network_of(address) == network


def test_a_bucket_empties_and_fills_evenly() -> None:
    held = buckets(10)
    assert [held.take(b"a", KEY, 0.0) for _ in range(11)] == [True] * 10 + [False]
    assert not held.take(b"a", KEY, HOUR / 10 - 1)
    assert held.take(b"a", KEY, HOUR / 10 + 1)
    assert not held.take(b"a", KEY, HOUR / 10 + 2)
    assert [held.take(b"a", KEY, 9 * HOUR) for _ in range(11)] == [True] * 10 + [False]


def test_networks_have_buckets_of_their_own_and_this_machine_a_larger_one() -> None:
    held = buckets(2)
    assert [held.take(b"a", KEY, 0.0) for _ in range(3)] == [True, True, False]
    assert held.take(b"b", KEY, 0.0)
    assert [held.take(LOOPBACK, KEY, 0.0) for _ in range(11)] == [True] * 10 + [False]


@given(st.lists(st.tuples(st.floats(0, 600), st.sampled_from([b"a", b"b"])), max_size=200))
def test_nobody_gets_more_than_a_full_bucket_and_the_hours_refill(steps: list[tuple[float, bytes]]) -> None:
    held, now = buckets(5), 0.0
    granted = {b"a": 0, b"b": 0}
    for wait, network in steps:
        now += wait
        granted[network] += held.take(network, KEY, now)
    assert all(count <= 5 + now * 5 / HOUR + 1e-6 for count in granted.values())


def test_memory_is_bounded_and_the_least_recent_is_forgotten() -> None:
    held = buckets(1, most=3)
    for network in (b"a", b"b", b"c"):
        held.take(network, KEY, 0.0)
    held.take(b"a", KEY, 1.0)
    held.take(b"d", KEY, 2.0)
    assert len(held) == 3
    assert held.take(b"b", KEY, 3.0)  # forgotten, so full again
    assert not held.take(b"d", KEY, 3.0)


def test_no_address_stands_in_the_record() -> None:
    held = buckets()
    network = network_of("203.0.113.77")
    held.take(network, KEY, 0.0)
    assert b"203" not in b"".join(held._held)
    held.take(network, b"another key" * 3, 0.0)
    assert len(held) == 2


def test_workers_share_the_allowance_and_the_key_lasts_a_day() -> None:
    one, four = Limits(1), Limits(4)
    address = "203.0.113.77"
    assert sum(one.allow(address, "look_up", 0.0) for _ in range(100)) == AN_HOUR["look_up"]
    assert sum(four.allow(address, "look_up", 0.0) for _ in range(100)) == AN_HOUR["look_up"] // 4
    assert sum(one.allow("127.0.0.1", "filing", 0.0) for _ in range(20_000)) == (
        AN_HOUR["filing"] * LOOPBACK_TIMES
    )
    # A worker with less than one filing an hour would never let anybody file.
    assert Limits(64).allow(address, "filing", 0.0)
    first = one._key
    one.allow(address, "filing", DAY - 1)
    assert one._key == first
    one.allow(address, "filing", DAY)
    assert one._key != first
    assert len(one._buckets["look_up"]) == 0


def test_a_flood_of_networks_stays_in_bounds() -> None:
    limits = Limits(1)
    for number in range(MOST_NETWORKS + 500):
        limits.allow(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", "filing", 0.0)
        limits.allow(f"2001:db8:{number:x}::1", "filing", 0.0)
    assert len(limits._buckets["filing"]) == MOST_NETWORKS
