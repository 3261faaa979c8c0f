"""A register for the interface's tests: a decision of 3 and one of 300 awards, and awards of another scheme, with an index."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cms import clock
from cms.models import AwardRecord, ExternalAward, Seal, Window
from cms.regulation.document import builtin_sources, parse_regulation
from search.api import dump_store, dumping
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, Office, make_office
from tests.factories.rows import organization
from tests.factories.searching import build_index, index_in

DECISION = "commendation_decision"
SPACIOUS = parse_regulation(builtin_sources()["hohhot-2017"].replace(b"max = 3,", b"max = 5000,"))
"""The measure with the fewest steps before a decision, with places enough."""

NOW = DEFAULT_AT + dt.timedelta(days=3)


@contextmanager
def register_of(folder: Path, *sizes: int) -> Iterator[tuple[Office, dict[int, Seal]]]:
    """Decisions of these sizes, an edition each, and three unverified awards; the index lies in the folder."""
    office = make_office("hohhot", parsed=SPACIOUS)
    seals = {}
    for number, size in enumerate(sizes, start=1):
        rows = [organization(number * 1_000 + n) for n in range(size)]
        edition = make.run_up(office, DECISION, rows=rows, at=DEFAULT_AT, number=number)
        with clock.at(DEFAULT_AT):
            notice = make.draft(office, edition, DECISION, rows=rows)
            make.fulfil(office, edition, DECISION)
            seals[size] = make.approve(office, make.submit(office, notice))
    for no in range(1, 4):
        ExternalAward.objects.create(
            name=f"别处示例{no}号公司（示例）", award_name="别处质量奖（示例）", edition="2024年", decided_on="2024-05",
            source="示例网页（示例）", source_name="others.xlsx", source_sha256="ab" * 32, no=no, imported_at=DEFAULT_AT,
            imported_by=office.editor,
        )  # fmt: skip
    with index_in(folder):
        build_index()
        yield office, seals


def known_places(operation: str) -> list[dict[str, str]]:
    """Parts of paths that exist, for the operations that take some. Asked for a dump, makes one."""
    seals = list(Seal.objects.filter(entry_list__isnull=False))
    if operation == "entry":
        return [
            {"id": seal.public_id, "key": str(row.key)}
            for seal in seals
            for row in seal.entry_list.entries.all()[:3]
        ]
    if operation in {"dump", "dump_file"}:
        made = dump_store.kept() or [dumping.make(clock.now())]
        names = [dump_store.MANIFEST, dump_store.SUMS, "register.jsonl.gz"]
        return [
            {"date": made[0].day.isoformat()} | ({"name": name} if operation == "dump_file" else {})
            for name in names
        ]
    holders = AwardRecord.objects.exclude(uscc="").values_list("uscc", flat=True)[:20]
    awards = AwardRecord.objects.values_list("public_id", flat=True)[:20]
    notices = [seal.public_id for seal in seals]
    ids = {
        "notice": notices,
        "entries": notices,
        "window": list(Window.objects.values_list("seal__public_id", flat=True)),
        "award": [*awards, "x-abababababab-1"],
        "organisation": list(holders),
        "measure": ["hohhot.v1"],
    }
    return [{"id": each} for each in ids.get(operation, [])]
