"""How the file leaves: the command and the admin, who may, what is on record, and that nothing is left behind."""

import io
import zipfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import PageLogEntry

from cms import clock
from cms.actions.dossier import export_to_stream
from cms.actions.errors import ActionRefused
from cms.models import EditionPage, OfficeAccount
from cms.roles import group_name
from tests.factories import notices as make
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.dossiers import verify
from tests.factories.offices import DEFAULT_AT, make_office, person

pytestmark = pytest.mark.django_db

EXPORT = "gongshi.dossier.export"


@pytest.fixture
def edition() -> EditionPage:
    """An edition with a published list."""
    return make.published_notice("datong").edition


@pytest.fixture
def _nothing_left_behind() -> Iterator[None]:
    """What lies below VAR_DIR/tmp before and after is the same."""

    def lying() -> set[Path]:
        folder = Path(settings.VAR_DIR) / "tmp"
        return {path for path in folder.rglob("*") if "pytest-of-" not in str(path)}

    before = lying()
    yield
    assert lying() == before


def run(*arguments: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("dossier", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("_nothing_left_behind")
def test_the_command_writes_one_file_and_says_how_to_prove_it(edition: EditionPage, tmp_path: Path) -> None:
    target = tmp_path / "file.zip"
    with clock.at(DEFAULT_AT):
        printed = run(f"datong/{edition.slug}", "--output", str(target), "--by", "datong-auditor")
    assert [path.name for path in tmp_path.iterdir()] == ["file.zip"]
    assert target.stat().st_mode & 0o777 == 0o600
    line = PageLogEntry.objects.get(action=EXPORT, page=edition.pk)
    digest = line.data["digest"]
    assert line.user.get_username() == "datong-auditor"
    assert line.data["way"] == "command"
    assert digest in printed
    assert "公告 1/" in printed
    assert "python3 verify_dossier.py ." in printed
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    assert folder.name == f"gongshi-datong-{edition.slug}"
    assert verify(folder, digest).returncode == 0


def test_without_a_place_it_goes_below_var_dir_and_names_who_ran_it(edition: EditionPage) -> None:
    with clock.at(DEFAULT_AT):
        run(f"datong/{edition.slug}")
    written = list((Path(settings.VAR_DIR) / "dossiers").glob(f"gongshi-datong-{edition.slug}-*.zip"))
    assert [path.name for path in written] == [f"gongshi-datong-{edition.slug}-2026-03-16T100000.zip"]
    written[0].unlink()
    line = PageLogEntry.objects.get(action=EXPORT)
    assert line.user is None
    assert line.data["operator"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("datong", "请写成“奖项代码/届次”"),
        ("nowhere/2026", "现有奖项：datong"),
        ("datong/1999", "没有届次“datong/1999”。现有：datong/"),
    ],
)
def test_an_edition_that_is_not_there_is_named_with_those_that_are(
    edition: EditionPage, asked: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run(asked)


def test_an_unknown_account_and_a_file_that_exists_are_refused(edition: EditionPage, tmp_path: Path) -> None:
    name = f"datong/{edition.slug}"
    with pytest.raises(CommandError, match="没有账号“nobody”"):
        run(name, "--by", "nobody")
    target = tmp_path / "there.zip"
    target.write_bytes(b"somebody's")
    with pytest.raises(CommandError, match="已经存在"):
        run(name, "--output", str(target))
    assert target.read_bytes() == b"somebody's"
    with pytest.raises(CommandError, match="写不了"):
        run(name, "--output", str(tmp_path / "no" / "folder.zip"))
    assert not PageLogEntry.objects.filter(action=EXPORT).exists()


def test_a_failure_half_way_leaves_neither_file_nor_record(
    edition: EditionPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any, **more: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cms.dossier.export.dossier_files.files_of", broken)
    with pytest.raises(CommandError, match="磁盘空间"):
        run(f"datong/{edition.slug}", "--output", str(tmp_path / "file.zip"))
    assert list(tmp_path.iterdir()) == []
    assert not PageLogEntry.objects.filter(action=EXPORT).exists()


@pytest.mark.usefixtures("_nothing_left_behind")
@pytest.mark.parametrize("role", ["publisher", "auditor"])
def test_publisher_and_auditor_take_it_from_the_edition(
    edition: EditionPage, role: str, tmp_path: Path
) -> None:
    user = person(f"datong-{role}")
    client = client_of(user)
    url = reverse("gongshi:dossier", args=[edition.pk])
    assert url in client.get(reverse("gongshi:edition", args=[edition.pk])).content.decode()
    assert "还没有导出过" in text_of(client.get(url))
    answer = client.post(url)
    content = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/zip"
    assert f'filename="gongshi-datong-{edition.slug}.zip"' in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    line = PageLogEntry.objects.get(action=EXPORT)
    assert (line.user_id, line.data["way"]) == (user.pk, "admin")
    assert verify(folder, line.data["digest"]).returncode == 0
    page = text_of(client.get(url))
    assert line.data["digest"] in page
    assert user.get_username() in page


def test_who_may_not_take_it_reads_why(edition: EditionPage) -> None:
    url = reverse("gongshi:dossier", args=[edition.pk])
    make_office("hohhot")
    county = person("datong-county", group_name("大同市", "publisher"))
    OfficeAccount.objects.create(
        user=county,
        scheme=edition.scheme,
        body_key="county_regulator",
        body_name="示例县市场监督管理局（示例）",
    )
    for name, said in (
        ("datong-editor", "权限"),
        ("datong-approver-1", "权限"),
        ("hohhot-publisher", "大同市质量奖"),
        ("hohhot-auditor", "大同市质量奖"),
        ("datong-county", "主办单位办理"),
    ):
        client = client_of(person(name))
        for answer in (client.get(url, follow=True), client.post(url, follow=True)):
            assert said in messages_of(answer), name
        with pytest.raises(ActionRefused):
            export_to_stream(edition=edition, as_of=DEFAULT_AT, by=person(name))
    button = client_of(person("datong-editor")).get(reverse("gongshi:edition", args=[edition.pk]))
    assert url not in button.content.decode()
    assert not PageLogEntry.objects.filter(action=EXPORT).exists()
