"""Whose hand a member's text is in: judged by the verified rosters of the case's city, never by a column of the database."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from complaints import keystore, vault
from complaints.entries import signature_holds
from complaints.models import Entry, RosterRow
from complaints.roots import city_of, read_roots
from complaints.rosters import BodyRoster, rosters_of
from complaints.routing import HANDLER


class Signature(StrEnum):
    """What is known of who wrote a message."""

    HOLDS = "holds"
    """A member of the body's roster signed it."""
    FORMER = "former"
    """Somebody signed it who stood on the roster and no longer does."""
    FAILS = "fails"
    """Nobody who ever stood on the roster signed it: it is not to be believed."""


class Signers:
    """Who signs messages in a city: those seated now, and those whom verified entries of the rosters once seated.

    `handlers_now` and `handlers_ever` are those among them who sat as handlers.
    """

    def __init__(self, rosters: Mapping[str, BodyRoster]) -> None:
        seats = [seat for roster in rosters.values() for seat in roster.seats]
        once = _once_seated(rosters)
        self.now = {(seat.member, seat.sign_pk) for seat in seats}
        self.ever = self.now | {(member, key) for member, key, _role in once}
        self.handlers_now = {(seat.member, seat.sign_pk) for seat in seats if seat.role == HANDLER}
        self.handlers_ever = self.handlers_now | {
            (member, key) for member, key, role in once if role == HANDLER
        }

    def judge(self, document: Mapping[str, Any], entry: Entry) -> Signature:
        """What the signature over a document says."""
        member = str(document.get("member", ""))
        for keys, found in ((self.now, Signature.HOLDS), (self.ever, Signature.FORMER)):
            for seated, sign_public in keys:
                if seated == member and signature_holds(
                    document, sign_public=sign_public, case=entry.case_id, entry_id=entry.pk
                ):
                    return found
        return Signature.FAILS


def _once_seated(rosters: Mapping[str, BodyRoster]) -> set[tuple[str, bytes, str]]:
    """Members, keys and roles in the entries of rosters that verify; none of a roster that is not whole."""
    whole = {code: roster for code, roster in rosters.items() if roster.whole}
    found = set()
    for row in RosterRow.objects.filter(body__in=whole):
        if row.seq in whole[row.body].ignored:
            continue
        try:
            entry = vault.RosterEntry.from_json(row.document)
        except (vault.Refused, ValueError, KeyError, TypeError):
            continue
        if entry.sign_pk:
            found.add((entry.member, bytes(entry.sign_pk), entry.role))
    return found


def signers_of(city: str) -> Signers:
    """The signers of every founded body of a city. Raises complaints.roots.RootsError for files that cannot be read."""
    founded = read_roots(keystore.keys_folder()).bodies
    return Signers(rosters_of(body for body in founded if city_of(body) == city))
