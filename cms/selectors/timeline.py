"""An edition as a timeline: every stage the measure really has, with what was published and recorded."""

import datetime as dt
from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from cms.models import ActRecord, EditionEvent, EditionPage, Measure, Seal, Window
from cms.pages import (
    ArticleLink,
    EditionTimeline,
    MeasureCard,
    StageNotice,
    StageState,
    StepRecord,
    TimelineStage,
)
from cms.pages.plain_words import measure_status_label, plain_words
from cms.reading import act_label
from cms.regulation.citation import anchor_of, cite
from cms.regulation.schema import Act, Regulation, Stage
from cms.selectors.windows import WindowReader, marks_of, titles_of
from cms.windows import OPEN_PHASES, Phase, beijing_day

STANDINGS = {"running": _("进行中"), "postponed": _("延期"), "ended": _("已终止"), "completed": _("已完成")}


def measure_path(measure: Measure) -> str:
    """The address of one version of a measure."""
    return f"/{measure.scheme_code}/measure/v{measure.version}/"


def article_links(articles: tuple[str, ...] | list[str], measure: Measure) -> tuple[ArticleLink, ...]:
    """Links to articles on the page of that version."""
    return tuple(ArticleLink(cite(ref), f"{measure_path(measure)}#{anchor_of(ref)}") for ref in articles)


def measure_card(measure: Measure, day: dt.date) -> MeasureCard:
    """A measure in brief, with its status on a Beijing day."""
    instrument = measure.regulation.instrument
    repealed_on = measure.repealed_on()
    return MeasureCard(
        title=instrument.title,
        doc_no=instrument.doc_no or "",
        issuer=instrument.issuer,
        version=measure.version,
        url=measure_path(measure),
        status=instrument.status_on(day, repealed_on),
        status_label=measure_status_label(instrument, day, repealed_on),
        effective_on=instrument.effective_on,
        expires_on=instrument.last_day,
    )


def edition_timeline(edition: EditionPage, now: dt.datetime) -> EditionTimeline:
    """One edition at an instant. The number of queries does not depend on lists or stages."""
    measure, regulation, scheme = edition.measure, edition.regulation, edition.scheme
    seals = list(edition.seals.defer("body").order_by("published_at", "pk"))
    windows = {w.seal_id: w for w in Window.objects.filter(seal__edition=edition, entry_key="")}
    event = edition.events.select_related("seal").defer("seal__body").order_by("at", "pk").last()
    records = defaultdict(list)
    for record in ActRecord.objects.filter(edition=edition, withdrawn_at=None):
        records[record.stage_key].append(record)
    notices = _stage_notices(seals, windows, now)
    standing = _standing(event, seals)
    newest = scheme.current_measure()
    day = beijing_day(now)
    return EditionTimeline(
        name=edition.title,
        path=f"/{scheme.slug}/{edition.slug}/",
        scheme_code=scheme.slug,
        city=regulation.city,
        award_name=regulation.award.name,
        standing=standing,
        standing_label=str(STANDINGS[standing]),
        standing_reason=event.reason if event and standing in ("postponed", "ended") else "",
        standing_path=event.seal.head["path"] if event and standing in ("postponed", "ended") else "",
        measure=measure_card(measure, day),
        newer_measure=measure_card(newest, day) if newest and newest.pk != measure.pk else None,
        acts=notices.get("", ()),
        number=edition.number,
        award_count=edition.awards.count(),
        stages=tuple(
            _stage(regulation, stage, measure, notices.get(stage.key, ()), records[stage.key])
            for stage in regulation.stages
            if stage.type not in ("revocation", "rectification") or notices.get(stage.key)
        ),
    )


def _standing(event: EditionEvent | None, seals: list[Seal]) -> str:
    if event is not None and event.kind != EditionEvent.Kind.RESUMED:
        return event.kind
    return "completed" if any(seal.stage_type == "decision" for seal in seals) else "running"


def _stage_notices(
    seals: list[Seal], windows: dict[int, Window], now: dt.datetime
) -> dict[str, tuple[StageNotice, ...]]:
    reader, marks, titles = WindowReader(now), marks_of(seals), titles_of(seals)
    found: dict[str, list[StageNotice]] = defaultdict(list)
    for seal in seals:
        window = windows.get(seal.pk)
        found[seal.stage_key].append(
            StageNotice(
                title=titles[seal.pk],
                path=seal.head["path"],
                publisher=seal.head["publisher"],
                act_label=act_label(seal.act),
                published_at=seal.published_at,
                window=reader.state(window) if window else None,
                marks=marks.get(seal.pk, ()),
            )
        )
    return {key: tuple(rows) for key, rows in found.items()}


def _stage(
    regulation: Regulation,
    stage: Stage,
    measure: Measure,
    notices: tuple[StageNotice, ...],
    records: list[ActRecord],
) -> TimelineStage:
    return TimelineStage(
        key=stage.key,
        name=stage.name,
        type=stage.type,
        plain=plain_words(stage, regulation),
        state=_stage_state(stage, notices),
        published_here=stage.published_here,
        publisher=regulation.body(stage.publisher).name,
        publisher_stated=stage.publisher_stated,
        scope=stage.scope,
        channel=stage.channel.text if stage.channel else "",
        lists=stage.lists,
        working_days=stage.period.working_days if stage.period else None,
        exact=bool(stage.period and stage.period.exact),
        gate=stage.gate.text if stage.gate else "",
        articles=article_links(stage.articles, measure),
        notices=notices,
        steps=tuple(_step(act, measure, records) for act in stage.requires if stage.published_here),
    )


def _step(act: Act, measure: Measure, records: list[ActRecord]) -> StepRecord:
    record = next((r for r in records if r.act_key == act.key), None)
    return StepRecord(
        label=act.text,
        articles=article_links(act.articles, measure),
        recorded_on=record.done_on if record else None,
        body=record.body_name if record else "",
        optional=act.optional,
    )


def _stage_state(stage: Stage, notices: tuple[StageNotice, ...]) -> StageState:
    if not stage.published_here:
        return StageState.NOT_HERE
    if not notices:
        return StageState.AHEAD
    phases = [notice.window.phase for notice in notices if notice.window]
    if phases and all(phase is Phase.ENDED for phase in phases):
        return StageState.ENDED
    if any(phase in OPEN_PHASES for phase in phases):
        return StageState.RUNNING
    if Phase.UPCOMING in phases:
        return StageState.AHEAD
    return StageState.WAITING if Phase.CLOSED in phases else StageState.DONE
