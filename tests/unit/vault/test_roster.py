"""The roster: whatever is forged, moved, doubled, dropped or unsigned changes nothing."""

import json
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import vault
from complaints.vault import Action, RosterEntry

BODY = "datong.office"
KEYS = [vault.MemberKeys(bytes([n]) * 32) for n in range(1, 25)]
IDS = [f"{n:032x}" for n in range(1, 25)]


def founders(count: int = 3) -> list[tuple[str, str, vault.MemberKeys]]:
    roles = ["handler", "handler", "custodian", "custodian", "handler"]
    return [(IDS[n], roles[n], KEYS[n]) for n in range(count)]


def verified(entries, root: bytes | None = None, body: str = BODY) -> vault.VerifiedRoster:
    return vault.verify_roster(body, entries, root or FOUNDED[0].digest())


def proposed(entries, action: str, who: int, keys: int | None = None, role: str = "") -> RosterEntry:
    """An unsigned entry about member `who`, with the keys numbered `keys`."""
    pair = KEYS[keys] if keys is not None else None
    kem, sign = (pair.kem_public, pair.sign_public) if pair else (b"", b"")
    return vault.extend(entries, action, IDS[who], role, kem, sign)


def signed(entry: RosterEntry, *signers: int) -> RosterEntry:
    for signer in signers:
        entry = vault.add_signature(entry, IDS[signer], KEYS[signer])
    return entry


FOUNDED = vault.found_body(BODY, founders())
ADDED = (*FOUNDED, signed(proposed(FOUNDED, "add", 3, 3, "handler"), 0, 2))


def ids(roster: vault.VerifiedRoster) -> set[str]:
    return {seat.member for seat in roster.seats}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_a_founded_body_has_its_founders(count: int) -> None:
    entries = vault.found_body(BODY, founders(count))
    roster = verified(entries, entries[0].digest())
    assert [(seat.member, seat.role) for seat in roster.seats] == [
        (who, role) for who, role, _ in founders(count)
    ]
    assert (roster.seq, roster.digest, roster.ignored) == (count - 1, entries[-1].digest(), ())
    assert [len(entry.signers) for entry in entries] == [1, 1, 1, 2, 2][:count]
    assert {seat.member for seat in roster.of_role("custodian")} <= ids(roster)


def test_the_first_handler_founds_even_when_a_custodian_is_named_first() -> None:
    entries = vault.found_body(BODY, [*founders()[2:], *founders()[:2]])
    assert (entries[0].member, entries[0].role) == (IDS[0], "handler")
    assert len(verified(entries, entries[0].digest()).seats) == 3


@pytest.mark.parametrize(
    "who",
    [
        [],
        [(IDS[0], "custodian", KEYS[0])],
        [(IDS[0], "handler", KEYS[0]), (IDS[0], "custodian", KEYS[1])],
        [(IDS[0], "handler", KEYS[0]), (IDS[1], "custodian", KEYS[0])],
        [(IDS[0], "handler", KEYS[0]), (IDS[1], "chair", KEYS[1])],
        [("A" * 32, "handler", KEYS[0])],
    ],
    ids=["nobody", "no handler", "one member twice", "one key twice", "unknown role", "no id"],
)
def test_a_body_that_cannot_be_founded_is_refused(who) -> None:
    with pytest.raises(vault.Refused):
        vault.found_body(BODY, who)


def test_nothing_counts_without_the_pinned_root() -> None:
    roster = verified(ADDED, bytes(32))
    assert roster == vault.VerifiedRoster((), -1, bytes(32), (0, 1, 2, 3))
    assert verified(ADDED, body="datong.other").seats == ()
    assert verified([]).seats == ()


def test_somebody_else_s_founding_does_not_stand_in() -> None:
    own = vault.found_body(BODY, [(IDS[9], "handler", KEYS[9])])
    roster = verified([*own, *ADDED])
    assert roster.seats == verified(ADDED).seats
    assert roster.ignored == (0,)


