"""The page of one award: its record, its events, and what the measure says of money, title, duties and revocation."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from cms import linked_data
from cms.citing import CitedAward, award_citations
from cms.holders import holders_of, page_of
from cms.linked_data import LinkedAward
from cms.models import AwardRecord, HistoryBatch, Measure, RecordEvent
from cms.pages.award import AwardPage, AwardRow, BeforePortal, HistoryStep, RevocationBox, RuleLine
from cms.register import BonusState, EventKind, Status
from cms.regulation.rules.consequences import find_ground
from cms.regulation.schema import Clause, Regulation
from cms.selectors.award_rows import award_row, event_mark, listed, withheld_holders
from cms.selectors.register import current_columns, current_money, records, revocation_in_force
from cms.selectors.timeline import article_links, measure_path
from cms.selectors.windows import titles_of
from cms.windows import BEIJING, beijing_day


def award_page(public_id: str, now: dt.datetime) -> AwardPage | None:
    """The page of an award at an instant, or None for an unknown id; the number of queries is the same for every award."""
    read = listed(records().filter(public_id=public_id))
    if not read:
        return None
    record, today = read[0], beijing_day(now)
    withheld = withheld_holders(read).get(record.entry_key)
    row = award_row(record, today, withheld)
    measure = _measure_of(record)
    events = list(record.events.all())
    titles = titles_of([seal for seal in (record.seal, *(event.seal for event in events)) if seal])
    regulation = measure.regulation
    title_rules, must_state = _title_rules(regulation, measure)
    measures = _measures(events, measure)
    revocation = revocation_in_force(record, today)
    mark, money = event_mark(record, events), current_money(record)
    return AwardPage(
        row=row,
        public_id=record.public_id,
        city=regulation.city,
        address=settings.CANONICAL_ORIGIN + record.path_on_portal,
        now=now,
        measure_title=regulation.instrument.title,
        measure_url=measure_path(measure),
        decision_title=titles[record.seal.pk] if record.seal else "",
        decision_path=record.seal.head["path"] if record.seal else "",
        # What an older measure gave is not for today's to say.
        bonus=bonus_words(money.state, money.cny) if record.seal else _("补录的出处未载"),
        bonus_articles=article_links(money.articles, measure),
        bonus_rules=_bonus_rules(regulation, measure, row),
        validity_articles=article_links(record.validity_articles, measure),
        must_state=must_state,
        title_rules=title_rules,
        duties=tuple(_line(duty, measure) for duty in regulation.duties),
        history=_history(record, events, titles, measures, row),
        citations=award_citations(_cited(row, record, events, now)),
        linked_data=linked_data.text(_linked(row, record, titles)),
        holder_path=_holder_path(record) if not row.withheld else "",
        cite_path=f"{record.path_on_portal}cite.bib",
        revocation=_revocation(revocation, titles, measures[revocation.pk]) if revocation else None,
        reinstated=mark if mark and mark.kind == EventKind.REINSTATED else None,
        before_portal=_source(record),
        next_change=_next_change(record, row),
    )


def _measure_of(record: AwardRecord) -> Measure:
    """The version of the measure the award rests on: its edition's, and for one from before the portal today's."""
    if record.edition is not None:
        return record.edition.measure
    measure = record.scheme.current_measure()
    if measure is None:
        raise LookupError(f"{record.scheme.slug} has awards and no measure")
    return measure


def _measures(events: Iterable[RecordEvent], own: Measure) -> dict[int, Measure]:
    """The version of the measure each event rests on, by the event's key: that of its announcement, else the award's own."""
    wanted = {event.seal.measure_id for event in events if event.seal} - {own.pk}
    stored = {m.pk: m for m in Measure.objects.filter(pk__in=wanted)} if wanted else {}
    return {event.pk: stored.get(event.seal.measure_id, own) if event.seal else own for event in events}


def bonus_words(state: str, cny: int | None) -> str:
    """The money that goes with an award, as a sentence; what the measure does not state reads 未规定."""
    if state == BonusState.STATED:
        return _("%(yuan)s元") % {"yuan": f"{cny or 0:,}"}
    words = {
        BonusState.UNSTATED: _("有奖金，金额未规定"),
        BonusState.NONE: _("无奖金"),
        BonusState.SILENT: _("未规定"),
    }
    return words[BonusState(state)]


def _line(clause: Clause, measure: Measure) -> RuleLine:
    return RuleLine(clause.text, article_links(clause.articles, measure))


def _bonus_rules(regulation: Regulation, measure: Measure, row: AwardRow) -> tuple[RuleLine, ...]:
    """What the money is for. The measures that say so speak of organisations: for a person it stays 未规定."""
    bonus = regulation.award.bonus
    if bonus is None or bonus.use_limited is None or row.kind != "organization":
        return ()
    return (_line(bonus.use_limited, measure),)


def _title_rules(regulation: Regulation, measure: Measure) -> tuple[tuple[RuleLine, ...], str]:
    use = regulation.title_use
    if use is None:
        return (), ""
    own = article_links(use.articles, measure)
    lines = [RuleLine(_("使用称号时，应当注明“%(what)s”。") % {"what": use.must_state}, own, quoted=False)]
    if use.permitted_in:
        where = _("可以在%(where)s中使用称号。") % {"where": use.permitted_in}
        lines.append(RuleLine(where, own, quoted=False))
    bans = (use.no_product_promotion, use.no_packaging, use.advertising_law, use.no_counterfeit)
    lines += [_line(clause, measure) for clause in bans if clause is not None]
    return tuple(lines), use.must_state


def _step_label(kind: str) -> str:
    labels = {
        EventKind.REVOKED: _("撤销奖项"),
        EventKind.REINSTATED: _("恢复奖项"),
        EventKind.CORRECTED: _("更正"),
        EventKind.CHANGED: _("变更"),
        EventKind.STRUCK: _("移出决定"),
    }
    return labels[EventKind(kind)]


def _history(
    record: AwardRecord,
    events: Iterable[RecordEvent],
    titles: dict[int, str],
    measures: dict[int, Measure],
    row: AwardRow,
) -> tuple[HistoryStep, ...]:
    """Everything that happened, in the order of its days; the end of the validity stands where it fell."""
    steps = [_decision_step(record, titles)]
    for event in events:
        # A reason may name the holder: with the holder hidden only the measure's own words stay.
        said = event.ground_text or ("" if row.withheld else event.reason)
        steps.append(
            HistoryStep(
                kind=event.kind,
                label=_step_label(event.kind),
                on=event.decided_on,
                text=said,
                articles=article_links(event.articles, measures[event.pk]),
                doc_no=event.doc_no,
                title=titles[event.seal.pk] if event.seal else "",
                path=event.seal.head["path"] if event.seal else "",
                digest=event.seal.digest if event.seal else "",
            )
        )
    if record.valid_through is not None and row.status == Status.EXPIRED:
        ended = HistoryStep(
            kind="expired",
            label=_("有效期届满"),
            on=record.valid_through,
        )
        steps.append(ended)
    return tuple(sorted(steps, key=lambda step: step.on))


def _decision_step(record: AwardRecord, titles: dict[int, str]) -> HistoryStep:
    seal = record.seal
    return HistoryStep(
        kind="awarded",
        label=_("获奖"),
        on=record.awarded_on,
        text="" if seal else _("上线前记录，没有本站发布的决定公告。"),
        doc_no=record.doc_no,
        title=titles[seal.pk] if seal else "",
        path=seal.head["path"] if seal else "",
        digest=seal.digest if seal else "",
    )


def _revocation(event: RecordEvent, titles: dict[int, str], measure: Measure) -> RevocationBox:
    regulation, seal = measure.regulation, event.seal
    found = find_ground(regulation, f"{event.case_key}.{event.ground_key}")
    ban = found.case.ban if found else None
    by_editions = event.barred_through_edition is not None and ban is not None
    return RevocationBox(
        on=event.decided_on,
        doc_no=event.doc_no,
        ground=event.ground_text,
        articles=article_links(event.articles, measure),
        recover=tuple(event.recover),
        recover_articles=article_links(event.recover_articles, measure),
        ban_wording=event.ban_wording,
        ban_counted=(ban.counted_wording or "") if ban else "",
        ban_articles=article_links(event.ban_articles, measure),
        barred_through_edition=event.barred_through_edition,
        barred_until=event.barred_until,
        ban_years=ban.value * regulation.award.cycle.years if by_editions and ban else None,
        ban_start_stated=ban is None or ban.counted_from is not None,
        title=titles[seal.pk] if seal else "",
        path=seal.head["path"] if seal else "",
    )


def _source(record: AwardRecord) -> BeforePortal | None:
    if record.history_id is None:
        return None
    batch = HistoryBatch.objects.get(entries=record.history_id)
    return BeforePortal(
        source=batch.source,
        entered_on=beijing_day(batch.entered_at),
        confirmed_on=beijing_day(batch.decided_at) if batch.decided_at else None,
    )


def _responsible(record: AwardRecord) -> str:
    """Who decided, as the decision's own head says; empty for a record from before the portal."""
    return str(record.seal.head["publisher"]) if record.seal else ""


