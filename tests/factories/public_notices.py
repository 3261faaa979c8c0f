"""Sample notices in every state, made without a database: real measures, real counting, invented names.

The same values feed the template tests and the preview that people look at.
"""

import datetime as dt
from dataclasses import replace

from cms.pages import CityLink, NoticeLink, NoticePage, WindowBox
from cms.published import (
    AnnouncedWindow,
    Basis,
    CountedDayView,
    Disclosure,
    PublicChannel,
    PublishedAct,
    PublishedEntry,
    PublishedFile,
    PublishedNotice,
    SealedVerdict,
    TextBlock,
    TierCount,
    Withheld,
)
from cms.regulation.document import load_builtin
from cms.regulation.schema import Regulation, anchor_of, cite
from cms.windows import BEIJING, WindowTerms, window_state
from portal.calendar.sources import builtin_years
from portal.calendar.workdays import CountingPolicy, Derivation, WorkCalendar, count_window

CALENDAR = WorkCalendar("内置 2026", builtin_years())
CITIES = {
    "datong": "大同市",
    "taiyuan": "太原市",
    "xinzhou": "忻州市",
    "hohhot": "呼和浩特市",
    "yuncheng": "运城市",
}
MASTHEAD = tuple(CityLink(code, city, f"/{code}/") for code, city in CITIES.items())
HOURS = "工作日上午8:30—12:00，下午14:30—18:00"
CHANNELS = (
    PublicChannel("phone", "电话", "0352-0000000", HOURS, ""),
    PublicChannel("desk", "现场受理地点", "大同市示范路1号政务楼305室（示例）", HOURS, "请带有关材料"),
    PublicChannel(
        "post", "邮寄地址", "大同市示范路1号政务楼305室，邮编000000（示例）", "", "以寄出邮戳日期为准"
    ),
    PublicChannel("email", "电子邮箱", "zhiliangjiang@example.cn", "", ""),
)
SHA = "9f2c4d1e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d"


def at(day: str, time: str = "10:00") -> dt.datetime:
    """An instant in Beijing."""
    return dt.datetime.fromisoformat(f"{day}T{time}:00").replace(tzinfo=BEIJING)


def announced(derivation: Derivation, *, exact: bool = False, stated: bool = True) -> AnnouncedWindow:
    """A derivation as a seal holds it."""
    return AnnouncedWindow(
        needed=derivation.needed,
        exact=exact,
        stated=stated,
        policy=derivation.policy.value,
        calendar_version=derivation.calendar_version,
        first_day=derivation.first_day,
        last_day=derivation.last_day,
        expected_last_day=derivation.expected_last_day,
        provisional=derivation.provisional,
        days=tuple(CountedDayView(d.day, d.kind.value, d.name, d.number, d.source) for d in derivation.days),
    )


def box(
    start: str,
    now: dt.datetime,
    needed: int = 5,
    *,
    exact: bool = False,
    stated: bool = True,
    concluded_at: dt.datetime | None = None,
    ended_at: dt.datetime | None = None,
) -> WindowBox:
    """A window counted from `start` by the real calendar and read at `now`."""
    derivation = count_window(CALENDAR, dt.date.fromisoformat(start), needed, CountingPolicy.EXCLUDE_START)
    terms = WindowTerms(
        start=derivation.start,
        first_day=derivation.first_day,
        last_day=derivation.last_day,
        expected_last_day=derivation.expected_last_day,
        needed=needed,
        exact=exact,
        stated=stated,
        provisional=derivation.provisional,
        concluded_at=concluded_at,
        ended_at=ended_at,
    )
    shown = announced(derivation, exact=exact, stated=stated)
    return WindowBox(window_state(terms, CALENDAR, now), shown, shown.days)


