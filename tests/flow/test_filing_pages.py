"""A filing as its reporter meets it: four pages without scripts, every way in which they go wrong, and what is left behind."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from cms import clock
from complaints import vault
from complaints.models import Case, Draft, Objection
from complaints.reading import open_case
from portal.privacy import limits
from tests.factories import notices
from tests.factories.channel import ChannelOffice, open_channel
from tests.factories.intake_walk import CODE, EVIDENCE, FILE, WRITE, Page, Walk
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.quick_argon2 import quick_argon2
from tests.factories.rows import organization

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

FACTS = "申报的数据不实（示例），原表在三号柜。"
NAME = "示例举报人（示例）"
COOKIES = {"__Host-form", "__Host-turn"}
LISTED = "acceptance_list"


@pytest.fixture(autouse=True)
def at_work() -> Iterator[None]:
    with quick_argon2(), clock.at(DEFAULT_AT):
        yield


@pytest.fixture
def channel() -> ChannelOffice:
    return open_channel(make_office("datong"))


@pytest.fixture
def walk(channel: ChannelOffice) -> Walk:
    walk = Walk()
    walk.choose()
    return walk


def later(**time: int) -> Any:
    return clock.at(DEFAULT_AT + dt.timedelta(**time))


def stored() -> bytes:
    """Every value of every table, as bytes."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            for row in cursor.fetchall():
                for value in row:
                    raw = isinstance(value, (bytes, memoryview))
                    found += bytes(value) if raw else str(value).encode(errors="replace")
    return found


def told(channel: ChannelOffice) -> dict[str, Any]:
    """The report that the first handler reads."""
    hand = channel.hand("office")
    return open_case(Case.objects.get(), hand.member, hand.keys).report["report"]


def says(page: Page, words: str) -> bool:
    return words in page.root.text


# --- The whole way ----------------------------------------------------------------------------------------


def test_four_pages_and_nothing_typed_is_stored_before_the_last(
    channel: ChannelOffice, channel_folders: Path
) -> None:
    walk = Walk()
    assert says(walk.page, "在大同市填写")
    walk.choose()
    page = walk.go_on(facts=FACTS, respondent="某单位（示例）", naming="named", name=NAME, reach="code")
    assert page.heading == "材料和核对"
    assert says(page, FACTS)
    assert says(page, "还没有添加材料")
    page = walk.press(EVIDENCE, files=[b"one" * 500, b"two" * 500], action="add")
    assert [each.text.partition("，")[0] for each in page.root.classed("file-name")] == [
        "cailiao-0.bin1.5 KB",
        "cailiao-1.bin1.5 KB",
    ]
    blob = page.root.classed("file-list")[0].all("button")[0].attrs["value"]
    page = walk.press(EVIDENCE, remove=blob)
    assert len(page.root.classed("file-name")) == 1
    page = walk.to_code()
    assert says(page, "还没有提交")
    code = page.code
    assert vault.parse_code(code) == code
    assert not Case.objects.exists()
    everything = stored()
    for secret in (FACTS, NAME, code, vault.format_code(code), page.form(FILE)["token"][0], "某单位（示例）"):
        assert secret.encode() not in everything
        for path in channel_folders.rglob("*"):
            assert path.is_dir() or secret.encode() not in path.read_bytes()
    page = walk.file()
    assert page.heading == "已经提交"
    assert code not in page.html
    assert vault.format_code(code) not in page.html
    assert FACTS not in page.html
    report = told(channel)
    assert (report["facts"], report["respondent"], report["kind"]) == (FACTS, "某单位（示例）", "staff")
    assert NAME not in str(report)
    assert not Draft.objects.exists()
    assert not Session.objects.exists()
    assert {FACTS.encode(), NAME.encode()} & {stored()} == set()
    assert walk.client.cookies.keys() == COOKIES


