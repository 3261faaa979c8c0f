"""Looking after the index: what the command does, what the doctor says, what of it a backup leaves out, what it covers."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms import clock
from cms.actions.external import import_external
from cms.models import SchemePage
from complaints.backup import _rest
from search import checks, comparing
from search.comparing import last_comparison
from search.coverage import CoveredEdition, Source, register_coverage
from search.engines.base import EngineDownError
from search.engines.elastic import ElasticEngine
from search.index import engine
from search.projecting import awards
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.older import older_awards, older_row
from tests.factories.searching import index_in

pytestmark = pytest.mark.django_db


def manage(*words: str, **options: Any) -> str:
    """What the command prints."""
    printed = StringIO()
    call_command("search", *words, stdout=printed, **options)
    return printed.getvalue()


def findings() -> dict[str, str]:
    """What the doctor says of the index, by check."""
    of = {
        "index": checks.index_can_be_asked,
        "agrees": checks.index_agrees_with_the_register,
        "compared": checks.index_is_compared,
    }
    return {name: f.message + f.remedy for name, check in of.items() for f in check()}


def test_the_command_builds_compares_and_tells(tmp_path: Path) -> None:
    office = make_office("datong")
    with index_in(tmp_path / "search"), clock.at(DEFAULT_AT):
        for verb in ("state", "compare"):
            with pytest.raises(CommandError, match="还没有检索索引"):
                manage(verb)
        older_awards(office)
        assert "共1条" in manage("rebuild", "--if-needed")
        version = engine().state().version
        assert "没有重建" in manage("rebuild", "--if-needed")
        assert engine().state().version == version
        older_awards(office, older_row(office, 2))
        with pytest.raises(SystemExit) as left:
            manage("compare", "--dry-run")
        assert left.value.code == 1
        assert "缺少1条" in manage("compare")
        assert "与名册一致" in manage("compare", "--whole")
        assert "条数　　2" in manage("state")
        assert "共2条" in manage("rebuild")
        assert engine().state().version != version


def test_the_doctor_names_what_is_wrong_and_nothing_where_all_is_well(tmp_path: Path) -> None:
    office = make_office("datong")
    with index_in(tmp_path / "search") as index, clock.at(DEFAULT_AT):
        assert findings() == {}
        older_awards(office)
        assert set(findings()) == {"index"}
        assert "search rebuild" in findings()["index"]
        manage("rebuild")
        assert findings() == {}
        index.put((), gone=[award.id for award in awards()])
        assert set(findings()) == {"agrees"}
        assert "缺少1条" in findings()["agrees"]
        manage("compare")
        assert findings() == {}
        with clock.at(DEFAULT_AT + dt.timedelta(hours=4)):
            assert set(findings()) == {"compared"}
            manage("compare")
            assert findings() == {}
        found = last_comparison()
        assert found is not None
        assert found.at == DEFAULT_AT + dt.timedelta(hours=4)
        path = index.folder.current()
        assert path is not None
        path.write_bytes(b"no database at all" * 1000)
        index.close()
        assert set(findings()) == {"index"}
        assert "SQLite FTS5" in findings()["index"]


def test_of_a_folder_that_cannot_be_written_the_command_and_the_doctor_say_so(tmp_path: Path) -> None:
    (tmp_path / "search").write_bytes(b"no folder")
    with index_in(tmp_path / "search"), clock.at(DEFAULT_AT):
        for verb in ("rebuild", "state", "compare"):
            with pytest.raises(CommandError, match=r"SQLite FTS5.*不能使用") as error:
                manage(verb)
            assert str(tmp_path) not in str(error.value)
        assert set(findings()) == {"index"}


def test_on_a_full_disk_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where only the result of the comparison cannot be kept."""

    def full(*_args: Any) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    with index_in(tmp_path / "search"), clock.at(DEFAULT_AT):
        manage("rebuild")
        monkeypatch.setattr(comparing, "_keep", full)
        for verb in ("rebuild", "compare"):
            with pytest.raises(CommandError, match="No space left") as error:
                manage(verb)
            assert str(tmp_path) not in str(error.value)


def test_of_a_server_that_is_down_it_says_no_address(settings: Any, tmp_path: Path) -> None:
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    settings.SEARCH_DIR = tmp_path
    engine.cache_clear()
    try:
        at = engine()
        assert isinstance(at, ElasticEngine)
        assert at.name == "gongshi-register"
        with pytest.raises(EngineDownError):
            at.state()
        (told,) = findings().values()
        assert "Elasticsearch" in told
        assert "127.0.0.1" not in told
        with pytest.raises(CommandError, match="不能使用") as error:
            manage("rebuild")
        assert "127.0.0.1" not in str(error.value)
    finally:
        at.close()
        engine.cache_clear()


def test_the_index_is_in_no_backup(settings: Any) -> None:
    kept = Path(settings.VAR_DIR) / "search" / "register-of-a-test.sqlite3"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"")
    try:
        assert not [name for name, _path in _rest() if "search" in name]
    finally:
        kept.unlink()


def test_the_coverage_names_editions_and_sources_and_is_read_once_for_an_index(
    django_assert_num_queries: Any, django_user_model: Any
) -> None:
    office = make_office("datong")
    older_awards(office)
    row = {"name": "外省仪表厂（示例）", "award_name": "示例省质量奖", "source": "示例公报（示例）"}
    admin = django_user_model.objects.create_superuser("importer")
    with clock.at(DEFAULT_AT):
        import_external(rows=[row, row], source_name="示例.csv", source_sha256="cd" * 32, by=admin)
    made = register_coverage("of-this-test-1")
    (datong,) = made.schemes
    assert (datong.scheme, datong.complete, datong.secret) == ("datong", False, 0)
    assert datong.editions == (CoveredEdition(1, "第1届", "before_portal"),)
    assert (made.others.count, made.others.sources) == (2, (Source("示例公报（示例）", 2),))
    assert made.plain()["others"]["imported_at"] == DEFAULT_AT.astimezone(dt.UTC).isoformat()
    with django_assert_num_queries(1):
        assert register_coverage("of-this-test-1") == made
    SchemePage.objects.update(history_complete=True)
    assert register_coverage("of-this-test-1").schemes[0].complete
    assert register_coverage().version == ""
