"""A decision costs the same with 3 and with 300 awards, but for the rows that go to the database in batches."""

import pytest

from cms import clock
from cms.actions.register import RegisterConflict, put_all, register_awards
from cms.models import AwardRecord, Seal
from cms.regulation.document import builtin_sources, parse_regulation
from cms.selectors.register import past_awards, records, standing_of
from cms.windows import beijing_day
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.rows import organization
from tests.flow.test_query_counts import counted

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
SIZES = (3, 300)
BATCH = 30
"""Awards of one statement, at least; SQLite takes 999 values a statement."""

SPACIOUS = parse_regulation(builtin_sources()["hohhot-2017"].replace(b"max = 3,", b"max = 5000,"))
"""The measure with the fewest steps before a decision, with places enough."""


def is_award_insert(sql: str) -> bool:
    return sql.startswith("INSERT") and '"cms_awardrecord"' in sql


def test_a_decision_costs_no_query_for_each_award() -> None:
    office = make_office("hohhot", parsed=SPACIOUS)
    seals: dict[int, Seal] = {}
    written: dict[int, list[str]] = {}
    # The first round fills the caches that live as long as the process (content types, permissions).
    for number, size in enumerate((SIZES[0], *SIZES), start=1):
        rows = [organization(n) for n in range(1, size + 1)]
        edition = make.run_up(office, DECISION, rows=rows, at=DEFAULT_AT, number=number)
        with clock.at(DEFAULT_AT):
            notice = make.draft(office, edition, DECISION, rows=rows)
            make.fulfil(office, edition, DECISION)
            make.submit(office, notice)
            with counted() as statements:
                seals[size] = make.approve(office, notice)
        written[size] = statements
        assert seals[size].awards.count() == size
    inserts = {size: sum(map(is_award_insert, sql)) for size, sql in written.items()}
    others = {size: len(sql) - inserts[size] for size, sql in written.items()}
    assert len(set(others.values())) == 1, others
    assert all(inserts[size] <= -(-size // BATCH) for size in SIZES), inserts

    # Writing them again writes nothing and asks as little.
    again = {}
    for size, seal in seals.items():
        fresh = Seal.objects.get(pk=seal.pk)
        with counted() as statements:
            assert len(register_awards(seal=fresh, by=None)) == size
        again[size] = len([sql for sql in statements if not is_award_insert(sql)])
        assert seal.awards.count() == size
    assert len(set(again.values())) == 1, again

    # So do the readers that look at all of them: the rules on bars, the register's statuses.
    today = beijing_day(DEFAULT_AT)
    with counted() as statements:
        found = past_awards(office.scheme, 4, today)
    assert len(found) == 2 * SIZES[0] + SIZES[1]
    assert len(statements) <= 3
    with counted() as statements:
        assert all(standing_of(record, today).status for record in records(office.scheme))
    assert len(statements) <= 3


def test_an_award_that_would_take_anothers_name_is_an_error() -> None:
    """The database skips a row that it cannot take; the register notices that it is missing."""
    seal = make.published_notice("datong", DECISION)
    record = AwardRecord.objects.filter(seal=seal).first()
    assert record is not None
    stolen = AwardRecord.objects.get(pk=record.pk)
    stolen.pk, stolen._state.adding = None, True
    stolen.tier = "nominee" if record.tier == "award" else "award"
    with pytest.raises(RegisterConflict, match="was not written"):
        put_all([stolen])
    assert AwardRecord.objects.count() == seal.entry_list.entries.count()
