"""``manage.py workdays``: count working days from the command line."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from portal.calendar import selectors
from portal.calendar.notices import FIRST_YEAR, LAST_YEAR, is_division_code
from portal.calendar.wording import WEEKDAYS
from portal.calendar.workdays import CountedDay, CountingPolicy, WorkCalendar, count_window

MAX_NEEDED = 2500


class Command(BaseCommand):
    """Prints the last counted day; ``ISO date``, or ``ISO date provisional`` when a year is unknown.

    Works without a migrated database: the arrangements of the library are used then, which is said on the
    error stream only, so that the last line of the output stays the answer.
    """

    help = _("从起算日起数工作日，最后一行输出末日：YYYY-MM-DD，或 YYYY-MM-DD provisional（暂定）")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare START, N and the options; ``handle`` checks them, for errors in the reader's words."""
        parser.add_argument("start", metavar="START", nargs="?", default="", help=_("起算日，如 2026-09-28"))
        parser.add_argument("needed", metavar="N", nargs="?", default="", help=_("工作日数"))
        parser.add_argument("--include-start", action="store_true", help=_("起算日是工作日时计入"))
        parser.add_argument("--explain", action="store_true", help=_("逐日列出计算过程"))
        parser.add_argument("--division", metavar="CODE", default="", help=_("六位行政区划代码"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print. :raises CommandError: a value is missing or wrong."""
        start, needed = _date(str(options["start"])), _count(str(options["needed"]))
        policy = CountingPolicy.INCLUDE_START if options["include_start"] else CountingPolicy.EXCLUDE_START
        calendar = self.calendar(_division(str(options["division"])))
        derivation = count_window(calendar, start, needed, policy)
        if options["explain"]:
            for day in derivation.days:
                self.stdout.write(_line(day))
        last = derivation.days[-1].day.isoformat()
        self.stdout.write(f"{last} provisional" if derivation.provisional else last)

    def calendar(self, division_code: str) -> WorkCalendar:
        """The calendar in force, or the library's alone when the tables cannot be read."""
        try:
            return selectors.current_calendar(division_code)
        except DatabaseError:
            self.stderr.write(_("数据库尚未建立，只使用内置的放假安排；录入的放假通知未计入。"))
            return selectors.builtin_calendar()


def _line(day: CountedDay) -> str:
    number = _("第%(number)d个工作日") % {"number": day.number} if day.number is not None else _("不计")
    weekday = WEEKDAYS[day.day.weekday()]
    return f"{day.day.isoformat()}  {weekday}  {day.name}  {number}  {day.source}"


def _date(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(_("起算日“%(value)s”不是有效日期，请写成 2026-09-28 的形式") % {"value": text})
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CommandError(
            _("起算日应在%(first)d年至%(last)d年之间") % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return day


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= MAX_NEEDED):
        params = {"value": text, "limit": MAX_NEEDED}
        raise CommandError(_("工作日数“%(value)s”应是1至%(limit)d之间的整数，写在起算日之后") % params)
    return int(text)


def _division(text: str) -> str:
    if text and not is_division_code(text):
        raise CommandError(_("行政区划代码“%(value)s”应是六位数字，如 150100") % {"value": text})
    return text
