"""Gathers from drafts, seals and records what the pure rules look at (`cms.regulation.rules.facts`)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Max

from cms.drafts import basis_refs
from cms.models import ActRecord, Entry, Measure, Notice, NoticeFile, RecordKey, Window
from cms.regulation.rules import facts as f
from cms.regulation.rules.case import PLACE_NAMES
from cms.regulation.rules.privacy_scan import scan
from cms.regulation.rules.text_claims import claims
from cms.regulation.rules.verdicts import Phrase
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.selectors.attachments import attachment_facts
from cms.selectors.history import (
    edition_started_on,
    edition_state,
    entry_facts,
    parallel_notices,
    places_in_year,
    prior_notices,
    standing_rows,
)
from cms.selectors.register import latest_edition, named_awards, past_awards
from cms.windows import beijing_day
from portal.calendar.workdays import CountingPolicy

FINDINGS_PLACE = Phrase(_("查明的事实"))
"""Where a sentence says that a hit stands in what was found about an award."""


def publication_facts(notice: Notice, publish_at: dt.datetime) -> f.PublicationFacts:
    """What the rules need to judge this draft as if it went out at that instant; the queries do not grow with the list."""
    edition, scheme = notice.edition, notice.edition.scheme
    channels = list(scheme.channels.all())
    records = list(ActRecord.objects.filter(edition=edition, stage_key=notice.stage_key, withdrawn_at=None))
    records = [r for r in records if not r.publisher_name or r.publisher_name == notice.publisher_name]
    records = reviewed_anew(records, notice)
    stored = files_of(notice)
    own = list(notice.entries)
    entries = entry_facts(_entries_after(notice, own))
    # A correction that only strikes rows has no list of its own, and is still judged against the earlier ones.
    prior = prior_notices(edition, with_entries=bool(entries), exclude=notice.pk)
    latest_number, latest_began = _latest_edition(notice, beijing_day(publish_at))
    parallel = (
        () if notice.act != f.NoticeAct.ORIGINAL else parallel_notices(notice, with_entries=bool(entries))
    )
    return f.PublicationFacts(
        act=f.NoticeAct(notice.act),
        stage_key=notice.stage_key,
        edition_number=edition.number,
        edition_started_on=edition_started_on(edition),
        edition_state=edition_state(edition),
        measure=measure_facts(edition.measure),
        title=notice.title,
        issuer="、".join(line.strip() for line in notice.issuers.splitlines() if line.strip()),
        publisher_body=notice.publisher_body,
        publisher_name=notice.publisher_name,
        publisher_reason=notice.publisher_reason,
        publish_at=publish_at,
        doc_no=notice.doc_no,
        index_no=notice.index_no,
        signed_date=notice.signed_date,
        basis=tuple(basis_refs(edition.regulation, notice.stage)),
        reason=notice.reason,
        starts_on=notice.starts_on,
        working_days=notice.working_days,
        policy=CountingPolicy(scheme.counting_policy),
        policy_reason=notice.policy_reason,
        office_opens=scheme.office_opens,
        media=notice.media,
        third_party_entrusted=notice.third_party_entrusted,
        third_party=notice.third_party,
        panel_size=next((r.made for r in records if r.act_key == RecordKey.PANEL), None),
        entries=entries,
        secret_count=notice.secret_count,
        eligibility=_eligibility(own),
        own_publicity=_own_publicity(own),
        acts=tuple(_act(r) for r in records if r.subject or r.act_key not in RecordKey.values),
        replies=tuple(
            f.ReplyFacts(body=r.body_name, replied_on=r.done_on, note=r.note)
            for r in records
            if r.act_key == RecordKey.REPLY
        ),
        declarations=next(
            (
                f.Declarations(ref=r.document_no, made=r.made or 0, recused=r.recused or 0)
                for r in records
                if r.act_key == RecordKey.DECLARATIONS
            ),
            None,
        ),
        secrecy_review=next((_act(r) for r in records if r.act_key == RecordKey.SECRECY_REVIEW), None),
        channels=tuple(
            f.ChannelFacts(kind=c.kind, value=c.value, hours=c.hours)
            for c in channels
            if c.purpose == "objection"
        ),
        process_text=scheme.process_text,
        attachments=attachment_facts(notice, stored),
        text_hits=_text_hits(notice, entries, [c.value for c in channels]),
        claims=_claims(notice, stored, beijing_day(publish_at).year),
        prior=prior,
        parallel=parallel,
        places_in_year=places_in_year(edition, beijing_day(publish_at).year),
        past_awards=past_awards(scheme, edition.number, beijing_day(publish_at))
        if notice.entry_list_id
        else (),
        named_awards=named_awards(notice, beijing_day(publish_at)),
        latest_edition=latest_number,
        latest_edition_began=latest_began,
        remedies_text=notice.remedies_text,
        history_complete=scheme.history_complete,
        bar_counts_from=f.BarCount(scheme.bar_counts_from),
        bonuses=tuple(
            f.StatedBonus(tier=b["tier"], kind=b["kind"], cny=int(b["cny"])) for b in notice.bonuses
        ),
        amends=_amended(notice),
        changes=tuple(
            f.EntryChange(
                kind=f.ChangeKind(c["op"]),
                entry_key=c.get("entry_key", ""),
                reason=c.get("reason", ""),
                fields=frozenset(c.get("fields", ())),
            )
            for c in notice.changes
        ),
    )


def _latest_edition(notice: Notice, day: dt.date) -> tuple[int, dt.date | None]:
    """The newest edition begun, where a revocation counts from it."""
    if not notice.revocations:
        return 0, None
    return latest_edition(notice.edition.scheme, notice.signed_date or day, at_least=notice.edition.number)


def _entries_after(notice: Notice, own: list[Entry]) -> list[Entry]:
    """The list as it stands after this notice: its own, or for a correction the corrected list with its changes."""
    seal = notice.amended_seal
    if notice.act != f.NoticeAct.CORRECTION or seal is None or not notice.changes:
        return own
    rows = {str(entry.key): entry for entry in standing_rows(seal)}
    for entry in own:
        published = rows.get(str(entry.key))
        entry.no = published.no if published else max((e.no for e in rows.values()), default=0) + 1
        rows[str(entry.key)] = entry
    struck = {change.get("entry_key") for change in notice.changes if change["op"] == f.ChangeKind.STRUCK}
    return [entry for key, entry in rows.items() if key not in struck]


def measure_facts(measure: Measure) -> f.MeasureFacts:
    """What became of the measure's instrument."""
    repeal = measure.repeal()
    return f.MeasureFacts(repealed_on=repeal.on, repealed_by=repeal.by) if repeal else f.MeasureFacts()


