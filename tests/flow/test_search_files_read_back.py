"""Files of a search, read back: nothing lost, nothing calculated, nothing left on the disk, in memory that does not grow."""

import csv
import datetime as dt
import gc
import io
import re
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from cms import clock
from cms.actions.external import import_external
from cms.models import ExternalAward
from search import wording
from search.documents import AwardDocument
from search.engines.base import EngineDownError
from search.engines.embedded import EmbeddedEngine
from search.exporting import csv_form, fields, views, words, xlsx_form
from search.exporting.fields import FIELDS, joined, parted
from search.facets import Facet, Standing, Status
from search.index import engine
from tests.corpus.awards import awards
from tests.factories.offices import person
from tests.factories.search_files import (
    HOSTILE,
    NOW,
    READERS,
    TODAY,
    body,
    from_csv,
    from_json,
    from_xlsx,
    hostile,
    of,
    special,
)
from tests.factories.searching import MADE_AT, build_index, index_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("downloads_closed")]

DOCS = Path(__file__).parent.parent.parent / "docs"
WINNERS = Path(__file__).parent.parent / "data" / "winners.csv"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    with index_in(tmp_path / "index") as made, clock.at(NOW):
        yield made


@pytest.fixture
def corpus(index: EmbeddedEngine) -> list[AwardDocument]:
    made = [*awards(300), *special()]
    index.rebuild(made, now=MADE_AT)
    return made


# --- what each kind of award says ------------------------------------------------------------------------------------


def test_a_revoked_award_says_when_by_what_and_where(client: Client, corpus: list[AwardDocument]) -> None:
    address = f"{settings.CANONICAL_ORIGIN}/datong/2021/revocation/"
    row = of(from_json(body(client, "/register.json?q=甲示例厂")), "s-revoked")
    assert (row["status"], row["status_text"], row["status_since"]) == ("revoked", "已撤销", "2026-09-01")
    assert (row["status_doc_no"], row["status_url"]) == ("示政撤〔2026〕1号", address)
    table = of(from_csv(body(client, "/register.csv?q=甲示例厂")), "s-revoked")
    assert table["history"] == f"撤销｜2026-09-01｜示政撤〔2026〕1号｜{address}"
    back = of(from_json(body(client, "/register.json?q=乙示例厂")), "s-back")
    assert (back["status"], [each["kind"] for each in back["history"]]) == (
        "valid",
        ["revoked", "reinstated"],
    )


@pytest.mark.parametrize("form", READERS)
def test_withheld_and_unverified_awards_say_so(
    client: Client, corpus: list[AwardDocument], form: str
) -> None:
    rows = READERS[form](body(client, f"/register.{form}"))
    hidden, other, over = of(rows, "s-hidden"), of(rows, "s-other"), of(rows, "s-over")
    as_json = form == "json"
    assert hidden["withheld"] == (True if as_json else "是")
    assert hidden["name"] == (None if as_json else "（依法隐去）")
    assert not hidden["uscc"]
    assert (other["verification"], over["verification"]) == ("未经核实", "本站名册")
    assert (other["status_text"], other["awarded_text"]) == ("未经核实", "2019年底")
    assert not any(other[key] for key in ("awarded_on", "year", "kind_text", "bonus_cny"))
    assert over["status_text"] == "有效期满"
    since = over["status_since"]
    assert (since.date() if form == "xlsx" else dt.date.fromisoformat(since)) == TODAY


def test_words_of_files_are_those_of_the_pages() -> None:
    with translation.override("zh-hans"):
        assert {status: str(wording.STATUSES[status]) for status in Status} == words.STATUS
        assert {kind.value: str(word) for kind, word in wording.EVENTS.items()} == words.EVENT
        assert str(wording.RECORDS["verified"]) == words.VERIFIED
        assert {kind: wording.label_of(Facet.KIND, kind) for kind in words.KIND} == words.KIND


# --- nothing lost, nothing calculated --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", READERS)
def test_hostile_texts_come_back_as_they_were(client: Client, index: EmbeddedEngine, form: str) -> None:
    index.rebuild(hostile(), now=MADE_AT)
    rows = READERS[form](body(client, f"/register.{form}"))
    for key in ("name", "uscc", "note", "doc_no"):
        assert [row[key] for row in rows] == list(HOSTILE)


def test_no_cell_of_a_table_can_be_calculated(client: Client, index: EmbeddedEngine) -> None:
    index.rebuild(hostile(), now=MADE_AT)
    text = body(client, "/register.csv")
    assert text.startswith(b"\xef\xbb\xbf")
    for line in csv.reader(io.StringIO(text.decode("utf-8-sig"), newline="")):
        assert not any(cell.lstrip(" 　").startswith(csv_form.CALCULATED) for cell in line)


