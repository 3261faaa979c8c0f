"""What is on file of an edition as a whole: earlier acts, events, the measure it stands on, and the audit log."""

from collections.abc import Iterator
from typing import Any

from wagtail.log_actions import registry
from wagtail.models import PageLogEntry

from cms.models import ActRecord, EditionPage, Measure, Notice, RecordKey
from cms.regulation.rules import needed_acts
from cms.selectors.dossier_hidden import HIDDEN, Hidden
from cms.selectors.dossier_people import People, day, instant

EXPORT = "gongshi.dossier.export"
"""Handing the file over is logged and is no part of it: otherwise no file could be made twice."""

SAFE = frozenset(
    {
        "act", "awards", "cause", "before", "after", "digest", "leaf", "list", "measure", "number", "public_id", "record",
        "rows", "rule", "size", "stage", "version",
    }
)  # fmt: skip
"""What a log line of a notice with something withheld may still say: names and numbers, no free words."""


def records_of(edition: EditionPage, people: People) -> list[dict[str, Any]]:
    """The earlier acts on record, withdrawn ones with their reason."""
    names = _act_names(edition)
    return [
        {
            "id": act.pk,
            "stage_key": act.stage_key,
            "stage_name": names.get(act.stage_key, act.stage_key),
            "act_key": act.act_key,
            "act_name": names.get(act.act_key, act.act_key),
            "publisher": act.publisher_name,
            "subject": act.subject,
            "body": act.body_name,
            "done_on": day(act.done_on),
            "document_no": act.document_no,
            "note": act.note,
            "made": act.made,
            "recused": act.recused,
            "recorded_at": instant(act.recorded_at),
            "recorded_by": people.who(
                act.recorded_by_id, act.recorded_at, "登记前置事项", act.recorded_by_name
            ),
            "withdrawn_at": instant(act.withdrawn_at),
            "withdrawn_by": people.who(act.withdrawn_by_id, act.withdrawn_at, "撤回前置事项"),
            "withdrawn_reason": act.withdrawn_reason,
        }
        for act in ActRecord.objects.filter(edition=edition).order_by("recorded_at", "pk")
    ]


def _act_names(edition: EditionPage) -> dict[str, str]:
    """Stages and acts in the measure's own words, and those every measure shares."""
    regulation = edition.regulation
    cases = (
        frozenset(case.key for case in regulation.revocation.cases) if regulation.revocation else frozenset()
    )
    names = {str(key): str(label) for key, label in RecordKey.choices}
    for stage in regulation.stages:
        names[stage.key] = stage.name
        names |= {act.key: act.text for act in stage.requires}
        names |= {act.key: act.text for act in needed_acts(regulation, stage.key, cases)}
    return names


def events_of(edition: EditionPage) -> list[dict[str, Any]]:
    """Postponements, resumptions and the end of the edition, each by a sealed notice."""
    return [
        {
            "kind": event.kind,
            "kind_label": str(event.get_kind_display()),
            "notice": event.seal.public_id,
            "reason": event.reason,
            "at": instant(event.at),
        }
        for event in edition.events.select_related("seal").order_by("at", "pk")
    ]


def measure_file(measure: Measure, people: People) -> dict[str, Any]:
    """The version of the measure the edition stands on; its bytes and its text have files of their own."""
    instrument = measure.regulation.instrument
    return {
        "code": measure.scheme_code,
        "version": measure.version,
        "title": instrument.title,
        "doc_no": instrument.doc_no or "",
        "issuer": instrument.issuer,
        "effective_on": day(instrument.effective_on),
        "expires_on": day(instrument.last_day),
        "sha256": measure.sha256,
        "made_at": instant(measure.made_at),
        "made_by": people.who(measure.made_by_id, measure.made_at, "载入办法", measure.made_by_name),
    }


def log_of(edition: EditionPage, hidden: Hidden, people: People) -> Iterator[dict[str, Any]]:
    """The audit log of the edition's page and its notices, oldest first, exports of this file apart."""
    slugs = dict(Notice.objects.child_of(edition).values_list("pk", "slug"))
    labels = dict(registry.get_choices())
    names = _act_names(edition)
    lines = PageLogEntry.objects.filter(page__in=[edition.pk, *slugs]).exclude(action=EXPORT)
    for line in lines.order_by("timestamp", "pk").iterator(chunk_size=500):
        yield {
            "at": instant(line.timestamp),
            "by": people.who(line.user_id, line.timestamp, "系统日志"),
            "action": line.action,
            "action_label": str(labels.get(line.action, line.action)),
            "notice": slugs.get(line.page_id, ""),
            "revision": line.revision_id,
            "data": _data(line, names, quiet=line.page_id in hidden.notices),
        }


def _data(line: PageLogEntry, names: dict[str, str], *, quiet: bool) -> dict[str, Any]:
    """What the line says beside its action, stages and acts with their names.

    Wagtail's own lines repeat titles and settings: of them only comments are kept.
    """
    if not line.action.startswith("gongshi."):
        comment = line.data.get("comment", "")
        return {"comment": HIDDEN if quiet else comment} if comment else {}
    kept = {name: value for name, value in line.data.items() if not quiet or name in SAFE}
    return kept | {f"{name}_name": names[kept[name]] for name in ("act", "stage") if kept.get(name) in names}
