"""From the leaves of a revocation or reinstatement to what the public reads. Part of the reader of format 1 (`cms.reading`)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from cms.models import EntryKind
from cms.published import PublishedAward, Withheld

KIND_LABELS = dict(EntryKind.choices)


def read_awards(
    of: Mapping[str, Sequence[tuple[int, Mapping[str, Any]]]], hidden: Mapping[int, Withheld]
) -> tuple[PublishedAward, ...]:
    """The awards named, in order; a withheld one keeps its number and shows nothing else."""
    return tuple(
        _blank(index, value, hidden[index], kind) if index in hidden else _award(index, value, kind)
        for kind in ("revoked", "reinstated")
        for index, value in of.get(kind, ())
    )


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _award(index: int, value: Mapping[str, Any], kind: str) -> PublishedAward:
    decision = value["decision"]
    return PublishedAward(
        leaf=index,
        key=value["key"],
        no=value["no"],
        record=value["record"],
        reinstated=kind == "reinstated",
        edition_name=value["edition_name"],
        tier_name=value["tier_name"],
        kind=value["kind"],
        kind_label=str(KIND_LABELS[value["kind"]]),
        name=value["name"],
        uscc=value["uscc"],
        joint_names=tuple(value["joint_names"]),
        unit=value["unit"],
        post=value["post"],
        certificate_no=value["certificate_no"],
        decision_title=decision.get("title", ""),
        decision_path=decision.get("path", ""),
        decision_doc_no=value["decision_doc_no"],
        decision_date=_day(value["decision_date"]),
        finding=value["finding"],
        ground_text=value.get("ground_text", ""),
        articles=tuple(value.get("articles", ())),
        decided_on=_day(value.get("revoked_on") or value.get("reinstated_on", "")),
        recover=tuple(value.get("recover", ())),
        recover_articles=tuple(value.get("recover_articles", ())),
        ban_wording=value.get("ban_wording", ""),
        ban_counted=value.get("ban_counted", ""),
        ban_start_stated=value.get("ban_start_stated", True),
        ban_articles=tuple(value.get("ban_articles", ())),
        barred_through_edition=value.get("barred_through_edition") or None,
        barred_until=_day(value.get("barred_until", "")),
    )


def _blank(index: int, place: Mapping[str, Any], withheld: Withheld, kind: str) -> PublishedAward:
    return PublishedAward(
        leaf=index,
        key=place["key"],
        no=place["no"],
        record="",
        reinstated=kind == "reinstated",
        edition_name="",
        tier_name="",
        kind="",
        kind_label="",
        name="",
        uscc="",
        joint_names=(),
        unit="",
        post="",
        certificate_no="",
        decision_title="",
        decision_path="",
        decision_doc_no="",
        decision_date=None,
        finding="",
        withheld=withheld,
    )
