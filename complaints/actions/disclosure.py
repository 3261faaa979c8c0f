"""To see who reported: asking with a reason, two custodians' answers, looking, and the reporter is told (channel.md §4.6).

No custodian learns the identity: each only seals their share again to the requester. No requester consents: whoever
holds a key to the case holds no share of it. What was looked at is told to the reporter in the same transaction, so
nobody sees a name that the reporter does not learn of.
"""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused
from cms.windows import beijing_day
from complaints import contracts, custody, keystore, vault
from complaints.actions.alerts import alert
from complaints.actions.disclosure_endings import close, end_expired
from complaints.actions.holding import Held, hold
from complaints.case_keys import hex_of, identity_key
from complaints.disclosing import (
    ASK_FOR,
    NEEDED,
    RUNNING,
    Actor,
    State,
    Step,
    allowed,
    consenting,
    ends_at,
    refusing,
)
from complaints.entries import IDENTITY_BUCKET, add_entry, record_event, signed_document
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import (
    AskState,
    Case,
    Disclosure,
    DisclosureAsk,
    Entry,
    Identity,
    IdentityShare,
)
from complaints.reports import Person
from complaints.rights import Act, Role, Why, verdict
from complaints.roster_lock import keep_rosters
from complaints.signers import Signature

REASON_MAX = 1_000
"""Characters of a reason and of the grounds of a refusal."""

OPENED = "identity_opened"
"""Kind of the message by which a reporter learns of it; `complaints.inbox.page` lists its days."""

LOOKED = "identity_looked"
"""Kind of that message where there was no name to see."""

TOLD_NAMED = (
    "您的身份信息今天按程序打开过：承办人员书面写明了理由，两名身份保管人员同意，承办人员在二十四小时内可以查看。"
    "保管人员自己看不到您的身份信息。"
)
"""As sealed to the reporter, in the language of the office."""

TOLD_NAMELESS = (
    "承办人员今天按程序申请查看身份信息，写明了理由，两名身份保管人员同意。"
    "您没有留下身份信息，没有可以看到的内容。"
)


@dataclass(frozen=True, repr=False)
class Looked:
    """What the requester sees; never stored. `person` is None where the reporter left no name.

    :ivar until: from this instant on (UTC) nothing is shown any more.
    """

    person: Person | None
    until: dt.datetime


@dataclass(frozen=True, repr=False)
class Opened:
    """An identity with the secret that opens it; lives as long as one transaction."""

    identity: Identity
    secret: bytes
    person: Person | None


@sensitive_variables()
@transaction.atomic
def ask(*, case: Case, reason: str, by: Hand, now: dt.datetime) -> Disclosure:
    """Ask the custodians of a case. The reason goes to its handlers and, with the city, to each custodian.

    Raises CaseGone and NotAllowed as `hold`; ActionRefused with a sentence where there is no reason, where a request of
    this handler runs already, where they stand not on the roster, or fewer than two custodians could answer.
    """
    held = hold(case=case, act=Act.ASK_IDENTITY, by=by, now=now)
    reason = reason_text(reason, _("请写明申请查看的理由。"))
    identity = Identity.objects.select_for_update().filter(case=held.case, current=True).first()
    if identity is None or identity.body is None:
        raise CaseGone
    end_expired(held.case, at_work=by.member.pk, now=now)
    if Disclosure.objects.filter(case=held.case, requester=by.member, state__in=RUNNING).exists():
        raise ActionRefused(_("您对这个案件的申请还没有结束。需要另行申请的，请先撤回原来的申请。"))
    custody.require_seat(held.case, by)
    custodians = custody.custodians_of(held.case)
    if len(custodians) < NEEDED:
        raise ActionRefused(
            _("现在能够答复的身份保管人员不足两人，不能申请。确需联系举报人的，请通过答复请其补充情况。")
        )
    made = Disclosure.objects.create(
        case=held.case, identity=identity, requester=by.member, day=held.day, until=now + ASK_FOR
    )
    for custodian, public in custodians.items():
        custody.new_ask(
            made,
            public=held.opened.keys.public,
            reason=reason,
            by=by,
            custodian=custodian,
            custodian_key=public,
        ).save(force_insert=True)
    held.write(custody.KIND, reason, disclosure=made.pk.hex)
    held.event("entry", {"entry": "identity_asked", "disclosure": made.pk.hex})
    alert(custodians)
    return made


