"""What every notice says about itself: the disclosure block, the legal basis, how to object and where."""

import datetime as dt
from collections.abc import Iterator

from cms.regulation.rules.case import Case
from cms.regulation.rules.facts import ChannelFacts
from cms.regulation.rules.verdicts import Finding, Phrase
from cms.regulation.rules.verdicts import gettext_noop as _

FIELD_NAMES: dict[str, Phrase] = {
    "title": Phrase(_("标题")),
    "issuer": Phrase(_("发文机关")),
    "publisher_name": Phrase(_("发布机关")),
    "signed_date": Phrase(_("成文日期")),
    "doc_no": Phrase(_("文号")),
}


def field_missing(case: Case) -> Iterator[Finding]:
    """Title, issuing and publishing body and date stand on every notice, a number on every decision."""
    facts = case.facts
    values: dict[str, str | dt.date | None] = {
        "title": facts.title.strip(),
        "issuer": facts.issuer.strip(),
        "publisher_name": facts.publisher_name.strip(),
        "signed_date": facts.signed_date,
    }
    if case.stage is not None and case.stage.type in ("decision", "revocation"):
        values["doc_no"] = facts.doc_no.strip()
    for name, value in values.items():
        if not value:
            yield Finding(_("没有填写%(field)s。请补填。"), {"field": FIELD_NAMES[name]}, subject=name)


def index_missing(case: Case) -> Iterator[Finding]:
    """The index number is part of the disclosure block; without one the page shows “—”."""
    if not case.facts.index_no.strip():
        yield Finding(_("没有填写索引号，页面将显示“—”。已编索引号的请补填。"), subject="index_no")


def basis_missing(case: Case) -> Iterator[Finding]:
    """A notice quotes the articles it rests on."""
    if not case.facts.basis:
        stage = case.stage
        yield Finding(
            _("没有写明依据的条款。请从办法中选择本公告依据的条款。"),
            articles=() if stage is None else tuple(stage.articles),
            subject="basis",
        )


def basis_unknown(case: Case) -> Iterator[Finding]:
    """Every article quoted exists in the measure."""
    for ref in case.facts.basis:
        if not _exists(case, ref):
            yield Finding(
                _("依据中引用的条款“%(ref)s”在办法中不存在。请核对后重选。"), {"ref": ref}, subject="basis"
            )


def _exists(case: Case, ref: str) -> bool:
    try:
        case.regulation.article(ref)
    except (KeyError, ValueError):
        return False
    return True


def signed_after(case: Case) -> Iterator[Finding]:
    """Nothing is published before it was signed."""
    signed = case.facts.signed_date
    if signed is not None and signed > case.publish_on:
        yield Finding(
            _("成文日期%(signed)s晚于发布日期%(publish)s。请核对成文日期，或推迟发布。"),
            {"signed": signed, "publish": case.publish_on},
            subject="signed_date",
        )


def publish_past(case: Case) -> Iterator[Finding]:
    """Nothing is published on a day that has passed: the window would be shorter than announced."""
    if case.publish_on < case.today:
        yield Finding(
            _("计划发布日期%(publish)s已过。请改为今天或之后，公示期将重新计算。"),
            {"publish": case.publish_on},
            subject="publish_at",
        )


def _channel_articles(case: Case) -> tuple[str, ...]:
    """The article that has the channel and its procedure made public; none where the measure is silent."""
    for route in (case.regulation.complaints, case.regulation.objections):
        if route is not None and route.process_public:
            return route.articles_for("process_public")
    return ()


def _usable(channel: ChannelFacts, *, needs_hours: bool) -> bool:
    return bool(channel.value.strip()) and (bool(channel.hours.strip()) or not needs_hours)


def channel_phone(case: Case) -> Iterator[Finding]:
    """A list names a telephone for objections, with its hours."""
    if not any(c.kind == "phone" and _usable(c, needs_hours=True) for c in case.facts.channels):
        yield Finding(
            _("没有公布可以提出异议的电话及受理时间。请至少填写一个，再发布名单。"),
            articles=_channel_articles(case),
            subject="channels",
        )


def channel_address(case: Case) -> Iterator[Finding]:
    """A list names a place where objections can be sent or handed in; a desk has hours."""
    reachable = any(
        (c.kind == "post" and _usable(c, needs_hours=False))
        or (c.kind == "desk" and _usable(c, needs_hours=True))
        for c in case.facts.channels
    )
    if not reachable:
        yield Finding(
            _("没有公布可以提交异议的通信地址，或当面受理的地点和时间。请至少填写一个，再发布名单。"),
            articles=_channel_articles(case),
            subject="channels",
        )


def channel_process(case: Case) -> Iterator[Finding]:
    """A list says how objections and reports are handled."""
    if not case.facts.process_text.strip():
        yield Finding(
            _("没有公布异议和举报的处理流程。请填写受理、核查、答复的步骤，再发布名单。"),
            articles=_channel_articles(case),
            subject="process_text",
        )
