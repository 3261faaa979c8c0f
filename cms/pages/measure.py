"""The page of a measure: its full text with an anchor for every article and item, and what it says in plain words.

`measure_page` assembles it from the validated document alone. What the document does not state is listed as
未规定 (`Fact` without words); nothing is filled in from another city.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.pages.listing import ArticleLink
from cms.pages.plain_words import period_words, plain_words
from cms.pages.scheme import MeasureCard
from cms.regulation.schema import (
    OPERATOR,
    Article,
    EditorNote,
    Reading,
    ReceivingRoute,
    Regulation,
    Silence,
    anchor_of,
    article_heading,
    chapter_heading,
    cite,
)


@dataclass(frozen=True)
class TextParagraph:
    """A paragraph. `anchor` is set for an item（一）; `original` holds the printed characters where they
    differ.
    """

    text: str
    anchor: str
    original: str


@dataclass(frozen=True)
class TextArticle:
    """An article: `anchor` a18, `heading` 第十八条, the editors' notes on it."""

    anchor: str
    heading: str
    paragraphs: tuple[TextParagraph, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TextChapter:
    """A chapter with its articles. A measure without chapters has one with an empty heading."""

    anchor: str
    heading: str
    title: str
    articles: tuple[TextArticle, ...]


@dataclass(frozen=True)
class Fact:
    """One thing readers look for: `words` are the measure's own, empty when it is silent (未规定)."""

    label: str
    words: tuple[str, ...]
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True)
class MeasureStage:
    """A stage in plain words."""

    name: str
    plain: str
    period: str
    gate: str
    published_here: bool
    publisher: str
    publisher_stated: bool
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True)
class MeasureReceiver:
    """A body that receives what is filed online; without articles it is the portal's commitment."""

    name: str
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True)
class MeasureRoute:
    """Who receives objections, or complaints, filed online, in order. `choices`: the names a reporter may put first."""

    label: str
    receivers: tuple[MeasureReceiver, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True)
class OpenPoint:
    """A place where the text is open or silent: the question, the reading the portal follows, and why."""

    question: str
    reading: str
    why: str
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True)
class MeasureVersion:
    """A stored version of the document."""

    version: int
    url: str
    made_at: dt.datetime
    sha256: str


@dataclass(frozen=True)
class MeasurePage:
    """The page of one version of a measure."""

    code: str
    city: str
    award_name: str
    card: MeasureCard
    kind_label: str
    signed_on: dt.date | None
    published_on: dt.date | None
    printed_on: dt.date | None
    effective_wording: str
    interpreter: str
    repeals: tuple[str, ...]
    amended: tuple[str, ...]
    chapters: tuple[TextChapter, ...]
    stages: tuple[MeasureStage, ...]
    facts: tuple[Fact, ...]
    routes: tuple[MeasureRoute, ...]
    silences: tuple[OpenPoint, ...]
    readings: tuple[OpenPoint, ...]
    notes: tuple[OpenPoint, ...]
    versions: tuple[MeasureVersion, ...]
    sha256: str
    is_current: bool

    @property
    def stated(self) -> tuple[Fact, ...]:
        """What the measure does state."""
        return tuple(fact for fact in self.facts if fact.words)

    @property
    def unstated(self) -> tuple[Fact, ...]:
        """What the measure says nothing about."""
        return tuple(fact for fact in self.facts if not fact.words)


def measure_page(
    regulation: Regulation,
    *,
    card: MeasureCard,
    versions: Sequence[MeasureVersion],
    sha256: str,
    is_current: bool,
) -> MeasurePage:
    """Assemble the page of one version. `card` carries address and status, which depend on the day and the
    store.
    """
    instrument = regulation.instrument
    links = Links(card.url)
    return MeasurePage(
        code=regulation.code,
        city=regulation.city,
        award_name=regulation.award.name,
        card=card,
        kind_label=_("政府规章") if instrument.kind == "government_rule" else _("行政规范性文件"),
        signed_on=instrument.signed_on,
        published_on=instrument.published_on,
        printed_on=instrument.printed_on,
        effective_wording=instrument.effective_wording or "",
        interpreter=instrument.interpreter or "",
        repeals=tuple(
            "".join((f"《{each.title}》", f"（{each.doc_no}）" if each.doc_no else ""))
            for each in instrument.repeals
        ),
        amended=tuple(
            f"{each.date.year}年{each.date.month}月{each.date.day}日 {each.by}" for each in instrument.amended
        ),
        chapters=_chapters(regulation),
        stages=tuple(
            MeasureStage(
                name=stage.name,
                plain=plain_words(stage, regulation),
                period=period_words(stage),
                gate=stage.gate.text if stage.gate else "",
                published_here=stage.published_here,
                publisher=regulation.body(stage.publisher).name,
                publisher_stated=stage.publisher_stated,
                articles=links.to(stage.articles),
            )
            for stage in regulation.stages
        ),
        facts=_facts(regulation, links),
        routes=tuple(_route(route, regulation, links) for route in regulation.routes),
        silences=tuple(links.point(each) for each in regulation.silences),
        readings=tuple(links.point(each) for each in regulation.readings),
        notes=tuple(links.point(each) for each in regulation.editor_notes),
        versions=tuple(versions),
        sha256=sha256,
        is_current=is_current,
    )