def test_an_addition_needs_a_member_and_two_where_three_have_seats() -> None:
    two = FOUNDED[:2]
    assert vault.signatures_needed(two, "add") == 1
    assert vault.signatures_needed(FOUNDED, "add") == 2
    assert vault.signatures_needed(FOUNDED, "remove") == vault.signatures_needed(FOUNDED, "rotate") == 1
    by_one = signed(proposed(two, "add", 5, 5, "handler"), 1)
    assert IDS[5] in ids(verified([*two, by_one]))
    entry = proposed(FOUNDED, "add", 5, 5, "handler")
    for signers, counts in [
        ((), 0),
        ((0,), 0),
        ((0, 1), 1),
        ((2, 0), 1),
        ((0, 1, 2), 1),
        ((5, 0), 0),
        ((9, 0), 0),
    ]:
        assert (IDS[5] in ids(verified([*FOUNDED, signed(entry, *signers)]))) == bool(counts), signers


def test_a_removal_needs_another_member() -> None:
    entry = proposed(FOUNDED, "remove", 1)
    assert IDS[1] not in ids(verified([*FOUNDED, signed(entry, 0)]))
    assert IDS[1] not in ids(verified([*FOUNDED, signed(entry, 2)]))
    assert IDS[1] not in ids(verified([*FOUNDED, signed(entry, 1, 0)]))
    assert IDS[1] in ids(verified([*FOUNDED, signed(entry, 1)]))
    assert IDS[1] in ids(verified([*FOUNDED, signed(entry, 7)]))
    assert IDS[1] in ids(verified([*FOUNDED, entry]))


def test_a_rotation_is_signed_by_the_old_key_or_another_member() -> None:
    entry = proposed(FOUNDED, "rotate", 1, 11)
    for rotated in (signed(entry, 1), signed(entry, 0)):
        roster = verified([*FOUNDED, rotated])
        seat = next(seat for seat in roster.seats if seat.member == IDS[1])
        assert (seat.kem_pk, seat.sign_pk, seat.role) == (
            KEYS[11].kem_public,
            KEYS[11].sign_public,
            "handler",
        )
    by_new_key = vault.add_signature(entry, IDS[1], KEYS[11])
    assert verified([*FOUNDED, by_new_key]).ignored == (3,)


def test_after_a_rotation_only_the_new_key_signs() -> None:
    rotated = (*FOUNDED, signed(proposed(FOUNDED, "rotate", 1, 11), 1))
    entry = proposed(rotated, "remove", 2)
    assert verified([*rotated, signed(entry, 1)]).ignored == (4,)
    assert verified([*rotated, vault.add_signature(entry, IDS[1], KEYS[11])]).ignored == ()


def test_a_removed_member_signs_nothing_and_may_come_back_with_new_keys_only() -> None:
    without = (*FOUNDED, signed(proposed(FOUNDED, "remove", 1), 0))
    assert verified([*without, signed(proposed(without, "remove", 2), 1)]).ignored == (4,)
    with pytest.raises(vault.Refused):
        proposed(without, "add", 1, 1, "handler")
    back = signed(proposed(without, "add", 1, 11, "custodian"), 0)
    assert IDS[1] in ids(verified([*without, back]))


@pytest.mark.parametrize(
    ("action", "who", "keys", "role"),
    [
        ("add", 1, 11, "handler"),
        ("add", 5, 1, "handler"),
        ("add", 5, 5, ""),
        ("add", 5, 5, "chair"),
        ("add", 5, None, "handler"),
        ("remove", 5, None, ""),
        ("remove", 1, 5, ""),
        ("remove", 1, None, "custodian"),
        ("rotate", 1, 1, ""),
        ("rotate", 1, 2, ""),
        ("rotate", 5, 5, "handler"),
        ("rotate", 1, 5, "custodian"),
        ("promote", 1, 5, "handler"),
    ],
)
def test_what_no_signature_could_make_count_is_not_proposed(
    action: str, who: int, keys: int | None, role: str
) -> None:
    with pytest.raises(vault.Refused):
        proposed(FOUNDED, action, who, keys, role)


def test_one_new_key_of_two_is_not_enough() -> None:
    for kem, sign in [(KEYS[1].kem_public, KEYS[11].sign_public), (KEYS[11].kem_public, KEYS[1].sign_public)]:
        with pytest.raises(vault.Refused):
            vault.extend(FOUNDED, "rotate", IDS[1], "", kem, sign)


