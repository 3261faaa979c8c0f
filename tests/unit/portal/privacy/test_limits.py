"""Slots for costly work, and what a request is counted by."""

import threading

import pytest
from django.test import RequestFactory

from portal.privacy import limits


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_limits", limits.Limits(1))


@pytest.mark.parametrize(("name", "count"), [("upload", 8), ("argon2", 4)])
def test_one_more_than_there_are_slots_is_refused(
    name: limits.Slot, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.PATIENCE, "argon2", 0.05)
    held, go = threading.Barrier(count + 1), threading.Event()

    def work() -> None:
        with limits.slot(name):
            held.wait(10)
            go.wait(10)

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    held.wait(10)
    with pytest.raises(limits.Busy), limits.slot(name):
        pass
    go.set()
    for thread in threads:
        thread.join(10)
    with limits.slot(name):
        pass


def test_the_costly_hash_waits_for_its_turn_and_an_upload_does_not() -> None:
    assert limits.PATIENCE["upload"] == 0
    assert limits.PATIENCE["argon2"] > 1
    held, threads = threading.Event(), []

    def work() -> None:
        with limits.slot("argon2"):
            held.wait(10)

    for _slot in range(limits.AT_ONCE["argon2"]):
        threads.append(threading.Thread(target=work))
        threads[-1].start()
    timer = threading.Timer(0.2, held.set)
    timer.start()
    with limits.slot("argon2"):
        assert held.is_set()
    for thread in threads:
        thread.join(10)


def test_a_slot_is_given_back_when_the_work_fails() -> None:
    for _ in range(20):
        with pytest.raises(ZeroDivisionError), limits.slot("argon2"):
            raise ZeroDivisionError


def test_a_request_counts_for_its_network_whatever_it_claims_to_come_from() -> None:
    ask = RequestFactory()

    def request(address: str, claimed: str) -> bool:
        return limits.allow(
            ask.post("/complaints/follow-up/", REMOTE_ADDR=address, headers={"x-forwarded-for": claimed}),
            "filing",
        )

    assert [request(f"203.0.113.{n}", f"198.51.100.{n}") for n in range(11)] == [True] * 10 + [False]
    assert request("203.0.114.1", "")


@pytest.mark.parametrize(("stated", "count"), [("", 1), ("3", 3), ("0", 1), ("many", 1), ("-2", 1)])
def test_the_number_of_workers_is_read_with_care(
    monkeypatch: pytest.MonkeyPatch, stated: str, count: int
) -> None:
    monkeypatch.setenv("WEB_WORKERS", stated)
    assert limits.workers() == count
