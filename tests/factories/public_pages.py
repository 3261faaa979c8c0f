"""Sample pages of cities, editions and measures, made without a database: real measures, invented names.

The same values feed the template tests and the preview that people look at.
"""

import datetime as dt
from collections.abc import Sequence

from cms.pages import (
    ArticleLink,
    CityCard,
    EditionRow,
    EditionTimeline,
    FrontPage,
    MeasureCard,
    MeasurePage,
    MeasureVersion,
    NoticeRow,
    OpenWindowRow,
    SchemeChannel,
    SchemeHome,
    SitemapCity,
    SitemapPage,
    StageNotice,
    StageState,
    StepRecord,
    TimelineStage,
    WindowBox,
    measure_page,
    plain_words,
)
from cms.regulation.document import load_builtin
from cms.regulation.schema import anchor_of, cite
from tests.factories.public_notices import CHANNELS, CITIES, HOURS, at, box


def window_row(code: str, title: str, window: WindowBox, *marks: str) -> OpenWindowRow:
    """A row of the front page."""
    award = load_builtin(code).regulation.award.name
    return OpenWindowRow(
        title=f"关于{award}{title}的公示（示例）",
        path=f"/{code}/2026/proposed-winners/",
        scheme_code=code,
        city=CITIES[code],
        award_name=award,
        edition_name="2026年（示例）",
        stage_name=title,
        publisher=f"{CITIES[code]}质量强市领导小组办公室（示例）",
        published_at=at(window.days[0].day.isoformat(), "09:00"),
        entry_count=12,
        window=window,
        handler="领导小组办公室（示例）",
        phone="0350-0000000",
        phone_hours=HOURS,
        marks=marks,
    )


def notice_row(code: str, title: str, phase: str = "") -> NoticeRow:
    """A row of the newest notices."""
    return NoticeRow(
        title=title,
        path=f"/{code}/2026/commendation/",
        scheme_code=code,
        city=CITIES[code],
        edition_name="2026年（示例）",
        stage_name="表彰决定",
        act_label="发布",
        publisher=f"{CITIES[code]}人民政府（示例）",
        published_at=at("2026-11-12", "09:00"),
        phase=phase,
    )


def measure_card(code: str) -> MeasureCard:
    """A measure in brief, as on 2026-11-20."""
    regulation = load_builtin(code).regulation
    instrument = regulation.instrument
    return MeasureCard(
        title=instrument.title,
        doc_no=instrument.doc_no or "",
        issuer=instrument.issuer,
        version=1,
        url=f"/{code}/measure/v1/",
        status=instrument.status_on(dt.date(2026, 11, 20)),
        status_label="现行有效",
        effective_on=instrument.effective_on,
        expires_on=instrument.last_day,
    )


def front_page(now: dt.datetime | None = None) -> FrontPage:
    """The front page with a window in every state."""
    now = now or at("2026-11-18")
    return FrontPage(
        now=now,
        open_now=(
            window_row("taiyuan", "受理名单", box("2026-11-11", now)),
            window_row("datong", "获奖建议名单", box("2026-11-16", now), "已更正"),
            window_row("hohhot", "拟奖励名单", box("2026-11-10", now, 10, exact=True), "已延长"),
            window_row("yuncheng", "获奖建议名单", box("2026-12-29", at("2026-12-30"))),
        ),
        upcoming=(window_row("xinzhou", "受理名单", box("2026-11-23", now)),),
        waiting=(window_row("xinzhou", "获奖建议名单", box("2026-11-02", now)),),
        newest=(
            notice_row("taiyuan", "关于表彰太原市政府质量奖获奖组织和个人的通报（示例）"),
            notice_row("datong", "关于第三届大同市质量奖获奖建议名单的公示（示例）", "open"),
        ),
        cities=tuple(
            CityCard(
                code=code,
                city=city,
                award_name=load_builtin(code).regulation.award.name,
                url=f"/{code}/",
                measure_title=load_builtin(code).regulation.instrument.title,
                measure_doc_no=load_builtin(code).regulation.instrument.doc_no or "",
                measure_url=f"/{code}/measure/",
                measure_status="in_force",
                measure_status_label="现行有效",
                open_count=1,
                waiting_count=int(code == "xinzhou"),
                edition_name="2026年（示例）",
            )
            for code, city in CITIES.items()
        ),
    )


