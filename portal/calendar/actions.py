"""The only writer of holiday notices."""

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from portal import clock
from portal.calendar import selectors
from portal.calendar.models import HolidayNotice
from portal.calendar.notices import NoticeDay, NoticeProblem, NoticeTerms, PlacedDay, check_days, check_terms
from portal.calendar.signals import calendar_changed
from portal.calendar.wording import sentence

LOG_ACTION = "workcalendar.add_holiday_notice"


class NoticeRefused(ValueError):  # noqa: N818 - reads as the fact it states
    """A notice was not accepted. ``problems`` says why; ``str()`` gives the sentences, one a line."""

    def __init__(self, problems: Sequence[NoticeProblem]) -> None:
        super().__init__("\n".join(sentence(problem) for problem in problems))
        self.problems = tuple(problems)


def check_notice(terms: NoticeTerms, placed: Sequence[PlacedDay] | None = None) -> list[NoticeProblem]:
    """Every reason why *terms* cannot become the next version of its scope and year; reads the tables.

    :param placed: the days with the rows they were read from, for errors that name them; by default the days
        are numbered in order of date.
    """
    if placed is None:
        placed = [PlacedDay(row, day) for row, day in enumerate(sorted(terms.days), start=1)]
    problems = check_terms(terms, known_years=selectors.years_with_real_data())
    problems += check_days(terms.scope, terms.year, placed)
    latest = selectors.latest_notice(terms.scope, terms.year)
    if not problems and latest is not None and latest.sha256 == terms.sha256:
        problems.append(NoticeProblem("unchanged", params={"version": latest.version}))
    return problems


@transaction.atomic
def add_holiday_notice(
    *,
    year: int,
    title: str,
    issued_on: dt.date,
    days: Sequence[NoticeDay],
    by: User,
    scope: str = "",
    scope_name: str = "",
    doc_no: str = "",
    source_url: str = "",
    note: str = "",
    is_example: bool = False,
    seen_version: int | None = None,
    at: dt.datetime | None = None,
) -> HolidayNotice:
    """Write the next version of the notice for *scope* and *year*, log it, and send ``calendar_changed``.

    :param by: the account that enters it. Whether it may is the caller's question.
    :param seen_version: the version the writer compared with, 0 for none; None asks for no comparison.
    :param at: the instant of the entry, by default now.
    :raises NoticeRefused: the content is not acceptable, equals the version in force, or another version came
        first.
    """
    terms = NoticeTerms(
        scope=scope,
        scope_name=scope_name,
        year=year,
        title=title,
        doc_no=doc_no,
        issued_on=issued_on,
        source_url=source_url,
        days=tuple(sorted(days)),
        note=note,
        is_example=is_example,
    )
    latest = HolidayNotice.objects.select_for_update().of(scope, year).first()
    version = latest.version if latest is not None else 0
    if seen_version is not None and seen_version != version:
        raise NoticeRefused([NoticeProblem("stale", params={"version": version})])
    problems = check_notice(terms)
    if problems:
        raise NoticeRefused(problems)
    try:
        with transaction.atomic():
            notice = HolidayNotice.objects.create(
                **{**terms.as_json(), "issued_on": issued_on},
                version=version + 1,
                amends=latest,
                sha256=terms.sha256,
                made_by=by,
                made_by_name=by.get_full_name() or by.get_username(),
                made_at=at or clock.now(),
            )
    except IntegrityError as error:
        # Two first versions at once: there was no row to lock, so the unique constraint decides.
        raise NoticeRefused([NoticeProblem("stale", params={"version": version + 1})]) from error
    log(notice, LOG_ACTION, user=by, data={"sha256": notice.sha256, "days": len(notice.days)})
    calendar_changed.send(sender=HolidayNotice, notice=notice, by=by)
    return notice
