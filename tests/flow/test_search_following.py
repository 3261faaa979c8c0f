"""The index follows the register: every event by its own job, nothing twice, nothing older, and nothing that is withheld."""

import datetime as dt
import json
import pydoc
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from cms import clock
from cms.actions import withholding
from cms.actions.external import import_external
from cms.actions.rehearsing import rehearsed
from cms.models import NoticeAct, Seal
from cms.selectors.register import records
from search import jobs, projecting
from search.comparing import compare
from search.documents import AwardDocument, Collection
from search.engines.base import EngineDownError
from search.engines.embedded import EmbeddedEngine
from search.facets import Standing
from search.following import held_back
from search.query import Query
from search.versions import versions
from tests.factories import notices as make
from tests.factories.offices import DEFAULT_AT, make_edition, make_office, person
from tests.factories.older import older_awards, older_row
from tests.factories.rows import organization
from tests.factories.searching import build_index, following_index_in
from tests.flow.test_withholding import GROUND, every_file, leaf_of

pytestmark = pytest.mark.django_db

DECISION = "commendation_decision"
DAY = dt.timedelta(days=1)
TODAY = DEFAULT_AT.date()


@pytest.fixture
def index() -> Iterator[EmbeddedEngine]:
    """An index that follows, where an installation has it: below VAR_DIR."""
    folder = Path(settings.VAR_DIR) / f"search-{secrets.token_hex(4)}"
    with following_index_in(folder) as made:
        yield made
    shutil.rmtree(folder)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs wait in the queue, as they do outside tests."""
    monkeypatch.setattr(Conf, "SYNC", False)


def waiting() -> list[dict[str, Any]]:
    """The jobs of the index that wait, the oldest first."""
    tasks = [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("pk")]
    return [task for task in tasks if task["func"].startswith("search.")]


def run(task: dict[str, Any]) -> None:
    """Run one of them."""
    pydoc.locate(task["func"])(*task["args"])  # type: ignore[operator]


def found(index: EmbeddedEngine, words: str, collection: Collection = Collection.AWARDS) -> tuple[Any, ...]:
    return index.search(Query(words, collection=collection), today=TODAY).rows


def decided(*rows: dict[str, Any], **columns: Any) -> Seal:
    """A decision with everything before it, and an index built afterwards."""
    with held_back():
        decision = make.published_notice("datong", DECISION, rows=rows, **columns)
    build_index()
    return decision


def differences(*, whole: bool = False) -> int:
    return compare(now=DEFAULT_AT, whole=whole, mend=False).differences


def test_every_event_of_an_award_reaches_the_index_and_raises_its_version(index: EmbeddedEngine) -> None:
    row = organization(1, name="甲戌机械厂（示例）")
    decision = make.published_notice("datong", DECISION, rows=[row, organization(2)])
    office, record = make_office("datong"), records().get(entry_no=1)
    (award,) = found(index, "甲戌机械")
    assert (award.id, award.version) == (record.public_id, 1)
    assert decision.public_id in {each.id for each in found(index, "甲戌机械", Collection.NOTICES)}
    assert differences(whole=True) == 0

    change = {"op": "corrected", "entry_key": row["key"], "reason": "单位更名（示例）。", "fields": ["name"]}
    make.amend(
        office, decision, NoticeAct.CORRECTION, at=DEFAULT_AT + 20 * DAY, changes=[change], doc_no="示〔2026〕2号",
        rows=[row | {"name": "乙亥机械厂（示例）"}],
    )  # fmt: skip
    assert [each.name for each in found(index, "甲戌机械")] == ["乙亥机械厂（示例）"]
    (award,) = found(index, "乙亥机械")
    assert (award.version, award.former_names) == (2, ("甲戌机械厂（示例）",))
    assert differences(whole=True) == 0

    revocation = make.revoke(office, [record], at=DEFAULT_AT + 40 * DAY)
    (award,) = found(index, "乙亥机械")
    assert (award.version, award.standing) == (3, Standing.REVOKED)
    make.reinstate(office, revocation, [record], at=DEFAULT_AT + 60 * DAY)
    (award,) = found(index, "乙亥机械")
    assert (award.version, award.standing) == (4, Standing.STANDING)
    assert differences(whole=True) == 0


def test_a_conclusion_older_awards_and_other_schemes_awards_are_followed(
    index: EmbeddedEngine, django_user_model: Any
) -> None:
    seal = make.published_notice("datong", "acceptance_list")
    before = dict(index.versions())[seal.public_id]
    make.conclude(make_office("datong"), seal, at=make.after_window(seal))
    assert dict(index.versions())[seal.public_id] > before
    taiyuan = make_office("taiyuan")
    (older,) = older_awards(taiyuan, older_row(taiyuan))
    assert older.public_id in dict(index.versions())
    admin = django_user_model.objects.create_superuser("importer")
    row = {"name": "外省仪表厂（示例）", "award_name": "示例省质量奖", "source": "示例公报（示例）"}
    with clock.at(DEFAULT_AT):
        for rows in ([row], [row, row | {"name": "外省轴承厂（示例）"}]):
            import_external(rows=rows, source_name="示例.csv", source_sha256="ab" * 32, by=admin)
    assert [each.id for each in found(index, "外省轴承")] == [f"x-{'ab' * 6}-2"]
    assert len(found(index, "外省")) == 2
    assert differences(whole=True) == 0


@pytest.mark.usefixtures("queue")
def test_a_job_is_committed_with_its_change_and_a_preview_leaves_none(index: EmbeddedEngine) -> None:
    office = make_office("datong")
    edition = make_edition(office, at=DEFAULT_AT)
    with clock.at(DEFAULT_AT):
        draft = make.draft(office, edition, "application_notice")
        with rehearsed(draft, DEFAULT_AT) as seal:
            assert [task["args"] for task in waiting()] == [(seal.pk,)]
        assert waiting() == []
    seal = make.publish(office, edition, "application_notice", at=DEFAULT_AT)
    tasks = waiting()
    assert [(task["func"], task["args"]) for task in tasks] == [("search.jobs.take_notice", (seal.pk,))]
    assert differences() == 1
    for task in tasks * 2:
        run(task)
    assert differences(whole=True) == 0


@pytest.mark.usefixtures("queue")
def test_a_job_that_cannot_reach_the_index_fails_and_the_next_try_mends_it(
    index: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = make.published_notice("datong", DECISION)
    assert Seal.objects.filter(pk=seal.pk).exists()
    current = index.folder.path / "current"
    kept = current.read_text(encoding="ascii")
    current.unlink()
    for task in waiting():
        with pytest.raises(EngineDownError):
            run(task)
    current.write_text(kept, encoding="ascii")
    for task in waiting():
        run(task)
    assert differences(whole=True) == 0


def test_an_old_job_cannot_bring_back_what_was_withheld_since(index: EmbeddedEngine) -> None:
    """It read the register before, and writes only now."""
    marker = f"绝不应公开{secrets.token_hex(4)}"
    decision = decided(organization(1, name=f"{marker}厂（示例）"))
    record = records().get(entry_no=1)
    early = [*projecting.awards([record.public_id]), *projecting.notices([decision.pk])]
    office = make_office("datong")
    with clock.at(DEFAULT_AT):
        hidden = withholding.withhold(
            seal=decision, leaf=leaf_of(decision, "entry", marker), ground=GROUND, by=office.publisher
        )
        index.put(early)
        assert found(index, marker) == ()
        assert found(index, marker, Collection.NOTICES) == ()
        assert marker.encode() not in folder_bytes(index)
        rising = [dict(versions())]
        withholding.reverse(withholding=hidden, by=person("datong-publisher-2", "大同市 发布"))
    assert len(found(index, marker)) == 1
    rising.append(dict(versions()))
    for document in early:
        assert document.version < rising[0][document.id] < rising[1][document.id]
    assert differences(whole=True) == 0


def folder_bytes(index: EmbeddedEngine) -> bytes:
    return b"".join(path.read_bytes() for path in index.folder.path.iterdir())


@pytest.mark.usefixtures("queue")
def test_what_is_withheld_is_gone_before_the_queue_comes_to_it(
    index: EmbeddedEngine, django_capture_on_commit_callbacks: Any
) -> None:
    """The row of a decision and the title of it, which its awards repeat."""
    marker = f"绝不应公开{secrets.token_hex(4)}"
    decision = decided(organization(1, name=f"{marker}厂（示例）"), title=f"表彰决定{marker}")
    assert len(found(index, marker)) == 1
    assert marker.encode() in every_file()
    office, second = make_office("datong"), person("datong-publisher-2", "大同市 发布")
    with clock.at(DEFAULT_AT), django_capture_on_commit_callbacks(execute=True):
        for kind in ("entry", "title"):
            leaf = leaf_of(decision, kind, marker)
            hidden = withholding.withhold(seal=decision, leaf=leaf, ground=GROUND, by=office.publisher)
    raw = folder_bytes(index)
    assert marker.encode() not in raw
    assert json.dumps(marker)[1:-1].encode() not in raw
    assert found(index, marker) == found(index, marker, Collection.NOTICES) == ()
    assert waiting()
    with clock.at(DEFAULT_AT):
        withholding.confirm(withholding=hidden, by=second)
    for task in waiting():
        run(task)
    assert differences(whole=True) == 0
    assert marker.encode() not in folder_bytes(index)


def test_what_was_dropped_while_somebody_read_it_is_overwritten_by_the_next_comparison(
    index: EmbeddedEngine,
) -> None:
    marker = f"绝不应公开{secrets.token_hex(4)}"
    decided(organization(1, name=f"{marker}厂（示例）"))
    (award,) = found(index, marker)
    index.put((), gone=[key for key, _version in index.versions() if key != award.id])
    reading = index.stream(Query(), today=TODAY)
    next(reading)
    index.put([replace(award, version=award.version + 1, name="", withheld=True)])
    assert marker.encode() in folder_bytes(index)
    reading.close()  # type: ignore[attr-defined]
    left = index.folder.path / "register-cut-off.sqlite3"
    left.write_bytes(marker.encode())
    index.put(())
    assert not left.exists()
    assert marker.encode() not in folder_bytes(index)


def test_a_comparison_puts_right_what_is_missing_behind_ahead_changed_or_too_much(
    index: EmbeddedEngine,
) -> None:
    decided(*(organization(no) for no in range(1, 5)))
    one, two, three, four = projecting.awards()
    ahead = replace(two, version=9)
    index.put([ahead, replace(three, version=three.version, name="另一名称"), _foreign(one)], gone=[one.id])
    told = compare(now=DEFAULT_AT, mend=False)
    assert (told.missing, told.differing, told.superfluous, told.mended) == (1, 1, 1, False)
    assert jobs.compare() == 3
    assert {each.id: each.name for each in found(index, "另一名称")} == {three.id: "另一名称"}
    assert jobs.compare_whole() == 1
    rows = {each.id: each for each in index.stream(Query(), today=TODAY)}
    assert rows == {each.id: each for each in (one, two, three, four)}
    assert differences(whole=True) == 0


def _foreign(award: AwardDocument) -> AwardDocument:
    return replace(award, id="datong-1999-000000000000", rank="00000000|none")