@dataclass(frozen=True)
class Links:
    """Makes links into one version of a measure."""

    url: str

    def to(self, refs: Sequence[str]) -> tuple[ArticleLink, ...]:
        """The links of these references, those that name no article (印发通知, 版记) left out."""
        return tuple(ArticleLink(cite(ref), f"{self.url}#{anchor_of(ref)}") for ref in refs)

    def point(self, entry: Silence | Reading | EditorNote) -> OpenPoint:
        """An open place of the document as the page lists it."""
        if isinstance(entry, Reading):
            return OpenPoint(entry.question, entry.reading, entry.why, self.to(entry.articles))
        topic = entry.topic if isinstance(entry, Silence) else ""
        return OpenPoint(topic, entry.text, "", self.to(entry.articles))


def _chapters(regulation: Regulation) -> tuple[TextChapter, ...]:
    text = regulation.text
    notes: dict[int, list[str]] = {}
    for note in regulation.editor_notes:
        for number in {int(ref.partition("(")[0]) for ref in note.articles}:
            notes.setdefault(number, []).append(note.text)
    articles = {
        article.no: TextArticle(
            anchor=anchor_of(str(article.no)),
            heading=article_heading(article.no),
            paragraphs=_paragraphs(article),
            notes=tuple(notes.get(article.no, ())),
        )
        for article in text.articles
    }
    if not text.chapters:
        return (TextChapter("text", "", "", tuple(articles.values())),)
    return tuple(
        TextChapter(
            anchor=f"c{chapter.no}",
            heading=chapter_heading(chapter.no),
            title=chapter.title,
            articles=tuple(
                articles[article.no] for article in text.articles if article.chapter == chapter.no
            ),
        )
        for chapter in text.chapters
    )


def _paragraphs(article: Article) -> tuple[TextParagraph, ...]:
    """The paragraphs; an item number that returns in the article (two lists in one) gets its anchor once
    only.
    """
    seen: set[int] = set()
    paragraphs = []
    for paragraph in article.paragraphs:
        fresh = paragraph.item is not None and paragraph.item not in seen
        anchor = anchor_of(f"{article.no}({paragraph.item})") if fresh else ""
        if paragraph.item is not None:
            seen.add(paragraph.item)
        paragraphs.append(TextParagraph(paragraph.text, anchor, paragraph.original or ""))
    return tuple(paragraphs)


def _facts(regulation: Regulation, links: Links) -> tuple[Fact, ...]:
    award, instrument = regulation.award, regulation.instrument
    bonus, revocation = award.bonus, regulation.revocation
    secrecy, eligibility = regulation.secrecy, regulation.eligibility
    cases = revocation.cases if revocation else ()
    bans = [case.ban for case in cases if case.ban]
    hidden = [each for each in ((secrecy.state_secret, secrecy.reviewer_duty) if secrecy else ()) if each]
    rows: list[tuple[str, Sequence[str | None], Sequence[str]]] = [
        (_("奖项等次"), ["、".join(tier.name for tier in award.tiers)], award.tiers[0].articles),
        (_("名额"), [cap.wording for cap in award.caps], _refs(award.caps)),
        (_("名额可以空缺"), [_text(award.vacancy)], _refs([award.vacancy])),
        (_("评选周期"), [award.cycle.wording], award.cycle.articles),
        (_("奖项有效期"), [_years(award.validity_years)], award.articles_for("validity_years")),
        (_("奖励"), [bonus.wording if bonus else None], _refs([bonus])),
        (_("收费"), [_text(instrument.fees)], _refs([instrument.fees])),
        (_("委托第三方"), [_text(instrument.third_party_review)], _refs([instrument.third_party_review])),
        (_("申报条件"), [each.text for each in eligibility.criteria], _refs(eligibility.criteria)),
        (_("再次申报的限制"), [_wording(regulation.reapplication)], _refs([regulation.reapplication])),
        (_("异议由谁受理"), [_text(regulation.objections)], _refs([regulation.objections])),
        (_("投诉举报由谁受理"), [_text(regulation.complaints)], _refs([regulation.complaints])),
        (_("回避"), [_text(regulation.recusal)], _refs([regulation.recusal])),
        (_("保密"), [each.text for each in hidden], _refs(hidden)),
        (_("撤销奖项的情形"), [ground.text for case in cases for ground in case.grounds], _refs(cases)),
        (_("撤销后不接受申报"), [ban.wording for ban in bans], _refs(bans)),
    ]
    return tuple(
        Fact(label, tuple(word for word in words if word), links.to(refs) if any(words) else ())
        for label, words, refs in rows
    )


def _route(route: ReceivingRoute, regulation: Regulation, links: Links) -> MeasureRoute:
    names = {body.key: body.name for body in regulation.bodies} | {OPERATOR: _("本网站主办单位")}
    return MeasureRoute(
        label=_("异议") if route.kind == "objection" else _("投诉举报"),
        receivers=tuple(MeasureReceiver(names[line.body], links.to(line.articles)) for line in route.lines),
        choices=tuple(names[key] for key in route.alternatives),
    )


def _refs(parts: Sequence[object]) -> list[str]:
    """The references of cited parts, each once, in order; parts that are absent have none."""
    return list(dict.fromkeys(ref for part in parts for ref in getattr(part, "articles", ())))


def _text(part: object) -> str | None:
    return getattr(part, "text", None)


def _wording(part: object) -> str | None:
    return getattr(part, "wording", None)


def _years(years: int | None) -> str | None:
    return None if years is None else _("%(years)s年") % {"years": years}
