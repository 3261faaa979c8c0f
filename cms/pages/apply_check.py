"""May we apply? The question as a reader puts it, the answer with its articles and records, and the rule in plain words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.pages.listing import ArticleLink
from cms.regulation.rules.applying import AnswerKind
from cms.regulation.rules.facts import BarCount
from cms.regulation.schema import Bar, Regulation

ANSWERS = {
    AnswerKind.LIMITED: gettext_lazy("有限制申报情形"),
    AnswerKind.NONE_FOUND: gettext_lazy("未发现限制申报情形"),
    AnswerKind.CANNOT_TELL: gettext_lazy("无法判断"),
}
"""The three answers. None of them says that somebody may apply: that is decided by whoever receives the application."""


@dataclass(frozen=True)
class QuotedArticle:
    """An article an answer rests on, with its words."""

    label: str
    url: str
    text: str


@dataclass(frozen=True)
class AnswerPoint:
    """One reason of an answer: its sentence, the articles, and the award it rests on (`record_path` empty: none)."""

    sentence: str
    articles: tuple[QuotedArticle, ...]
    record_path: str = ""
    record_label: str = ""


@dataclass(frozen=True)
class ApplyAnswer:
    """The answer about one applicant. `asked` is what was typed, shown back so that a slip is seen."""

    kind: str
    words: str
    asked: str
    points: tuple[AnswerPoint, ...]
    code_doubtful: bool = False


@dataclass(frozen=True)
class ApplyRule:
    """One sentence of how this measure limits applications, with its articles."""

    text: str
    articles: tuple[ArticleLink, ...] = ()


@dataclass(frozen=True)
class ApplyCheckPage:
    """The page. `edition_number` is the edition that is asked about, the one after `latest` (0: none has begun).

    `undecided` says that the latest edition has no decision yet, so that its winners are still to come.
    """

    scheme_code: str
    award_name: str
    city: str
    measure_title: str
    measure_url: str
    kinds: tuple[str, ...]
    latest: int
    latest_name: str
    edition_number: int
    undecided: bool
    history_complete: bool
    rules: tuple[ApplyRule, ...]
    answer: ApplyAnswer | None = None


def win_words(regulation: Regulation, bar: Bar, counts_from: BarCount) -> str:
    """The bar after a win in plain words, with an example counted out as this office counts."""
    last = 1 + bar.cycles - (1 if counts_from is BarCount.WINNING_EDITION else 0)
    names = "、".join(regulation.tier(key).name for key in bar.tiers)
    facts = {"tiers": names, "wording": bar.wording, "last": last, "next": last + 1}
    return (
        _(
            "获%(tiers)s的，办法规定“%(wording)s”。例如第1届获奖的，第%(last)d届（含）之前不得申报，第%(next)d届起可以再报。"
        )
        % facts
    )


def counting_words(counts_from: BarCount) -> str:
    """Where the cycles begin, as the scheme's operator reads the measure."""
    if counts_from is BarCount.WINNING_EDITION:
        return _("评选周期按届计算，获奖的那一届计为第一个周期。")
    return _("评选周期按届计算，自获奖届次的下一届起算。")
