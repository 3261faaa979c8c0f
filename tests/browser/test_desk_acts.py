"""What is done to a case once, done in a browser without scripts: the decisions, the name, the words taken out, the endings."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import demo_portal
from tests.browser.desk_members import DESK, House
from tests.servers.portal import Portal

pytestmark = pytest.mark.browser

KEYS = "/admin/complaints/keys/"
ENDINGS = "/admin/complaints/endings/"
REQUESTS = "/admin/complaints/keys/requests/"
WHY = "办案需要，已经批准（示例）。"


@pytest.fixture(scope="module")
def office(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Portal]]:
    folder = demo_portal.copy_of(demo_folder, tmp_path_factory.mktemp("acts") / "demo")
    with demo_portal.standing(folder) as running:
        yield folder, running


@pytest.fixture
def house(browser: Browser, office: tuple[Path, Portal]) -> House:
    return House(browser, *office)


def case_in(page: Page, words: str) -> str:
    """Open the first of one's own cases whose line says that; its address."""
    page.goto(f"{DESK}?show=all")
    line = page.get_by_role("row").filter(has_text=words).first
    line.get_by_role("rowheader").get_by_role("link").click()
    return page.url


def decide(page: Page, act: str) -> None:
    """Follow the act, write what the reporter reads, and decide."""
    page.get_by_role("link", name=act, exact=True).click()
    page.get_by_role("textbox", name="内容").fill("经核实，作出这一决定（示例）。")
    page.locator("button[value=send]").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_contain_text(words)


def test_a_name_is_seen_by_two_consents_and_only_by_who_asked(house: House) -> None:
    with house.of("custodian-2") as page:
        page.goto(REQUESTS)
        page.get_by_role("link", name=re.compile("看理由并答复")).click()
        expect(page.locator("main")).not_to_contain_text("示例举报人")
        page.get_by_label(re.compile("^同意：")).check()
        press(page, "提交答复")
        told(page, "已同意")
    with house.of("xinzhou-market-regulator-2") as page:
        case_in(page, "已受理")
        page.get_by_role("link", name="查看举报人身份").click()
        expect(page.get_by_role("button", name=re.compile("打开查看"))).to_have_count(0)
    with house.of("xinzhou-market-regulator-1") as page:
        case_in(page, "已受理")
        page.get_by_role("link", name="查看举报人身份").click()
        page.get_by_role("button", name=re.compile("打开查看")).click()
        expect(page.get_by_role("region", name="举报人身份")).to_contain_text("示例举报人（示例）")
    with house.of("datong-office-1") as page:
        case_in(page, "获奖后的行为")
        page.get_by_role("link", name="查看举报人身份").click()
        page.get_by_role("link", name="申请查看").click()
        page.get_by_role("textbox").fill(WHY)
        page.locator("main form button[type=submit]").first.click()
        told(page, "申请已提出")
    with house.of("custodian-1") as page:
        page.goto(REQUESTS)
        page.get_by_role("link", name=re.compile("看理由并答复")).click()
        expect(page.locator("main")).to_contain_text(WHY)
        page.get_by_label("不同意", exact=True).check()
        page.get_by_label("不同意的理由").fill("可以凭查询码联系（示例）。")
        press(page, "提交答复")
        told(page, "已答复不同意")


def ask_for_the_name(page: Page, words: str) -> None:
    """Ask for the name in one's own case whose line says that, and stay on its requests."""
    case_in(page, words)
    page.get_by_role("link", name="查看举报人身份").click()
    page.get_by_role("link", name="申请查看").click()
    page.get_by_role("textbox").fill(WHY)
    page.locator("main form button[type=submit]").first.click()
    told(page, "申请已提出")
    page.get_by_role("link", name="查看举报人身份").click()


