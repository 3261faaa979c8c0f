"""What is withheld and the index: a title by itself, and a register that changes while a document of it is being made."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cms import clock
from cms.actions import withholding
from cms.models import Seal, Withholding
from cms.selectors import notice_page
from cms.selectors.register import records
from search import projecting
from search.documents import Collection, Document
from search.engines.embedded import EmbeddedEngine
from search.following import held_back
from search.query import Query
from search.versions import versions
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.rows import organization
from tests.factories.searching import build_index, following_index_in
from tests.flow.test_withholding import GROUND, leaf_of

pytestmark = pytest.mark.django_db

TODAY = DEFAULT_AT.date()
DECISION = "commendation_decision"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    with following_index_in(tmp_path / "search") as made:
        yield made


@pytest.fixture
def marker() -> str:
    return f"绝不应公开{secrets.token_hex(4)}"


@pytest.fixture
def decision(marker: str) -> Seal:
    """A decision with the marker in its title and in the name of its first award."""
    with held_back():
        return make.published_notice(
            "datong",
            DECISION,
            rows=[organization(1, name=f"{marker}厂（示例）"), organization(2)],
            title=f"表彰决定{marker}",
        )


def hide(decision: Seal, kind: str, marker: str) -> Withholding:
    leaf = leaf_of(decision, kind, marker)
    with clock.at(DEFAULT_AT):
        return withholding.withhold(
            seal=decision, leaf=leaf, ground=GROUND, by=make_office("datong").publisher
        )


def hide_both(decision: Seal, marker: str) -> list[Withholding]:
    """The row and the title."""
    return [hide(decision, kind, marker) for kind in ("entry", "title")]


def erase(hidden: Withholding) -> None:
    with clock.at(DEFAULT_AT):
        withholding.confirm(withholding=hidden, by=person("datong-publisher-2", "大同市 发布"))


def test_a_title_withheld_by_itself_is_in_no_file(index: EmbeddedEngine, decision: Seal) -> None:
    """Though the index is open elsewhere, which keeps its log; its notice is written before its awards are."""
    title = decision.head["title"]
    build_index()

    def there() -> bool:
        return title.encode() in b"".join(path.read_bytes() for path in index.folder.path.iterdir())

    with closing(EmbeddedEngine(index.folder.path)) as other:
        assert other.state().count > 2
        assert there()
        hide(decision, "title", title)
        assert not there()
    for collection in Collection:
        found = index.stream(Query(collection=collection), today=TODAY)
        assert title not in str([each.plain() for each in found])


def once(change: Callable[[], Any]) -> Callable[[], None]:
    """The change, made the first time only."""
    left = [change]
    return lambda: left.pop()() if left else None


def between(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, change: Callable[[], Any], *, after: bool
) -> None:
    """Make the change where a selector is asked: before it reads, or when it has read."""
    real = getattr(module, name)

    def patched(*args: Any, **options: Any) -> Any:
        if not after:
            change()
        found = real(*args, **options)
        if after:
            change()
        return found

    monkeypatch.setattr(module, name, patched)


def shows(documents: list[Document], marker: str) -> list[Document]:
    return [each for each in documents if marker in str(each.plain())]


def never_older_than_its_version(documents: list[Document], marker: str) -> None:
    """Whatever still shows what is withheld gives way to the register's version, and does not take its place."""
    now = dict(versions())
    for each in documents:
        assert each.version <= now[each.id]
    assert all(each.version < now[each.id] for each in shows(documents, marker))
    assert not shows(list(projecting.everything()), marker)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["listed", "withheld_holders", "titles_of", "versions_of_awards"])
def test_an_award_read_while_it_is_withheld_is_not_newer_than_it_reads(
    decision: Seal, marker: str, monkeypatch: pytest.MonkeyPatch, *, step: str, after: bool
) -> None:
    between(monkeypatch, projecting, step, once(lambda: hide_both(decision, marker)), after=after)
    made: list[Document] = list(projecting.awards([each.public_id for each in records()]))
    assert len(made) == 2
    never_older_than_its_version(made, marker)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["parse_body", "read_notice"])
def test_a_notice_read_while_it_is_withheld_is_not_newer_than_it_reads(
    decision: Seal, marker: str, monkeypatch: pytest.MonkeyPatch, *, step: str, after: bool
) -> None:
    between(monkeypatch, notice_page, step, once(lambda: hide_both(decision, marker)), after=after)
    made: list[Document] = list(projecting.notices([decision.pk]))
    never_older_than_its_version(made, marker)


def test_a_notice_read_while_it_is_erased_shows_nothing_of_it(
    decision: Seal, marker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pending withholding ends with the erasing: what was read before it must not be taken for what is left."""
    hidden = hide_both(decision, marker)
    erasing = once(lambda: [erase(each) for each in hidden])
    between(monkeypatch, projecting, "published_notice", erasing, after=False)
    made: list[Document] = list(projecting.notices([decision.pk]))
    assert not shows(made, marker)
    never_older_than_its_version(made, marker)