def test_a_key_that_cannot_be_sealed_to_gets_no_seat() -> None:
    bad = KEYS[5].kem_public[:1184] + bytes(32)
    with pytest.raises(vault.Refused):
        vault.extend(FOUNDED, "add", IDS[5], "handler", bad, KEYS[5].sign_public)
    entry = signed(replace(proposed(FOUNDED, "add", 5, 5, "handler"), kem_pk=bad), 0, 1)
    assert verified([*FOUNDED, entry]).ignored == (3,)


def test_the_same_member_does_not_sign_twice() -> None:
    entry = proposed(FOUNDED, "add", 5, 5, "handler")
    with pytest.raises(vault.Refused):
        signed(entry, 0, 0)
    once = signed(entry, 0)
    doubled = replace(once, signers=once.signers * 2, signatures=once.signatures * 2)
    assert verified([*FOUNDED, doubled]).ignored == (3,)
    as_another = replace(once, signers=(IDS[0], IDS[1]), signatures=once.signatures * 2)
    assert verified([*FOUNDED, as_another]).ignored == (3,)


def test_the_order_in_which_entries_come_means_nothing() -> None:
    whole = verified(ADDED)
    assert {verified(order) for order in permutations(ADDED)} == {whole}


def test_swapped_numbers_are_ignored() -> None:
    swapped = [*ADDED[:2], replace(ADDED[2], seq=3), replace(ADDED[3], seq=2)]
    assert ids(verified(swapped)) == {IDS[0], IDS[1]}


def test_a_number_taken_twice_counts_once() -> None:
    """Even when it is signed as it stands: two entries of one number would leave open which of them was meant."""
    again = signed(replace(proposed(FOUNDED, "add", 5, 5, "handler"), seq=2), 0, 1)
    assert verified([*FOUNDED, again]).ignored == (2,)
    assert ids(verified([*FOUNDED, again])) == ids(verified(FOUNDED))


def test_a_root_follows_nothing() -> None:
    first = replace(FOUNDED[0], previous=bytes([1]) * 32, signers=(), signatures=())
    root = signed(first, 0)
    assert verified([root], root.digest()).seats == ()


@pytest.mark.parametrize("dropped", range(4))
def test_what_follows_a_dropped_entry_is_ignored(dropped: int) -> None:
    roster = verified([entry for entry in ADDED if entry.seq != dropped])
    assert ids(roster) == set(IDS[:dropped])
    assert roster.digest == (ADDED[dropped - 1].digest() if dropped else bytes(32))


def test_every_changed_part_makes_an_entry_ignored() -> None:
    entry = ADDED[3]
    changes = {
        "seq": 4,
        "body": "datong.other",
        "action": "rotate",
        "member": IDS[6],
        "role": "custodian",
        "kem_pk": KEYS[6].kem_public,
        "sign_pk": KEYS[6].sign_public,
        "previous": bytes(32),
        "signers": (IDS[0], IDS[1]),
        "signatures": entry.signatures[::-1],
    }
    for part, value in changes.items():
        roster = verified([*FOUNDED, replace(entry, **{part: value})])
        assert roster.seats == verified(FOUNDED).seats, part
        assert len(roster.ignored) == 1, part


def test_rows_of_the_wrong_shape_are_ignored_and_raise_nothing() -> None:
    entry = ADDED[3]
    for part, value in {
        "seq": -1, "member": "", "role": "", "kem_pk": b"", "sign_pk": bytes(31), "previous": b"",
        "signers": (), "signatures": (bytes(63), bytes(64)), "action": "",
    }.items():  # fmt: skip
        assert ids(verified([*FOUNDED, replace(entry, **{part: value})])) == set(IDS[:3]), part