@sensitive_variables()
@transaction.atomic
def consent(*, ask_id: UUID, by: Hand, now: dt.datetime) -> Disclosure:
    """Seal the custodian's own share again to the requester. The second consent begins the time to look.

    Raises CaseGone where the request is none of theirs, waits for them no longer, or no roster seats them; NotAllowed
    where the case's state gives no right to answer; ActionRefused where they hold no share of it any more;
    vault.Refused for a request or a share that is not as it was sealed.
    """
    asked = asked_of(ask_id, by, now)
    row = custody.share_of(asked.ask)
    if row is None:
        raise ActionRefused(_("您已不再持有这个案件的身份密钥份额，不用答复。"))
    case = asked.disclosure.case
    share = vault.open(bytes(row.blob), by.keys.kem_seed, contracts.identity_share(row.pk, case.pk, row.n))
    if vault.share_digest(share) != bytes(row.digest):
        raise vault.Refused
    step = consenting(custody.tally(asked.disclosure))
    name = contracts.disclosed_share(asked.ask.pk, case.pk, asked.disclosure.pk, row.n)
    asked.ask.share = vault.seal(share, asked.petition.requester_key, name)
    asked.ask.state = AskState.CONSENTED
    asked.ask.save(update_fields=["share", "state"])
    asked.take(step, "identity_consented", now)
    return asked.disclosure


@sensitive_variables()
@transaction.atomic
def refuse(*, ask_id: UUID, grounds: str, by: Hand, now: dt.datetime) -> Disclosure:
    """Refuse, with grounds that the handlers read. The request ends once two consents can no longer come together.

    Raises as `consent`, and ActionRefused without grounds.
    """
    asked = asked_of(ask_id, by, now)
    grounds = reason_text(grounds, _("请写明不同意的理由。"))
    asked.write("refusal", grounds, now, disclosure=asked.disclosure.pk.hex)
    step = refusing(custody.tally(asked.disclosure))
    asked.ask.state = AskState.REFUSED
    asked.ask.save(update_fields=["state"])
    asked.take(step, "identity_refused", now)
    return asked.disclosure


@sensitive_variables()
@transaction.atomic
def look(*, disclosure_id: UUID, case: Case, by: Hand, now: dt.datetime) -> Looked:
    """Who reported, for the one who asked and was granted it. Recorded, and told to the reporter once for each day.

    Raises CaseGone and NotAllowed as `hold`, CaseGone for a request of somebody else; ActionRefused before the second
    consent, once the time is over, or where a consent holds no longer; vault.Refused for a share or an identity that is
    not as it was sealed.
    """
    held = hold(case=case, act=Act.ASK_IDENTITY, by=by, now=now)
    disclosure = own_request(disclosure_id, held)
    if allowed(disclosure.state, Actor.REQUESTER, Step.LOOK, until=disclosure.until, now=now) is None:
        raise ActionRefused(_("现在不能查看：还没有满两人同意，或者查看的时间已经过了。"))
    custody.require_seat(held.case, by)
    person = open_identity(held, disclosure).person
    _tell_reporter(held, disclosure, named=person is not None)
    held.event("entry", {"entry": "identity_opened", "disclosure": disclosure.pk.hex})
    return Looked(person, disclosure.until)


@transaction.atomic
def drop(*, disclosure_id: UUID, case: Case, by: Hand, now: dt.datetime) -> None:
    """End one's own request; what was sealed again for it is destroyed. Possible in every state of the case.

    Raises CaseGone for a request of somebody else, or one that has ended.
    """
    held = hold(case=case, act=Act.DROP_REQUEST, by=by, now=now)
    disclosure = own_request(disclosure_id, held)
    to = allowed(disclosure.state, Actor.REQUESTER, Step.DROP, until=disclosure.until, now=now)
    if to is None:
        raise CaseGone
    close(disclosure, to)
    held.event("entry", {"entry": "identity_dropped", "disclosure": disclosure.pk.hex})


@dataclass(frozen=True, repr=False)
class Asked:
    """A request under its locks, as the custodian may believe it."""

    ask: DisclosureAsk
    disclosure: Disclosure
    petition: custody.Petition
    by: Hand

    @sensitive_variables()
    def write(self, kind: str, text: str, now: dt.datetime, **more: str) -> None:
        """Seal a text signed by the custodian to the case, whose key they know from the request alone."""
        case, pk = self.disclosure.case, uuid.uuid4()
        document = signed_document(
            keys=self.by.keys,
            member=self.by.member.pk,
            case=case.pk,
            entry_id=pk,
            kind=kind,
            text=text,
            **more,
        )
        add_entry(
            case=case,
            public=self.petition.public,
            document=document,
            day=beijing_day(now),
            by_reporter=False,
            entry_id=pk,
        )

    def take(self, step: Step, entry: str, now: dt.datetime) -> None:
        """Move the request on by the table and record it."""
        row = self.disclosure
        to = allowed(row.state, Actor.CUSTODIAN, step, until=row.until, now=now)
        if to is None:
            raise CaseGone
        if to.value != row.state:
            alert([row.requester_id])
        if to in RUNNING:
            row.until = ends_at(to, now, row.until) if to.value != row.state else row.until
            row.state = to.value
            row.save(update_fields=["state", "until"])
        else:
            close(row, to)
        record_event(
            case=row.case,
            public=self.petition.public,
            kind="entry",
            actor=self.by.code,
            detail={"entry": entry, "disclosure": row.pk.hex, "state": to.value},
            day=beijing_day(now),
        )


