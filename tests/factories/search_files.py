"""Awards of every kind that a file of a search has to tell of, and files read back as the handbook says."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import openpyxl
from django.test import Client
from openpyxl.utils.escape import unescape

from search.documents import AwardDocument, Happened, rank_of
from search.exporting.fields import COLUMNS
from search.facets import Standing
from tests.corpus.awards import awards

NOW = dt.datetime(2026, 11, 21, 1, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 21)
HEADINGS = {column.heading: column.key for column in COLUMNS}

HOSTILE = (
    "=cmd|' /C calc'!A0", "+1+2", "-1", "@SUM(A1)", "\t=1+1", "　=1+1", "＝1+1", "'=1", "''", "'晋善", "\r\n甲\n乙",
    '引号"和,逗号', "00123", "911402000000000012", "1e5", "#N/A", "TRUE", "🏭🏅示例", "a;=b", "顿号、分号；竖线｜斜杠\\",
    "_x0041_", "2026-01-02", "质量\u2028奖\x85", "\ufffe示\x07例",
)  # fmt: skip


def special() -> Iterator[AwardDocument]:
    """One award of each kind that a file has to tell of."""
    for each in kinds():
        yield replace(each, path=f"/register/awards/{each.id}/")


def kinds() -> Iterator[AwardDocument]:
    one = replace(
        next(awards(1, seed=5)), verified=True, standing=Standing.STANDING, happened=(), valid_through=None
    )
    day = dt.date(2026, 11, 1)
    taken = Happened("revoked", dt.date(2026, 9, 1), "示政撤〔2026〕1号", "/datong/2021/revocation/")
    back = Happened("reinstated", dt.date(2026, 10, 8), "示政复〔2026〕2号", "/datong/2021/return/")
    yield replace(
        one, id="s-revoked", name="甲示例厂", standing=Standing.REVOKED, happened=(taken,), rank="1|a"
    )
    yield replace(one, id="s-back", name="乙示例厂", happened=(taken, back), rank="1|b")
    yield replace(
        one, id="s-hidden", name="", uscc="", certificate_no="", withheld=True, rank=rank_of(day, "h")
    )
    yield replace(
        one, id="s-over", name="丙示例厂", valid_through=dt.date(2026, 11, 20), rank=rank_of(day, "o")
    )
    yield replace(
        one, id="s-other", name="丁示例厂", verified=False, standing=Standing.UNVERIFIED, awarded_on=None, year=None,
        awarded_text="2019年底", kind="", origin="external", uscc="", bonus_cny=None, note="级别；说明", rank=rank_of(None, "x"),
    )  # fmt: skip
    yield replace(one, id="s-joint", name="戊、己", joint_names=("戊、庚；", "己\\"), rank=rank_of(day, "j"))


def hostile() -> list[AwardDocument]:
    one = next(awards(1, seed=5))
    return [
        replace(one, id=f"h{no:02d}", rank=f"{no:04d}", name=name, uscc=name, note=name, doc_no=name)
        for no, name in enumerate(HOSTILE)
    ]


def body(client: Client, path: str, status: int = 200) -> bytes:
    response = client.get(path)
    try:
        assert response.status_code == status, response.content
        return response.getvalue()
    finally:
        response.close()


def from_csv(content: bytes) -> list[dict[str, str]]:
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    keys = [HEADINGS[heading] for heading in next(lines)]
    return [dict(zip(keys, (cell.removeprefix("'") for cell in line), strict=True)) for line in lines]


def from_json(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().splitlines()]


def from_xlsx(content: bytes) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = []
    for sheet in book.worksheets[:-1]:
        heads, *lines = sheet.iter_rows()
        for line in lines:
            assert not any(cell.data_type in ("f", "e") for cell in line)
            values = [unescape(each.value) if isinstance(each.value, str) else each.value for each in line]
            found.append(dict(zip((HEADINGS[head.value] for head in heads), values, strict=True)))
    return found


READERS: dict[str, Callable[[bytes], list[dict[str, Any]]]] = {
    "csv": from_csv,
    "json": from_json,
    "xlsx": from_xlsx,
}


def of(rows: Iterable[dict[str, Any]], key: str) -> dict[str, Any]:
    (found,) = (row for row in rows if row["id"] == key)
    return found