def reviewed_anew(records: list[ActRecord], notice: Notice) -> list[ActRecord]:
    """The records, less secrecy reviews older than the last thing published of the list: a correction is reviewed anew.

    So is every further announcement of a stage that may be published again and again, as revocations are.
    """
    amended = notice.amended_seal
    if amended is None and notice.stage_type == "revocation":
        return _after(
            records,
            notice.edition.seals.filter(stage_key=notice.stage_key).aggregate(at=Max("published_at"))["at"],
        )
    if amended is None:
        return records
    last = amended.amendments.aggregate(at=Max("published_at"))["at"] or amended.published_at
    return _after(records, last)


def _after(records: list[ActRecord], last: dt.datetime | None) -> list[ActRecord]:
    return [
        r for r in records if last is None or r.act_key != RecordKey.SECRECY_REVIEW or r.recorded_at > last
    ]


def files_of(notice: Notice) -> dict[str, NoticeFile]:
    """The stored attachments of a draft, by digest."""
    wanted = [item["sha256"] for item in notice.attachments]
    return {file.sha256: file for file in NoticeFile.objects.filter(sha256__in=wanted)} if wanted else {}


def _act(record: ActRecord) -> f.ActFacts:
    return f.ActFacts(
        key=record.act_key,
        done_on=record.done_on,
        note=record.note,
        by_name=record.recorded_by_name,
        subject=record.subject,
    )


def entry_place(no: int) -> str:
    """How a sentence and a clearing name a row of the list."""
    return f"名单第{no}号"


def _cleared(notice: Notice, hit: f.Hit) -> str:
    """What the approver wrote about exactly this number at this place; another number there stands."""
    return next(
        (
            c["reason"]
            for c in notice.clearings
            if c.get("place") == hit.place
            and c.get("excerpt", hit.excerpt_masked) == hit.excerpt_masked
            and c.get("reason")
        ),
        "",
    )


def _text_hits(notice: Notice, entries: Iterable[f.EntryFacts], exempt: Iterable[str]) -> tuple[f.Hit, ...]:
    hits = [hit for name, place in PLACE_NAMES.items() for hit in scan(getattr(notice, name), place, exempt)]
    for row in notice.revocations:
        hits += scan(str(row.get("finding", "")), FINDINGS_PLACE, exempt)
    for entry in entries:
        row = "\n".join(
            (entry.name, *entry.joint_names, entry.post, entry.unit, entry.recommender, entry.industry)
        )
        hits += scan(row, entry_place(entry.no))
    return tuple(
        f.Hit(place=h.place, kind=h.kind, excerpt_masked=h.excerpt_masked, cleared_reason=_cleared(notice, h))
        for h in hits
    )


def _claims(notice: Notice, stored: dict[str, NoticeFile], year: int) -> tuple[f.TextClaim, ...]:
    found = [
        claim
        for name in ("lead", "procedure_text", "objection_text", "closing")
        for claim in claims(getattr(notice, name), PLACE_NAMES[name], year)
    ]
    for item in notice.attachments:
        for row in stored[item["sha256"]].dates if item["sha256"] in stored else ():
            day = dt.date.fromisoformat(row["day"]) if row.get("day") else None
            found.append(f.TextClaim(role=row["role"], place=item["name"], day=day, number=row.get("number")))
    return tuple(found)


def _eligibility(entries: Iterable[Entry]) -> tuple[f.EligibilityFacts, ...]:
    return tuple(
        f.EligibilityFacts(
            entry_key=str(entry.key),
            criterion=row["criterion"],
            years=row.get("years"),
            rank=row.get("rank"),
            met=row.get("met"),
        )
        for entry in entries
        for row in entry.extra.get("eligibility", ())
    )


def _own_publicity(entries: Iterable[Entry]) -> tuple[f.OwnPublicity, ...]:
    return tuple(
        f.OwnPublicity(
            entry_key=str(entry.key),
            first_day=dt.date.fromisoformat(own["first_day"]),
            last_day=dt.date.fromisoformat(own["last_day"]),
            no_objection=bool(own["no_objection"]),
        )
        for entry in entries
        if (own := entry.extra.get("own_publicity"))
    )


def _amended(notice: Notice) -> f.AmendedNotice | None:
    seal = notice.amended_seal
    if seal is None:
        return None
    window = Window.objects.filter(seal=seal, entry_key="").first()
    return f.AmendedNotice(
        stage_key=seal.stage_key,
        publisher=seal.notice.publisher_body,
        published_on=beijing_day(seal.published_at),
        first_day=window.first_day if window else None,
        last_day=window.last_day if window else None,
        needed=window.needed if window else 0,
        provisional=bool(window and window.provisional),
        concluded=bool(window is None or window.concluded_at),
        ended=bool(window and window.ended_at),
        entry_keys=frozenset(str(entry.key) for entry in standing_rows(seal)),
    )
