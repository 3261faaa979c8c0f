"""Filing by many people at once against a real server: how long the last step takes, how many filings a second, no error.

The whole way is walked by each client, guidance, four pages and every form, over HTTP on loopback; timed are the whole way
and the last step, which seals. The client parses every page it gets and shares both cores with the server.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.ratio import Ratio

FACTS = "评审过程中有人未按程序办理（示例）。" * 20
FILE = 10 * 1024**2

# clients, filings, bytes of evidence
RUNS = ((1, 16, 0), (8, 48, 0), (32, 96, 0), (1, 6, FILE), (8, 24, FILE))

# anchors/speed.md §7, another machine on another day: orders of magnitude only.
BESIDE = """\
# beside it, measured elsewhere on another day (orders of magnitude only):
#   GlobaLeaks 5.0.15, 1 client, text: 2096 ms a report; 10 MiB: 2702 ms
#   GlobaLeaks 5.0.15, 8 clients, text: 0.13 to 0.24 reports a second, p50 2.8 to 4.4 s, 11 to 12 server errors
#   one-request prototype of this portal, text: 1 client 35 ms, 8 clients 58 a second, p50 118 ms; 10 MiB: 17 and 31 a second"""


@dataclass
class Run:
    """What one round of clients saw. Times in seconds."""

    clients: int
    evidence: int
    elapsed: float = 0.0
    whole: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def throughput(self) -> float:
        """Filings a second."""
        return len(self.last) / self.elapsed

    def __str__(self) -> str:
        what = f"{self.evidence // 1024**2} MiB" if self.evidence else "text"
        worst = sorted(self.last)[int(len(self.last) * 0.95) - 1]
        return (
            f"# {self.clients:2d} clients, {what}: {len(self.last)} filed, {self.throughput:.1f} a second; last step p50 "
            f"{median(self.last) * 1000:.0f} ms, p95 {worst * 1000:.0f} ms; whole way p50 {median(self.whole) * 1000:.0f} ms; "
            f"server errors {self.errors}"
        )


def measure() -> Iterator[Ratio]:
    """Rounds of 1, 8 and 32 clients; what a filing costs beyond its one Argon2id, and what company costs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["VAR_DIR"] = str(
            folder / "own"
        )  # this process's settings must not touch the working copy's data
        import django

        django.setup()
        from tests.servers.channel import channel_portal, prepare

        prepare(folder)
        with channel_portal(folder) as portal:
            runs = [_round(folder, portal.port, *each) for each in RUNS]
        argon2 = _argon2()
    for run in runs:
        print(run, flush=True)  # noqa: T201 - the figures beside the ratios
    print(BESIDE, flush=True)  # noqa: T201
    alone, eight, thirty_two = runs[0], runs[1], runs[2]
    yield Ratio(
        "last step of a filing, 1 client / its one Argon2id", median(alone.last) / argon2, "ceiling", 6.0
    )
    yield Ratio("filings a second, 8 clients / 1 client", eight.throughput / alone.throughput, "floor", 1.0)
    yield Ratio(
        "filings a second, 32 clients / 8 clients", thirty_two.throughput / eight.throughput, "floor", 0.8
    )
    errors = sum(run.errors for run in runs)
    yield Ratio("server errors / filings", errors / sum(len(run.last) for run in runs), "ceiling", 0.0)


def _round(folder: Path, port: int, clients: int, filings: int, evidence: int) -> Run:
    """So many filings by so many clients at once."""
    run = Run(clients, evidence)
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        for whole, last in pool.map(lambda _each: _one(folder, port, evidence), range(filings)):
            if last is None:
                run.errors += 1
            else:
                run.whole.append(whole)
                run.last.append(last)
    run.elapsed = time.perf_counter() - begun
    return run


def _one(folder: Path, port: int, evidence: int) -> tuple[float, float | None]:
    """One filing: seconds of the whole way and of the last step; None for the step where the server erred on the way."""
    from tests.servers.channel import question_answer
    from tests.servers.reporter import Reporter, Upload

    reporter = Reporter(port, captcha=lambda key: question_answer(folder, key))
    begun = time.perf_counter()
    statuses = [reporter.begin().status, reporter.write(facts=FACTS).status]
    if evidence:
        statuses.append(reporter.add(Upload("evidence.bin", os.urandom(evidence))).status)
    statuses.append(reporter.to_code().status)
    if max(statuses) >= 500:
        return 0.0, None
    step = time.perf_counter()
    status = reporter.file().status
    ended = time.perf_counter()
    return ended - begun, None if status >= 500 else ended - step


def _argon2() -> float:
    """Seconds of the one costly derivation of a filing, on this machine now."""
    from complaints import vault

    times = []
    for _turn in range(9):
        begun = time.perf_counter()
        vault.receipt_root(vault.receipt_code(vault.new_secret()), vault.new_secret())
        times.append(time.perf_counter() - begun)
    return median(times)