def test_a_guarded_text_comes_back_whatever_it_is() -> None:
    for text in (*HOSTILE, "", "'", "'''=", " =1", "寻常"):
        assert csv_form.unguarded(csv_form.guarded(text)) == text
    for parts in ([], ["甲"], ["甲；", "\\", "\\；"], ["", ""], ["甲", ""]):
        assert list(parted("；", joined("；", parts))) == (parts if parts != [""] else [])


def test_days_are_days_and_numbers_numbers_and_codes_texts(
    client: Client, corpus: list[AwardDocument]
) -> None:
    row = from_xlsx(body(client, "/register.xlsx?q=甲示例厂"))[0]
    assert isinstance(row["awarded_on"], dt.datetime)
    assert isinstance(row["year"], int)
    assert isinstance(row["uscc"], str)
    plain = from_json(body(client, "/register.json?q=甲示例厂"))[0]
    assert isinstance(plain["year"], int)
    assert dt.date.fromisoformat(plain["awarded_on"]) == row["awarded_on"].date()
    assert plain["unit"] is None


def test_names_in_one_cell_can_be_told_apart(client: Client, corpus: list[AwardDocument]) -> None:
    row = of(from_csv(body(client, "/register.csv?q=s-joint")), "s-joint")
    assert list(parted("；", row["joint_names"])) == ["戊、庚；", "己\\"]


# --- workbooks -------------------------------------------------------------------------------------------------------


def test_rows_past_the_last_of_a_sheet_go_to_further_sheets() -> None:
    made = list(awards(25))
    with tempfile.TemporaryFile() as target:
        rows = fields.rows(made, TODAY, "https://example.cn")
        assert xlsx_form.write(target, rows, [("检索条件", "=1")], most_rows=11) == 25
        target.seek(0)
        content = target.read()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["获奖记录", "获奖记录2", "获奖记录3", "说明"]
    assert [sheet.max_row for sheet in book.worksheets] == [11, 11, 6, 1]
    assert {sheet.freeze_panes for sheet in book.worksheets[:-1]} == {"B2"}
    assert (book["说明"]["B1"].value, book["说明"]["B1"].data_type) == ("=1", "s")
    assert [row["id"] for row in from_xlsx(content)] == [each.id for each in made]


def test_a_workbook_carries_its_manifest(client: Client, corpus: list[AwardDocument]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(body(client, "/register.xlsx?q=大同")))
    told = {str(name.value): str(text.value) for name, text in book["说明"].iter_rows(max_col=2)}
    assert told["检索条件"] == "查找范围：获奖；检索词：大同；排序：最新在前"
    assert told["取得时间（北京时间）"] == "2026-11-21T09:00:00+08:00"
    assert told["索引版本"] == engine().state().version
    assert int(told["记录条数"]) == book.worksheets[0].max_row - 1
    assert "没有另行规定使用许可" in told["使用许可"]


def files_left() -> set[str]:
    return {each.name for each in Path(tempfile.gettempdir()).iterdir()}


