"""The factories of the tests publish by the real path, under every measure that comes with the portal."""

import pytest

from cms.models import Seal, Window
from cms.seals import verify_body
from tests.factories import notices, offices
from tests.factories.rows import organization

CODES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_the_last_publicity_of_every_measure_is_published_by_the_real_path(code: str) -> None:
    regulation = offices.make_office(code).regulation
    stage = notices.last_publicity(regulation)
    seal = notices.published_notice(code, stage.key)
    verify_body(seal.body, seal.digest)
    assert (seal.stage_key, seal.published_at) == (stage.key, offices.DEFAULT_AT)
    assert seal.clearance.by not in (None, seal.notice.owner)
    assert Window.objects.get(seal=seal).needed == stage.period.working_days
    earlier = Seal.objects.filter(edition=seal.edition, stage_type="publicity").exclude(pk=seal.pk)
    assert all(hasattr(other, "conclusion") for other in earlier)


@pytest.mark.django_db
def test_rows_days_and_words_are_those_asked_for() -> None:
    seal = notices.published_notice(
        "taiyuan", rows=[organization(7)], working_days=8, title="受理名单公示（示例）"
    )
    assert [entry.name for entry in seal.entry_list.entries.all()] == ["示例制造7号有限公司（示例）"]
    assert Window.objects.get(seal=seal).needed == 8
    assert seal.notice.title == "受理名单公示（示例）"