def test_a_second_press_and_a_step_back_after_filing_show_neither_code_nor_text(walk: Walk) -> None:
    walk.go_on(facts=FACTS)
    second = walk.to_code()
    code, form = second.code, second.form(FILE)
    walk.file()
    for address, form_at in ((FILE, FILE), (CODE, FILE), (EVIDENCE, FILE)):
        walk.page = second
        again = walk.press(address, form=form_at, copied="yes", last_digits=code[-4:])
        assert again.heading == "已经提交过了"
        assert code not in again.html
        assert FACTS not in again.html
        assert form["token"][0] not in again.html
    assert Case.objects.count() == 1


def test_an_entry_named_by_its_number_holds_the_gate(channel: ChannelOffice) -> None:
    rows = [organization(1), organization(2)]
    seal = notices.published_notice("datong", LISTED, rows=rows)
    with later(hours=1):
        walk = Walk()
        page = walk.choose()
        assert says(page, "公示期到")
        (choice,) = [each for each in page.root.all("option") if "示例制造2号" in each.text]
        walk.go_on(facts=FACTS)
        page = walk.press(EVIDENCE, action="back")
        page = walk.press(WRITE, action="next", notice=seal.public_id, entry_words="２")
        assert says(page, "2. 示例制造2号有限公司（示例）（您写的是：２）")
        walk.to_code()
        walk.file()
    report = told(channel)
    assert report["notice"] == seal.public_id
    assert report["entry"] == choice.attrs["value"].rpartition(":")[2] == rows[1]["key"]
    assert Objection.objects.get().notice == seal.public_id


def test_a_notice_whose_window_ends_on_the_way_stays_named(channel: ChannelOffice) -> None:
    seal = notices.published_notice("datong", LISTED, rows=[organization(1)])
    walk = Walk()
    with later(hours=1):
        walk.choose()
        walk.go_on(facts=FACTS, notice=seal.public_id)
    with later(days=30):
        page = walk.press(WRITE, form=EVIDENCE, action="next")
        # The draft is gone by then; what was typed is not.
        assert page.form(WRITE)["notice"] == [seal.public_id]
        page = walk.go_on()
        assert page.heading == "材料和核对"
        assert says(page, "（公示期已结束）")
        walk.to_code()
        walk.file()
    assert told(channel)["notice"] == seal.public_id
    assert not Objection.objects.exists()


# --- Page 1 -----------------------------------------------------------------------------------------------


def test_an_empty_form_says_what_is_missing_and_leads_there(walk: Walk) -> None:
    page = walk.press(WRITE, action="next")
    assert len(page.errors) == 3
    ids = {each.attrs.get("id") for each in page.root.walk()}
    links = [link.attrs["href"] for box in page.root.classed("error-summary") for link in box.all("a")]
    assert all(link.removeprefix("#") in ids for link in links)
    assert page.root.all("main")[0].all("div")[0].all("div")[0].attrs["role"] == "alert"
    facts = next(each for each in page.root.all("textarea") if each.attrs["name"] == "facts")
    assert facts.attrs["aria-invalid"] == "true"
    assert set(facts.attrs["aria-describedby"].split()) == {"f-facts_helptext", "f-facts_error"} <= ids


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"facts": "字" * 20_001}, "最多写20000个字，现在是20001个字"),
        ({"facts": "𠮷" * 20_000}, "删减约"),
        ({"respondent": "字" * 501}, "最多写500个字"),
        ({"kind": "nonsense"}, "请从列出的几类中选择"),
        ({"concerns": ["datong.nobody"]}, "已经不在列表里"),
        ({"concerns": ["datong.office", "datong.leading_group"]}, "没有机构可以收"),
        ({"name": NAME}, "您选了匿名"),
        ({"naming": "named", "reach": "code"}, "请填写姓名"),
        ({"naming": "named", "name": NAME}, "请选择怎样答复您"),
        ({"naming": "named", "name": NAME, "reach": "contact"}, "请填写联系方式"),
    ],
)
def test_what_is_wrong_comes_back_with_everything_typed(
    walk: Walk, typed: dict[str, Any], error: str
) -> None:
    sent = {"facts": FACTS, "happened": "三月（示例）", **typed}
    page = walk.go_on(**sent)
    assert page.heading == "填写"
    assert any(error in line for line in page.errors)
    back = page.form(WRITE)
    assert back["happened"] == ["三月（示例）"]
    assert back["facts"] == [sent["facts"]]
    assert not any(text in line for line in page.errors for text in (FACTS, NAME))
    assert walk.go_on(facts=FACTS, kind="staff", concerns=[None], respondent="", name="").status == 200
    assert not Draft.objects.exists() or walk.page.heading == "材料和核对"


