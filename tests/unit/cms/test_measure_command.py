"""`manage.py measure`: errors by line and field, a summary without a database, acceptance through the action."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cms.models import Measure, SchemePage
from cms.regulation.document import builtin_sources, parse_regulation, template_source
from tests.factories import offices

CODES = sorted(builtin_sources())


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("measure", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "measure.toml"
    path.write_bytes(template_source())
    return path


@pytest.mark.parametrize("stem", CODES)
def test_a_valid_file_is_summed_up_without_a_database(stem: str, tmp_path: Path) -> None:
    path = tmp_path / "measure.toml"
    path.write_bytes(builtin_sources()[stem])
    regulation = parse_regulation(path.read_bytes()).regulation
    said = run("check", str(path))
    assert regulation.instrument.title in said
    for stage in regulation.stages:
        assert stage.name in said
    assert "没有规定，网站将显示“未规定”：" in said
    assert "异议受理电话" in said


def test_what_another_measure_states_is_never_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "measure.toml"
    path.write_bytes(builtin_sources()["taiyuan-2022"])
    unsaid = run("check", str(path)).partition("没有规定，网站将显示")[2].partition("载入后")[0]
    assert "投诉举报由谁受理" in unsaid


def test_errors_name_line_field_found_and_expected(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    line = next(n for n, text in enumerate(source.splitlines(), 1) if text.startswith("division_code"))
    file.write_text(source.replace('division_code = "000000"', 'division_code = "12"'), encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("measure", "check", str(file), stdout=out)
    assert left.value.code == 1
    assert f"第{line}行 · division_code · 文字“12” · 6 位数字" in out.getvalue()
    assert "有 1 处错误" in out.getvalue()


def test_a_missing_table_is_an_error_of_the_whole_file(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    file.write_text(source.replace('code = "moban"', "", 1), encoding="utf-8")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("measure", "check", str(file), stdout=out)
    assert "整个文件 · code" in out.getvalue()


def test_a_path_that_leads_nowhere_is_said_in_words(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.toml", "没有这个文件"), (tmp_path, "这是一个目录")):
        with pytest.raises(CommandError, match=f"读不出文件.*{reason}"):
            run("check", str(path))


def test_the_template_is_itself_a_valid_measure(tmp_path: Path) -> None:
    path = tmp_path / "template.toml"
    path.write_text(run("template"), encoding="utf-8")
    assert path.read_bytes() == template_source()
    assert "示例市质量奖管理办法" in run("check", str(path))


@pytest.mark.django_db
def test_accepting_opens_the_scheme_and_says_what_is_missing(file: Path) -> None:
    offices.home_page()
    offices.person("keeper")
    said = run("accept", str(file), "--by", "keeper")
    measure = Measure.objects.get(scheme_code="moban")
    assert (measure.version, measure.made_by_name) == (1, "keeper")
    assert SchemePage.objects.get(slug="moban").title in said
    assert "尚未填写异议受理电话及受理时间" in said
    with pytest.raises(CommandError, match="完全相同"):
        run("accept", str(file))


@pytest.mark.django_db
def test_nothing_is_accepted_without_a_home_or_from_an_unknown_account(file: Path) -> None:
    offices.home_page().delete()
    with pytest.raises(CommandError, match="首页"):
        run("accept", str(file))
    offices.home_page()
    with pytest.raises(CommandError, match="没有账号"):
        run("accept", str(file), "--by", "nobody")
    assert not Measure.objects.exists()


@pytest.mark.django_db
def test_a_wrong_file_is_not_accepted(file: Path) -> None:
    offices.home_page()
    file.write_text("code = 1\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        run("accept", str(file))
    assert not Measure.objects.exists()
