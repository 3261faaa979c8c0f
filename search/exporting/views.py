"""Files of a search at their addresses: checked, counted, streamed, and refused in words.

The words of a file are Chinese; what is refused is refused in the reader's language. An unknown parameter is refused, for a
file is kept and passed on: it must not hold more than was asked for.
"""

import contextlib
import datetime as dt
import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import clock
from cms.views.caching import seconds_to_keep
from cms.windows import BEIJING
from portal.language import PARAMETER
from search.coverage import register_coverage
from search.documents import AwardDocument, Collection
from search.engines.base import EngineDownError, Found
from search.exporting import atom_form, csv_form, json_form, xlsx_form
from search.exporting.fields import FORMAT, Row, rows
from search.exporting.manifest import Manifest, licence
from search.exporting.taking import Closing, Taken, counted, taken
from search.index import engine
from search.pages import Wrong
from search.query import BadQueryError, Query, parse
from search.wording import FIELDS, wrong
from themes.identity import site_identity

PIECE = 64 * 1024
"""Characters that are sent at a time."""

RETRY_AFTER = 60
LONGEST_LINK = 1_000
"""Characters of an address in a header; nginx refuses an answer whose headers are more than 4 KiB, as it stands."""

AT_ONCE = threading.BoundedSemaphore(2)
"""Workbooks that a process makes at a time: each takes a core and room on the disk."""

ABANDONED = 6 * 3600.0

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/x-ndjson; charset=utf-8",
    "xlsx": XLSX,
    "atom": "application/atom+xml; charset=utf-8",
}
ENDINGS = {"json": "jsonl"}
SAYING_MORE = frozenset({"xlsx", "atom"})
"""Files that say of themselves what a manifest says of the others: coverage, licence, whose portal it is."""


class _RefusedError(Exception):
    """An answer instead of a file: its status, what is wrong in one sentence, and field by field."""

    def __init__(self, status: int, sentence: str, problems: Sequence[tuple[str, Wrong]] = ()) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.problems = status, sentence, problems


Make = Callable[[HttpRequest, Query], HttpResponseBase]


