"""From a draft to the values of a seal's leaves: what would be public if it were published on that day.

The same values are shown in the preview, cleared by the approver and sealed at publication. Every leaf has a type `t`;
`AUTHORED` names those that come from the draft alone, the others follow from the measure, the scheme and the calendar.
"""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from cms.award_leaves import award_values
from cms.models import TEXT_FIELDS, Entry, EntryKind, Notice, NoticeAct, NoticeFile
from cms.regulation.citation import anchor_of, cite
from cms.regulation.rules.verdicts import Level, Override, Verdict, overridden
from cms.regulation.schema import Cap, Regulation, Stage, Tier
from cms.windows import BEIJING
from portal.calendar.workdays import CountingPolicy, Derivation, WorkCalendar, count_window

AUTHORED = frozenset({"header", "title", "disclosure", "text", "entry", "file"})
"""Leaf types that must never differ between a sealed notice and its own row."""

WITHHOLDABLE = frozenset({"title", "text", "entry", "file", "revoked", "reinstated"})
"""Leaf types that may be withheld by law: a row, a field, a file."""

Values = list[dict[str, Any]]


def draft_values(
    notice: Notice, *, day: dt.date, calendar: WorkCalendar, verdicts: Iterable[Verdict]
) -> Values:
    """The leaves' values of a draft published on a Beijing day, in the order of the seal, without the publication leaf."""
    stage = notice.stage
    regulation = notice.edition.regulation
    values: Values = [_context(notice, stage), _header(notice), {"t": "title", "value": _nfc(notice.title)}]
    values += [_disclosure(notice), *_texts(notice), *_process(notice)]
    values += _basis(regulation, stage)
    values += _channels(notice)
    if notice.stage_type == "publicity" and notice.act == NoticeAct.ORIGINAL:
        values.append(window_value(notice, day, calendar))
    entries = list(notice.entries)
    values.append({"t": "counts", "rows": list_counts(regulation, stage, entries)})
    values += [_entry(regulation, entry) for entry in entries]
    values += award_values(notice, day)
    values += _files(notice)
    values.append(_verdicts(notice, verdicts))
    return values


def authored_values(notice: Notice) -> Values:
    """The leaves that come from the draft's own row alone, entries left out: they are immutable and compared by their list."""
    title = {"t": "title", "value": _nfc(notice.title)}
    return [_header(notice), title, _disclosure(notice), *_texts(notice), *_files(notice)]


def publication_value(cleared_digest: str, published_at: dt.datetime) -> dict[str, Any]:
    """The last leaf of a seal: when it went out, and which clearance it carries."""
    at = published_at.astimezone(BEIJING).replace(microsecond=0).isoformat()
    return {"t": "publication", "cleared_digest": cleared_digest, "published_at": at}


def window_start(notice: Notice, day: dt.date) -> dt.date:
    """The Beijing day a window counts from: publication, or the later day the office chose."""
    return max(day, notice.starts_on) if notice.starts_on else day


def notice_policy(notice: Notice) -> CountingPolicy:
    """How the scheme counts: the start day is left out unless its operator says otherwise."""
    return CountingPolicy(notice.edition.scheme.counting_policy)


def derive(notice: Notice, day: dt.date, calendar: WorkCalendar) -> Derivation | None:
    """The derivation of the window for publication on that day, or None while no number of days is given."""
    if not notice.working_days:
        return None
    return count_window(calendar, window_start(notice, day), notice.working_days, notice_policy(notice))


def window_value(notice: Notice, day: dt.date, calendar: WorkCalendar) -> dict[str, Any]:
    """The window leaf: dates as announced, with the derivation by day."""
    stage = notice.stage
    period = stage.period if stage else None
    derivation = derive(notice, day, calendar)
    return {
        "t": "window",
        "needed": notice.working_days or 0,
        "exact": bool(period and period.exact),
        "stated": period is not None,
        "derivation": derivation.as_json() if derivation else {},
    }


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def paragraphs(text: str) -> list[str]:
    """Plain paragraphs of a typed text: separated by blank lines or line ends."""
    return [_nfc(line) for line in text.splitlines() if line.strip()]