@st.composite
def noise(draw: st.DrawFn) -> RosterEntry:
    """A row somebody with the database could insert: without keys of members, or with entries of elsewhere."""
    entry = draw(st.sampled_from(ADDED))
    stranger = draw(st.integers(6, 9))
    forged = replace(
        entry,
        seq=draw(st.integers(0, 9)),
        action=draw(st.sampled_from(["add", "remove", "rotate"])),
        member=IDS[draw(st.integers(0, 9))],
        role=draw(st.sampled_from(["handler", "custodian"])),
        kem_pk=KEYS[stranger].kem_public,
        sign_pk=KEYS[stranger].sign_public,
        previous=draw(st.sampled_from([bytes(32), *(one.digest() for one in ADDED)])),
    )
    how = draw(st.sampled_from(["unsigned", "kept", "own key", "in another's name"]))
    if how == "kept":
        return forged
    bare = replace(forged, signers=(), signatures=())
    if how == "own key":
        return signed(bare, stranger)
    if how == "in another's name":
        for name in (0, 1, 2):
            bare = vault.add_signature(bare, IDS[name], KEYS[stranger])
    return bare


@given(st.lists(noise(), max_size=5), st.randoms())
@settings(max_examples=60, deadline=None)
def test_forged_rows_change_nothing_wherever_they_stand(forged: list[RosterEntry], chance) -> None:
    rows = [*ADDED, *forged]
    chance.shuffle(rows)
    roster = verified(rows)
    assert roster.seats == verified(ADDED).seats
    assert roster.digest == ADDED[-1].digest()
    assert roster.ignored == tuple(sorted(entry.seq for entry in forged))


@given(st.lists(st.tuples(st.sampled_from(list(Action)), st.integers(0, 4), st.integers(0, 4)), max_size=8))
@settings(max_examples=30, deadline=None)
def test_a_roster_follows_its_members_through_any_life(steps: list[tuple[Action, int, int]]) -> None:
    """Against a plain model: who has a seat, and with which keys, after additions, removals and rotations."""
    entries, seats, unused = FOUNDED, {0: 0, 1: 1, 2: 2}, iter(range(5, 24))
    for action, who, signer in steps:
        possible = (who not in seats) == (action is Action.ADD)
        if not possible or signer not in seats or (action is Action.REMOVE and signer == who):
            continue
        keys = None if action is Action.REMOVE else next(unused)
        role = "handler" if action is Action.ADD else ""
        entry = proposed(entries, action, who, keys, role)
        signing = [signer, *(other for other in seats if other not in {signer, who})]
        needed = vault.signatures_needed(entries, action)
        if len(signing) < needed:
            continue
        for one in signing[:needed]:
            entry = vault.add_signature(entry, IDS[one], KEYS[seats[one]])
        entries = (*entries, entry)
        if keys is None:
            del seats[who]
        else:
            seats[who] = keys
    roster = verified(entries)
    assert roster.ignored == ()
    expected = {(IDS[who], KEYS[keys].kem_public) for who, keys in seats.items()}
    assert {(seat.member, seat.kem_pk) for seat in roster.seats} == expected


def test_a_number_taken_by_a_forged_row_is_passed_over() -> None:
    forged = replace(signed(proposed(FOUNDED, "add", 6, 6, "handler"), 6), seq=7)
    rows = (*FOUNDED, forged)
    entry = signed(proposed(rows, "add", 5, 5, "handler"), 0, 1)
    assert entry.seq == 8
    roster = verified([*rows, entry])
    assert IDS[5] in ids(roster)
    assert roster.ignored == (7,)


def test_an_entry_comes_back_from_its_json() -> None:
    for entry in ADDED:
        assert RosterEntry.from_json(entry.to_json()) == entry


def test_json_that_is_not_canonical_or_no_entry_is_refused() -> None:
    text = ADDED[3].to_json()
    value = json.loads(text)
    for document in [
        "", "{}", "[]", "null", text + " ", text[:-1], json.dumps(value), json.dumps(value | {"seq": "3"}), "[" * 5_000,
        *(vault.canonical_json(value | {part: "x"}).decode() for part in value if part != "body"),
        vault.canonical_json(value | {"more": 1}).decode(),
        vault.canonical_json(value | {"kem_pk": value["kem_pk"].upper()}).decode(),
        vault.canonical_json(value | {"signers": [1, 2]}).decode(),
        vault.canonical_json(value | {"seq": True}).decode(),
        vault.canonical_json(value | {"member": None}).decode(),
    ]:  # fmt: skip
        with pytest.raises(vault.Refused):
            RosterEntry.from_json(document)