def test_without_custodians_the_form_is_anonymous_and_says_how_to_give_a_name() -> None:
    open_channel(make_office("datong"), custodians=0)
    walk = Walk()
    page = walk.choose()
    assert "name" not in {each.attrs.get("name") for each in page.root.all("input")}
    assert says(page, "请按本页末尾的地址邮寄")
    assert walk.go_on(naming="named", name=NAME, reach="code").errors
    page = walk.go_on(name=NAME)
    assert page.heading == "材料和核对"
    assert NAME not in page.html


def test_ticking_a_body_that_leaves_too_few_custodians_asks_to_stay_anonymous(walk: Walk) -> None:
    typed = {"naming": "named", "name": NAME, "reach": "code", "concerns": ["datong.leading_group"]}
    page = walk.go_on(**typed)
    assert any("网上只能匿名提交" in line for line in page.errors)


def test_after_two_hours_the_text_is_there_and_files_and_code_are_asked_anew(walk: Walk) -> None:
    walk.go_on(facts=FACTS)
    walk.press(EVIDENCE, files=[b"x" * 300], action="add")
    code = walk.to_code().code
    with later(hours=2, minutes=1):
        page = walk.file()
        assert page.heading == "填写"
        assert says(page, "之前抄下的查询码作废")
        assert page.form(WRITE)["facts"] == [FACTS]
        page = walk.go_on(facts=FACTS)
        assert not page.root.classed("file-name")
        assert walk.to_code().code != code
        assert walk.file().heading == "已经提交"
    assert Case.objects.count() == 1


def test_back_keeps_text_and_files_and_asks_no_second_question(walk: Walk) -> None:
    walk.go_on(facts=FACTS)
    walk.press(EVIDENCE, files=[b"x" * 300], action="add")
    page = walk.press(EVIDENCE, action="back")
    assert page.form(WRITE)["facts"] == [FACTS]
    assert "question" not in page.form(WRITE)
    page = walk.press(WRITE, action="next", facts=FACTS + "补充。")
    assert says(page, "补充。")
    assert len(page.root.classed("file-name")) == 1


def test_a_file_that_comes_with_going_on_is_shown_first(walk: Walk) -> None:
    walk.go_on()
    page = walk.press(CODE, form=EVIDENCE, files=[b"x" * 300], action="next")
    assert page.heading == "材料和核对"
    assert not page.code
    assert len(page.root.classed("file-name")) == 1


@pytest.mark.parametrize(
    ("typed", "anchor"),
    [
        ({"copied": None}, "f-copied"),
        ({"last_digits": ""}, "f-last_digits"),
        ({"last_digits": "00a0"}, "f-last_digits"),
    ],
)
def test_nothing_is_filed_before_the_code_is_copied(walk: Walk, typed: dict[str, Any], anchor: str) -> None:
    walk.go_on()
    code = walk.to_code().code
    page = walk.file(**typed)
    links = [link.attrs["href"] for box in page.root.classed("error-summary") for link in box.all("a")]
    assert f"#{anchor}" in links
    assert page.code == code
    assert not Case.objects.exists()


def test_digits_typed_full_width_count(walk: Walk) -> None:
    walk.go_on()
    code = walk.to_code().code
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code[-4:])
    assert walk.file(last_digits=f" {wide} ").heading == "已经提交"


