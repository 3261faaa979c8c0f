"""The verified roster of each body: rows of the database that lead back to the pinned root, and nothing else.

Before every seal the roster is verified anew (channel.md §2.3). A row that does not verify is ignored; a body whose
rows are fewer than this server has written, or end differently, has no members at all until somebody looks.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from cms.regulation.rules.identity import fold
from complaints import keystore, vault
from complaints.models import InterestDeclaration, Member, RosterRow
from complaints.roots import Head, Roots, city_of, read_heads, read_roots
from complaints.routing import CUSTODIAN, Seated


@dataclass(frozen=True)
class BodyRoster:
    """A body's roster as verified. `whole` False: fewer rows than were written here, or other ones; nobody is seated then.

    :ivar ignored: numbers of rows that do not verify.
    :ivar ahead: the newest entry, where `heads.toml` names an earlier one: the server stopped between commit and file.
    """

    body: str
    seats: tuple[vault.Seat, ...]
    whole: bool
    ignored: tuple[int, ...] = ()
    ahead: Head | None = None


@dataclass(frozen=True)
class Declared:
    """What a member declared, folded for comparison: names and USCCs of organisations, names of units."""

    organisations: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    unit_names: tuple[str, ...] = ()


def rosters_of(bodies: Iterable[str]) -> dict[str, BodyRoster]:
    """The verified rosters of bodies by code; a body without a pinned root has an empty one. One query.

    Raises complaints.roots.RootsError for files that cannot be read.
    """
    folder = keystore.keys_folder()
    roots, heads = read_roots(folder), read_heads(folder)
    wanted = tuple(dict.fromkeys(bodies))
    rows: dict[str, list[RosterRow]] = {body: [] for body in wanted}
    for row in RosterRow.objects.filter(body__in=wanted).order_by("seq"):
        rows[row.body].append(row)
    return {body: _verified(body, rows[body], roots, heads) for body in wanted}


def custodian_keys(city: str, *, without: tuple[str, UUID] | None = None) -> dict[UUID, bytes]:
    """The custodians seated in the bodies of a city, with their public keys. Raises complaints.roots.RootsError.

    :param without: code of a body and a member of it, whose seat there is not counted.
    """
    bodies = [body for body in read_roots(keystore.keys_folder()).bodies if city_of(body) == city]
    return {
        UUID(seat.member): seat.kem_pk
        for body, roster in rosters_of(bodies).items()
        for seat in roster.seats
        if seat.role == CUSTODIAN and (body, UUID(seat.member)) != without
    }


def _verified(body: str, rows: list[RosterRow], roots: Roots, heads: Mapping[str, Head]) -> BodyRoster:
    pinned, head = roots.bodies.get(body), heads.get(body)
    if pinned is None or head is None:
        return BodyRoster(body, (), whole=pinned is None and not rows)
    entries, unreadable = [], []
    for row in rows:
        try:
            entries.append(vault.RosterEntry.from_json(row.document))
        except (vault.Refused, ValueError, KeyError, TypeError):
            unreadable.append(row.seq)
    verified = vault.verify_roster(body, entries, pinned.root)
    ignored = tuple(sorted({*verified.ignored, *unreadable}))
    reached = any(
        entry.seq == head.seq and entry.digest() == head.digest and entry.seq not in ignored
        for entry in entries
    )
    ahead = Head(verified.seq, verified.digest) if reached and verified.seq > head.seq else None
    return BodyRoster(body, verified.seats if reached else (), reached, ignored, ahead)


def declared_by(members: Iterable[str]) -> dict[str, Declared]:
    """The newest validly signed declaration of each member, by their 32 hex digits; nobody's where there is none."""
    ids = [UUID(member) for member in members]
    found: dict[str, Declared] = {}
    rows = InterestDeclaration.objects.filter(member__in=ids).select_related("member").order_by("seq")
    for row in rows:
        if _signed(row):
            found[row.member_id.hex] = _declared(row.document)
    return found


def declaration_message(member: UUID, seq: int, document: str) -> bytes:
    """What a member signs of a declaration: it holds for that member and that number only."""
    contract = vault.contract("declaration", "document", member, n=seq)
    return contract + b"\0" + document.encode()


def _signed(row: InterestDeclaration) -> bool:
    message = declaration_message(row.member_id, row.seq, row.document)
    return vault.verify_signature(bytes(row.member.sign_public), bytes(row.signature), message)


def _declared(document: str) -> Declared:
    value = json.loads(document)
    organisations = {
        fold(str(each[key]))
        for each in value.get("organisations", ())
        for key in ("uscc", "name")
        if each.get(key)
    }
    units = tuple(str(unit) for unit in value.get("units", ()))
    return Declared(frozenset(organisations), frozenset(fold(unit) for unit in units), units)


def seated(rosters: Mapping[str, BodyRoster]) -> dict[str, tuple[Seated, ...]]:
    """The members of verified rosters with their declarations, for `complaints.routing`. At most three queries.

    A member whose account is closed holds no seat: nobody could unlock their key, and a report must reach somebody.
    """
    seats = {seat.member: seat for roster in rosters.values() for seat in roster.seats}
    working = {
        member.hex
        for member in Member.objects.filter(
            pk__in=[UUID(member) for member in seats], user__is_active=True
        ).values_list("pk", flat=True)
    }
    declared = declared_by(working)
    nothing = Declared()
    return {
        body: tuple(
            Seated(
                seat.member,
                seat.role,
                declared.get(seat.member, nothing).organisations,
                declared.get(seat.member, nothing).units,
            )
            for seat in roster.seats
            if seat.member in working
        )
        for body, roster in rosters.items()
    }
