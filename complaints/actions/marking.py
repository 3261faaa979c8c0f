"""Masking words and files of a case, by any handler, and taking masked words out for good, by a lead who did not mask them.

A mask is an entry of its own: reversible, signed, and heeded by whatever leaves the desk. Taking out writes the entry
anew with blocks in place of the words: the old text is then in no row, and in copies of the database until they expire.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms.actions.errors import ActionRefused, FourEyes
from complaints import contracts, keystore, masks, vault
from complaints.actions.holding import Held, hold
from complaints.case_masks import masks_of
from complaints.entries import dump, signed_document
from complaints.errors import CaseGone
from complaints.hands import Hand
from complaints.keeping_out import kept_out
from complaints.masks import Mask
from complaints.models import Case, Entry, KeyWrap
from complaints.reading import OpenEntry
from complaints.rights import Act
from complaints.roots import city_of, read_roots
from complaints.rosters import rosters_of, seated
from complaints.routing import Skip
from complaints.signers import Signature


@sensitive_variables()
@transaction.atomic
def mask(
    *,
    case: Case,
    of: UUID,
    ranges: Mapping[str, Sequence[Sequence[int]]],
    files: Collection[str],
    reason: str,
    seen: UUID | None,
    by: Hand,
    now: dt.datetime,
) -> None:
    """Set what is masked of one entry, in place of what was masked of it before; nothing at all lifts it.

    :param ranges: by the part of the entry (`masks.parts`), half-open, in characters. :param files: blobs of its files.
    :param seen: the mask that the page showed. Raises CaseGone where another stands by now, or there is no such entry;
        NotAllowed as the table of rights says; ActionRefused for ranges outside the text, and where nothing changes.
    """
    held = hold(case=case, act=Act.MASK, by=by, now=now)
    entry, before = _entry(held, of), _standing(held, of, seen)
    texts, own = masks.parts(entry.document), {file.blob for file in entry.files}
    try:
        set_ = {part: masks.ordered(each, len(texts[part])) for part, each in ranges.items() if each}
    except (KeyError, ValueError, TypeError):
        raise ActionRefused(_("要遮盖的位置与文字对不上，没有改动。请刷新后重选。")) from None
    if not own.issuperset(files):
        raise ActionRefused(_("所选的文件不在这一条里，没有改动。"))
    if (set_, frozenset(files)) == (
        (dict(before.ranges), before.files) if before else ({}, frozenset[str]())
    ):
        raise ActionRefused(_("遮盖的内容没有变化，没有记录。"))
    held.write(
        masks.KIND,
        reason,
        of=of.hex,
        ranges={part: [list(each) for each in every] for part, every in set_.items()},
        files=sorted(files),
    )
    held.event("entry", {"entry": masks.KIND, "of": of.hex})


@sensitive_variables()
@transaction.atomic
def redact(*, case: Case, of: UUID, reason: str, seen: UUID, by: Hand, now: dt.datetime) -> None:
    """Take the masked words of an entry out for good. Files stay masked; none is destroyed by this.

    :param seen: the mask that the page showed; it must still stand. Raises CaseGone otherwise, NotAllowed for anybody but
        a lead, FourEyes for who set the mask, ActionRefused where nothing is masked, for what the reporter was sent, and
        for what nobody of the rosters signed.
    """
    held = hold(case=case, act=Act.REDACT, by=by, now=now)
    entry, standing = _entry(held, of), _standing(held, of, seen)
    if standing is None or not any(standing.ranges.values()):
        raise ActionRefused(_("这一条没有遮盖的文字，不能涂去。请先遮盖。"))
    if standing.by == by.code:
        raise FourEyes(_("遮盖是您自己做的。永久涂去要由另一名负责人核对后进行。"))
    if entry.signature is Signature.FAILS:
        raise ActionRefused(
            _("这一条的签名核对不上，不能涂去：涂去后由您签名，假的就成了真的。请告知系统管理人员。")
        )
    row = Entry.objects.select_for_update().get(pk=of)
    if row.reporter_key is not None:
        raise ActionRefused(
            _("这一条已经发给举报人，双方看到的必须一致，不能涂去。可以遮盖，导出时不带这些文字。")
        )
    _rewrite(held, row, entry, standing)
    ranges = {part: [list(each) for each in every] for part, every in standing.ranges.items()}
    held.write(masks.REDACTION, reason, of=of.hex, mask=standing.id.hex, ranges=ranges)
    held.event("entry", {"entry": masks.REDACTION, "of": of.hex})


@sensitive_variables()
def _rewrite(held: Held, row: Entry, entry: OpenEntry, standing: Mask) -> None:
    """Seal the covered document in place of the old one. What a member had signed, the lead signs as it is now."""
    document = masks.cover(entry.document, standing.ranges)
    if "routing" in document:
        document["routing"] = _routing_without_words(held, document["routing"])
    if "member" in document:
        kept = {k: v for k, v in document.items() if k not in {"signature", "member", "kind", "text"}}
        document = signed_document(
            keys=held.by.keys,
            member=held.by.member.pk,
            case=held.case.pk,
            entry_id=row.pk,
            kind=str(document["kind"]),
            text=str(document["text"]),
            **{"author": str(document["member"]), **kept},
        )
    key = vault.open(
        bytes(row.case_key), held.opened.keys.seed, contracts.entry_key(row.pk, row.case_id, "case")
    )
    text = dump(document)
    try:
        bucket = vault.Bucket.fitting(text, at_least=vault.Bucket(row.bucket))
    except vault.Refused:
        raise ActionRefused(_("涂去后的文字超过了存放的上限，没有改动。请减少遮盖的文字后重试。")) from None
    row.bucket = bucket.value
    row.body = vault.seal_text(text, key, contracts.entry_body(row.pk, row.case_id, bucket.value), bucket)
    row.save(update_fields=["bucket", "body"])


@sensitive_variables()
def _routing_without_words(held: Held, routing: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the first entry says of who was left out, with everybody whom only the words about to go keep out.

    Whom a report concerns is read from its words whenever somebody is to get a key (`complaints.keeping_out`). Who
    holds one goes on holding it.
    """
    subjects = kept_out(held.opened).subjects
    bodies = [body for body in read_roots(keystore.keys_folder()).bodies if city_of(body) == held.case.city]
    members = (each for seats in seated(rosters_of(bodies)).values() for each in seats)
    concerned = {each.member for each in members if subjects.touches(each)}
    holders = KeyWrap.objects.filter(case=held.case).values_list("member_id", flat=True)
    left_out = list(routing.get("left_out", ()))
    known = {str(member) for member, _why in left_out} | {member.hex for member in holders}
    more = [[member, Skip.INTERESTED.value] for member in sorted(concerned - known)]
    return {**routing, "left_out": [*left_out, *more]}


def _entry(held: Held, of: UUID) -> OpenEntry:
    found = next((entry for entry in held.opened.entries if entry.id == of), None)
    if found is None or not (masks.parts(found.document) or found.files):
        raise CaseGone
    return found


def _standing(held: Held, of: UUID, seen: UUID | None) -> Mask | None:
    found = masks_of(held.opened).get(of)
    if (found.id if found else None) != seen:
        raise CaseGone
    return found
