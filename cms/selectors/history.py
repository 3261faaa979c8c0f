"""What an edition and a scheme already did, as the rules see it: prior and parallel notices, past awards, standing rows."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count

from cms import gates
from cms.models import Conclusion, EditionEvent, EditionPage, Entry, Notice, Seal, SealAct
from cms.regulation.rules import facts as f
from cms.windows import beijing_day

REVISING = frozenset({SealAct.Kind.ADDED, SealAct.Kind.CHANGED, SealAct.Kind.CORRECTED})
"""Acts after which a row reads as the correction's list says."""


def entry_facts(entries: Iterable[Entry]) -> tuple[f.EntryFacts, ...]:
    """Rows as the rules see them."""
    return tuple(
        f.EntryFacts(
            key=str(e.key),
            no=e.no,
            kind=e.kind,
            tier=e.tier,
            name=e.name,
            uscc=e.uscc,
            joint_names=tuple(e.joint_names),
            group_entry=e.group_entry,
            post=e.post,
            unit=e.unit,
            district=e.district,
            recommender=e.recommender,
            recommender_body=e.extra.get("recommender_body", ""),
            industry=e.industry,
            withheld=e.withheld,
            nature=f.Nature(e.extra.get("nature", "")),
        )
        for e in entries
    )


def edition_started_on(edition: EditionPage) -> dt.date | None:
    """The Beijing day of the edition's first sealed notice, or None before it has one."""
    first = edition.seals.order_by("published_at").values_list("published_at", flat=True).first()
    return beijing_day(first) if first else None


def edition_state(edition: EditionPage) -> f.EditionState:
    """Running, postponed or ended, by the last event of the edition."""
    last = edition.events.order_by("at", "pk").last()
    if last is None or last.kind == EditionEvent.Kind.RESUMED:
        return f.EditionState.RUNNING
    return f.EditionState(last.kind)


def prior_notices(
    edition: EditionPage, *, with_entries: bool = False, exclude: int | None = None
) -> tuple[f.PriorNotice, ...]:
    """The sealed notices of stages of this edition as they stand now, in the order of publication."""
    seals = (
        edition.seals.filter(act=f.NoticeAct.ORIGINAL)
        .exclude(notice_id=exclude)
        .select_related("notice", "entry_list")
        .prefetch_related("windows", "acts")
        .order_by("published_at", "pk")
    )
    if with_entries:
        seals = seals.prefetch_related("entry_list__entries")
    concluded = set(Conclusion.objects.filter(seal__edition=edition).values_list("seal_id", flat=True))
    return tuple(_prior(seal, seal.pk in concluded, with_entries) for seal in seals)


def _prior(seal: Seal, concluded: bool, with_entries: bool) -> f.PriorNotice:
    windows = list(seal.windows.all())
    main = next((w for w in windows if not w.entry_key), None)
    struck = frozenset(a.entry_key for a in seal.acts.all() if a.kind == SealAct.Kind.STRUCK)
    entries = entry_facts(standing_rows(seal)) if with_entries else ()
    return f.PriorNotice(
        stage_key=seal.stage_key,
        publisher=seal.notice.publisher_body,
        publisher_name=seal.notice.publisher_name,
        title=seal.notice.title,
        provisional=any(w.provisional for w in windows if w.concluded_at is None and w.ended_at is None),
        window_last_day=main.last_day if main else None,
        # A notice without a window (a call, a decision) is done when it is published.
        concluded=concluded or main is None,
        ended=bool(main and main.ended_at),
        held=not concluded and bool(gates.blockers(seal)),
        entries=entries,
        struck=struck,
    )


def standing_rows(seal: Seal) -> list[Entry]:
    """The rows of a sealed list as they stand after its corrections: struck ones out, added and changed ones in."""
    acts = list(seal.acts.all())
    struck = {act.entry_key for act in acts if act.kind == SealAct.Kind.STRUCK}
    rows = {str(e.key): e for e in seal.entry_list.entries.all()} if seal.entry_list is not None else {}
    revised = {act.entry_key for act in acts if act.kind in REVISING}
    if revised:
        later = Entry.objects.filter(entry_list__in=seal.amendments.values("entry_list"), key__in=revised)
        for entry in later.order_by("entry_list", "no"):
            # A row put right keeps its printed number; an added one comes after the last.
            published = rows.get(str(entry.key))
            entry.no = published.no if published else max((e.no for e in rows.values()), default=0) + 1
            rows[str(entry.key)] = entry
    return [entry for key, entry in rows.items() if key not in struck]


def parallel_notices(notice: Notice, *, with_entries: bool) -> tuple[f.PriorNotice, ...]:
    """The other sealed notices of the same stage and edition, by other bodies."""
    edition = notice.edition
    seals = (
        edition.seals.filter(act=f.NoticeAct.ORIGINAL, stage_key=notice.stage_key)
        .exclude(notice_id=notice.pk)
        .select_related("notice", "entry_list")
        .prefetch_related("windows", "acts", "entry_list__entries")
    )
    concluded = set(Conclusion.objects.filter(seal__edition=edition).values_list("seal_id", flat=True))
    return tuple(_prior(seal, seal.pk in concluded, with_entries) for seal in seals)


def places_in_year(edition: EditionPage, year: int) -> tuple[f.PlacesTaken, ...]:
    """Winners by tier and kind in other editions of the scheme decided in that Beijing year; for caps by the year."""
    decisions = Seal.objects.filter(
        edition__path__startswith=edition.path[: -edition.steplen],
        stage_type="decision",
        act=f.NoticeAct.ORIGINAL,
    ).exclude(edition=edition)
    same_year = [pk for pk, at in decisions.values_list("pk", "published_at") if beijing_day(at).year == year]
    rows = Entry.objects.filter(entry_list__in=Seal.objects.filter(pk__in=same_year).values("entry_list"))
    counts = rows.values_list("tier", "kind").annotate(n=Count("pk")).order_by("tier", "kind")
    return tuple(f.PlacesTaken(tier=tier, kind=kind, count=n) for tier, kind, n in counts)