def test_a_workbook_leaves_no_file_behind_whatever_happens(
    client: Client, corpus: list[AwardDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_left()
    body(client, "/register.xlsx")
    gone = client.get("/register.xlsx")
    next(iter(gone))
    gone.close()  # the reader is gone

    def broken(row: fields.Row) -> list[str]:
        if row.award.id == "s-over":
            raise EngineDownError("示例")
        return ["一"]

    monkeypatch.setattr(xlsx_form, "cells", broken)
    refused = client.get("/register.xlsx")
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert files_left() == before
    assert views.AT_ONCE._value == 2  # type: ignore[attr-defined]  # every place was given back


def test_more_workbooks_at_once_than_there_are_places_are_refused(
    client: Client, corpus: list[AwardDocument]
) -> None:
    with views.AT_ONCE, views.AT_ONCE:
        refused = client.get("/register.xlsx")
        assert (refused.status_code, refused["Retry-After"]) == (503, "60")
        assert "改用 CSV" in refused.content.decode()
        body(client, "/register.csv")
    body(client, "/register.xlsx")


# --- the handbook ----------------------------------------------------------------------------------------------------


def test_every_field_is_in_the_reference_in_its_order() -> None:
    page = (DOCS / "reference" / "register-fields.md").read_text(encoding="utf-8").partition("## Types")[0]
    listed = re.findall(r"^\| `(\w+)` \| (\S*) ?\| ([a-z ]+) \|", page, re.MULTILINE)
    types = {"yes_no": "yes or no"}
    assert listed == [
        (field.key, field.heading, types.get(field.kind.value, field.kind.value)) for field in FIELDS
    ]


def test_files_are_read_back_as_the_handbook_says(
    client: Client, corpus: list[AwardDocument], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in READERS:
        (tmp_path / f"register.{form}").write_bytes(body(client, f"/register.{form}"))
    (tmp_path / "statistics.csv").write_bytes(body(client, "/register/statistics.csv"))
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "how-to" / "use-the-register-data.md").read_text(encoding="utf-8")
    told: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(block, told)  # noqa: S102 - our own page
    told["book"].close()
    assert "甲示例厂" in told["revoked"]
    decided = [
        each for each in corpus if each.verified and each.standing is not Standing.STRUCK and each.year
    ]
    assert told["years"] == {
        str(year): number for year, number in Counter(each.year for each in decided).items()
    }
    assert len(told["awards"]) == len(told["table"]) == len(told["rows"]) == len(corpus)
    names = [award["name"] or words.WITHHELD for award in told["awards"]]
    for rows in (told["table"], told["rows"]):
        assert [row["获奖单位名称或姓名"] for row in rows] == names


# --- memory ----------------------------------------------------------------------------------------------------


def peak(read: Callable[[], object]) -> int:
    """The most memory that was in use while something was read and thrown away, in bytes."""
    gc.collect()
    tracemalloc.start()
    read()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_memory_does_not_grow_with_the_rows(client: Client, index: EmbeddedEngine) -> None:
    def read(form: str) -> None:
        response = client.get(f"/register.{form}")
        for _piece in response:
            pass
        response.close()

    peaks: dict[str, list[int]] = {"csv": [], "json": []}
    for number in (500, 5_000):
        index.rebuild(awards(number), now=MADE_AT)
        read("csv")
        for form, found in peaks.items():
            found.append(peak(partial(read, form)))
    for few, many in peaks.values():
        assert many < 1.5 * few, peaks


def test_memory_of_a_workbook_does_not_grow_with_the_rows() -> None:
    def write(number: int) -> None:
        with tempfile.TemporaryFile() as target:
            xlsx_form.write(target, fields.rows(awards(number), TODAY, "https://example.cn"), [])

    write(1)
    assert peak(partial(write, 1_000)) < 1.5 * peak(partial(write, 100))


# --- real data -------------------------------------------------------------------------------------------------------

SHORT = {
    "立白": "广州立白企业集团有限公司",
    "欧派": "广东欧派家居集团有限公司",
    "阿里云": "阿里云计算有限公司",
    "长电科技": "江苏长电科技股份有限公司",
    "双沟酒业": "江苏双沟酒业股份有限公司",
    "七〇二所": "",
    "徐工 底盘": "徐州徐工履带底盘有限公司",
    "罗莱生活": "罗莱生活科技股份有限公司",
    "广日電梯": "广州广日电梯工业有限公司",
    "suofeiya": "索菲亚家居股份有限公司",
}
"""What people call them, and who is meant; nobody's name has the one that finds nothing in it."""


def test_awards_of_other_schemes_are_found_by_short_names_and_come_back_without_loss(
    client: Client, index: EmbeddedEngine
) -> None:
    with WINNERS.open(encoding="utf-8-sig", newline="") as file:
        source = list(csv.DictReader(file))
    names = {
        "org_name": "name", "edition_or_year": "edition", "decision_doc_no": "doc_no",
        "decision_or_report_date": "decided_on",
    }  # fmt: skip
    given = [{names.get(key, key): text for key, text in row.items()} for row in source]
    clerk = person("clerk", is_superuser=True)
    import_external(rows=given, source_name="winners.csv", source_sha256="ab" * 32, by=clerk)
    build_index()
    assert ExternalAward.objects.count() == len(source)
    for short, name in SHORT.items():
        found = {row["name"] for row in from_json(body(client, f"/register.json?q={quote(short)}"))}
        assert (name in found) if name else not found, short
    for form, read in READERS.items():
        rows = {row["id"].rpartition("-")[2]: row for row in read(body(client, f"/register.{form}"))}
        assert len(rows) == len(source)
        for no, row in enumerate(given, start=1):
            back = rows[str(no)]
            for key in ("name", "award_name", "tier", "edition", "doc_no", "source"):
                assert (back[key] or "") == row[key], (form, no)
            assert ((back["city"] or ""), (back["awarded_text"] or "")) == (row["region"], row["decided_on"])
            parts = {"级别": row["level"], "原公告所称状态": row["status"], "说明": row["note"]}
            said = "；".join(f"{label}：{text}" for label, text in parts.items() if text)
            assert ((back["note"] or ""), back["verification"]) == (said, "未经核实")
