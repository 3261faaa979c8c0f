"""Personal numbers in words, rows and attachments: none goes out, and nothing unread goes out unseen."""

from collections.abc import Iterator

from cms.regulation.rules.case import Case, place_name
from cms.regulation.rules.facts import AttachmentFacts, Hit, HitKind
from cms.regulation.rules.verdicts import Finding, Phrase
from cms.regulation.rules.verdicts import gettext_noop as _

PRIVACY_LAW = "个人信息保护法 第二十五条"

HIT_NAMES = {
    HitKind.ID_NUMBER: Phrase(_("身份证件号码")),
    HitKind.MOBILE: Phrase(_("手机号码")),
}


def _hits(case: Case) -> Iterator[Hit]:
    yield from case.facts.text_hits
    for attachment in case.facts.attachments:
        yield from attachment.hits


def found(case: Case) -> Iterator[Finding]:
    """A personal number that the approver has not declared false stops the publication."""
    for hit in _hits(case):
        if not hit.cleared_reason.strip():
            yield Finding(
                _(
                    "%(place)s疑有%(kind)s（%(excerpt)s）。请删去后重新提交；"
                    "确属误报的，由审核人写明理由予以排除。"
                ),
                {"place": place_name(hit.place), "kind": HIT_NAMES[hit.kind], "excerpt": hit.excerpt_masked},
                law=PRIVACY_LAW,
                subject=hit.place,
            )


def cleared(case: Case) -> Iterator[Finding]:
    """A hit declared false is noted with its reason."""
    for hit in _hits(case):
        if hit.cleared_reason.strip():
            yield Finding(
                _("%(place)s的疑似%(kind)s已由审核人排除，理由：%(reason)s。"),
                {
                    "place": place_name(hit.place),
                    "kind": HIT_NAMES[hit.kind],
                    "reason": hit.cleared_reason.strip(),
                },
                law=PRIVACY_LAW,
                subject=hit.place,
            )


def _unread(case: Case) -> list[AttachmentFacts]:
    return [attachment for attachment in case.facts.attachments if not attachment.readable]


def unreadable(case: Case) -> Iterator[Finding]:
    """An attachment that cannot be searched waits until a named person has looked through it."""
    for attachment in _unread(case):
        if not attachment.confirmed_by.strip():
            yield Finding(
                _(
                    "附件“%(name)s”无法读取文字，未能检查个人信息。"
                    "请换成可读取的文件，或由专人逐页看过后实名确认。"
                ),
                {"name": attachment.name},
                law=PRIVACY_LAW,
                subject=attachment.sha256,
            )


def looked_through(case: Case) -> Iterator[Finding]:
    """An attachment a person has looked through is noted; the name stays inside the office."""
    for attachment in _unread(case):
        if attachment.confirmed_by.strip():
            yield Finding(
                _("附件“%(name)s”无法读取文字，已由专人逐页看过并确认不含个人信息。"),
                {"name": attachment.name},
                law=PRIVACY_LAW,
                subject=attachment.sha256,
            )