def _context(notice: Notice, stage: Stage | None) -> dict[str, Any]:
    edition, scheme = notice.edition, notice.edition.scheme
    measure, regulation = edition.measure, edition.regulation
    route = regulation.objections or regulation.complaints
    handler = regulation.body(route.recipient).name if route and route.recipient else ""
    return {
        "t": "context",
        "address": settings.CANONICAL_ORIGIN + notice.path_on_portal,
        "path": notice.path_on_portal,
        "public_id": notice.public_id,
        "scheme": {"code": scheme.slug, "name": regulation.award.name, "city": regulation.city},
        "edition": {"slug": edition.slug, "name": edition.title, "number": edition.number},
        "measure": {
            "code": measure.scheme_code,
            "title": regulation.instrument.title,
            "doc_no": regulation.instrument.doc_no or "",
            "version": measure.version,
            "sha256": measure.sha256,
        },
        "stage_name": stage.name if stage else "",
        "scope": stage.scope if stage else "",
        "objection_handler": handler,
    }


def _header(notice: Notice) -> dict[str, Any]:
    amended = notice.amended_seal
    return {
        "t": "header",
        "act": notice.act,
        "stage_key": notice.stage_key,
        "stage_type": notice.stage_type,
        "slug": notice.slug,
        "publisher": _nfc(notice.publisher_name),
        "publisher_reason": _nfc(notice.publisher_reason),
        "issuers": paragraphs(notice.issuers),
        "third_party": _nfc(notice.third_party),
        "media": _nfc(notice.media),
        "secret_count": notice.secret_count,
        "bonuses": [
            {"tier": row["tier"], "kind": row["kind"], "cny": int(row["cny"])} for row in notice.bonuses
        ],
        "changes": [_change(change) for change in notice.changes],
        "prev": {"digest": amended.digest, "path": amended.notice.path_on_portal} if amended else {},
    }


def _change(change: dict[str, Any]) -> dict[str, str]:
    """One amendment item, texts only: what is done to which entry and why."""
    return {key: str(change.get(key, "")) for key in ("op", "entry_key", "reason", "article", "days")}


def _disclosure(notice: Notice) -> dict[str, Any]:
    return {
        "t": "disclosure",
        "index_no": _nfc(notice.index_no),
        "issuing_body": "、".join(paragraphs(notice.issuers)) or _nfc(notice.publisher_name),
        "doc_no": _nfc(notice.doc_no),
        "subject_class": _nfc(notice.subject_class),
        "signed_date": notice.signed_date.isoformat() if notice.signed_date else "",
        "disclosure_mode": "主动公开",
    }


def _texts(notice: Notice) -> Values:
    return [
        {"t": "text", "key": name.removesuffix("_text"), "paragraphs": paragraphs(getattr(notice, name))}
        for name in TEXT_FIELDS
        if getattr(notice, name).strip()
    ]


def _process(notice: Notice) -> Values:
    """How the scheme handles objections and complaints, as it was published with the list."""
    process = notice.edition.scheme.process_text
    return [{"t": "process", "key": "process", "paragraphs": paragraphs(process)}] if process.strip() else []


def basis_refs(regulation: Regulation, stage: Stage | None) -> list[str]:
    """The articles a notice of that stage rests on, in the order of the measure, each once."""
    # An act on the whole edition rests on what the measure says of its editions.
    refs: list[str] = list(stage.articles if stage else regulation.award.cycle.articles)
    if stage is not None:
        refs += stage.period.articles if stage.period else ()
        if stage.type == "decision" and regulation.award.bonus:
            refs += regulation.award.bonus.articles
        if stage.type == "call":
            refs += _conditions(regulation)
    if stage is not None and stage.type == "publicity":
        for route in (regulation.objections, regulation.complaints):
            refs += route.articles if route else ()
    seen = dict.fromkeys(refs)
    return sorted(seen, key=lambda ref: tuple(int(part) for part in ref.rstrip(")").split("(")))


def _conditions(regulation: Regulation) -> list[str]:
    """The articles that an applicant has to know and a call therefore prints whole: conditions, own duty, fees."""
    parts = [regulation.eligibility, *regulation.eligibility.criteria]
    parts += [regulation.instrument.fees] if regulation.instrument.fees else []
    duty = regulation.application.applicant_responsible if regulation.application else None
    parts += [duty] if duty else []
    return [ref.partition("(")[0] for part in parts for ref in part.articles]


def _basis(regulation: Regulation, stage: Stage | None) -> Values:
    return [
        {
            "t": "basis",
            "ref": ref,
            "anchor": anchor_of(ref),
            "label": cite(ref),
            "text": regulation.article(ref),
        }
        for ref in basis_refs(regulation, stage)
    ]


