"""Which dumps there are, and their files."""

import re

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from search.api import dump_store, problems
from search.api import shapes_others as shapes
from search.api.asking import Asked, One, Rows, cursor_of, not_found
from search.api.parameters import Kind, Parameter
from search.api.problems import ProblemError
from search.api.values import ROOT, absolute, links

DATE = Parameter("date", "日期（北京时间）。", "2026-11-21", Kind.DAY)
FILE_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}", re.ASCII)
TYPES = {".gz": "application/gzip", ".json": "application/json", "": "text/plain; charset=utf-8"}


def dump_list(asked: Asked) -> Rows:
    """The dumps that may be had, newest first."""
    found = dump_store.kept()
    total = len(found)
    if after := asked.after():
        found = [each for each in found if each.day.isoformat() < after[0]]
    listed = found[: asked.limit]
    items = [_dump(each) for each in listed]
    return Rows(items, cursor_of(listed[-1].day) if len(found) > asked.limit else "", total)


def dump_item(asked: Asked) -> One:
    """The dump of a day. Raises ProblemError."""
    return One(_dump(_of(asked.values["date"].isoformat())))


def _of(day: str) -> dump_store.Kept:
    found = next((each for each in dump_store.kept() if each.day.isoformat() == day), None)
    if found is None:
        raise not_found()
    return found


def _dump(kept: dump_store.Kept) -> shapes.Dump:
    folder = f"dumps/{kept.day}/"
    told = kept.manifest
    return shapes.Dump.model_validate(
        {
            "date": kept.day,
            "made_at": told["made_at"],
            "index_version": told["index_version"],
            "coverage": told["coverage"],
            "licence": told["licence"],
            "files": [each | {"url": absolute(f"{ROOT}{folder}{each['name']}")} for each in told["files"]],
            "checksums": absolute(f"{ROOT}{folder}{dump_store.SUMS}"),
            "links": links(folder),
        }
    )


def dump_file(request: HttpRequest, date: str, name: str) -> HttpResponseBase:
    """A file of a dump. Caches ask again each time: what is withheld by law is gone everywhere at once. Raises ProblemError."""
    path = _of(date).file(name) if FILE_NAME.fullmatch(name) else None
    if path is None:
        raise not_found()
    if not request.accepts(TYPES[path.suffix]):
        raise ProblemError(problems.NOT_ACCEPTABLE)
    digests = {each["name"]: each["sha256"] for each in _of(date).manifest["files"]}
    stamp = digests.get(name, f"{path.stat().st_mtime_ns:x}-{path.stat().st_size:x}")
    headers = {"ETag": f'"{stamp}"', "Cache-Control": "public, no-cache"}
    response: HttpResponseBase | None = get_conditional_response(request, etag=headers["ETag"])
    if response is None:
        try:
            response = FileResponse(
                path.open("rb"), as_attachment=True, filename=name, content_type=TYPES[path.suffix]
            )
        except FileNotFoundError:
            raise not_found() from None
    for header, value in headers.items():
        response[header] = value
    return response