def test_what_the_hidden_fields_say_is_checked_again(walk: Walk) -> None:
    walk.go_on(facts=FACTS)
    walk.to_code()
    page = walk.file(kind="nonsense")
    assert page.heading == "填写"
    assert page.form(WRITE)["facts"] == [FACTS]
    assert not Case.objects.exists()


def test_a_channel_that_closes_on_the_way_hands_the_text_back(walk: Walk, channel_folders: Path) -> None:
    walk.go_on(facts=FACTS)
    walk.to_code()
    (channel_folders / "keys" / "roots.toml").unlink()
    page = walk.file()
    assert page.status == 409
    assert says(page, "网上暂时不能提交")
    assert FACTS in page.root.all("textarea")[0].children
    assert not Case.objects.exists()


def test_a_closed_channel_says_so_before_anything_can_be_typed() -> None:
    office = make_office("datong")
    page = Walk().page
    assert says(page, "网上不能提交")
    assert not [each for each in page.root.all("button") if each.attrs.get("name") == "city"]
    answer = Client().post(WRITE, {"city": office.scheme.slug})
    assert answer.status_code == 409


def test_over_the_limits_everything_typed_comes_back(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "allow", lambda _request, _kind: False)
    page = walk.go_on(facts=FACTS)
    assert (page.status, page.form(WRITE)["facts"]) == (429, [FACTS])
    monkeypatch.undo()
    monkeypatch.setitem(limits.PATIENCE, "argon2", 0.0)
    with quick_argon2(), clock.at(DEFAULT_AT):
        walk.go_on(facts=FACTS)
        code = walk.to_code().code
        for _slot in range(limits.AT_ONCE["argon2"]):
            limits._slots["argon2"].acquire()
        try:
            page = walk.file()
        finally:
            for _slot in range(limits.AT_ONCE["argon2"]):
                limits._slots["argon2"].release()
        assert (page.status, page.code) == (503, code)
        assert walk.file().heading == "已经提交"


# --- What goes along --------------------------------------------------------------------------------------


def test_the_sheet_holds_the_code_and_the_proof_verifies(walk: Walk) -> None:
    walk.go_on(facts=FACTS)
    page = walk.to_code()
    sheet = walk.client.post("/complaints/new/sheet/", {**page.form("/complaints/new/sheet/")})
    assert vault.format_code(page.code) in sheet.content.decode()
    page = walk.file()
    proof = walk.client.post("/complaints/new/sheet/", {**page.form("/complaints/new/sheet/")})
    assert proof["Content-Type"].startswith("text/plain")
    assert proof.content.decode().startswith("qav-proof-1\n")
    forged = {**page.form("/complaints/new/sheet/"), "proof": "qav-proof-1\n…"}
    assert walk.client.post("/complaints/new/sheet/", forged).status_code == 303


@pytest.mark.parametrize("step", ["write", "evidence", "code", "file", "sheet"])
def test_a_step_opened_by_its_address_begins_at_the_guidance(step: str) -> None:
    answer = Client().get(f"/complaints/new/{step}/")
    assert (answer.status_code, answer["Location"]) == (303, "/complaints/new/")


def test_every_page_leads_out_first_and_keeps_no_form_in_the_browser(walk: Walk) -> None:
    pages = [Walk().page, walk.page, walk.go_on(), walk.to_code(), walk.file()]
    for page in pages:
        first = next(each for each in page.root.all("body")[0].walk() if each.tag in {"a", "button", "input"})
        assert first.attrs["href"] == "/complaints/leave/"
        assert "清除" in first.text
        for form in page.root.all("form"):
            outside = form.attrs["action"] in {"/display/", "/language/"}
            assert outside or form.attrs.get("autocomplete") == "off"
        scripts = page.root.all("script")
        assert all(each.attrs["src"].startswith("/static/") and not each.text for each in scripts)
        assert not [each for each in page.root.walk() if "style" in each.attrs]
        for box in page.root.all("input", "textarea", "select"):
            named = {label.attrs.get("for") for label in page.root.all("label")}
            assert box.attrs.get("type") == "hidden" or box.attrs["id"] in named