def _channels(notice: Notice) -> Values:
    return [
        {
            "t": "channel",
            "purpose": channel.purpose,
            "kind": channel.kind,
            "value": _nfc(channel.value),
            "hours": _nfc(channel.hours),
            "note": _nfc(channel.note),
        }
        for channel in notice.edition.scheme.channels.all()
    ]


def list_counts(
    regulation: Regulation, stage: Stage | None, entries: Sequence[Entry]
) -> list[dict[str, Any]]:
    """Entries by tier and kind beside the caps that speak of them; -1 where the measure states no cap."""
    if not entries and not (stage and stage.lists):
        return []
    by_kind = Counter((entry.tier, entry.kind) for entry in entries if not entry.withheld)
    rows = []
    tiers = {entry.tier for entry in entries}
    for tier in regulation.award.tiers:
        if tier.key not in tiers:
            continue
        for cap in (cap for cap in regulation.award.caps if cap.tier == tier.key):
            kinds = [kind for kind in EntryKind.values if cap.kind in (kind, "total")]
            count = sum(by_kind[tier.key, kind] for kind in kinds)
            rows.append(_count_row(tier, cap.kind, count, cap))
    untiered = sum(count for (tier, _kind), count in by_kind.items() if not tier)
    if untiered:
        kinds = [kind for kind in EntryKind.values if by_kind["", kind]]
        rows += [_count_row(None, kind, by_kind["", kind], None) for kind in kinds]
    return rows


def _count_row(tier: Tier | None, kind: str, count: int, cap: Cap | None) -> dict[str, Any]:
    return {
        "tier": tier.key if tier else "",
        "tier_name": tier.name if tier else "",
        "kind": kind,
        "count": count,
        "cap": cap.max if cap else -1,
        "articles": list(cap.articles) if cap else [],
    }


def _entry(regulation: Regulation, entry: Entry) -> dict[str, Any]:
    names = {tier.key: tier.name for tier in regulation.award.tiers}
    return {
        "t": "entry",
        "key": str(entry.key),
        "no": entry.no,
        "kind": entry.kind,
        "tier": entry.tier,
        "tier_name": names.get(entry.tier, ""),
        "name": _nfc(entry.name),
        "uscc": _nfc(entry.uscc),
        "joint_names": [_nfc(name) for name in entry.joint_names],
        "post": _nfc(entry.post),
        "unit": _nfc(entry.unit),
        "district": _nfc(entry.district),
        "recommender": _nfc(entry.recommender),
        "industry": _nfc(entry.industry),
    } | ({"certificate_no": _nfc(entry.certificate_no)} if entry.certificate_no else {})


def _files(notice: Notice) -> Values:
    wanted = [item["sha256"] for item in notice.attachments]
    stored = {file.sha256: file for file in NoticeFile.objects.filter(sha256__in=wanted)} if wanted else {}
    return [
        {
            "t": "file",
            "sha256": item["sha256"],
            "name": _nfc(item["name"]),
            "title": _nfc(item.get("title", "")),
            "size": stored[item["sha256"]].size,
            "media_type": stored[item["sha256"]].media_type,
        }
        for item in notice.attachments
    ]


def _verdicts(notice: Notice, verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """Warnings and notes that stood, and blocks set aside with their public reasons. Blocks that stand never get here."""
    listed = tuple(verdicts)
    overrides = notice_overrides(notice)
    set_aside = {id(verdict): override for verdict, override in overridden(listed, overrides)}
    rows = []
    for verdict in listed:
        override = set_aside.get(id(verdict))
        if verdict.level is Level.BLOCK and override is None:
            continue
        rows.append(
            {
                "rule": verdict.rule,
                "level": verdict.level.value,
                "message": verdict.message,
                "articles": list(verdict.articles),
                "law": verdict.law,
                "reason": override.reason if override else "",
                "office": override.office if override else "",
            }
        )
    return {"t": "verdicts", "rows": rows}


def notice_overrides(notice: Notice) -> tuple[Override, ...]:
    """The overrides typed into a draft."""
    return tuple(
        Override(
            rule=item["rule"], subject=item.get("subject", ""), reason=item["reason"], office=item["office"]
        )
        for item in notice.overrides
    )