def _cited(row: AwardRow, record: AwardRecord, events: Sequence[RecordEvent], now: dt.datetime) -> CitedAward:
    last = events[-1] if events else None
    mark = row.mark
    made_so = next((e for e in reversed(events) if mark is not None and e.kind == mark.kind), None)
    taken = made_so if made_so is not None and made_so.kind != EventKind.REINSTATED else None
    return CitedAward(
        public_id=record.public_id,
        address=settings.CANONICAL_ORIGIN + record.path_on_portal,
        responsible=_responsible(record),
        title=row.title,
        holder=row.holder,
        doc_no=row.doc_no,
        awarded_on=row.awarded_on,
        status=Status(row.status),
        status_label=row.status_label,
        changed_on=max(row.awarded_on, last.decided_on) if last else row.awarded_on,
        read_on=beijing_day(now),
        valid_through=row.valid_through,
        happened_on=taken.decided_on if taken else None,
        happened_doc_no=taken.doc_no if taken else "",
        reinstated_on=mark.on if mark and mark.kind == EventKind.REINSTATED else None,
    )


def _linked(row: AwardRow, record: AwardRecord, titles: dict[int, str]) -> LinkedAward:
    seal = record.seal
    return LinkedAward(
        public_id=record.public_id,
        address=settings.CANONICAL_ORIGIN + record.path_on_portal,
        title=row.title,
        kind=row.kind,
        holders=() if row.withheld else current_columns(record).holders,
        uscc=row.uscc,
        responsible=_responsible(record),
        awarded_on=row.awarded_on,
        valid_through=row.valid_through,
        status=Status(row.status),
        status_label=row.status_label,
        doc_no=row.doc_no,
        decision_title=titles[seal.pk] if seal else "",
        decision_address=settings.CANONICAL_ORIGIN + seal.head["path"] if seal else "",
    )


def _holder_path(record: AwardRecord) -> str:
    columns = current_columns(record)
    found = holders_of(
        kind=columns.kind,
        name=columns.name or "、".join(columns.joint_names),
        joint_names=columns.joint_names,
        uscc=columns.uscc,
        unit=columns.unit,
    )
    return page_of(found)


def _next_change(record: AwardRecord, row: AwardRow) -> dt.datetime | None:
    """Midnight in Beijing after the last day of validity, as long as the award is valid."""
    if record.valid_through is None or row.status != Status.VALID:
        return None
    return dt.datetime.combine(record.valid_through + dt.timedelta(days=1), dt.time(), tzinfo=BEIJING)
