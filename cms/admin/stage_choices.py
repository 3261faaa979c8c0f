"""What may be begun now below an edition: each stage of its measure and each act, with the reason where it may not."""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from cms.models import AMENDING_ACTS, EDITION_ACTS, RECORD_ACTS, EditionPage, Notice, NoticeAct, Seal
from cms.pages import ArticleLink
from cms.pages.plain_words import period_words, plain_words
from cms.regulation.rules import check_publication
from cms.regulation.rules.verdicts import Level
from cms.selectors.facts import publication_facts
from cms.selectors.register import revocable
from cms.selectors.timeline import article_links
from cms.windows import beijing_day
from portal.calendar.selectors import current_calendar

ASKED = (
    "stage.internal",
    "stage.order",
    "stage.unconcluded",
    "stage.repeated",
    "gate.",
    "edition.",
    "measure.not_yet",
    "measure.not_in_force",
    "amend.target",
    "amend.extension_of_exact",
    "amend.without_window",
    "amend.already",
    "amend.not_postponed",
    "amend.edition_over",
)
"""Rules that speak of whether a notice may be begun at all; the others speak of what is written in it."""

ACT_WORDS = {
    NoticeAct.CORRECTION: ("更正", "原公告有误，或者要移出、补充、变更名单中的条目。"),
    NoticeAct.EXTENSION: ("延长公示", "公示还没有办结，要在原截止日之后再加若干工作日。"),
    NoticeAct.RESTART: ("重新公示", "公示有缺陷，整份名单的期限从头计算。"),
    NoticeAct.POSTPONEMENT: ("延期", "本届评选暂缓，以后再恢复。"),
    NoticeAct.RESUMPTION: ("恢复", "暂缓的评选继续进行。"),
    NoticeAct.ENDING: ("终止", "本届评选不再进行，没有办结的公示一并终止。"),
    NoticeAct.REINSTATEMENT: ("恢复奖项", "撤销决定已被依法撤销或者变更，要恢复获奖资格。"),
}


@dataclass(frozen=True)
class Choice:
    """One thing that may be begun. `reasons` empty: it may; else every sentence says why not now.

    `overridable` is true when a publisher may set every reason aside later, so that a draft makes sense all the same.
    """

    value: str
    name: str
    words: str
    articles: tuple[ArticleLink, ...] = ()
    period: str = ""
    reasons: tuple[str, ...] = ()
    overridable: bool = False

    @property
    def open(self) -> bool:
        """Whether it may be begun now."""
        return not self.reasons


def stage_choices(edition: EditionPage, now: dt.datetime, *, publisher_name: str = "") -> tuple[Choice, ...]:
    """Every stage the measure publishes, in its order, as judged at an instant."""
    regulation = edition.regulation
    found = []
    for stage in regulation.published_stages:
        draft = _blank(edition, NoticeAct.ORIGINAL, stage.key)
        draft.publisher_body = stage.publisher
        draft.publisher_name = publisher_name or regulation.body(stage.publisher).name
        if stage.type == "revocation":
            reasons, overridable = _reasons_to_revoke(draft, now, publisher_name)
        else:
            reasons, overridable = _reasons(draft, now)
        found.append(
            Choice(
                value=f"stage:{stage.key}",
                name=stage.name,
                words=plain_words(stage, regulation),
                articles=article_links(stage.articles, edition.measure),
                period=period_words(stage),
                reasons=reasons,
                overridable=overridable,
            )
        )
    return tuple(found)


def edition_act_choices(edition: EditionPage, now: dt.datetime) -> tuple[Choice, ...]:
    """Postponing, resuming and ending the edition."""
    return tuple(_act(_blank(edition, act), now) for act in NoticeAct if act in EDITION_ACTS)


def amendment_choices(seal: Seal, now: dt.datetime) -> tuple[Choice, ...]:
    """Correcting, extending and restarting one published notice; reinstating what a revocation took away."""
    found = []
    for act in (act for act in NoticeAct if act in AMENDING_ACTS):
        if act in RECORD_ACTS and seal.stage_type != "revocation":
            continue
        draft = _blank(seal.edition, act, seal.stage_key)
        draft.amends = seal.notice
        draft.publisher_body, draft.publisher_name = seal.notice.publisher_body, seal.notice.publisher_name
        choice = _act(draft, now)
        if act in RECORD_ACTS and not revocable(draft, beijing_day(now)):
            reasons = (_("本公告撤销的奖项都已恢复，没有可以恢复的。"),)
            choice = replace(choice, reasons=reasons, overridable=False)
        found.append(choice)
    return tuple(found)


def _reasons_to_revoke(draft: Notice, now: dt.datetime, own_name: str) -> tuple[tuple[str, ...], bool]:
    """Why no revocation may be begun: an account of one body alone, or nothing that could be taken away.

    Judged with the first award that could be named, since one from before the portal follows no decision of ours.
    """
    if own_name:
        words = _("撤销奖项由主办单位办理，您的账号限于“%(own)s”。") % {"own": own_name}
        return (words,), False
    found = revocable(draft, beijing_day(now))
    if not found:
        words = _("本届没有可以撤销的获奖记录，也没有可以撤销的上线前记录。往届的，在那一届新建。")
        return (words,), False
    own = [record for record in found if record.edition_id is not None]
    draft.revocations = [{"record": (own or found)[0].public_id, "ground": "", "finding": ""}]
    return _reasons(draft, now)


def _act(draft: Notice, now: dt.datetime) -> Choice:
    name, words = ACT_WORDS[NoticeAct(draft.act)]
    reasons, overridable = _reasons(draft, now)
    return Choice(f"act:{draft.act}", _(name), _(words), reasons=reasons, overridable=overridable)


def _blank(edition: EditionPage, act: str, stage_key: str = "") -> Notice:
    """An empty draft, never stored, to put the question to the rules with."""
    draft = Notice(title="", act=act, stage_key=stage_key)
    draft._edition = edition
    return draft


def _reasons(draft: Notice, now: dt.datetime) -> tuple[tuple[str, ...], bool]:
    regulation = draft.edition.regulation
    calendar = current_calendar(regulation.division_code)
    verdicts = check_publication(regulation, publication_facts(draft, now), calendar, now)
    against = [v for v in verdicts if v.level is Level.BLOCK and v.rule.startswith(ASKED)]
    return tuple(v.render(_) for v in against), bool(against) and all(v.overridable for v in against)
