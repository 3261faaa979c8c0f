"""Bodies and their rosters: founded at the server, grown by signatures, and believed only as far as those lead."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from complaints import keystore, masters, roster_heads, sweeping, vault
from complaints.actions import members, roster
from complaints.founding import Founder, found
from complaints.hands import Hand
from complaints.models import Member, RosterProposal, RosterRow
from complaints.roots import read_heads, read_roots
from complaints.rosters import rosters_of, seated
from tests.factories import bodies
from tests.factories.bodies import AT, CUSTODIAN, HANDLER, PASSPHRASE
from tests.factories.offices import person

pytestmark = pytest.mark.django_db

BODY = "datong.office"


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Path) -> None:
    bodies.place_keys(settings, tmp_path)


def seats(body: str = BODY) -> list[tuple[str, str]]:
    """Account and role of every seat, as the verified roster says."""
    return [
        (Member.objects.get(pk=seat.member).user.username, seat.role)
        for seat in rosters_of([body])[body].seats
    ]


def enrolled(name: str) -> Hand:
    """Somebody with keys and no seat."""
    return members.enrol(user=person(name, "保密渠道成员"), passphrase=PASSPHRASE, now=AT).hand


def test_a_founded_body_stands_under_its_pinned_root_and_its_keys_open_twice() -> None:
    founded = bodies.body(BODY)
    assert seats() == [(f"{BODY}-1", HANDLER), (f"{BODY}-2", HANDLER), (f"{BODY}-3", CUSTODIAN)]
    assert read_roots(keystore.keys_folder()).bodies[BODY].root == founded.root
    assert read_heads(keystore.keys_folder())[BODY].seq == 2
    for hand in founded.hands:
        assert masters.open_by_passphrase(hand.member, PASSPHRASE) == hand.keys
        sheet = founded.sheets[hand.member.user.username]
        assert masters.open_by_sheet(hand.member, vault.format_recovery(sheet)) == hand.keys
    with pytest.raises(PermissionDenied, match="已经设立"):
        bodies.body(BODY, names=["x", "y", "z"])


def test_a_founding_that_was_cut_off_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*args: object, **more: object) -> None:
        raise OSError("full")

    with monkeypatch.context() as patch:
        patch.setattr("complaints.founding.write_body", cut_off)
        with pytest.raises(OSError, match="full"):
            bodies.body(BODY)
    assert seats() == []
    founded = bodies.body(BODY, HANDLER, HANDLER, names=[f"{BODY}-1", f"{BODY}-2"])
    assert founded.sheets == {}  # their keys had been made and are kept
    assert len(seats()) == 2


@pytest.mark.parametrize(
    ("founders", "says"),
    [
        ([("a", CUSTODIAN), ("b", CUSTODIAN)], "受理人员"),
        ([("a", HANDLER), ("a", HANDLER)], "同一个账号"),
        ([("root", HANDLER), ("b", HANDLER)], "最高权限"),
    ],
)
def test_a_founding_that_must_not_be_leaves_nothing(founders: list[tuple[str, str]], says: str) -> None:
    people = {name: person(name, is_superuser=name == "root") for name, _role in founders}
    with pytest.raises(PermissionDenied, match=says):
        found(
            body=BODY, founders=[Founder(people[name], role, PASSPHRASE) for name, role in founders], now=AT
        )
    assert not Member.objects.exists()
    assert read_roots(keystore.keys_folder()).bodies == {}


def test_two_must_sign_a_newcomer_in_and_one_may_take_somebody_out() -> None:
    first, second, third = bodies.body(BODY).hands
    new = enrolled("new")
    outcome = roster.propose(body=BODY, action="add", by=first, subject=new.member, role=HANDLER, now=AT)
    assert (outcome.row, outcome.missing) == (None, 1)
    assert "new" not in dict(seats())
    for wrong, says in ((first, "已经签过"), (new, "只有本机构")):
        with pytest.raises(PermissionDenied, match=says):
            roster.sign(proposal=RosterProposal.objects.get(), by=wrong, now=AT)
    roster.sign(proposal=RosterProposal.objects.get(), by=third, now=AT)
    assert dict(seats())["new"] == HANDLER
    assert not RosterProposal.objects.exists()
    with pytest.raises(PermissionDenied, match="本人"):
        roster.propose(body=BODY, action="remove", by=new, subject=new.member, now=AT)
    roster.propose(body=BODY, action="remove", by=new, subject=second.member, now=AT)
    assert f"{BODY}-2" not in dict(seats())
    assert read_heads(keystore.keys_folder())[BODY].seq == 4
    with pytest.raises(
        PermissionDenied, match="不能这样登记"
    ):  # keys that once had a seat never get one again
        roster.propose(body=BODY, action="add", by=first, subject=second.member, role=HANDLER, now=AT)


def test_the_last_handler_stays() -> None:
    first, second = bodies.body(BODY, HANDLER, CUSTODIAN).hands
    with pytest.raises(PermissionDenied, match="最后一名"):
        roster.propose(body=BODY, action="remove", by=second, subject=first.member, now=AT)


def test_a_superuser_who_writes_himself_into_the_tables_is_not_seated() -> None:
    bodies.body(BODY)
    keys, root = vault.MemberKeys(vault.new_secret()), person("root", is_superuser=True)
    himself = Member.objects.create(
        user=root,
        passphrase_parameters=vault.PASSPHRASE_PARAMETERS,
        passphrase_salt=bytes(16),
        passphrase_blob=b"",
        recovery_blob=b"",
        kem_public=keys.kem_public,
        sign_public=keys.sign_public,
        enrolled_day=AT.date(),
        sheet_day=AT.date(),
    )
    entries = roster.readable_entries(BODY)
    entry = vault.extend(entries, "add", himself.pk.hex, HANDLER, keys.kem_public, keys.sign_public)
    forged = vault.add_signature(entry, himself.pk.hex, keys)
    RosterRow.objects.create(body=BODY, seq=forged.seq, document=forged.to_json(), day=AT.date())
    found_out = rosters_of([BODY])[BODY]
    assert himself.pk.hex not in {seat.member for seat in found_out.seats}
    assert found_out.ignored == (forged.seq,)
    assert himself.pk.hex not in {s.member for s in seated({BODY: found_out})[BODY]}


def test_a_shortened_roster_closes_the_body_and_a_forged_row_takes_no_number() -> None:
    first, second, _third = bodies.body(BODY).hands
    roster.propose(body=BODY, action="remove", by=first, subject=second.member, now=AT)
    newest = RosterRow.objects.get(seq=3)
    newest.delete()  # brings the removed member back, and every signature left is right
    assert rosters_of([BODY])[BODY].seats == ()
    with pytest.raises(PermissionDenied, match="doctor"):
        roster.propose(body=BODY, action="remove", by=first, subject=second.member, now=AT)
    newest.save(force_insert=True)
    RosterRow.objects.create(body=BODY, seq=4, document="{}", day=AT.date())
    new = enrolled("new")
    roster.propose(body=BODY, action="add", by=first, subject=new.member, role=CUSTODIAN, now=AT)
    assert RosterRow.objects.get(seq=5)
    assert dict(seats())["new"] == CUSTODIAN


def test_nobody_with_a_publishing_role_signs_or_is_signed_in() -> None:
    from cms.roles import group_name
    from tests.factories.offices import make_office

    office = make_office("datong")
    first, second = bodies.body(BODY, HANDLER, HANDLER).hands
    new = enrolled("new")
    city = office.regulation.city
    person("new", group_name(city, "editor"))
    with pytest.raises(PermissionDenied, match="编辑"):
        roster.propose(body=BODY, action="add", by=first, subject=new.member, role=HANDLER, now=AT)
    person(f"{BODY}-1", group_name(city, "approver"))
    with pytest.raises(PermissionDenied, match="审核"):
        roster.propose(body=BODY, action="remove", by=first, subject=second.member, now=AT)
    with pytest.raises(PermissionDenied, match="发布"):
        members.enrol(user=office.publisher, passphrase=PASSPHRASE, now=AT)
    person("reader", group_name(city, "auditor"))
    assert members.enrol(user=person("reader"), passphrase=PASSPHRASE, now=AT).hand


def test_a_head_that_a_crash_kept_back_is_noted_at_the_next_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Until then the newest entry could be taken back; what is caught up is what verifies, and nothing else."""
    first, second, _third = bodies.body(BODY).hands

    def killed(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("complaints.actions.roster.write_head", killed)
        with pytest.raises(KeyboardInterrupt):
            roster.propose(body=BODY, action="remove", by=first, subject=second.member, now=AT)
    RosterRow.objects.create(body=BODY, seq=9, document="{}", day=AT.date())
    folder = keystore.keys_folder()
    part = folder / "heads.toml.part"
    part.write_bytes(b"[heads.")
    ahead = rosters_of([BODY])[BODY].ahead
    assert (read_heads(folder)[BODY].seq, ahead and ahead.seq) == (2, 3)
    sweeping.run()
    assert read_heads(folder)[BODY] == ahead
    assert not part.exists()
    assert roster_heads.catch_up() == 0
    RosterRow.objects.filter(seq__gte=3).delete()
    assert not rosters_of([BODY])[BODY].whole
    assert roster_heads.catch_up() == 0
    assert read_heads(folder)[BODY] == ahead, "heads only move on"


def test_what_was_left_beside_a_head_in_order_goes_too() -> None:
    bodies.body(BODY)
    left = [keystore.keys_folder() / f"{name}.part" for name in ("heads.toml", "roots.toml")]
    for part in left:
        part.write_bytes(b"")
    assert roster_heads.catch_up() == 0
    assert not any(part.exists() for part in left)
    (keystore.keys_folder() / "heads.toml").write_text("[heads")
    assert roster_heads.catch_up() == 0, (
        "the doctor says what is wrong with it; nobody is kept from their work"
    )