def entry(
    no: int, name: str, *, kind: str = "organization", tier: str = "award", **columns: str
) -> PublishedEntry:
    """A row of a list."""
    values = {"uscc": "", "post": "", "unit": "", "district": "", "recommender": "", "industry": ""} | columns
    return PublishedEntry(
        leaf=100 + no,
        key=f"00000000-0000-4000-8000-{no:012d}",
        no=no,
        kind=kind,
        kind_label="组织" if kind == "organization" else "个人",
        tier=tier,
        tier_name="质量奖" if tier == "award" else "质量奖提名奖",
        name=name,
        joint_names=(),
        **values,
    )


def organisation(no: int, name: str, tier: str = "award") -> PublishedEntry:
    """An invented organisation."""
    return entry(
        no,
        f"{name}（示例）",
        tier=tier,
        uscc=f"91140200MA0EX{no:05d}"[:18],
        district="示范区",
        recommender="示范区人民政府（示例）",
        industry="装备制造",
    )


def entries() -> tuple[PublishedEntry, ...]:
    """Rows of both tiers and kinds, one of them withheld, one by two people."""
    joint = replace(
        entry(
            4, "甲某", kind="individual", unit="云冈第二设计院（示例）", post="质量经理", district="示范区"
        ),
        joint_names=("甲某", "乙某"),
    )
    withheld = replace(
        entry(5, ""),
        kind="",
        kind_label="",
        tier="",
        tier_name="",
        withheld=Withheld("个人信息保护法第二十八条", at("2026-11-17", "16:20"), confirmed=False),
    )
    return (
        organisation(1, "大同古城机械制造有限公司"),
        organisation(2, "塞外清泉食品股份有限公司"),
        organisation(3, "平城第一人民医院"),
        joint,
        withheld,
        organisation(6, "桑干河农业合作社", "nominee"),
        organisation(7, "北岳精密铸造有限公司", "nominee"),
    )


def long_list(rows: int) -> tuple[PublishedEntry, ...]:
    """Many organisations in one tier."""
    return tuple(organisation(no, f"样本企业{no:04d}有限公司") for no in range(1, rows + 1))


def act(seq: int, kind: str, label: str, when: dt.datetime, reason: str, **more: str) -> PublishedAct:
    """Something that happened after sealing."""
    values = {"entry_key": "", "article": "", "address": "", "before": "", "after": ""} | more
    return PublishedAct(seq=seq, kind=kind, kind_label=label, at=when, reason=reason, **values)


def notice(
    code: str = "datong", stage_key: str = "proposed_winner_publicity", **changes: object
) -> PublishedNotice:
    """A sealed notice of a stage of a real measure, under an invented edition."""
    regulation = load_builtin(code).regulation
    stage = regulation.stage(stage_key)
    body = f"{regulation.body(stage.publisher).name}（示例）"
    path = f"/{code}/2026/{stage.slug}/"
    published = at("2026-11-16", "09:00")
    what = "公示" if stage.type == "publicity" else "公告"
    made = PublishedNotice(
        v=1,
        public_id=f"{code}.2026.{stage.slug}",
        address=f"https://gongshi.example.cn{path}",
        path=path,
        digest=SHA,
        scheme_code=code,
        scheme_name=regulation.award.name,
        city=regulation.city,
        edition_slug="2026",
        edition_name="第三届（2026年，示例）",
        stage_key=stage.key,
        stage_type=stage.type,
        stage_name=stage.name,
        act="original",
        act_label="发布",
        title=f"关于第三届{regulation.award.name}{stage.name.removesuffix('公示')}的{what}（示例）",
        publisher=body,
        issuers=(body,),
        third_party="晋北质量评价中心（示例）",
        media="",
        scope="在全市范围内",
        measure_title=regulation.instrument.title,
        measure_doc_no=regulation.instrument.doc_no or "",
        measure_version=1,
        measure_sha256=SHA[::-1],
        disclosure=Disclosure(
            index_no="000000000/2026-00012",
            issuing_body=body,
            doc_no="示例公示〔2026〕3号",
            signed_date=dt.date(2026, 11, 16),
            published_at=published,
            validity="有效",
            disclosure_mode="主动公开",
            subject_class="",
        ),
        basis=tuple(Basis(ref, anchor_of(ref), cite(ref), regulation.article(ref)) for ref in stage.articles),
        texts=_texts(regulation, stage.articles[0]),
        channels=CHANNELS,
        objection_handler=f"{regulation.body('office').name}（示例）" if code == "datong" else "",
        window=None,
        entries=entries() if stage.lists else (),
        secret_count=1 if stage.lists else 0,
        tier_counts=_counts() if stage.lists else (),
        files=(
            PublishedFile(90, "mingdan.pdf", "附件1：获奖建议名单", 182_340, "application/pdf", SHA),
            PublishedFile(
                91, "", "", 0, "", "", Withheld("政府信息公开条例第十五条", at("2026-11-18"), True)
            ),
        ),
        verdicts=(
            SealedVerdict(
                "secrecy_review",
                "warn",
                "受理名单公示期限办法未规定，本次公示5个工作日。",
                ("17", "政府信息公开条例第十七条"),
            ),
            SealedVerdict(
                "consultation",
                "block",
                "未登记征求意见的答复。",
                ("20",),
                "两个部门的书面答复已收到原件，登记系统迁移期间补录。",
                "领导小组办公室（示例）",
            ),
        ),
        prev_digest="",
        prev_path="",
    )
    return replace(made, **changes)


