"""What differs between two drafts of a notice, or between an amendment and what it amends, in plain words.

Short fields stand as before and after. Texts are compared paragraph by paragraph, and within a paragraph that was changed
by characters. Lists are compared on a page of their own.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from cms.drafts import paragraphs
from cms.models import TEXT_FIELDS, EntryKind, Notice
from cms.regulation.schema import Regulation
from cms.templatetags.gongshi_admin import beijing_instant, full_day

ALIKE = 0.35
"""Share of characters in common below which two paragraphs are no versions of each other."""

PLAIN = (
    "title", "publisher_name", "publisher_body", "publisher_reason", "issuers", "index_no", "doc_no",
    "subject_class", "signed_date", "working_days", "starts_on", "policy_reason", "secret_count",
    "third_party_entrusted", "third_party", "media", "scheduled_for",
)  # fmt: skip
"""Columns shown as before and after, in the order of the form; those of `TEXT_FIELDS` follow as texts."""


class Op(StrEnum):
    """What became of a piece."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Some characters of a paragraph."""

    op: Op
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: kept, taken out, put in, or kept with pieces changed."""

    op: Op
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it differs."""
        return any(piece.op is not Op.SAME for piece in self.pieces)


@dataclass(frozen=True)
class Change:
    """One field that differs: before and after for a short one, paragraphs for a text."""

    label: str
    before: str = ""
    after: str = ""
    paragraphs: tuple[Paragraph, ...] = ()


def changes(before: Notice, after: Notice) -> list[Change]:
    """Every field that reads differently, in the order of the form. Lists are left to their own comparison."""
    regulation = after.edition.regulation
    found = []
    for name in PLAIN:
        old, new = _words(before, name, regulation), _words(after, name, regulation)
        if old != new:
            found.append(Change(_label(name), old or "—", new or "—"))
    for name in TEXT_FIELDS:
        told, tell = paragraphs(getattr(before, name)), paragraphs(getattr(after, name))
        if told != tell:
            found.append(Change(_label(name), paragraphs=tuple(text_changes(told, tell))))
    for label, kind in ((_("奖金"), _bonuses), (_("附件"), _files), (_("说明理由后继续"), _overrides)):
        was, now = kind(before), kind(after)
        if was != now:
            found.append(Change(label, paragraphs=tuple(text_changes(was, now))))
    return found


def text_changes(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    """Paragraphs in their order: kept ones whole, changed ones with the characters that went and came."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            yield from (Paragraph(Op.SAME, (Piece(Op.SAME, text),)) for text in after[begin:end])
            continue
        gone, new = list(before[first:last]), list(after[begin:end])
        while gone and new and SequenceMatcher(None, gone[0], new[0], autojunk=False).ratio() >= ALIKE:
            yield Paragraph(Op.SAME, tuple(_pieces(gone.pop(0), new.pop(0))))
        yield from (Paragraph(Op.GONE, (Piece(Op.GONE, text),)) for text in gone)
        yield from (Paragraph(Op.NEW, (Piece(Op.NEW, text),)) for text in new)


def _pieces(before: str, after: str) -> Iterator[Piece]:
    for tag, first, last, begin, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Op.SAME, after[begin:end])
            continue
        if first < last:
            yield Piece(Op.GONE, before[first:last])
        if begin < end:
            yield Piece(Op.NEW, after[begin:end])


def _label(name: str) -> str:
    return str(Notice._meta.get_field(name).verbose_name)


def _words(notice: Notice, name: str, regulation: Regulation) -> str:
    """A column as a person reads it."""
    value: Any = getattr(notice, name)
    if name == "publisher_body":
        return next((body.name for body in regulation.bodies if body.key == value), value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dt.datetime):
        return beijing_instant(value)
    if isinstance(value, dt.date):
        return full_day(value)
    return "、".join(paragraphs(str(value))) if value not in (None, "") else ""


def _bonuses(notice: Notice) -> list[str]:
    tiers = {tier.key: tier.name for tier in notice.edition.regulation.award.tiers}
    return [
        _("%(tier)s（%(kind)s）：%(cny)s元")
        % {
            "tier": tiers.get(row["tier"], row["tier"]),
            "kind": EntryKind(row["kind"]).label,
            "cny": f"{int(row['cny']):,}",
        }
        for row in notice.bonuses
    ]


def _files(notice: Notice) -> list[str]:
    return [_named(item) for item in notice.attachments]


def _named(item: dict[str, str]) -> str:
    title = item.get("title", "")
    return f"{title}（{item['name']}）" if title else item["name"]


def _overrides(notice: Notice) -> list[str]:
    return [f"{row['reason']}（{row['office']}）" for row in notice.overrides]
