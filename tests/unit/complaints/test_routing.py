"""Who gets keys: whatever is recused, ticked or declared, nobody concerned is ever among them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.routing import (
    CUSTODIAN,
    HANDLER,
    Closed,
    Seated,
    Seats,
    Skip,
    Subjects,
    eligible,
    entry_can_close,
)

BODIES = ("x.first", "x.second", "x.third")
NAMES = ("示例一厂（示例）", "示例二厂（示例）", "示例三厂（示例）")
UNITS = ("甲科（示例）", "乙科（示例）")

seated = st.builds(
    Seated,
    member=st.sampled_from([f"{n:032x}" for n in range(9)]),
    role=st.sampled_from([HANDLER, CUSTODIAN]),
    organisations=st.frozensets(st.sampled_from(NAMES), max_size=2),
    units=st.frozensets(st.sampled_from(UNITS), max_size=1),
)
rosters = st.dictionaries(st.sampled_from(BODIES), st.lists(seated, max_size=5), max_size=3)
subjects = st.builds(
    Subjects,
    bodies=st.frozensets(st.sampled_from(BODIES), max_size=2),
    units=st.frozensets(st.sampled_from(UNITS), max_size=2),
    identifiers=st.frozensets(st.sampled_from(NAMES), max_size=2),
    words=st.sampled_from(["", *NAMES, "与" + NAMES[0] + "有关"]),
)
recusals = st.frozensets(st.sampled_from([f"{n:032x}" for n in range(9)]), max_size=4)


@settings(max_examples=400, deadline=None)
@given(rosters, recusals, subjects, st.sampled_from(["", *BODIES]))
def test_nobody_concerned_and_no_custodian_is_ever_among_the_handlers(
    roster: dict[str, list[Seated]], out: frozenset[str], about: Subjects, prefer: str
) -> None:
    seats = eligible(BODIES, roster, out, about, prefer)
    if isinstance(seats, Closed):
        return
    assert seats.handlers
    assert seats.body not in about.bodies
    assert not set(seats.handlers) & out
    assert not set(seats.handlers) & set(seats.custodians)
    assert len(seats.custodians) != 1
    for member in seats.handlers:
        holds = [s for s in roster[seats.body] if s.member == member and s.role == HANDLER]
        assert any(not s.units & about.units and not about.touches(s) for s in holds)
    for member in seats.custodians:
        assert member not in out
        assert any(
            s.member == member and s.role == CUSTODIAN and not s.units & about.units
            for body in BODIES
            if body not in about.bodies
            for s in roster.get(body, ())
        )


@settings(max_examples=300, deadline=None)
@given(rosters, st.frozensets(st.sampled_from(NAMES)))
def test_no_entry_closes_a_route_that_is_open(roster: dict[str, list[Seated]], names: frozenset[str]) -> None:
    if isinstance(eligible(BODIES, roster), Seats) and not entry_can_close(BODIES, roster):
        assert isinstance(eligible(BODIES, roster, subjects=Subjects(identifiers=names)), Seats)


@settings(max_examples=300, deadline=None)
@given(rosters, st.frozensets(st.sampled_from(NAMES)))
def test_no_entry_tells_whether_a_name_can_be_given(
    roster: dict[str, list[Seated]], names: frozenset[str]
) -> None:
    """As long as handlers stay the same, an entry never takes the custodians below two."""
    plain = eligible(BODIES, roster)
    about = eligible(BODIES, roster, subjects=Subjects(identifiers=names))
    if isinstance(plain, Seats) and isinstance(about, Seats) and plain.handlers == about.handlers:
        assert bool(plain.custodians) == bool(about.custodians)


def member(n: int, role: str = HANDLER, **more: frozenset[str]) -> Seated:
    return Seated(f"{n:032x}", role, **more)


def test_the_first_body_with_somebody_left_takes_it_and_what_was_passed_over_is_told() -> None:
    roster = {
        "x.first": [member(1, organisations=frozenset(NAMES[:1]))],
        "x.second": [member(2), member(3, CUSTODIAN), member(4, CUSTODIAN), member(2, CUSTODIAN)],
    }
    seats = eligible(BODIES, roster, subjects=Subjects(words="反映" + NAMES[0]))
    assert isinstance(seats, Seats)
    assert (seats.body, seats.handlers) == ("x.second", (f"{2:032x}",))
    assert seats.custodians == (f"{3:032x}", f"{4:032x}")
    assert seats.passed == (("x.first", Skip.NOBODY_LEFT),)
    assert seats.left_out == ((f"{1:032x}", Skip.INTERESTED),)
    assert seats.short_of_handlers


def test_the_reporter_may_put_a_body_first() -> None:
    roster = {"x.first": [member(1)], "x.second": [member(2)]}
    assert eligible(BODIES, roster).body == "x.first"
    assert eligible(BODIES, roster, prefer="x.second").body == "x.second"


def test_ticking_everybody_closes_it() -> None:
    roster = {body: [member(n)] for n, body in enumerate(BODIES)}
    assert isinstance(eligible(BODIES, roster, subjects=Subjects(bodies=frozenset(BODIES))), Closed)