def test_a_request_is_given_up_and_a_custodian_keeps_out(house: House) -> None:
    with house.of("datong-office-2") as page:
        ask_for_the_name(page, "名单内容")
        press(page, "撤回申请")
        told(page, "申请已撤回")
    asked = re.compile("看理由并答复.*datong-office-2")
    with house.of("custodian-3") as page:
        page.goto(REQUESTS)
        expect(page.get_by_role("heading", name="等待答复")).to_be_visible()
        expect(page.get_by_role("link", name=asked)).to_have_count(0)
    with house.of("datong-office-2") as page:
        ask_for_the_name(page, "名单内容")
    with house.of("custodian-3") as page:
        page.goto(REQUESTS)
        page.get_by_role("link", name=asked).click()
        page.get_by_role("link", name="自行回避").click()
        page.get_by_label("回避的理由").fill("与申请中说到的单位有亲属关系（示例）。")
        press(page, "办理回避")
        expect(page.get_by_role("alert")).to_contain_text("请先阅读上面的后果")
        page.get_by_label("已了解上述后果").check()
        press(page, "办理回避")
        told(page, "您保管的份额已经销毁")
        expect(page.get_by_role("link", name=asked)).to_have_count(0)
    with house.of("datong-office-2") as page:
        case_in(page, "名单内容")
        expect(page.locator("main")).to_contain_text("有亲属关系（示例）")


def test_words_are_masked_by_one_and_taken_out_by_the_lead(house: House) -> None:
    with house.of("datong-office-2") as page:
        case_in(page, "获奖后的行为")
        note = page.get_by_role("article", name=re.compile("举报内容"))
        note.get_by_role("link", name="遮盖").click()
        page.get_by_label("要遮盖的文字").fill("原址已经停产")
        page.get_by_label("理由").fill("与案件无关（示例）。")
        press(page, "保存遮盖")
        told(page, "遮盖已更新")
        expect(page.get_by_role("link", name="核对并永久涂去")).to_have_count(0)
    with house.of("datong-office-1") as page:
        case = case_in(page, "获奖后的行为")
        page.get_by_role("article", name=re.compile("举报内容")).get_by_role("link", name="遮盖").click()
        page.get_by_role("link", name="核对并永久涂去").click()
        page.wait_for_load_state()
        page.get_by_label("理由").fill("当事人要求，已批准（示例）。")
        for tick in page.get_by_role("checkbox").all():
            tick.check()
        press(page, "永久涂去")
        page.goto(case)
        report = page.get_by_role("article", name=re.compile("举报内容"))
        expect(report).to_contain_text("█")
        expect(report).not_to_contain_text("原址已经停产")


def test_cases_are_linked_and_kept_from_destruction(house: House) -> None:
    with house.of("datong-office-1") as page:
        other = case_in(page, "名单内容")
        number = page.get_by_role("heading", level=1).inner_text()
        case = case_in(page, "获奖后的行为")
        page.get_by_role("link", name="关联案件").click()
        page.get_by_label("另一个案件的编号").fill(number)
        page.get_by_label("为什么关联").fill("同一事项（示例）。")
        press(page, "关联")
        page.goto(other)
        expect(page.locator("main")).to_contain_text("同一事项（示例）。")
        page.goto(case)
        page.get_by_role("link", name="暂缓销毁", exact=True).click()
        page.get_by_label("理由").fill(WHY)
        press(page, "暂缓销毁")
        told(page, "已暂缓销毁")
        page.get_by_role("link", name="暂缓销毁", exact=True).click()
        page.get_by_label("理由").fill(WHY)
        press(page, "解除暂缓销毁")
        told(page, "已解除暂缓销毁")


def test_a_case_is_upheld_and_the_office_hears_what_to_put_right(house: House) -> None:
    with house.of("datong-office-1") as page:
        case = case_in(page, "名单内容")
        decide(page, "予以受理")
        page.goto(case)
        decide(page, "认定属实并办结")
        page.goto(case)
        page.get_by_role("link", name="通知纠正").click()
        page.locator("main form button[name=remedy]").first.click()
        told(page, "已通知发布单位")
    with house.of("editor", keys=False) as page:
        page.goto("/admin/")
        expect(page.locator("main")).to_contain_text("监督转办")
        expect(page.locator("main")).not_to_contain_text("质量安全事故")
        page.goto(case)
        assert page.url.endswith("/admin/")


