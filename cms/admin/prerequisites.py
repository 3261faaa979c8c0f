"""What has to be on record before a notice goes out, each with its ground, its record, and what to type for it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from cms.admin.named_awards import Named, named_in, names_awards
from cms.models import ActRecord, EditionPage, Notice, NoticeAct, RecordKey
from cms.pages import ArticleLink
from cms.regulation.rules import needed_acts
from cms.regulation.rules.acts import SECRECY_REVIEW_LAW, steps_for
from cms.regulation.rules.consequences import find_ground
from cms.selectors.facts import reviewed_anew
from cms.selectors.timeline import article_links

DECISION = "government_decision"
"""The step by which the deciding body is asked."""


@dataclass(frozen=True)
class Prerequisite:
    """One thing to be on record. `records` are those that stand, newest last; `body` is set for a department's reply.

    `subject` is the public id of the award it concerns and `label` how a sentence calls that award, where it concerns one.
    """

    act_key: str
    text: str
    articles: tuple[ArticleLink, ...] = ()
    law: str = ""
    body: str = ""
    optional: bool = False
    records: tuple[ActRecord, ...] = field(default=())
    subject: str = ""
    label: str = ""

    @property
    def done_on(self) -> dt.date | None:
        """The day it was done, or None while nothing stands on record."""
        return self.records[-1].done_on if self.records else None

    @property
    def token(self) -> str:
        """How a form names it: the key, with the department for a reply and the award for a step about one."""
        told = self.body or self.subject
        return f"{self.act_key}:{told}" if told else self.act_key


def prerequisites(notice: Notice) -> tuple[Prerequisite, ...]:
    """What this notice rests on, in the order a clerk works it off. An amendment needs the secrecy review alone."""
    found = stage_prerequisites(
        notice.edition,
        notice.stage_key,
        publisher_name=notice.publisher_name,
        original=notice.act == NoticeAct.ORIGINAL,
        named=named_in(notice) if names_awards(notice) else (),
    )
    # A review of what was published before says nothing of the correction.
    return tuple(replace(item, records=tuple(reviewed_anew(list(item.records), notice))) for item in found)


def stage_prerequisites(
    edition: EditionPage,
    stage_key: str,
    *,
    publisher_name: str = "",
    original: bool = True,
    named: Iterable[Named] = (),
) -> tuple[Prerequisite, ...]:
    """The same for a stage; records of other publishing bodies are left out when one is named.

    A revocation and a reinstatement rest on steps of each award they name (`named`), and on none that names no award.
    """
    found = [*_of_the_stage(edition, stage_key)] if original and stage_key else []
    if stage_key and edition.regulation.stage(stage_key).type == "revocation":
        found = [item for item in found if item.optional]
        found += [item for each in named for item in _of_the_award(edition, stage_key, each)]
    found.append(Prerequisite(RecordKey.SECRECY_REVIEW, _("发布前的保密审查"), law=SECRECY_REVIEW_LAW))
    if stage_key and edition.regulation.stage(stage_key).lists:
        recusal = edition.regulation.recusal
        articles = article_links(recusal.articles, edition.measure) if recusal else ()
        words = _("参与评审和工作人员的利害关系申报（无利害关系的也要申报）")
        found.append(Prerequisite(RecordKey.DECLARATIONS, words, articles))
    records = standing_records(edition, stage_key, publisher_name)
    return tuple(_with_records(item, records) for item in found)


def anew(item: Prerequisite, edition: EditionPage, stage_key: str) -> Prerequisite:
    """The same without reviews that an earlier announcement of the stage has used: each is reviewed for itself."""
    coming = Notice(stage_key=stage_key)
    coming._edition = edition
    return replace(item, records=tuple(reviewed_anew(list(item.records), coming)))


def own_body(notice: Notice) -> str:
    """The body whose own records count, where several publish one stage; empty for the one the measure names."""
    stage = notice.stage
    default = (
        notice.edition.regulation.body(stage.publisher).name if stage else notice.edition.scheme.organiser
    )
    return "" if notice.publisher_name == default else notice.publisher_name


def standing_records(edition: EditionPage, stage_key: str, publisher_name: str = "") -> list[ActRecord]:
    """Records of a stage that were not withdrawn, oldest first; those of another body are left out."""
    records = ActRecord.objects.filter(edition=edition, stage_key=stage_key, withdrawn_at=None)
    return [
        r
        for r in records.order_by("done_on", "pk")
        if not r.publisher_name or r.publisher_name == publisher_name
    ]


def _of_the_stage(edition: EditionPage, stage_key: str) -> Iterable[Prerequisite]:
    regulation, measure = edition.regulation, edition.measure
    for act in needed_acts(regulation, stage_key):
        yield Prerequisite(act.key, act.text, article_links(act.articles, measure), optional=act.optional)
    consultation = regulation.consultation
    if consultation is None or consultation.before != stage_key:
        return
    articles = article_links(consultation.articles, measure)
    kinds = (
        (consultation.all, "%(body)s"),
        (consultation.enterprise, _("%(body)s（名单中有企业的）")),
        (consultation.public_institution, _("%(body)s（名单中有机关事业单位的）")),
    )
    seen: set[str] = set()
    for bodies, words in kinds:
        for body in bodies:
            if body in seen:
                continue
            seen.add(body)
            text = _("征求意见的答复：") + words % {"body": body}
            optional = bodies is not consultation.all
            yield Prerequisite(RecordKey.REPLY, text, articles, body=body, optional=optional)


def _of_the_award(edition: EditionPage, stage_key: str, named: Named) -> Iterable[Prerequisite]:
    """The steps before an award is taken away, by its ground and in the measure's order; or before it is given back."""
    regulation, measure = edition.regulation, edition.measure
    if named.act == NoticeAct.REINSTATEMENT:
        words = _("撤销决定已被撤销或者变更（复议决定、判决或者原决定机关的文号）")
        yield Prerequisite(RecordKey.ANNULMENT, words, subject=named.record, label=named.label)
        return
    ground = find_ground(regulation, named.ground) if named.ground else None
    cases = frozenset({ground.case.key}) if ground is not None else frozenset()
    steps = steps_for(regulation.stage(stage_key), cases)
    # The party is heard on what was found, before the one that decides is asked.
    heard = next((n for n, act in enumerate(steps) if act.key == DECISION), len(steps))
    for place in range(len(steps) + 1):
        if place == heard:
            yield Prerequisite(
                RecordKey.STATEMENT,
                _("听取当事人陈述、申辩（当事人放弃或者无法联系的，在说明中写明）"),
                law=_("平台承诺"),
                subject=named.record,
                label=named.label,
            )
        if place < len(steps):
            act = steps[place]
            links = article_links(act.articles, measure)
            yield Prerequisite(act.key, act.text, links, subject=named.record, label=named.label)


def _with_records(item: Prerequisite, records: Iterable[ActRecord]) -> Prerequisite:
    own = tuple(
        r
        for r in records
        if r.act_key == item.act_key
        and r.subject == item.subject
        and (not item.body or r.body_name == item.body)
    )
    return replace(item, records=own)
