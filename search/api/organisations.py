"""Organisations that hold awards, across schemes and years. One that is withheld by law is not among them; persons are not."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cms.holders import ORGANISATIONS, SHAPE, keys_of
from cms.models import AwardRecord, RecordEvent
from cms.regulation.rules.identity import Holder, fold
from cms.selectors.award_rows import hidden_keys
from cms.selectors.register import REVISING
from cms.windows import beijing_day
from search import projecting
from search.api import shapes_awards as shapes
from search.api.asking import Asked, One, Rows, cursor_of, not_found
from search.api.awards import shown
from search.api.values import links
from search.documents import AwardDocument


def _held() -> QuerySet[Any, dict[str, Any]]:
    """Who holds each award of an organisation as it reads after its corrections; `key` is its code, else its name."""
    events = RecordEvent.objects.filter(record=OuterRef("pk"), kind__in=REVISING, entry__isnull=False)
    last = events.order_by("-at", "-pk")
    everything: QuerySet[Any] = AwardRecord.objects.all()
    found: QuerySet[Any] = everything.exclude(entry_key__in=hidden_keys()).annotate(
        kind_now=Coalesce(Subquery(last.values("entry__kind")[:1]), F("kind")),
        code_now=Coalesce(Subquery(last.values("entry__uscc")[:1]), F("uscc")),
        name_now=Coalesce(Subquery(last.values("entry__name")[:1]), F("name")),
    )
    key = Case(When(code_now="", then=F("name_now")), default=F("code_now"), output_field=CharField())
    return found.filter(kind_now="organization").annotate(key=key).exclude(key=Value("")).values(
        "key", "code_now", "name_now", "public_id", "awarded_on", "scheme__slug"
    )  # fmt: skip


def organisation_list(asked: Asked) -> Rows:
    """Organisations in the order of their codes, then of their names; two queries and those of what is withheld."""
    after = asked.after()
    found = _held()
    if after:
        found = found.filter(key__gt=after[0])
    keys = list(found.order_by("key").values_list("key", flat=True).distinct()[: asked.limit + 1])
    listed, more = keys[: asked.limit], keys[asked.limit :]
    rows = _held().filter(key__in=listed).order_by("key", "-awarded_on", "public_id")
    items = [_organisation(list(group)) for _key, group in groupby(rows, key=lambda row: row["key"])]
    return Rows(items, cursor_of(listed[-1]) if more else "", None)


def _id_of(row: dict[str, Any]) -> str:
    holder = Holder("", 0, "organization", fold(row["name_now"]), fold(row["code_now"]))
    return next((key for key in keys_of(holder) if SHAPE.fullmatch(key)), "")


def _organisation(rows: Sequence[dict[str, Any]]) -> shapes.Organisation:
    newest = rows[0]
    identity = _id_of(newest)
    return shapes.Organisation(
        id=identity,
        uscc=newest["code_now"],
        name=newest["name_now"],
        award_count=len(rows),
        schemes=sorted({row["scheme__slug"] for row in rows}),
        first_awarded_on=rows[-1]["awarded_on"],
        last_awarded_on=newest["awarded_on"],
        links=links(f"organisations/{identity}/", f"{ORGANISATIONS}{identity}/"),
    )


def _own(rows: QuerySet[Any, dict[str, Any]], identity: str) -> list[dict[str, Any]]:
    return [row for row in rows.order_by("-awarded_on", "public_id") if _id_of(row) == identity]


def organisation_item(asked: Asked) -> One:
    """An organisation with every award of the register that is its own. Raises ProblemError for one that holds none."""
    identity = asked.text("id")
    found = _held()
    # A name stands in an id as a digest alone: nearly always it is that of a holder without a code.
    likely = found.filter(code_now="" if identity.startswith("n") else identity)
    own = _own(likely, identity) or (_own(found, identity) if identity.startswith("n") else [])
    if not own:
        raise not_found()
    read = projecting.of(row["public_id"] for row in own)
    documents = sorted((row for row in read if isinstance(row, AwardDocument)), key=lambda row: row.rank)
    return One(
        shapes.OrganisationDetail(
            id=identity,
            uscc=own[0]["code_now"],
            names=list(dict.fromkeys(row["name_now"] for row in own)),
            awards=shown(documents, beijing_day(asked.now)),
            links=links(f"organisations/{identity}/", f"{ORGANISATIONS}{identity}/"),
        )
    )