def _answering(make: Make, *, as_json: bool) -> Callable[[HttpRequest], HttpResponseBase]:
    """A view: the question of the address, its file, or why there is none."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponseBase:
        try:
            return make(request, _asked(request))
        except EngineDownError:
            sentence = _("检索暂时不能使用，没有生成文件。请稍后再试。")
            return _refusal(_RefusedError(503, sentence), as_json=as_json)
        except _RefusedError as refused:
            return _refusal(refused, as_json=as_json)

    return view


def _asked(request: HttpRequest) -> Query:
    given = {name: request.GET.getlist(name) for name in request.GET}
    try:
        return parse(given, also=(PARAMETER,))
    except BadQueryError as error:
        problems = [(problem.name, wrong(problem)) for problem in error.problems]
        raise _RefusedError(400, _("这个地址不能生成文件，请改正后再试。"), problems) from error


def _refusal(refused: _RefusedError, *, as_json: bool) -> HttpResponse:
    response: HttpResponse
    if as_json:
        problems = [
            {"field": name, "label": each.label, "words": each.text} for name, each in refused.problems
        ]
        body = {"error": {"words": refused.sentence, "problems": problems}}
        response = JsonResponse(body, status=refused.status, json_dumps_params={"ensure_ascii": False})
    else:
        lines = [
            refused.sentence,
            *(_line(name, each) for name, each in refused.problems),
        ]
        text = "\n".join(lines) + "\n"
        response = HttpResponse(text, status=refused.status, content_type="text/plain; charset=utf-8")
    if refused.status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    patch_cache_control(response, no_store=True)
    return response


def _line(name: str, wrong_: Wrong) -> str:
    label = name if wrong_.label == name else f"{wrong_.label}（{name}）"
    return f"{label}：{wrong_.text}"


# --- files of awards
# ------------------------------------------------------------------------------------------------


def _only_awards(query: Query) -> None:
    if query.collection is not Collection.AWARDS:
        words = _("只有获奖记录可以生成这种文件。公告和决定可以用 Atom 订阅，或者在页面上查看。")
        raise _RefusedError(
            400, _("这个地址不能生成文件，请改正后再试。"), [("in", Wrong(str(FIELDS["in"]), words))]
        )


def _tag(form: str, query: Query, version: str, today: dt.date) -> str:
    """The entity tag: of what decides what a file holds. Weak, for a workbook also says when it was made."""
    parts = [form, FORMAT, version, today.isoformat(), settings.CANONICAL_ORIGIN, query.at(1).address()]
    if form in SAYING_MORE:
        covered = json.dumps(register_coverage(version).plain(), sort_keys=True)
        parts += [covered, licence(), site_identity().full_name]
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


def _manifest(query: Query, found: Found) -> Manifest:
    return Manifest(
        query.at(1), found, settings.CANONICAL_ORIGIN, clock.now(), register_coverage(found.state.version)
    )


def _headed(response: HttpResponseBase, form: str, query: Query, found: Found) -> HttpResponseBase:
    """With the headers of a file: what it is, how long it may be kept, and where its manifest is."""
    _keepable(response, _tag(form, query, found.state.version, clock.today()))
    response["X-Register-Count"] = str(found.total)
    response["X-Register-Index"] = found.state.version
    response["X-Register-Taken-At"] = clock.now().astimezone(dt.UTC).isoformat(timespec="seconds")
    beside = f"{settings.CANONICAL_ORIGIN}/register.manifest.json{query.at(1).address()}"
    if len(beside) <= LONGEST_LINK:
        response["Link"] = f'<{beside}>; rel="describedby"; type="application/json"'
    return response


def _named(form: str) -> str:
    return f"获奖名册检索-{clock.today().isoformat()}.{ENDINGS.get(form, form)}"


def _unchanged(request: HttpRequest, form: str, query: Query) -> HttpResponseBase | None:
    """304 for a reader who has what the index would give now, 412 for one who wants another; None to go on."""
    tag = _tag(form, query, engine().state().version, clock.today())
    answer: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    return _keepable(answer, tag) if answer is not None and answer.status_code == 304 else answer


def _keepable(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """With its entity tag, and kept until midnight at the latest, when an award may lapse."""
    now, tomorrow = clock.now(), clock.today() + dt.timedelta(days=1)
    midnight = dt.datetime.combine(tomorrow, dt.time(), tzinfo=BEIJING)
    patch_cache_control(response, public=True, max_age=seconds_to_keep([midnight], now))
    response["ETag"] = tag
    return response


def _file(form: str, body: Callable[[Taken, Query], HttpResponseBase]) -> Make:
    def make(request: HttpRequest, query: Query) -> HttpResponseBase:
        _only_awards(query)
        if (unchanged := _unchanged(request, form, query)) is not None:
            return unchanged
        if request.method == "HEAD":
            response = _as_attachment(StreamingHttpResponse((), content_type=TYPES[form]), form)
            return _headed(response, form, query, counted(query, clock.today()))
        result = taken(query, clock.today())
        try:
            return _headed(body(result, query), form, query, result.found)
        except BaseException:
            result.close()
            raise

    return make


def _as_attachment(response: StreamingHttpResponse, form: str) -> StreamingHttpResponse:
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=_named(form)) or ""
    )
    return response


def _rows(result: Taken) -> Iterable[Row]:
    awards = (each for each in result.documents if isinstance(each, AwardDocument))
    return rows(awards, clock.today(), settings.CANONICAL_ORIGIN)


def pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """Lines in pieces worth sending; the first line goes at once."""
    held: list[str] = []
    size, most = 0, 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= most:
            yield "".join(held).encode()
            held, size, most = [], 0, PIECE
    if held:
        yield "".join(held).encode()


def _streamed(form: str, written: Callable[[Iterable[Row]], Iterator[str]]) -> Make:
    def body(result: Taken, _query: Query) -> HttpResponseBase:
        content = Closing(pieces(written(_rows(result))), result.close)
        return _as_attachment(StreamingHttpResponse(content, content_type=TYPES[form]), form)

    return _file(form, body)


def _workbook(result: Taken, query: Query) -> HttpResponseBase:
    """The workbook, made whole in a file without a name, which is gone when the answer is closed."""
    if not AT_ONCE.acquire(blocking=False):
        raise _RefusedError(503, _("正在为其他人生成表格文件。请一分钟后再试，或者改用 CSV。"))
    try:
        xlsx_form.forget_abandoned(time.time() - ABANDONED)
        with contextlib.ExitStack() as unsent:
            target = unsent.enter_context(tempfile.TemporaryFile(dir=settings.TMP_DIR))
            xlsx_form.write(target, _rows(result), _manifest(query, result.found).lines())
            target.seek(0)
            unsent.pop_all()
    finally:
        result.close()
        AT_ONCE.release()
    return FileResponse(target, as_attachment=True, filename=_named("xlsx"), content_type=XLSX)


# --- feed and manifest
# ------------------------------------------------------------------------------------------------


def _feed(request: HttpRequest, query: Query) -> HttpResponseBase:
    if (unchanged := _unchanged(request, "atom", query)) is not None:
        return unchanged
    today = clock.today()
    found = counted(query, today)
    if request.method == "HEAD":
        return _headed(StreamingHttpResponse((), content_type=TYPES["atom"]), "atom", query, found)
    text = atom_form.written(atom_form.newest(query, today), _manifest(query, found), today)
    return _headed(HttpResponse(text, content_type=TYPES["atom"]), "atom", query, found)


def _beside(request: HttpRequest, query: Query) -> HttpResponseBase:
    manifest = _manifest(query, counted(query, clock.today()))
    response = HttpResponse(manifest.text(), content_type="application/json; charset=utf-8")
    patch_cache_control(response, no_store=True)  # it says what time it is
    return response


register_csv = _answering(_streamed("csv", csv_form.written), as_json=False)
register_json = _answering(_streamed("json", json_form.written), as_json=True)
register_xlsx = _answering(_file("xlsx", _workbook), as_json=False)
register_atom = _answering(_feed, as_json=False)
register_manifest = _answering(_beside, as_json=True)
