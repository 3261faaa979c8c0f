"""Whatever stands in the address of the search, it gets a page, or an answer in words about what is wrong with which field."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms import clock
from cms.windows import BEIJING
from search.engines.embedded import EmbeddedEngine
from search.facets import Facet
from tests.corpus.awards import awards
from tests.factories.html import parse
from tests.factories.searching import MADE_AT, index_in

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=BEIJING)
SEARCH = "/register/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked") / "search"
    engine = EmbeddedEngine(folder)
    engine.rebuild(awards(30), now=MADE_AT)
    engine.close()
    return folder


@pytest.fixture
def index(built: Path) -> Iterator[EmbeddedEngine]:
    with index_in(built) as made, clock.at(NOW):
        yield made


WRONG = [
    ("q=" + "长" * 201, "检索词：太长了，最多200个字"),
    ("q=" + "x" * 10_000, "检索词：太长了"),
    ("q=" + "+".join(map(str, range(11))), "检索词：写的词太多了，最多10个"),
    ("q=a&q=b", "检索词：在地址里写了不止一次"),
    ("in=everything", "查找范围：只能是"),
    ("sort=random", "排序：只能是"),
    ("page=-1", "页码：应当是1到1000000的整数"),
    ("page=9999999", "页码：应当是"),
    ("page=二", "页码：应当是"),
    ("sound=yes", "按拼音查找：没有这一项"),
    ("status=gone", "状态：没有这一项"),
    ("in=notices&status=valid", "状态：不能用来筛选这里的内容"),
    ("&".join(f"year={n}" for n in range(51)), "年度：一次最多选50项"),
    ("city=" + "x" * 201, "城市：太长了"),
]


@pytest.mark.parametrize(("asked", "said"), WRONG, ids=[said for _asked, said in WRONG])
def test_what_cannot_be_asked_is_said_in_words(
    asked: str, said: str, index: EmbeddedEngine, client: Client
) -> None:
    response = client.get(f"{SEARCH}?{asked}&city=city1")
    assert response.status_code == 400
    root = parse(response.content.decode())
    (box,) = [e for e in root.all("div") if e.attrs.get("role") == "alert"]
    assert said in box.text
    assert client.get(box.all("a")[0].attrs["href"]).status_code == 200
    assert client.get(f"/register/facets/year/?{asked}&find=x").status_code == 400


SYNTAX = ['"', "'", "*", "AND OR NOT", "name:x", "NEAR(a b)", "'; DROP TABLE doc;--", "{rest} : x", "%", "\\", "(", "^a",
          "\x00", "\u202e", "\ud800", "\ufffe", "<script>alert(1)</script>", "{{ 7 }}", "{% x %}"]  # fmt: skip
NAMES = st.one_of(st.sampled_from(["q", "in", "sort", "page", "sound", "find", *Facet]), st.text(max_size=8))
TEXTS = st.one_of(st.sampled_from(SYNTAX), st.text(max_size=30), st.integers().map(str))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(NAMES, TEXTS), max_size=5), place=st.sampled_from(["", "facets/city/"]))
def test_any_query_string_gets_a_page(
    asked: list[tuple[str, str]], place: str, index: EmbeddedEngine, client: Client
) -> None:
    query = urlencode(asked, errors="surrogatepass")
    response = client.get(f"{SEARCH}{place}?{query}")
    assert response.status_code in {200, 400}
    root = parse(response.content.decode())
    assert root.all("h1")
    assert not [script for script in root.all("script") if "src" not in script.attrs]


@pytest.mark.parametrize(
    "raw", ["%", "%ff%fe", "q=%ed%a0%80", "q", "=&=", "q=%00", "&" * 50, "q=%F0%9F%98%80", "page=%EF%BC%91"]
)
def test_broken_query_strings_get_a_page_too(raw: str, index: EmbeddedEngine, client: Client) -> None:
    assert client.get(SEARCH, QUERY_STRING=raw).status_code in {200, 400}
