"""The public calculator, asked as a browser without scripts asks it."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

pytestmark = pytest.mark.django_db


def page(client: Client, **query: Any) -> BeautifulSoup:
    response = client.get("/calendar/", query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(soup: Any) -> str:
    return re.sub(r"\s+", "", soup.get_text())


def answer(soup: BeautifulSoup) -> str:
    found = soup.select_one(".workday-answer")
    assert found is not None
    return text(found)


def test_the_empty_form_asks_and_shows_no_answer(client: Client) -> None:
    soup = page(client)
    assert soup.select_one(".workday-answer") is None
    assert soup.select(".workday-field-error") == []
    assert soup.select_one("form.workday-form")["method"] == "get"
    names = {field.get("name") for field in soup.select("main form input, main form select")}
    assert names == {"start", "days", "policy", "division"}


def test_the_answer_says_first_and_last_day_and_the_hour(client: Client) -> None:
    said = answer(page(client, start="2026-09-28", days=10, policy="exclude_start"))
    assert "第一个工作日是2026年9月29日" in said
    assert "末日是2026年10月16日（星期五）" in said
    assert "24:00" in said
    assert "8天放假、休息" in said


def test_the_start_may_be_counted(client: Client) -> None:
    said = answer(page(client, start="2026-09-28", days=10, policy="include_start"))
    assert "末日是2026年10月15日（星期四）" in said


def test_every_day_is_listed_with_its_reason(client: Client) -> None:
    soup = page(client, start="2026-09-28", days=5)
    rows = [[text(cell) for cell in row.select("th, td")] for row in soup.select("tr.workday-row")]
    assert len(rows) == 13
    assert rows[0][:4] == ["2026-09-28", "星期一", "工作日", "起算日，不计"]
    assert rows[3][:4] == ["2026-10-01", "星期四", "国庆节放假", "不计"]
    assert rows[12][:4] == ["2026-10-10", "星期六", "国庆节调休上班", "第5个"]
    assert all(row[4].startswith("chinesecalendar") for row in rows)


def test_the_months_are_tables_that_need_no_colour(client: Client) -> None:
    soup = page(client, start="2026-09-28", days=5)
    captions = [text(month.caption) for month in soup.select("table.workday-month")]
    assert captions == ["2026年9月", "2026年10月"]
    days = {text(cell) for cell in soup.select("table.workday-month:last-of-type td.workday-day")}
    assert "1休" in days
    assert "10班5第5个工作日" in days
    assert "11休" in days
    assert all(len(week.select("td")) == 7 for week in soup.select("table.workday-month tbody tr"))


def test_a_result_in_an_unknown_year_is_plainly_provisional(client: Client) -> None:
    said = answer(page(client, start="2026-12-31", days=5))
    assert said.startswith("暂定")
    assert "末日暂定为2027年1月8日" in said
    assert "没有2027年的放假安排" in said
    rows = page(client, start="2026-12-31", days=5).select("tr.workday-row")
    assert "第5个（暂定）" in text(rows[-1])


def test_a_loaded_notice_makes_it_certain_and_is_named(client: Client, add_notice: Any) -> None:
    add_notice(source_url="https://www.gov.cn/example.htm", doc_no="国办发明电〔2026〕0号")
    soup = page(client, start="2026-12-31", days=5)
    assert "末日是2027年1月8日" in answer(soup)
    assert "《关于2027年部分节假日安排的通知》（国办发明电〔2026〕0号）" in text(soup)
    assert soup.select_one('a[href="https://www.gov.cn/example.htm"]') is not None


def test_an_example_is_called_one_in_the_answer_and_in_the_list(client: Client, add_notice: Any) -> None:
    add_notice(is_example=True)
    soup = page(client, start="2027-01-04", days=1)
    assert "（示例）" in text(soup.select_one("tr.workday-row"))
    assert "示例数据" in text(soup.select_one("#years-recent").find_parent("table"))


def test_the_years_are_listed_with_their_sources(client: Client) -> None:
    rows = [text(row) for row in page(client).select("[id^=years-] ~ tbody tr")]
    assert any(row.startswith("2026有数据chinesecalendar") for row in rows)
    assert any(row.startswith("2027无数据") for row in rows)
    assert any(row.startswith("2004有数据") for row in rows)


def test_without_a_choice_the_start_is_not_counted_and_the_form_shows_it(client: Client) -> None:
    soup = page(client, start="2026-09-28", days=10)
    assert soup.select_one("input[name=policy][checked]")["value"] == "exclude_start"
    assert "末日是2026年10月16日" in answer(soup)


def test_a_city_with_local_days_can_be_chosen(client: Client, add_notice: Any) -> None:
    from portal.calendar.notices import NoticeDay, NoticeDayKind

    day = NoticeDay.from_json({"date": "2026-08-05", "kind": NoticeDayKind.REST, "name": "那达慕"})
    add_notice(scope="150100", scope_name="某市（示例）", year=2026, title="某市通知", days=[day])
    soup = page(client, start="2026-08-04", days=1, division="150100")
    assert text(soup.select_one("select[name=division] option[selected]")) == "某市（示例）"
    assert "末日是2026年8月6日" in answer(soup)
    assert "那达慕放假（地方）" in text(soup)


def test_another_well_formed_code_counts_by_the_national_arrangement(client: Client) -> None:
    soup = page(client, start="2026-08-04", days=1, division="140100")
    assert "末日是2026年8月5日" in answer(soup)
    assert "140100（没有地方放假安排，按全国计算）" in text(soup)


@pytest.mark.parametrize(
    ("query", "field", "told"),
    [
        ({"start": "", "days": "5"}, "start", "请填写起算日"),
        ({"start": "2026-02-30", "days": "5"}, "start", "不是有效日期"),
        ({"start": "1899-01-01", "days": "5"}, "start", "1950年至2199年"),
        ({"start": "9999-12-31", "days": "250"}, "start", "1950年至2199年"),
        ({"start": "2026-01-05\0", "days": "5"}, "start", "不是有效日期"),
        ({"start": "2026-01-05", "days": ""}, "days", "请填写工作日数"),
        ({"start": "2026-01-05", "days": "0"}, "days", "至少为1"),
        ({"start": "2026-01-05", "days": "251"}, "days", "最多为250"),
        ({"start": "2026-01-05", "days": "9" * 5000}, "days", "工作日数"),
        ({"start": "2026-01-05", "days": "五"}, "days", "应是整数"),
        ({"start": "2026-01-05", "days": "5", "policy": "guess"}, "policy", "没有这种计算口径"),
        ({"start": "2026-01-05", "days": "5", "division": "<b>"}, "division", "六位数字"),
        ({"days": "5"}, "start", "请填写起算日"),
    ],
)
def test_wrong_input_is_told_beside_its_field(
    client: Client, query: dict[str, str], field: str, told: str
) -> None:
    soup = page(client, **query)
    assert soup.select_one(".workday-answer") is None
    errors = soup.select(".workday-field-error")
    assert [error["id"] for error in errors] == [f"id_{field}_error"]
    assert told in text(errors[0])


def test_an_error_is_tied_to_its_field_for_screen_readers(client: Client) -> None:
    field = page(client, start="x", days="5").select_one("input[name=start]")
    assert field["aria-invalid"] == "true"
    assert "id_start_error" in field["aria-describedby"]


@pytest.mark.parametrize("days", [1, 250])
@pytest.mark.parametrize("start", ["1950-01-01", "2199-12-31", "2026-11-21"])
def test_the_ends_of_the_range_answer(client: Client, start: str, days: int) -> None:
    assert answer(page(client, start=start, days=days))


def test_nothing_but_reading_is_answered(client: Client) -> None:
    assert client.post("/calendar/", {"start": "2026-01-05", "days": "5"}).status_code == 405


def test_the_page_asks_nothing_of_scripts_or_inline_styles(client: Client) -> None:
    soup = page(client, start="2026-09-28", days=10)
    assert soup.select("main script, main style, main [style]") == []
    assert not [tag for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_the_number_of_queries_does_not_grow_with_the_answer(
    client: Client, add_notice: Any, django_assert_max_num_queries: Any
) -> None:
    add_notice()
    # The first request of a process also fills its caches (the site's root).
    page(client, start="2026-09-28", days=5)
    with django_assert_max_num_queries(6):
        page(client, start="2026-09-28", days=250)
