"""Every edition of the demonstration, with all its states, proves itself."""

from pathlib import Path

import pytest

from cms.models import EditionPage
from tests.factories.demo import Demo, demo
from tests.factories.dossiers import archive_of, verify

__all__ = ["demo"]

pytestmark = pytest.mark.django_db


def test_every_edition_of_the_demonstration_proves_itself(demo: Demo, tmp_path: Path) -> None:
    editions = EditionPage.objects.order_by("path")
    assert len(editions) >= 9
    seen = ""
    for edition in editions:
        with demo.at_that_time():
            archive = archive_of(edition, at=demo.now)
        told = verify(archive.unpack(tmp_path / str(edition.pk)), archive.sealed.digest)
        assert told.returncode == 0, (edition, told.stdout)
        seen += told.stdout
    # What the demonstration is there to show is among them.
    windows = [line for line in seen.splitlines() if "公示期推算" in line]
    assert len(windows) == len(editions)
    assert any("依法隐去 0 项" not in line for line in seen.splitlines() if "封存件" in line)
