"""What a rule says: level, sentence, the articles or the law it rests on, whether it may be overridden.

A verdict keeps its sentence as a message id with parameters, so that this package needs no Django: whoever
shows it passes `gettext` to `Verdict.render`. The message id is the Chinese sentence itself.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Self

Translate = Callable[[str], str]
"""`gettext` or anything like it: takes a Chinese message id, returns the sentence to show."""


def gettext_noop(message: str) -> str:
    """Mark a message id for extraction and return it unchanged."""
    return message


_ = gettext_noop


class Level(StrEnum):
    """How hard a verdict is: a block refuses the act, a warning asks a person, a note explains."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


_RANK = {Level.BLOCK: 0, Level.WARN: 1, Level.NOTE: 2}


class Phrase(str):
    """A parameter that is itself a message id, such as 组织 or 第%(no)s号条目, with its own values.

    It is translated with the sentence around it. As a string it is the bare message id.
    """

    values: Mapping[str, str | int]

    def __new__(cls, msg: str, **values: str | int) -> Self:
        """Keep a message id together with the values of its places."""
        phrase = super().__new__(cls, msg)
        phrase.values = values
        return phrase

    def render(self, translate: Translate) -> str:
        """Return the words in the reader's language."""
        words = translate(str(self))
        return words % self.values if self.values else words


Param = str | int | dt.date
"""A value in a sentence. A `Phrase` is translated, a date written in the reader's order, others stay."""

DAY_FORMAT = _("%(year)d年%(month)d月%(day)d日")


def _shown(value: Param, translate: Translate) -> str | int:
    if isinstance(value, Phrase):
        return value.render(translate)
    if isinstance(value, dt.date):
        return translate(DAY_FORMAT) % {"year": value.year, "month": value.month, "day": value.day}
    return value


@dataclass(frozen=True)
class Finding:
    """What a rule's function yields: sentence and grounds. The table of rules adds id, level, override.

    `firm` set means that the measure's data forbid an override of this one block.
    """

    msg: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
    articles: tuple[str, ...] = ()
    law: str = ""
    subject: str = ""
    firm: bool = False


@dataclass(frozen=True)
class Verdict:
    """One judgement on one act.

    rule         stable id such as "stage.order"; seals, overrides and tests quote it
    level        block, warn or note
    msg, params  message id (Chinese, `%(name)s` places) and its values
    articles     references into the measure, as `cms.regulation.citation` reads them
    law          another law by name and article, "" if none
    overridable  whether a publisher with the permission may set this block aside with a public reason
    subject      field name, entry key, stage key or place that is meant, "" for the whole act
    """

    rule: str
    level: Level
    msg: str
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
    articles: tuple[str, ...] = ()
    law: str = ""
    overridable: bool = False
    subject: str = ""

    def render(self, translate: Translate = gettext_noop) -> str:
        """Return the sentence in the reader's language: what is wrong and what to do."""
        return translate(self.msg) % {name: _shown(value, translate) for name, value in self.params.items()}

    @property
    def message(self) -> str:
        """The sentence in Chinese."""
        return self.render()

    @property
    def basis(self) -> Literal["measure", "law", "commitment"]:
        """Where the verdict comes from: the measure, another law, or the portal's commitment (平台承诺)."""
        if self.articles:
            return "measure"
        return "law" if self.law else "commitment"


@dataclass(frozen=True)
class Override:
    """A publisher's decision to set one block aside: exactly this rule on this subject.

    `office` names the office, never a person; `reason` is printed on the public page and must not be blank.
    """

    rule: str
    reason: str
    office: str
    subject: str = ""

    def covers(self, verdict: Verdict) -> bool:
        """Whether the override lawfully sets this verdict aside."""
        return (
            verdict.level is Level.BLOCK
            and verdict.overridable
            and verdict.rule == self.rule
            and verdict.subject == self.subject
            and bool(self.reason.strip())
            and bool(self.office.strip())
        )


CLEARANCE_MISSING = "clearance.missing"
CLEARANCE_BY_AUTHOR = "clearance.by_author"

NEVER_OVERRIDABLE: frozenset[str] = frozenset(
    {
        # Four eyes.
        CLEARANCE_MISSING,
        CLEARANCE_BY_AUTHOR,
        # Personal data found, or not looked for because the file could not be read.
        "privacy.found",
        "privacy.unreadable",
        # A withheld entry that carries a name: a secret is no matter of a reason.
        "list.withheld_named",
        # An award that is not there, on a ground that is not the measure's, or given back by nobody.
        "revoke.nothing_named",
        "revoke.unknown_award",
        "revoke.named_twice",
        "revoke.ground",
        "revoke.subject",
        "revoke.not_standing",
        "revoke.remedies",
        "reinstate.not_revoked",
        "reinstate.annulment",
        # The measure is not in force.
        "measure.not_yet",
        "measure.not_in_force",
        "measure.dated_before",
        "edition.not_in_force",
        # A provisional window holds the gate.
        "gate.provisional",
        "conclude.provisional",
        # 无异议 in the measure's own words.
        "gate.not_passed",
        "gate.no_objection",
        "conclude.no_objection",
        "conclude.blocked",
        # A list that the measure keeps inside the review.
        "stage.internal",
        # A window that is open is not closed by a reason; an unattested channel is closed by looking into it.
        "conclude.running",
        "conclude.entry_running",
        "conclude.unattested",
        # Nothing to act upon.
        "stage.unknown",
        "period.not_computable",
        "amend.target",
        "amend.unknown_entry",
        "conclude.done",
        "conclude.ended",
        "conclude.no_window",
    }
)
"""Rules that nobody sets aside: those of the design (four eyes, personal data, measure not in force,
provisional gate, 无异议 as worded) and those where there is nothing a reason could repair."""


def sort_verdicts(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts blocks first, then warnings, then notes; within a level by rule and subject."""
    return tuple(sorted(verdicts, key=lambda v: (_RANK[v.level], v.rule, v.subject, v.message)))


def blocking(verdicts: Iterable[Verdict], overrides: Iterable[Override] = ()) -> tuple[Verdict, ...]:
    """Return the blocks that stand after the overrides, in the given order; none means: it may go on."""
    given = tuple(overrides)
    return tuple(v for v in verdicts if v.level is Level.BLOCK and not any(o.covers(v) for o in given))


def overridden(
    verdicts: Iterable[Verdict], overrides: Iterable[Override]
) -> tuple[tuple[Verdict, Override], ...]:
    """Return each block that an override sets aside, with that override: what the public page has to show."""
    given = tuple(overrides)
    pairs = ((v, next((o for o in given if o.covers(v)), None)) for v in verdicts)
    return tuple((v, o) for v, o in pairs if o is not None)


def unused(verdicts: Iterable[Verdict], overrides: Iterable[Override]) -> tuple[Override, ...]:
    """Return the overrides that set no verdict aside; a notice must not carry them."""
    known = tuple(verdicts)
    return tuple(o for o in overrides if not any(o.covers(v) for v in known))
