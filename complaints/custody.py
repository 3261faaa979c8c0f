"""What a custodian is shown of a request to see who reported, and who takes part in one. Verified, never believed.

A request is a row, and rows can be forged by whoever writes the database. What a custodian goes by is the document sealed
to them: signed by a handler whom the verified roster seats in the case's body, naming this request and this identity.
"""

import base64
import datetime as dt
import json
import uuid
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from complaints import contracts, keystore, vault
from complaints.actions.inbox import custodians_now
from complaints.disclosing import Tally
from complaints.entries import dump, signature_holds, signed_document
from complaints.hands import Hand
from complaints.key_changes import follow
from complaints.models import (
    AskState,
    Case,
    Disclosure,
    DisclosureAsk,
    DisclosureState,
    IdentityShare,
    KeyWrap,
    Member,
)
from complaints.roots import city_of, read_roots
from complaints.rosters import custodian_keys, rosters_of
from complaints.routing import CUSTODIANS_NEEDED, HANDLER
from complaints.signers import signers_of

BUCKET = vault.Bucket.T16
"""One size for every reason as custodians read it."""

KIND = "reason"


@dataclass(frozen=True, repr=False)
class Petition:
    """A request as one custodian reads it, verified. Neither number nor content of the case.

    :ivar public: the case's public key, as the requester named it or as signed changes lead on from there.
    :ivar requester_key: the requester's public key, by the roster.
    """

    ask: DisclosureAsk
    city: str
    reason: str
    requester: Member
    until: dt.datetime
    public: bytes
    requester_key: bytes


def handler_seat(case: Case, member: UUID) -> vault.Seat | None:
    """The seat of a member as handler in the body that has the case now, by its verified roster."""
    seats = rosters_of([case.body])[case.body].seats
    return next((seat for seat in seats if seat.member == member.hex and seat.role == HANDLER), None)


def require_seat(case: Case, by: Hand) -> None:
    """Raises ActionRefused unless the roster seats exactly these keys as a handler of the case's body."""
    seat = handler_seat(case, by.member.pk)
    if seat is None or (seat.kem_pk, seat.sign_pk) != (by.keys.kem_public, by.keys.sign_public):
        raise ActionRefused(_("您现在不在承办机构的受理人员名册上，不能查看举报人的身份。"))


def custodians_of(case: Case) -> dict[UUID, bytes]:
    """Who can be asked now, with their public keys by the roster: they hold a share, no key, and an open account."""
    found = custodians_now(case)
    working = set(Member.objects.filter(pk__in=found, user__is_active=True).values_list("pk", flat=True))
    return {member: public for member, public in found.items() if member in working}


def still_keeps(case: Case, by: Hand) -> bool:
    """Whether a verified roster of the case's city seats exactly these keys as a custodian."""
    return custodian_keys(case.city).get(by.member.pk) == by.keys.kem_public


def holds_key(case: Case, by: Hand) -> bool:
    """Whether the custodian holds a key to the case as well: then its identity is not theirs to keep."""
    return KeyWrap.objects.filter(case=case, member=by.member).exists()


def names_lost_without(member: Member, body: str) -> int:
    """How many identities of a body's city could not be opened any more if this member left its roster as a custodian.

    Whether they name anybody, nobody can tell. As in `custodians_now`, a share counts while its custodian is rostered and
    holds no key to the case.
    """
    city = city_of(body)
    staying = custodian_keys(city, without=(body, member.pk))
    holding = KeyWrap.objects.filter(case=OuterRef("identity__case"), member=OuterRef("custodian"))
    usable = IdentityShare.objects.filter(
        ~Exists(holding),
        identity__case__city=city,
        identity__current=True,
        custodian__in=custodian_keys(city),
    )
    counted = usable.values("identity").annotate(
        now=Count("pk"), then=Count("pk", filter=Q(custodian__in=staying))
    )
    return counted.filter(now__gte=CUSTODIANS_NEEDED, then__lt=CUSTODIANS_NEEDED).count()


def share_of(ask: DisclosureAsk) -> IdentityShare | None:
    """The custodian's own share of the identity asked for; None once it was withheld, replaced, or they were recused."""
    return IdentityShare.objects.filter(
        identity=ask.disclosure.identity_id, custodian=ask.custodian_id, identity__current=True
    ).first()


def tally(disclosure: Disclosure) -> Tally:
    """How those have answered who still hold a share of the identity. Who has left the roster answers no more."""
    holding = IdentityShare.objects.filter(identity=disclosure.identity_id).values("custodian")
    seated = list(custodian_keys(disclosure.case.city))
    found = DisclosureAsk.objects.filter(disclosure=disclosure, custodian__in=holding).aggregate(
        open=Count("pk", filter=Q(state=AskState.OPEN, custodian__in=seated)),
        consented=Count("pk", filter=Q(state=AskState.CONSENTED, share__isnull=False)),
    )
    return Tally(open=found["open"], consented=found["consented"])


