"""Older awards and awards of other schemes through the same wizard."""

import datetime as dt

import pytest
from django.urls import reverse

from cms.models import (
    ExternalAward,
    HistoryBatch,
)
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.import_runs import (
    edition,
    no_files_left,
    notice,
    office,
    the_run,
    upload,
)
from tests.factories.offices import Office
from tests.factories.sheets import xlsx
from tests.unit.cms.spreadsheets.test_text_tables import WINNERS

__all__ = ["edition", "no_files_left", "notice", "office"]
pytestmark = pytest.mark.django_db


# --- older awards, and awards of other schemes ---

OLD = ("第几届", "奖项等次", "类别", "名称", "工作单位", "职务", "获奖日期", "文号", "撤销日期", "撤销情形")


def history(office: Office) -> str:
    return reverse("gongshi:import_history", args=[office.scheme.pk])


def test_older_awards_wait_for_a_second_person(office: Office) -> None:
    editor = client_of(office.editor)
    ground = office.regulation.revocation.cases[0].grounds[0].text
    rows = [
        [1, "质量奖", "组织", "示例公司甲（示例）", None, None, dt.date(2015, 3, 1), "示政发〔2015〕0号", None, None],
        [1, "质量奖提名奖", "个人", "示例人甲", "示例公司乙（示例）", "工程师", "2015年3月1日", None, "2016-01-01", ground],
    ]  # fmt: skip
    content = xlsx(rows, headings=OLD)
    assert "请写明出处" in text_of(upload(editor, history(office), content))
    page = upload(editor, history(office), content, source="示例档案1号（示例）")
    assert "没有发现问题" in text_of(page)
    assert not HistoryBatch.objects.exists()
    done = editor.post(page.redirect_chain[-1][0], {"confirm": "1"}, follow=True)
    assert "须由另一人复核后才进入名册" in messages_of(done)
    batch = HistoryBatch.objects.get()
    assert (batch.state, batch.source, batch.source_name) == ("waiting", "示例档案1号（示例）", "名单.xlsx")
    entry = batch.entries.get(no=2)
    assert (entry.kind, entry.awarded_on, entry.revoked_on) == (
        "individual",
        dt.date(2015, 3, 1),
        dt.date(2016, 1, 1),
    )
    assert entry.revocation_ground.endswith(office.regulation.revocation.cases[0].grounds[0].key)


def test_what_the_register_says_against_an_older_award_stands_beside_its_row(office: Office) -> None:
    rows = [[1, "质量奖", "组织", "示例公司甲（示例）", None, None, "2150-03-01", None, None, None]]
    rows.append(
        [1, "质量奖", "组织", "示例公司乙（示例）", None, None, "2015-03-01", None, "2014-01-01", None]
    )
    page = upload(
        client_of(office.editor), history(office), xlsx(rows, headings=OLD), source="示例档案（示例）"
    )
    said = text_of(page)
    assert "J3 撤销日期和撤销情形要么都填，要么都不填。" in said
    assert "I3 撤销日期早于获奖日期。请核对。" in said
    page = upload(
        client_of(office.editor), history(office), xlsx(rows[:1], headings=OLD), source="示例档案（示例）"
    )
    assert "A2 获奖日期不能晚于今天。" in text_of(page)


def test_awards_of_other_schemes_come_in_unverified(office: Office) -> None:
    url = reverse("gongshi:import_external")
    assert client_of(office.editor).get(url).status_code == 302
    publisher = client_of(office.publisher)
    page = upload(publisher, url, WINNERS, "winners.csv")
    assert "只供查阅" in text_of(publisher.get(url))
    assert (the_run().rows, the_run().errors) == (253, 0)
    assert not ExternalAward.objects.exists()
    done = publisher.post(page.redirect_chain[-1][0], {"confirm": "1"}, follow=True)
    assert "已导入253条，均标明“未经核实”。" in messages_of(done)
    assert ExternalAward.objects.count() == 253
    again = upload(publisher, url, WINNERS, "winners.csv")
    publisher.post(again.redirect_chain[-1][0], {"confirm": "1"})
    assert ExternalAward.objects.count() == 253
