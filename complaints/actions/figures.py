"""Publishing a year's figures: once, when the year is over and no window of it runs any more. Never counted again."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.actions.errors import ActionRefused
from cms.models import Window
from cms.selectors.windows import WindowReader
from cms.windows import BEIJING, RUNNING_PHASES, beijing_day
from complaints.actions.endings import check_archivist
from complaints.figures import Figures, given_away
from complaints.models import YearFigures
from complaints.selectors.figures import count_year


@transaction.atomic
def publish_figures(*, year: int, by: Any, now: dt.datetime) -> YearFigures:
    """Fix what is said in public about the cases filed in that year, small figures and what gives them away left out.

    What goes out is first read as a stranger would, who has nothing but it and solves for what was left out.

    :raises ActionRefused: for an account that may not, a year that is not over, one whose figures stand already, while
        people may still object to a list that came out in it, and for figures that would give a small one away.
    """
    check_archivist(by)
    refusal = refusal_to_publish(year, now)
    if refusal:
        raise ActionRefused(refusal)
    figures = count_year(year)
    check_hidden(figures)
    try:
        with transaction.atomic():
            return YearFigures.objects.create(year=year, document=figures.as_json(), day=beijing_day(now))
    except IntegrityError:
        raise ActionRefused(_once()) from None


def check_hidden(figures: Figures) -> None:
    """Raises ActionRefused for figures from which one that was left out can be worked out."""
    if given_away(figures):
        raise ActionRefused(_("统计没有通过核验：从拟公布的数字能推算出没有公布的数字。没有公布任何内容。"))


def refusal_to_publish(year: int, now: dt.datetime) -> str:
    """Why the figures of that year cannot go out on that instant; "" when they can."""
    if year >= beijing_day(now).year:
        return _("这一年还没有过完，不能公布统计。")
    if YearFigures.objects.filter(year=year).exists():
        return _once()
    if _window_runs(year, now):
        return _("这一年发布的名单还有在公示期内的，现在公布会透露是否有人提出异议。请等公示期满再公布。")
    return ""


def _window_runs(year: int, now: dt.datetime) -> bool:
    """Whether any window of a list that came out by the end of that year runs, whether or not anybody objected."""
    reader, end = WindowReader(now), dt.datetime(year + 1, 1, 1, tzinfo=BEIJING)
    windows = Window.objects.running().filter(seal__published_at__lt=end).select_related("seal")
    return any(reader.state(window).phase in RUNNING_PHASES for window in windows)


def _once() -> str:
    return _("这一年的统计已经公布。公布后不再改动：前后两次数字相减，会透露个别案件。")