def waiting(member: Member, now: dt.datetime) -> int:
    """How many requests wait for this custodian's answer. Needs no keys. Raises complaints.roots.RootsError."""
    return _waiting(member, now).count() if keeps(member) else 0


def keeps(member: Member) -> bool:
    """Whether this member keeps a share of anything, or was ever asked. Needs no keys."""
    shares, asks = (
        IdentityShare.objects.filter(custodian=member),
        DisclosureAsk.objects.filter(custodian=member),
    )
    return shares.exists() or asks.exists()


def asked(member: Member, now: dt.datetime) -> list[DisclosureAsk]:
    """The requests that wait for this custodian's answer, the next to lapse first. Raises as `waiting`."""
    return list(_waiting(member, now).order_by("disclosure__until", "pk"))


def answered(member: Member) -> list[DisclosureAsk]:
    """Those the custodian answered, or that ended before, newest first; nothing of them can be read any more but the day."""
    rows = DisclosureAsk.objects.filter(custodian=member).select_related("disclosure")
    return list(
        rows.exclude(state=AskState.OPEN, disclosure__state=DisclosureState.ASKED).order_by(
            "-disclosure__day", "pk"
        )
    )


@sensitive_variables()
def new_ask(
    disclosure: Disclosure, *, public: bytes, reason: str, by: Hand, custodian: UUID, custodian_key: bytes
) -> DisclosureAsk:
    """The row by which one custodian is asked, not saved: what `read_petition` reads, signed and sealed to them.

    :param public: the case's public key as the requester opened it.
    """
    case, pk, key = disclosure.case, uuid.uuid4(), vault.new_secret()
    document = signed_document(
        keys=by.keys,
        member=by.member.pk,
        case=case.pk,
        entry_id=pk,
        kind=KIND,
        text=reason,
        city=case.city,
        disclosure=disclosure.pk.hex,
        identity=disclosure.identity_id.hex,
        public=base64.b64encode(public).decode(),
    )
    contract = contracts.disclosure_reason(pk, case.pk, BUCKET.value)
    return DisclosureAsk(
        id=pk,
        disclosure=disclosure,
        custodian_id=custodian,
        bucket=BUCKET.value,
        reason=vault.seal_text(dump(document), key, contract, BUCKET),
        reason_key=vault.seal(key, custodian_key, contracts.disclosure_reason_key(pk, case.pk)),
    )


@sensitive_variables()
def read_petition(ask: DisclosureAsk, by: Hand) -> Petition:
    """The request as its custodian may believe it.

    Raises vault.Refused for one that no handler of the case's body signed, that was written for another request,
    identity or custodian, whose case has a key to which no signed change leads from the one the requester named, or a key
    of which the custodian holds.
    """
    disclosure, case = ask.disclosure, ask.disclosure.case
    sealed, name = bytes(ask.reason_key), contracts.disclosure_reason_key(ask.pk, case.pk)
    key = vault.open(sealed, by.keys.kem_seed, name)
    contract = contracts.disclosure_reason(ask.pk, case.pk, ask.bucket)
    try:
        document = json.loads(vault.open_text(bytes(ask.reason), key, contract, vault.Bucket(ask.bucket)))
        seat = handler_seat(case, disclosure.requester_id)
        if seat is None or not signature_holds(
            document, sign_public=seat.sign_pk, case=case.pk, entry_id=ask.pk
        ):
            raise vault.Refused
        told = (document["kind"], document["member"], document["disclosure"], document["identity"])
        if told != (KIND, seat.member, disclosure.pk.hex, disclosure.identity_id.hex):
            raise vault.Refused
        followed = follow(case, base64.b64decode(document["public"]), signers_of(case.city))
        city, reason = str(document["city"]), str(document["text"])
    except (ValueError, KeyError, TypeError):
        raise vault.Refused from None
    if city != case.city or followed.public is None:
        raise vault.Refused
    if holds_key(case, by):
        raise vault.Refused
    return Petition(ask, city, reason, disclosure.requester, disclosure.until, followed.public, seat.kem_pk)


def _waiting(member: Member, now: dt.datetime) -> QuerySet[DisclosureAsk]:
    """Only where a roster seats the member as custodian now: nothing waits for somebody who has left."""
    cities = {city_of(body) for body in read_roots(keystore.keys_folder()).bodies}
    keeping = [city for city in sorted(cities) if member.pk in custodian_keys(city)]
    return DisclosureAsk.objects.filter(
        custodian=member,
        disclosure__case__city__in=keeping,
        state=AskState.OPEN,
        disclosure__state=DisclosureState.ASKED,
        disclosure__until__gt=now,
        disclosure__identity__shares__custodian=member,
    ).select_related("disclosure__case", "disclosure__requester__user")
