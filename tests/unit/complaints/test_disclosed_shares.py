"""Whoever has every row and some keys opens a name with two shares of it, by whatever way they came, and never with fewer."""

from dataclasses import dataclass
from itertools import combinations, product
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import contracts, vault

CASES, CUSTODIANS, HANDLERS = range(2), range(3), range(2)
SPACE = UUID(int=7)


def name(*parts: object) -> UUID:
    return uuid5(SPACE, "/".join(map(str, parts)))


def keys(role: str, n: int) -> vault.MemberKeys:
    return vault.MemberKeys(vault.canonical_json({"role": role, "n": n}).ljust(32, b".")[:32])


@dataclass(frozen=True)
class Blob:
    """A row: a share sealed to somebody. `n` stands in its contract."""

    case: int
    request: int | None
    custodian: int
    blob: bytes

    def contract(self, case: int, request: int | None) -> bytes:
        """What it would be as a row of that case and request."""
        n = self.custodian + 1
        if request is None:
            return contracts.identity_share(name("share", case, self.custodian), name("case", case), n)
        ask = name("ask", case, request, self.custodian)
        return contracts.disclosed_share(ask, name("case", case), name("request", case, request), n)


SECRETS = {case: bytes([case + 1]) * 32 for case in CASES}
SHARES = {case: vault.split_secret(SECRETS[case], len(CUSTODIANS)) for case in CASES}
GIVEN = {
    (case, request, custodian): vault.seal(
        SHARES[case][custodian],
        keys("handler", request).kem_public,
        Blob(case, request, custodian, b"").contract(case, request),
    )
    for case, request, custodian in product(CASES, HANDLERS, CUSTODIANS)
}
OWN = {
    (case, custodian): vault.seal(
        SHARES[case][custodian],
        keys("custodian", custodian).kem_public,
        Blob(case, None, custodian, b"").contract(case, None),
    )
    for case, custodian in product(CASES, CUSTODIANS)
}


def opens(blob: Blob, holder: vault.MemberKeys, case: int, request: int | None) -> bytes | None:
    try:
        return vault.open(blob.blob, holder.kem_seed, blob.contract(case, request))
    except vault.Refused:
        return None


@settings(max_examples=40, deadline=None)
@given(
    consents=st.sets(st.sampled_from(sorted(GIVEN)), max_size=6),
    custodians=st.sets(st.sampled_from(CUSTODIANS), max_size=2),
    handlers=st.sets(st.sampled_from(HANDLERS), max_size=2),
)
def test_two_shares_of_one_case_and_nothing_less(
    consents: set[tuple[int, int, int]], custodians: set[int], handlers: set[int]
) -> None:
    rows = [Blob(case, None, n, OWN[case, n]) for case, n in OWN]
    rows += [Blob(case, request, n, GIVEN[case, request, n]) for case, request, n in consents]
    holders = [keys("custodian", n) for n in custodians] + [keys("handler", n) for n in handlers]
    found = {
        (row.case, share)
        for row, holder in product(rows, holders)
        if (share := opens(row, holder, row.case, row.request)) is not None
    }
    for case in CASES:
        reached = custodians | {n for of, request, n in consents if of == case and request in handlers}
        assert {share[0] - 1 for of, share in found if of == case} == reached
        secrets = set()
        for one, other in combinations(sorted(share for _of, share in found), 2):
            if one[0] != other[0]:
                secrets.add(vault.combine_secret((one, other)))
        assert (SECRETS[case] in secrets) == (len(reached) >= 2)


@pytest.mark.parametrize(("case", "request_"), list(product(CASES, HANDLERS)))
def test_a_share_sealed_for_one_request_opens_in_no_other(case: int, request_: int) -> None:
    row = Blob(case, request_, 0, GIVEN[case, request_, 0])
    holder = keys("handler", request_)
    places = [*product(CASES, HANDLERS), *((each, None) for each in CASES)]
    opened = [place for place in places if opens(row, holder, *place) is not None]
    assert opened == [(case, request_)]


def test_shares_of_two_cases_combine_to_neither_secret_and_two_of_one_index_to_nothing() -> None:
    mixed = vault.combine_secret((SHARES[0][0], SHARES[1][1]))
    assert mixed not in SECRETS.values()
    with pytest.raises(vault.Refused):
        vault.combine_secret((SHARES[0][0], SHARES[1][0]))
