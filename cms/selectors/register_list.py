"""The register of a scheme for the public: filtered and counted in the database, one page at a time."""

import datetime as dt
import math
from collections.abc import Iterator
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cms.folding import Folded, FoldedNames
from cms.models import AwardRecord, RecordEvent, SchemePage, Seal
from cms.pages.award import STATUS_WORDS, AwardRow
from cms.pages.register import (
    Coverage,
    CoveredEdition,
    RegisterPage,
    RegisterQuery,
    StatusCount,
)
from cms.register import EventKind, Origin, Status
from cms.regulation.rules.identity import fold
from cms.selectors.award_rows import award_rows, hidden_keys
from cms.selectors.register import REVISING, records
from cms.windows import BEIJING, beijing_day

PER_PAGE = 50
"""Awards on one page of a list."""

BATCH = 500
"""Awards read at a time for a download."""


def matching(query: RegisterQuery, today: dt.date, scheme: SchemePage) -> QuerySet[AwardRecord]:
    """The records of a scheme that a query asks for, with what they are on that Beijing day (`state`), tier and kind of today.

    The database says the same as `cms.register.standing`, which the rows themselves are made by.
    """
    found = _as_today(records().filter(scheme=scheme), today)
    if query.edition is not None:
        found = found.filter(edition_number=query.edition)
    for name, value in (("tier_today", query.tier), ("kind_today", query.kind), ("state", query.status)):
        if value:
            found = found.filter(**{name: value})
    return _naming(found, query.q) if query.q.strip() else found


def _as_today(found: QuerySet[AwardRecord], today: dt.date) -> QuerySet[AwardRecord]:
    events = RecordEvent.objects.filter(record=OuterRef("pk"))
    revised = events.filter(kind__in=REVISING, entry__isnull=False).order_by("-at", "-pk")
    return found.annotate(
        struck=Exists(events.filter(kind=EventKind.STRUCK)),
        revoked=Exists(events.filter(kind=EventKind.REVOKED, annulled_by=None)),
        tier_today=Coalesce(Subquery(revised.values("entry__tier")[:1]), F("tier")),
        kind_today=Coalesce(Subquery(revised.values("entry__kind")[:1]), F("kind")),
        state=Case(
            When(struck=True, then=Value(Status.STRUCK.value)),
            When(revoked=True, then=Value(Status.REVOKED.value)),
            When(valid_through__lt=today, then=Value(Status.EXPIRED.value)),
            default=Value(Status.VALID.value),
            output_field=CharField(),
        ),
    )


def _naming(found: QuerySet[AwardRecord], q: str) -> QuerySet[AwardRecord]:
    """Awards whose holder, code or certificate number contains the words, as decided or as corrected since."""
    words = fold(q)
    columns = {
        "folded_name": Folded("name"),
        "folded_names": FoldedNames("joint_names"),
        "folded_uscc": Folded("uscc"),
        "folded_no": Folded("certificate_no"),
    }
    contains = Q()
    for column in columns:
        contains |= Q(**{f"{column}__contains": words})
    corrected = RecordEvent.objects.filter(record=OuterRef("pk"), kind__in=REVISING, entry__isnull=False)
    corrected = corrected.alias(
        folded_name=Folded("entry__name"),
        folded_names=FoldedNames("entry__joint_names"),
        folded_uscc=Folded("entry__uscc"),
        folded_no=Folded("entry__certificate_no"),
    ).filter(contains)
    named = found.alias(**columns).filter(contains | Exists(corrected))
    return named.exclude(entry_key__in=hidden_keys())


def counts_of(found: QuerySet[Any]) -> tuple[StatusCount, ...]:
    """How many of the awards are in each status, none left out; one query."""
    numbers = dict(found.order_by().values_list("state").annotate(n=Count("pk", distinct=True)))
    return tuple(
        StatusCount(status.value, str(STATUS_WORDS[status]), numbers[status])
        for status in Status
        if numbers.get(status)
    )


def register_page(query: RegisterQuery, now: dt.datetime, scheme: SchemePage) -> RegisterPage:
    """A page of a scheme's register; a page beyond the last is the last."""
    today = beijing_day(now)
    found = matching(query, today, scheme)
    counts = counts_of(found)
    total = sum(count.count for count in counts)
    pages = max(1, math.ceil(total / PER_PAGE))
    page = min(query.page, pages)
    shown = RegisterQuery(**(vars(query) | {"page": page}))
    rows = award_rows(_ordered(found)[(page - 1) * PER_PAGE : page * PER_PAGE], today)
    return RegisterPage(
        path=f"/{scheme.slug}/register/",
        query=shown,
        now=now,
        rows=rows,
        total=total,
        pages=pages,
        counts=counts,
        scheme_code=scheme.slug,
        award_name=scheme.title,
        coverage=coverage(scheme),
        next_change=_next_change(found, today),
    )


def _ordered(found: QuerySet[AwardRecord]) -> QuerySet[AwardRecord]:
    """Newest edition first."""
    return found.order_by("-edition_number", "entry_no", "pk")


def all_rows(query: RegisterQuery, today: dt.date, scheme: SchemePage) -> Iterator[AwardRow]:
    """Every row a query asks for, read a batch at a time."""
    found = _ordered(matching(query, today, scheme))
    start = 0
    while rows := award_rows(found[start : start + BATCH], today):
        yield from rows
        start += BATCH


def _next_change(found: QuerySet[Any], today: dt.date) -> dt.datetime | None:
    """Midnight after the first validity that ends among the awards found; None when none does."""
    valid = found.filter(state=Status.VALID, valid_through__gte=today)
    ends = valid.order_by().aggregate(first=Min("valid_through"))["first"]
    return dt.datetime.combine(ends + dt.timedelta(days=1), dt.time(), tzinfo=BEIJING) if ends else None


def edition_choices(scheme: SchemePage) -> list[tuple[int, str]]:
    """The editions of a scheme that have awards, newest first; one query."""
    return list(
        AwardRecord.objects.filter(scheme=scheme)
        .order_by("-edition_number")
        .values_list("edition_number", "edition_name")
        .distinct()
    )


def tier_choices(scheme: SchemePage) -> list[tuple[str, str]]:
    """The tiers that awards of a scheme were won in, by today's measure first, then older names."""
    measure = scheme.current_measure()
    tiers = {tier.key: tier.name for tier in measure.regulation.award.tiers} if measure else {}
    won = AwardRecord.objects.filter(scheme=scheme).order_by("tier").values_list("tier", "tier_name")
    return list((dict(won.distinct()) | tiers).items())


def coverage(scheme: SchemePage) -> Coverage:
    """What the register of a scheme covers; two queries."""
    editions = (
        AwardRecord.objects.filter(scheme=scheme)
        .order_by("-edition_number")
        .values_list("edition_number", "edition_name", "origin")
        .distinct()
    )
    decisions = Seal.objects.filter(public_id__startswith=f"{scheme.slug}.", stage_type="decision")
    heads = decisions.filter(act="original").values_list("head", flat=True)
    return Coverage(
        editions=tuple(
            CoveredEdition(number, name, origin == Origin.BEFORE_PORTAL) for number, name, origin in editions
        ),
        complete=scheme.history_complete,
        secret=sum(head["secret_count"] for head in heads),
    )
