"""The numbers of the register at their addresses, as a page and as a table: of everything, or of exactly a search."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.pages import Crumb
from cms.views.caching import seconds_to_keep
from cms.views.presenters import canonical, common
from cms.windows import BEIJING, beijing_day
from portal.language import PARAMETER
from search import presenting, statistics_table
from search.coverage import register_coverage
from search.documents import Collection
from search.engines.base import EngineDownError, Found
from search.exporting.coverage import in_words
from search.exporting.manifest import licence
from search.index import engine
from search.pages import ROOT
from search.query import BadQueryError, Fault, Problem, Query, parse
from search.statistics import Numbers, numbers_of
from search.statistics_presenting import facts, refused_page, statistics_page
from themes.identity import site_identity

LANGUAGE = "zh-hans"
RETRY_AFTER = 60
"""Seconds after which to ask again when the index cannot be read."""

log = logging.getLogger(__name__)

Answer = Callable[[Numbers, dt.datetime, Sequence[str]], HttpResponse]


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The page; 400 for what cannot be asked, 503 while the index cannot be read."""

    def page(numbers: Numbers, _now: dt.datetime, ignored: Sequence[str]) -> HttpResponse:
        shown = statistics_page(numbers, register_coverage(numbers.state.version), ignored)
        path = reverse("register_statistics")
        crumbs = (Crumb(_("获奖名册"), ROOT), Crumb(_("名册统计")))
        context = {"shown": shown, **canonical(path), **common("", *crumbs)}
        return render(request, "search/statistics.html", context)

    return _answered(request, page, presenting.strangers(request.GET))


@require_safe
def statistics_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table, in Chinese for every reader. A parameter that is none is refused: a file must not hold more than
    was asked for."""

    def table(numbers: Numbers, now: dt.datetime, _ignored: Sequence[str]) -> HttpResponse:
        with translation.override(LANGUAGE):
            text = statistics_table.written(numbers, _about(numbers, now))
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        name = statistics_table.file_name(beijing_day(now))
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        return response

    return _answered(request, table, (PARAMETER,))


def _answered(request: HttpRequest, answer: Answer, also: Sequence[str]) -> HttpResponse:
    given, now = dict(request.GET.lists()), clock.now()
    today = beijing_day(now)

    def ask(query: Query) -> Found:
        return engine().search(query, today=today, per_page=1)

    try:
        numbers = numbers_of(ask, _asked(given, also))
    except BadQueryError as error:
        return _refused(request, given, error)
    except EngineDownError as error:
        return _down(request, error)
    response = answer(numbers, now, also)
    # What an award is changes at midnight at the latest.
    midnight = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), tzinfo=BEIJING)
    patch_cache_control(response, public=True, max_age=seconds_to_keep([midnight], now))
    return response


def _asked(given: presenting.Given, also: Sequence[str]) -> Query:
    """The question of the address; BadQueryError for one about notices too."""
    problems, query = [], Query()
    try:
        query = parse(given, also=also)
    except BadQueryError as error:
        problems = list(error.problems)
    notices = query.collection is Collection.NOTICES or Collection.NOTICES in given.get("in", ())
    if notices and not any(problem.name == "in" for problem in problems):
        problems.append(Problem("in", Fault.UNKNOWN_VALUE))
    if problems:
        raise BadQueryError(problems)
    return query


def _refused(request: HttpRequest, given: presenting.Given, error: BadQueryError) -> HttpResponse:
    path, shown = reverse("register_statistics"), refused_page(given, error.problems)
    crumbs = (Crumb(_("获奖名册"), ROOT), Crumb(_("名册统计"), path), Crumb(_("无法统计")))
    context = {"shown": shown, **canonical(path), **common("", *crumbs)}
    response = render(request, "search/statistics_refused.html", context, status=400)
    patch_cache_control(response, no_store=True)
    return response


def _down(request: HttpRequest, error: EngineDownError) -> HttpResponse:
    log.error("the numbers of the register cannot be counted: %s", error)
    context = {
        "shown": presenting.down_page(),
        **common("", Crumb(_("获奖名册"), ROOT), Crumb(_("名册统计"))),
    }
    response = render(request, "search/down.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    patch_cache_control(response, no_store=True)
    return response


def _about(numbers: Numbers, now: dt.datetime) -> Iterator[tuple[str, str]]:
    """What the table is, for its last lines."""
    told = "；".join(f"{name}：{text}" for name, text in facts(numbers))
    page = settings.CANONICAL_ORIGIN + reverse("register_statistics") + numbers.query.address()
    yield "统计范围", told or "全部获奖记录"
    if numbers.sounded:
        yield "按拼音查找的检索词", "、".join(numbers.sounded)
    yield "统计网址", page
    yield "统计时间（北京时间）", now.astimezone(BEIJING).isoformat(timespec="seconds")
    yield "索引版本", numbers.state.version
    for each in in_words(register_coverage(numbers.state.version)):
        yield "收录范围", each
    yield "口径", "数量是表彰决定授予的奖项，含有效的、有效期满的和后来被撤销的；联合获奖的算一项。"
    yield "口径", "已撤销占比是其中已撤销的占数量的百分比，保留一位小数；撤销后又恢复的不算已撤销。"
    yield "口径", "已移出决定的不计入数量，另列。未经核实的是其他奖项的记录，与本站名册分开统计，不能相加。"
    yield "口径", "数量空着并写“没有记录”的年度，可能当年没有评选，也可能还没有收录，不等于没有获奖。"
    yield "公布者", site_identity().full_name
    yield "使用许可", licence()
