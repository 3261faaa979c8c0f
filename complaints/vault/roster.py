"""The signed roster of a body (§2.3): who holds keys, as its members attest it and nobody else can.

What an entry must satisfy to count, given the seats before it:

- entry 0 has the pinned digest, adds a handler and is signed by that handler's own key;
- every later one names the digest of the last that counted, and a higher number: gaps are allowed, so that a forged
  row takes no number away, and whatever was moved, copied from elsewhere or follows something dropped is ignored;
- all its signatures hold, each by another member with an active seat, under the key of that seat;
- `add` brings a member without a seat, with two keys that never stood in this roster and can be sealed to; it has one
  signature, two where three or more have seats;
- `remove` names a seat with its role and keys, and is signed by one other member;
- `rotate` gives a seat two new keys and leaves its role; it is signed by the member's old key or by another member.

What does not count is ignored, as if it were not there. The order in which entries are given means nothing. That the
last ones were left out, nobody can see from the roster: compare `digest` with the head kept outside the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute

from complaints.vault.entries import NO_DIGEST, Action, Role, RosterEntry, add_signature, well_formed
from complaints.vault.members import MemberKeys, verify_signature
from complaints.vault.refusal import Refused
from complaints.vault.seals import usable

LARGE = 3  # members with a seat, from which on an addition needs two of them


@dataclass(frozen=True)
class Seat:
    """A member of a verified roster: id (32 hexadecimal digits), role (`handler` or `custodian`), public keys."""

    member: str
    role: str
    kem_pk: bytes
    sign_pk: bytes


@dataclass(frozen=True)
class VerifiedRoster:
    """What a roster says. `seats` in the order they were given; `seq` and `digest` of the last entry that counted.

    `ignored` are the numbers of the entries that did not count, ascending. Without the pinned root: no seats, `seq` -1
    and a digest of zeros.
    """

    seats: tuple[Seat, ...]
    seq: int
    digest: bytes
    ignored: tuple[int, ...]

    def of_role(self, role: str) -> tuple[Seat, ...]:
        """The seats of one role."""
        return tuple(seat for seat in self.seats if seat.role == role)


def verify_roster(body: str, entries: Iterable[RosterEntry], root: bytes) -> VerifiedRoster:
    """The seats that follow from the entries under the pinned root; never raises on an entry.

    :param root: the digest of entry 0, from the file outside the database.
    """
    walk = _Walk(body)
    ordered = sorted(entries, key=lambda entry: entry.seq)
    ignored = [entry.seq for entry in ordered if not walk.take(entry, root)]
    return VerifiedRoster(tuple(walk.seats.values()), walk.seq, walk.digest, tuple(ignored))


def found_body(body: str, founders: Sequence[tuple[str, str, MemberKeys]]) -> tuple[RosterEntry, ...]:
    """The first entries of a body: 0 by the first handler, signed by that handler alone; the others added under the rules.

    :param founders: (member id, role, keys) of all who are present; at least one is a handler.
    :raises Refused: without a handler, for one member or one key twice.
    """
    first = next((founder for founder in founders if founder[1] == Role.HANDLER), None)
    if first is None:
        raise Refused
    member, role, keys = first
    entry = RosterEntry(0, body, Action.ADD.value, member, role, keys.kem_public, keys.sign_public, NO_DIGEST)
    entries: tuple[RosterEntry, ...] = (add_signature(entry, member, keys),)
    present = [first]
    for founder in founders:
        if founder is first:
            continue
        member, role, keys = founder
        entry = extend(entries, Action.ADD, member, role, keys.kem_public, keys.sign_public)
        for signer, _, signing in present[: signatures_needed(entries, Action.ADD)]:
            entry = add_signature(entry, signer, signing)
        entries, present = (*entries, entry), [*present, founder]
    if verify_roster(body, entries, entries[0].digest()).ignored:
        raise Refused
    return entries


def extend(  # noqa: PLR0917 - the parts of an entry in their order
    entries: Sequence[RosterEntry],
    action: str,
    member: str,
    role: str = "",
    kem_pk: bytes = b"",
    sign_pk: bytes = b"",
) -> RosterEntry:
    """The next entry, still without a signature: `add_signature` as often as `signatures_needed` says.

    :param entries: all rows of the body; entry 0 is taken for its root, so verify it against the pinned one before.
    :param role: for an addition; otherwise that of the seat, and may be left out.
    :param kem_pk: of an addition or rotation; a removal carries those of the seat, and they may be left out.
    :raises Refused: when no signature could make it count: a seat twice, no seat to remove, a key seen before.
    """
    walk = _walked(entries)
    seat = walk.seats.get(member)
    if seat and action != Action.ADD:
        role = role or seat.role
    if seat and action == Action.REMOVE:
        kem_pk, sign_pk = kem_pk or seat.kem_pk, sign_pk or seat.sign_pk
    number = max(entry.seq for entry in entries) + 1
    entry = RosterEntry(
        number, walk.body, str(action), member, str(role), bytes(kem_pk), bytes(sign_pk), walk.digest
    )
    if not well_formed(entry) or not walk.allows(entry):
        raise Refused
    return entry


def signatures_needed(entries: Sequence[RosterEntry], action: str) -> int:
    """How many members must sign the next entry of this kind: 2 for an addition where three have seats, otherwise 1."""
    return _walked(entries).needed(action)


def _walked(entries: Sequence[RosterEntry]) -> "_Walk":
    first = min(entries, key=lambda entry: entry.seq, default=None)
    if first is None:
        raise Refused
    walk, root = _Walk(first.body), first.digest()
    for entry in sorted(entries, key=lambda entry: entry.seq):
        walk.take(entry, root)
    if walk.seq < 0:
        raise Refused
    return walk


@dataclass
class _Walk:
    """The state of a roster after the entries taken so far."""

    body: str
    seq: int = -1
    digest: bytes = NO_DIGEST
    seats: dict[str, Seat] = attribute(default_factory=dict)
    seen: set[bytes] = attribute(default_factory=set)  # every key that ever had a seat

    def take(self, entry: RosterEntry, root: bytes) -> bool:
        """Counts the entry, or leaves everything as it was and says False."""
        if not well_formed(entry) or entry.body != self.body:
            return False
        counts = self._founds(entry, root) if self.seq < 0 else self._follows(entry)
        if counts:
            self._apply(entry)
        return counts

    def needed(self, action: str) -> int:
        """Signatures for the next entry of this kind."""
        return 2 if action == Action.ADD and len(self.seats) >= LARGE else 1

    def allows(self, entry: RosterEntry) -> bool:
        """Whether the seats before it let the entry do what it says, once it is signed."""
        seat = self.seats.get(entry.member)
        if entry.action == Action.REMOVE:
            return seat == Seat(entry.member, entry.role, entry.kem_pk, entry.sign_pk)
        if entry.action == Action.ADD:
            return seat is None and self._fresh(entry)
        return seat is not None and seat.role == entry.role and self._fresh(entry)

    def _fresh(self, entry: RosterEntry) -> bool:
        return self.seen.isdisjoint({entry.kem_pk, entry.sign_pk}) and usable(entry.kem_pk)

    def _founds(self, entry: RosterEntry, root: bytes) -> bool:
        return (
            entry.digest() == root
            and (entry.seq, entry.action, entry.role) == (0, Action.ADD, Role.HANDLER)
            and entry.previous == NO_DIGEST
            and entry.signers == (entry.member,)
            and verify_signature(entry.sign_pk, entry.signatures[0], entry.signed_bytes())
            and self._fresh(entry)
        )

    def _follows(self, entry: RosterEntry) -> bool:
        return (
            entry.seq > self.seq
            and entry.previous == self.digest
            and self.allows(entry)
            and self._signed(entry)
        )

    def _signed(self, entry: RosterEntry) -> bool:
        """Whether all signatures hold, and enough of them are by members who may."""
        for signer, signature in zip(entry.signers, entry.signatures, strict=True):
            seat = self.seats.get(signer)
            if not seat or not verify_signature(seat.sign_pk, signature, entry.signed_bytes()):
                return False
        may = {signer for signer in entry.signers if entry.action != Action.REMOVE or signer != entry.member}
        return len(may) >= self.needed(entry.action)

    def _apply(self, entry: RosterEntry) -> None:
        self.seq, self.digest = entry.seq, entry.digest()
        if entry.action == Action.REMOVE:
            del self.seats[entry.member]
            return
        self.seats[entry.member] = Seat(entry.member, entry.role, entry.kem_pk, entry.sign_pk)
        self.seen |= {entry.kem_pk, entry.sign_pk}