@sensitive_variables()
def asked_of(ask_id: UUID, by: Hand, now: dt.datetime, act: Act = Act.CONSENT) -> Asked:
    """Lock the case, then the request, and verify it. Raises as `consent`."""
    keep_rosters()
    found = (
        DisclosureAsk.objects.filter(pk=ask_id, custodian=by.member)
        .values_list("disclosure_id", "disclosure__case_id")
        .first()
    )
    if found is None:
        raise CaseGone
    case = Case.objects.select_for_update().filter(pk=found[1]).first()
    requests = Disclosure.objects.select_for_update(of=("self",)).select_related("requester__user")
    disclosure = requests.filter(pk=found[0]).first()
    ask_row = DisclosureAsk.objects.select_for_update().filter(pk=ask_id).first()
    # Until the case was locked, a recusal could take the ask away, and the end of its time the case.
    if case is None or disclosure is None or ask_row is None:
        raise CaseGone
    disclosure.case, ask_row.disclosure = case, disclosure
    if disclosure.state != State.ASKED or now >= disclosure.until or ask_row.state != AskState.OPEN:
        raise CaseGone
    if not custody.still_keeps(case, by):
        raise CaseGone
    if custody.holds_key(case, by):
        raise NotAllowed(Why.NOT_THE_ROLE.value)
    refusal = verdict(Role.CUSTODIAN, act, case.state).why
    if refusal is not None:
        raise NotAllowed(refusal.value)
    return Asked(ask_row, disclosure, custody.read_petition(ask_row, by), by)


def own_request(disclosure_id: UUID, held: Held) -> Disclosure:
    """A request that the holder made in this case, under its lock. Raises CaseGone for every other."""
    found = (
        Disclosure.objects.select_for_update()
        .filter(pk=disclosure_id, case=held.case, requester=held.by.member)
        .first()
    )
    if found is None:
        raise CaseGone
    return found


@sensitive_variables()
def open_identity(held: Held, disclosure: Disclosure) -> Opened:
    """The identity by the two shares that were sealed again for this request, each compared with its row.

    Raises CaseGone for one that was replaced or destroyed, ActionRefused where fewer than two consents still hold,
    vault.Refused for a share or an identity that is not as it was sealed.
    """
    identity = Identity.objects.get(pk=disclosure.identity_id)
    if not identity.current or identity.body is None:
        raise CaseGone
    rows = {row.custodian_id: row for row in IdentityShare.objects.filter(identity=identity)}
    shares = []
    for given in disclosure.asks.filter(state=AskState.CONSENTED, share__isnull=False).order_by("pk"):
        row = rows.get(given.custodian_id)
        if row is None or given.share is None:
            continue
        name = contracts.disclosed_share(given.pk, held.case.pk, disclosure.pk, row.n)
        share = vault.open(bytes(given.share), held.by.keys.kem_seed, name)
        if vault.share_digest(share) != bytes(row.digest):
            raise vault.Refused
        shares.append(share)
    if len(shares) < NEEDED:
        raise ActionRefused(
            _("同意的保管人中有人已不再保管这个案件的身份密钥，这次同意不再有效。请撤回后重新申请。")
        )
    try:
        shred = keystore.shred_store().read(hex_of(held.case.pk), held.case.epoch)
    except vault.Refused:
        raise CaseGone from None
    secret = vault.combine_secret((shares[0], shares[1]))
    contract = contracts.identity_body(identity.pk, held.case.pk, IDENTITY_BUCKET.value)
    text = vault.open_text(bytes(identity.body), identity_key(secret, shred), contract, IDENTITY_BUCKET)
    value = json.loads(text)
    return Opened(identity, secret, Person.from_json(value["person"]) if value.get("person") else None)


@sensitive_variables()
def _tell_reporter(held: Held, disclosure: Disclosure, *, named: bool) -> None:
    """Seal to the reporter that it was opened on this day; once a day, whoever looks how often."""
    told = (disclosure.pk.hex, held.day.isoformat())
    to_them = set(
        Entry.objects.filter(case=held.case, reporter_key__isnull=False).values_list("pk", flat=True)
    )
    for entry in held.opened.entries:
        # Only a message that was signed and went to the reporter counts: an entry can be put in by whoever writes rows.
        if entry.signature is not Signature.HOLDS or entry.id not in to_them:
            continue
        if (entry.document.get("disclosure"), entry.document.get("opened_on")) == told:
            return
    held.write(
        OPENED if named else LOOKED,
        TOLD_NAMED if named else TOLD_NAMELESS,
        to_reporter=True,
        disclosure=disclosure.pk.hex,
        opened_on=held.day.isoformat(),
    )


def reason_text(typed: str, missing: str) -> str:
    """A reason without blanks around it. Raises ActionRefused for a missing one, with that sentence, and a longer one."""
    tidy = typed.strip()
    if not tidy:
        raise ActionRefused(missing)
    if len(tidy) > REASON_MAX:
        raise ActionRefused(_("理由不超过%(most)d个字。") % {"most": REASON_MAX})
    return tidy