def test_a_case_is_refused_one_is_referred_and_one_goes_to_the_next_body(house: House) -> None:
    with house.of("datong-office-2") as page:
        case_in(page, "获奖后的行为")
        decide(page, "移送有权机关")
        expect(page.locator("main")).to_contain_text("已移送有权机关处理")
    with house.of("xinzhou-supervision-group-1") as page:
        case_in(page, "已撤回")
        decide(page, "不予受理")
        expect(page.locator("main")).to_contain_text("不予受理")
    with house.of("taiyuan-leading-group-1") as page:
        case = case_in(page, "待受理")
        page.get_by_role("link", name="移交下一机构").click()
        page.wait_for_load_state()
        page.get_by_label(re.compile("^理由")).fill("应由主办单位办理（示例）。")
        for tick in page.get_by_role("checkbox").all():
            tick.check()
        press(page, "移交")
        assert page.goto(case).status == 404  # type: ignore[union-attr]
    with house.of("operator-1") as page:
        assert page.goto(case).status == 200  # type: ignore[union-attr]


def test_two_people_decide_how_a_case_ends(browser: Browser, office: tuple[Path, Portal]) -> None:
    """Two months on, when the shortest period is over."""
    folder, _portal = office
    with demo_portal.standing(folder, demo_portal.NOW + dt.timedelta(days=60)) as later:
        house = House(browser, folder, later)
        with house.of("archivist", keys=False) as page:
            page.goto(ENDINGS)
            page.get_by_role("link", name=re.compile("^设置")).first.click()
            page.get_by_label("办结后保存多少个月").fill("1")
            page.locator("main form button[type=submit]").first.click()
            page.goto(ENDINGS)
            page.get_by_role("link", name=re.compile("^YU-")).click()
            number = page.url
            page.get_by_label(re.compile("^鉴定销毁：")).check()
            page.get_by_label(re.compile("文号")).fill("示例鉴〔2026〕1号")
            press(page, "登记")
            page.goto(number)
            expect(page.locator("main")).to_contain_text("示例鉴〔2026〕1号")
            expect(page.get_by_role("button", name="确认销毁")).to_have_count(0)
        with house.of("archivist-2", keys=False) as page:
            page.goto(number)
            press(page, "确认销毁")
            page.goto(number)
            expect(page.get_by_role("button", name="确认销毁")).to_have_count(0)
        with house.of("datong-office-1", keys=False) as page:
            page.goto(ENDINGS)
            expect(page.locator("main")).to_contain_text("不能同时管理案件的保存期限和销毁")


def test_a_member_who_came_later_is_signed_in_and_given_the_key(house: House) -> None:
    later, body = "datong-leading-group-2", "datong.office"
    with house.of(later, keys=False) as page:
        page.goto(KEYS)
        fingerprint = (
            page.locator("dt", has_text="我的指纹").locator("xpath=following-sibling::dd").inner_text()
        )
        last = fingerprint.replace(" ", "")[-16:]
    with house.of("datong-office-1") as page:
        page.goto(f"{KEYS}bodies/{body}/add/")
        people = page.get_by_label("人员").locator("option")
        name = next(text for text in people.all_inner_texts() if later in text)
        page.get_by_label("人员").select_option(label=name)
        page.get_by_label("担任").select_option(label="受理人员")
        page.get_by_label("对方念给您的指纹后四组").fill(last)
        press(page, "核对并签名")
        expect(page.get_by_role("status")).to_be_visible()
    with house.of("datong-office-2") as page:
        page.goto(KEYS)
        waiting = page.locator("main a[href$='/sign/']")
        if waiting.count():
            waiting.first.click()
            page.get_by_label("对方念给您的指纹后四组").fill(last)
            press(page, "核对并签名")
            expect(page.get_by_role("status")).to_be_visible()
        page.goto(f"{DESK}?show=all")
        page.get_by_role("rowheader").get_by_role("link").first.click()
        case = page.url
        page.get_by_role("link", name="补发本案密钥").click()
        page.get_by_label(re.compile(later)).check()
        press(page, "补发")
        told(page, "现在可以打开本案")
    with house.of(later) as page:
        assert page.goto(case).status == 200  # type: ignore[union-attr]
