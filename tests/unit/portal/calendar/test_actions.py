"""Writing notices: versions, the audit trail, the signal, and what is refused."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from portal.calendar.actions import LOG_ACTION, NoticeRefused, add_holiday_notice
from portal.calendar.examples import example_days
from portal.calendar.models import AppendOnlyError, HolidayNotice
from portal.calendar.notices import NoticeDay, NoticeDayKind
from portal.calendar.signals import calendar_changed

pytestmark = pytest.mark.django_db
EXTRA = NoticeDay(dt.date(2027, 9, 3), NoticeDayKind.REST, "纪念日")


def test_the_first_version_amends_none_and_the_next_amends_it(add_notice: Any) -> None:
    first = add_notice()
    second = add_notice(days=[*example_days(2027), EXTRA], note="增加一天")
    assert (first.version, first.amends) == (1, None)
    assert (second.version, second.amends) == (2, first)
    assert HolidayNotice.objects.get(pk=first.pk).terms == first.terms
    assert second.sha256 == second.terms.sha256 != first.sha256


def test_scopes_and_years_are_numbered_apart(add_notice: Any) -> None:
    local = {"scope": "150100", "scope_name": "某市（示例）", "days": [EXTRA]}
    assert [add_notice().version, add_notice(**local).version, add_notice(year=2028).version] == [1, 1, 1]


def test_the_entry_is_logged_with_its_account(add_notice: Any, keeper: User) -> None:
    notice = add_notice()
    entry = ModelLogEntry.objects.get(action=LOG_ACTION)
    assert (entry.user, entry.object_id, entry.label) == (keeper, str(notice.pk), str(notice))
    assert entry.data["sha256"] == notice.sha256
    assert registry.action_exists(LOG_ACTION)
    assert (notice.made_by, notice.made_by_name) == (keeper, "keeper")


def test_an_account_with_entries_cannot_be_deleted(add_notice: Any, keeper: User) -> None:
    add_notice()
    with pytest.raises(ProtectedError):
        keeper.delete()


def test_the_signal_carries_the_notice_and_a_failing_receiver_undoes_it(
    add_notice: Any, keeper: User
) -> None:
    heard: list[Any] = []

    def hear(sender: Any, notice: HolidayNotice, by: User, **kwargs: Any) -> None:
        heard.append((sender, notice, by, transaction.get_connection().in_atomic_block))

    def fail(**kwargs: Any) -> None:
        raise RuntimeError("a window could not be moved")

    calendar_changed.connect(hear)
    try:
        notice = add_notice()
        assert heard == [(HolidayNotice, notice, keeper, True)]
        calendar_changed.connect(fail)
        with pytest.raises(RuntimeError, match="could not be moved"):
            add_notice(year=2028)
    finally:
        calendar_changed.disconnect(hear)
        calendar_changed.disconnect(fail)
    assert not HolidayNotice.objects.filter(year=2028).exists()
    assert ModelLogEntry.objects.filter(action=LOG_ACTION).count() == 1


def test_the_same_content_again_is_refused(add_notice: Any) -> None:
    add_notice()
    with pytest.raises(NoticeRefused, match="完全相同"):
        add_notice()


def test_a_version_written_meanwhile_is_not_run_over(add_notice: Any) -> None:
    add_notice(seen_version=0)
    with pytest.raises(NoticeRefused, match="第1版"):
        add_notice(days=[*example_days(2027), EXTRA], seen_version=0)
    assert add_notice(days=[*example_days(2027), EXTRA], seen_version=1).version == 2


def test_an_incomplete_notice_is_refused_with_nothing_written(add_notice: Any) -> None:
    with pytest.raises(NoticeRefused) as refused:
        add_notice(days=[EXTRA])
    assert [problem.code for problem in refused.value.problems] == ["statutory_missing"]
    assert "2027-01-01 元旦" in str(refused.value)
    assert not HolidayNotice.objects.exists()


def test_an_example_is_refused_where_real_data_stands(add_notice: Any) -> None:
    with pytest.raises(NoticeRefused, match="正式数据"):
        add_notice(year=2026, is_example=True)
    add_notice()
    with pytest.raises(NoticeRefused, match="正式数据"):
        add_notice(is_example=True, note="演示")


def test_a_real_notice_takes_the_place_of_an_example(add_notice: Any) -> None:
    assert "示例" in str(add_notice(is_example=True))
    real = add_notice()
    assert (real.version, real.is_example) == (2, False)


def test_a_stored_version_can_be_neither_changed_nor_deleted(add_notice: Any) -> None:
    notice = add_notice()
    notice.title = "改过的标题"
    for attempt in (
        notice.save,
        notice.delete,
        HolidayNotice.objects.all().delete,
        lambda: HolidayNotice.objects.update(title="改过的标题"),
        lambda: HolidayNotice.objects.bulk_update([notice], ["title"]),
    ):
        with pytest.raises(AppendOnlyError, match="新版本"):
            attempt()
    assert HolidayNotice.objects.get().title == "关于2027年部分节假日安排的通知"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 1},
        {"version": 2, "amends": None},
        {"version": 2, "year": 1900},
        {"version": 2, "scope": "150100", "scope_name": ""},
    ],
    ids=["same version twice", "second amends none", "impossible year", "nameless scope"],
)
def test_the_database_refuses_what_the_action_would_not_write(
    add_notice: Any, keeper: User, changes: dict[str, Any]
) -> None:
    first = add_notice()
    row = {
        "scope": "",
        "scope_name": "",
        "year": 2027,
        "title": "x",
        "issued_on": dt.date(2026, 11, 4),
        "days": first.days,
        "sha256": "0" * 64,
        "made_by": keeper,
        "made_by_name": "keeper",
        "made_at": first.made_at,
        "amends": first if changes["version"] > 1 else None,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        HolidayNotice.objects.create(**{**row, **changes})


def test_two_first_versions_at_once_end_in_a_refusal_not_an_error_page(
    add_notice: Any, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second writer read "no version yet" before the first committed."""
    add_notice()
    monkeypatch.setattr(type(HolidayNotice.objects.all()), "of", lambda self, scope, year: self.none())
    with pytest.raises(NoticeRefused, match="第1版"):
        add_holiday_notice(
            year=2027,
            title="另一份",
            issued_on=dt.date(2026, 11, 5),
            days=[*example_days(2027), EXTRA],
            by=keeper,
        )
    assert HolidayNotice.objects.count() == 1