def _texts(regulation: Regulation, ref: str) -> tuple[TextBlock, ...]:
    title = regulation.instrument.title
    lead = (
        f"根据《{title}》{cite(ref)}的规定，经资格审查、材料评审、现场评审和综合评价，形成了本名单，现予公示。",
        "公示期内，任何单位和个人对名单有异议的，请以书面或口头形式向受理机构提出，并尽可能提供证明材料。",
    )
    objection = (
        "提出异议请说明公告名称、名单序号、意见和理由。鼓励留下联系方式，以便核实和答复；受理机构为提出人保密。",
    )
    return (
        TextBlock(10, "lead", lead),
        TextBlock(11, "procedure", ("评审于2026年9月开始，共受理申报42份，评审组现场评审18家。",)),
        TextBlock(12, "objection", objection),
        TextBlock(13, "closing", ("特此公示。",)),
    )


def _counts() -> tuple[TierCount, ...]:
    return (
        TierCount("award", "质量奖", "total", "组织和个人合计", 5, 10, ("3",)),
        TierCount("nominee", "质量奖提名奖", "total", "组织和个人合计", 2, 20, ("3",)),
    )


def notice_page(
    sealed: PublishedNotice, window: WindowBox | None, now: dt.datetime, **more: object
) -> NoticePage:
    """A notice's page; the window it shows is also the one its body announces."""
    if window is not None:
        sealed = replace(sealed, window=window.announced)
    return NoticePage(sealed, now, window, **more)


def struck_page() -> NoticePage:
    """An open list with a struck row, a row with a window of its own, a correction and a moved window."""
    now = at("2026-11-18")
    acts = (
        act(
            1,
            "struck",
            "移出名单",
            at("2026-11-17"),
            "经核实，申报材料与事实不符。",
            entry_key=entries()[1].key,
            article="第三十一条",
        ),
        act(
            2,
            "changed",
            "变更后重新公示",
            at("2026-11-17", "15:00"),
            "单位名称变更。",
            entry_key=entries()[2].key,
            address="/datong/2026/proposed-winners-2/",
        ),
        act(
            3,
            "window_moved",
            "截止日期变更",
            at("2026-11-18", "08:30"),
            "放假安排调整。",
            before="2026年11月22日",
            after="2026年11月23日",
        ),
    )
    return notice_page(
        notice(acts=acts),
        box("2026-11-16", now),
        now,
        entry_windows={entries()[2].key: box("2026-11-17", now)},
        later_notices=(
            NoticeLink(
                "关于第三届大同市质量奖获奖建议名单的更正公告（示例）",
                "/datong/2026/proposed-winners-2/",
                at("2026-11-17", "15:00"),
            ),
        ),
        complaint_recipient="大同市标准化和质量强市领导小组办公室（示例）",
    )