def timeline(code: str = "datong", now: dt.datetime | None = None) -> EditionTimeline:
    """An edition whose proposed winners are open."""
    now = now or at("2026-11-18")
    regulation = load_builtin(code).regulation
    order = [stage.key for stage in regulation.stages]
    running = next(key for key in order if key.startswith("proposed"))
    stages = []
    for stage in regulation.stages:
        state = _state(order.index(stage.key) - order.index(running), stage.published_here)
        window = box("2026-11-16", now).state if state is StageState.RUNNING else None
        shown = state in (StageState.RUNNING, StageState.DONE)
        stages.append(
            TimelineStage(
                key=stage.key,
                name=stage.name,
                type=stage.type,
                plain=plain_words(stage, regulation),
                state=state,
                published_here=stage.published_here,
                publisher=regulation.body(stage.publisher).name,
                publisher_stated=stage.publisher_stated,
                scope=stage.scope,
                channel=stage.channel.text if stage.channel else "",
                lists=stage.lists,
                working_days=stage.period.working_days if stage.period else None,
                exact=bool(stage.period and stage.period.exact),
                gate=stage.gate.text if stage.gate else "",
                articles=_links(code, stage.articles),
                notices=(
                    StageNotice(
                        f"关于{stage.name}的公告（示例）",
                        f"/{code}/2026/{stage.slug}/",
                        "领导小组办公室（示例）",
                        "发布",
                        at("2026-11-16", "09:00"),
                        window,
                    ),
                )
                if shown
                else (),
                steps=tuple(
                    StepRecord(
                        each.text,
                        _links(code, each.articles),
                        dt.date(2026, 11, 10) if shown and not each.optional else None,
                        body="示例局" if shown and not each.optional else "",
                        optional=each.optional,
                    )
                    for each in stage.requires
                ),
            )
        )
    return EditionTimeline(
        name="第三届（2026年，示例）",
        path=f"/{code}/2026/",
        scheme_code=code,
        city=regulation.city,
        award_name=regulation.award.name,
        standing="running",
        standing_label="进行中",
        standing_reason="",
        standing_path="",
        measure=measure_card(code),
        newer_measure=None,
        stages=tuple(stages),
    )


def _state(distance: int, published_here: bool) -> StageState:
    if not published_here:
        return StageState.NOT_HERE
    if distance == 0:
        return StageState.RUNNING
    return StageState.DONE if distance < 0 else StageState.AHEAD


def _links(code: str, refs: Sequence[str]) -> tuple[ArticleLink, ...]:
    return tuple(ArticleLink(cite(ref), f"/{code}/measure/v1/#{anchor_of(ref)}") for ref in refs)


def scheme_home(code: str = "datong") -> SchemeHome:
    """A city's page."""
    now = at("2026-11-18")
    regulation = load_builtin(code).regulation
    return SchemeHome(
        code=code,
        city=regulation.city,
        award_name=regulation.award.name,
        url=f"/{code}/",
        lead_body=regulation.bodies[1].name,
        office_body=regulation.bodies[2].name,
        measure=measure_card(code),
        open_now=(window_row(code, "获奖建议名单", box("2026-11-16", now)),),
        upcoming=(),
        waiting=(),
        current=timeline(code, now),
        editions=(
            EditionRow("第三届（2026年，示例）", f"/{code}/2026/", "进行中", 4, at("2026-11-16")),
            EditionRow("第二届（2021年，示例）", f"/{code}/2021/", "已完成", 6, at("2021-12-20")),
        ),
        newest=(notice_row(code, "关于第三届质量奖获奖建议名单的公示（示例）", "open"),),
        channel=SchemeChannel(
            channels=CHANNELS,
            process=("收到异议后，由领导小组办公室登记、核实，必要时听取当事人陈述，作出处理并答复提出人。",),
            objection_handler=regulation.bodies[2].name if regulation.objections else "",
            objection_articles=_links(code, regulation.objections.articles) if regulation.objections else (),
            complaint_recipient=regulation.bodies[2].name if regulation.complaints else "",
            complaint_articles=_links(code, regulation.complaints.articles) if regulation.complaints else (),
        ),
    )


def measure(code: str = "datong") -> MeasurePage:
    """The page of a real measure."""
    parsed = load_builtin(code)
    return measure_page(
        parsed.regulation,
        card=measure_card(code),
        versions=(MeasureVersion(1, f"/{code}/measure/v1/", at("2026-11-01"), parsed.sha256),),
        sha256=parsed.sha256,
        is_current=True,
    )


def sitemap() -> SitemapPage:
    """The site map."""
    return SitemapPage(
        tuple(
            SitemapCity(
                card.code,
                card.city,
                card.award_name,
                card.url,
                card.measure_title,
                card.measure_url,
                (EditionRow("2026年（示例）", f"{card.url}2026/", "进行中", 4, at("2026-11-16")),),
            )
            for card in front_page().cities
        )
    )
