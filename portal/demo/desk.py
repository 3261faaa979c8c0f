"""A city's office with its days and its words: what the scenarios of the cities are told with."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from cms import clock
from cms.actions.drafting import change_entry, override_block
from cms.actions.files import store_attachment
from cms.models import Conclusion, EditionPage, Notice, NoticeAct, Seal
from cms.regulation.rules.facts import ChangeKind
from cms.regulation.schema import Regulation, Stage
from cms.windows import BEIJING
from portal.calendar.workdays import UnknownYear
from portal.demo import steps
from portal.demo.files import DemoFile
from portal.demo.office import Office, begin_edition
from portal.demo.steps import Row
from portal.demo.timeline import Timeline
from portal.demo.wording import Voice

DEFAULT_DAYS = 5
"""Working days that the offices of the demonstration choose where the measure states no period (期限未规定)."""

MARGIN = dt.timedelta(days=10)
"""An edition begins at least that long before its measure expires."""


def in_force(regulation: Regulation, days: Timeline, day: dt.date) -> dt.date:
    """That day, or an earlier working day on which the measure is surely in force."""
    last = regulation.instrument.last_day
    return day if last is None or day <= last - MARGIN else days.workday(0, last - MARGIN)


@dataclass(frozen=True)
class Run:
    """An edition under way: its page and how it is called in a sentence (第二届, 2026年度)."""

    page: EditionPage
    name: str

    @property
    def ref(self) -> str:
        """`datong/2026`."""
        return f"{self.page.scheme.slug}/{self.page.slug}"


@dataclass(frozen=True)
class Change:
    """What a correction does to one entry; `row` holds its columns afterwards, None for a struck one.

    An added entry has no key yet: it gets one with the correction.
    """

    kind: ChangeKind
    reason: str
    entry_key: str = ""
    row: Row | None = None
    article: str = ""


@dataclass
class Desk:
    """Publishes for one city. Days are Beijing days; notices go out at ten in the morning unless said."""

    office: Office
    days: Timeline
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def regulation(self) -> Regulation:
        """The measure."""
        return self.office.regulation

    @property
    def voice(self) -> Voice:
        """Its words."""
        return Voice(self.regulation)

    def workday(self, offset: int) -> dt.date:
        """The working day that many working days from the nearest one."""
        return self.days.workday(offset)

    @contextmanager
    def at(self, day: dt.date, hour: int = 10, minute: int = 0) -> Iterator[None]:
        """Let the block happen at that Beijing time of that day."""
        with clock.at(self.instant(day, hour, minute)):
            yield

    @staticmethod
    def instant(day: dt.date, hour: int = 10, minute: int = 0) -> dt.datetime:
        """That Beijing time of that day."""
        return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=BEIJING)

    def in_force(self, day: dt.date) -> dt.date:
        """That day, or an earlier one on which the measure is surely in force: an edition must begin under it."""
        return in_force(self.regulation, self.days, day)

    def begin(self, number: int, name: str, slug: str, day: dt.date) -> Run:
        """Open an edition."""
        page = begin_edition(self.office, number=number, slug=slug, title=name, at=self.instant(day, 9))
        return Run(page, name)

    def call(self, run: Run, day: dt.date, *, files: Sequence[DemoFile] = ()) -> Seal:
        """Call for applications, open for twenty working days."""
        stage = self.regulation.stage("application_notice")
        words = self.voice.call(
            run.name, stage, on=day, first=self.days.workday(1, day), last=self.days.workday(20, day)
        )
        return self._publish(run, stage, day, words, files=files)

    def publicity(
        self,
        run: Run,
        stage_key: str,
        day: dt.date,
        rows: Sequence[Row],
        *,
        process: str,
        body: str = "",
        days: int = 0,
        more: str = "",
        by: Any = None,
        override: tuple[str, str] | None = None,
        **fields: Any,
    ) -> Seal:
        """Publish a list.

        :param body: the publishing body where several publish parallel lists.
        :param override: the block that `by` sets aside, and the public reason.
        """
        words = self.publicity_fields(
            run, stage_key, day, process=process, body=body, days=days, more=more, **fields
        )
        stage = self.regulation.stage(stage_key)
        return self._publish(run, stage, day, words, rows=rows, body=body, by=by, override=override)

    def publicity_fields(
        self,
        run: Run,
        stage_key: str,
        day: dt.date,
        *,
        process: str,
        body: str = "",
        days: int = 0,
        more: str = "",
        dated: bool = True,
        **fields: Any,
    ) -> dict[str, Any]:
        """The columns of a publicity that goes out on that day.

        :param dated: whether the text names first and last day; not where nobody knows when it will be approved.
        """
        stage = self.regulation.stage(stage_key)
        needed = days or (stage.period.working_days if stage.period else DEFAULT_DAYS)
        words = self.voice.publicity(
            run.name,
            stage,
            on=day,
            days=needed,
            window=self.window(max(day, fields.get("starts_on") or day), needed) if dated else None,
            process=process,
            by=body,
            more=more,
        )
        return self.common(stage, day, body) | words | {"working_days": needed} | fields

    def window(self, start: dt.date, needed: int) -> tuple[dt.date, dt.date] | None:
        """First and last counted day of a window whose start day is not counted; None if it is provisional."""
        try:
            return self.days.workday(1, start), self.days.workday(needed, start)
        except UnknownYear:
            return None

    def common(self, stage: Stage | None, day: dt.date, body: str = "") -> dict[str, Any]:
        """Publisher, signature, numbers and media of a notice of that day."""
        name = body or (self.voice.body(stage.publisher) if stage else self.office.scheme.organiser)
        media = (
            f"《示例日报》（示例）{day.year}年{day.month}月{day.day}日第3版，本平台"
            if stage and stage.channel
            else ""
        )
        return {
            "publisher_name": name,
            "issuers": name,
            "signed_date": day,
            "index_no": f"000000000/{day.year}-{next(self.numbers):05d}",
            "media": media,
        }

    def decision(
        self, run: Run, stage_key: str, day: dt.date, rows: Sequence[Row], *, doc_no: str, thanks: str
    ) -> Seal:
        """Publish the decision to commend the holders of these rows."""
        stage = self.regulation.stage(stage_key)
        names = {tier.key: tier.name for tier in self.regulation.award.tiers}
        counts: dict[str, int] = {}
        for row in rows:
            counts[names[row["tier"]]] = counts.get(names[row["tier"]], 0) + 1
        words = self.voice.decision(run.name, stage, on=day, doc_no=doc_no, counts=counts, thanks=thanks)
        return self._publish(run, stage, day, words, rows=rows)

    def amend(
        self,
        seal: Seal,
        act: str,
        day: dt.date,
        *,
        title: str,
        reason: str,
        lead: str,
        changes: Sequence[Change] = (),
        **fields: Any,
    ) -> Seal:
        """Publish a correction, an extension or a restart of a sealed notice, at three in the afternoon."""
        stage = self.regulation.stage(seal.stage_key)
        body = seal.notice.publisher_name
        words = self.common(stage, day, body) | self.voice.amendment(title, reason, lead)
        with self.at(day, 15):
            steps.review_for_secrecy(
                self.office, seal.edition, seal.stage_key, publisher_name=body, reviewer=body
            )
            draft = steps.draft(self.office, seal.edition, act=act, amends=seal.notice, **(words | fields))
            for change in changes:
                draft = change_entry(
                    notice=draft,
                    kind=change.kind,
                    entry_key=change.entry_key,
                    row=change.row,
                    reason=change.reason,
                    article=change.article,
                    by=self.office.editor,
                )
            return self.released(steps.submit(self.office, draft))

    def act_on_edition(self, run: Run, act: str, day: dt.date, *, title: str, reason: str, lead: str) -> Seal:
        """Publish a postponement, a resumption or an ending."""
        words = self.common(None, day) | self.voice.amendment(title, reason, lead)
        with self.at(day):
            steps.review_for_secrecy(self.office, run.page, "", reviewer=self.office.scheme.organiser)
            draft = steps.draft(self.office, run.page, act=act, **words)
            return self.released(steps.submit(self.office, draft))

    def conclude(
        self, seal: Seal, day: dt.date, *, outcome: str = "", received: Mapping[str, int] | None = None
    ) -> Conclusion:
        """Conclude a publicity at four in the afternoon of that day."""
        words = outcome or "公示期内，各受理渠道均未收到异议，公示办结。"
        with self.at(day, 16):
            return steps.conclude(self.office, seal, outcome=words, received=received)

    def released(self, notice: Notice) -> Seal:
        """Approve a submitted notice that goes out at once."""
        seal = steps.approve(self.office, notice)
        if seal is None:
            raise ValueError(f"{notice.title} is scheduled for later")
        return seal

    def _publish(
        self,
        run: Run,
        stage: Stage,
        day: dt.date,
        words: dict[str, Any],
        *,
        rows: Sequence[Row] | None = None,
        body: str = "",
        by: Any = None,
        override: tuple[str, str] | None = None,
        files: Sequence[DemoFile] = (),
    ) -> Seal:
        filled = self.common(stage, day, body) | words
        author = by or self.office.editor
        with self.at(day):
            steps.fulfil(
                self.office,
                run.page,
                stage.key,
                publisher_name=body,
                prepared_on=self.days.workday(-2, day),
                reviewer=filled["publisher_name"],
            )
            draft = steps.draft(
                self.office, run.page, stage.key, act=NoticeAct.ORIGINAL, rows=rows, by=author, **filled
            )
            for file in files:
                store_attachment(notice=draft, upload=file.upload(), title=file.title, by=author)
            if override is not None:
                rule, reason = override
                override_block(
                    notice=draft,
                    rule=rule,
                    subject="",
                    reason=reason,
                    office=filled["publisher_name"],
                    by=author,
                )
            return self.released(steps.submit(self.office, draft, by=author))
