"""Sample awards, registers and announcements about awards, made without a database: real measures, invented names.

The same values feed the template tests and the preview that people look at.
"""

import datetime as dt
from dataclasses import replace

from cms.citing import Citations, CitedAward, award_citations
from cms.pages.apply_check import (
    AnswerPoint,
    ApplyAnswer,
    ApplyCheckPage,
    ApplyRule,
    QuotedArticle,
)
from cms.pages.award import (
    STATUS_WORDS,
    AwardMark,
    AwardPage,
    AwardRow,
    BeforePortal,
    HistoryStep,
    RevocationBox,
    RuleLine,
)
from cms.pages.listing import ArticleLink
from cms.pages.notice import NoticePage
from cms.pages.register import (
    Coverage,
    CoveredEdition,
    RegisterPage,
    RegisterQuery,
    StatusCount,
)
from cms.published import PublishedAward, TextBlock, Withheld
from cms.register import Status
from cms.regulation.document import load_builtin
from cms.regulation.schema import anchor_of, cite
from tests.factories.public_notices import SHA, at, notice, notice_page

NOW = at("2026-11-18")
REVOCATION = "/datong/2021/revocation/"
REINSTATEMENT = "/datong/2021/revocation-reinstatement/"
WITHHELD = Withheld("个人信息保护法第二十八条", at("2026-11-17", "16:20"), confirmed=False)


def links(*refs: str) -> tuple[ArticleLink, ...]:
    """Links into the measure of Datong."""
    return tuple(ArticleLink(cite(ref), f"/datong/measure/v1/#{anchor_of(ref)}") for ref in refs)


def mark(kind: str) -> AwardMark:
    """What became of an award."""
    labels = {"revoked": "已撤销", "reinstated": "曾被撤销，已恢复", "struck": "已移出决定"}
    paths = {"revoked": REVOCATION, "reinstated": REINSTATEMENT, "struck": "/datong/2021/correction/"}
    return AwardMark(kind, labels[kind], dt.date(2025, 5, 20), paths[kind], award_row().path)


def award_row(no: int = 1, status: Status = Status.VALID, **more: object) -> AwardRow:
    """An invented organisation's award."""
    row = AwardRow(
        path=f"/register/awards/datong-2021-{no:012x}/",
        scheme_code="datong",
        award_name="大同市质量奖",
        holder=f"大同古城机械制造{no}厂（示例）",
        joint=False,
        uscc=f"91140200MA0EX{no:05d}"[:18],
        post="",
        unit="",
        district="示范区",
        industry="装备制造",
        certificate_no=f"同质〔2021〕{no:03d}号（示例）",
        tier_name="质量奖",
        kind="organization",
        kind_label="组织",
        edition_number=2,
        edition_name="第二届（2021年，示例）",
        edition_path="/datong/2021/",
        awarded_on=dt.date(2021, 12, 20),
        title_year=2021,
        doc_no="同政发〔2021〕0号（示例）",
        valid_through=None,
        status=status.value,
        status_label=str(STATUS_WORDS[status]),
        before_portal=False,
    )
    return replace(row, **more)  # type: ignore[arg-type]


def blank_row() -> AwardRow:
    """An award whose holder is hidden by law."""
    return award_row(9, holder="", uscc="", district="", industry="", certificate_no="", withheld=WITHHELD)


def cited(row: AwardRow) -> Citations:
    """How an award is cited."""
    award = CitedAward(
        public_id="datong-2021-000000000001",
        address=f"https://gongshi.example.cn{row.path}",
        responsible="" if row.before_portal else "大同市人民政府（示例）",
        title=row.title,
        holder=row.holder,
        doc_no=row.doc_no,
        awarded_on=row.awarded_on,
        status=Status(row.status),
        status_label=row.status_label,
        changed_on=row.mark.on if row.mark else row.awarded_on,
        read_on=NOW.date(),
        happened_on=row.mark.on if row.mark else None,
    )
    return award_citations(award)


def award_page(row: AwardRow | None = None, **more: object) -> AwardPage:
    """An award's page; without a row one that stands."""
    regulation = load_builtin("datong").regulation
    shown = row or award_row()
    page = AwardPage(
        row=shown,
        public_id="datong-2021-000000000001",
        city="大同市",
        address=f"https://gongshi.example.cn{shown.path}",
        now=NOW,
        measure_title=regulation.instrument.title,
        measure_url="/datong/measure/v1/",
        decision_title="关于表彰第二届大同市质量奖获奖组织和个人的决定（示例）",
        decision_path="/datong/2021/commendation/",
        bonus="有奖金，金额未规定",
        bonus_articles=links("23"),
        bonus_rules=(RuleLine("大同市质量奖奖金主要用于获奖组织的质量持续改进", links("24")),),
        validity_articles=(),
        must_state="获奖年度",
        title_rules=(RuleLine("不得用于产品宣传", links("25")),),
        duties=tuple(RuleLine(duty.text, links(*duty.articles)) for duty in regulation.duties),
        history=(
            HistoryStep(
                "awarded",
                "获奖",
                shown.awarded_on,
                doc_no=shown.doc_no,
                title="关于表彰第二届大同市质量奖获奖组织和个人的决定（示例）",
                path="/datong/2021/commendation/",
                digest=SHA,
            ),
        ),
        citations=cited(shown),
        linked_data='{"@context": "https://schema.org", "name": "\\u003c示例\\u003e"}',
        holder_path="" if shown.withheld else f"/register/organisations/{shown.uscc}/",
        cite_path=f"{shown.path}cite.bib",
    )
    return replace(page, **more)  # type: ignore[arg-type]


def revocation_box(**more: object) -> RevocationBox:
    """A revocation in force under the measure of Datong."""
    case = load_builtin("datong").regulation.revocation.cases[0]
    assert case.ban is not None
    box = RevocationBox(
        on=dt.date(2025, 5, 20),
        doc_no="同政函〔2025〕0号（示例）",
        ground=case.grounds[0].text,
        articles=links(*case.grounds[0].articles),
        recover=tuple(case.recover),
        recover_articles=links("31"),
        ban_wording=case.ban.wording,
        ban_counted=case.ban.counted_wording or "",
        ban_articles=links("31"),
        barred_through_edition=5,
        barred_until=None,
        ban_years=15,
        ban_start_stated=True,
        title="关于撤销大同市质量奖的决定（示例）",
        path=REVOCATION,
    )
    return replace(box, **more)  # type: ignore[arg-type]


def award_pages() -> dict[str, AwardPage]:
    """An award's page in every state, by name."""
    expired = award_row(status=Status.EXPIRED, valid_through=dt.date(2024, 12, 19))
    older = award_row(before_portal=True, edition_path="")
    return {
        "award": award_page(),
        "award-revoked": award_page(
            award_row(status=Status.REVOKED, mark=mark("revoked")), revocation=revocation_box()
        ),
        "award-revoked-years": award_page(
            award_row(status=Status.REVOKED, mark=mark("revoked")),
            revocation=revocation_box(
                barred_through_edition=None,
                barred_until=dt.date(2030, 5, 19),
                ban_years=None,
                ban_start_stated=False,
                recover=(),
            ),
        ),
        "award-revoked-older": award_page(
            award_row(status=Status.REVOKED, before_portal=True, edition_path=""),
            revocation=revocation_box(barred_through_edition=None, ban_wording="", path="", title=""),
            decision_path="",
            before_portal=BeforePortal("大同市档案馆全宗（示例）", dt.date(2026, 3, 1), dt.date(2026, 3, 2)),
        ),
        "award-back": award_page(award_row(mark=mark("reinstated")), reinstated=mark("reinstated")),
        "award-expired": award_page(expired, validity_articles=links("23")),
        "award-struck": award_page(award_row(status=Status.STRUCK, mark=mark("struck"))),
        "award-older": award_page(
            older,
            decision_path="",
            bonus="补录的出处未载",
            bonus_articles=(),
            bonus_rules=(),
            before_portal=BeforePortal("大同市档案馆全宗（示例）", dt.date(2026, 3, 1), dt.date(2026, 3, 2)),
        ),
        "award-withheld": award_page(blank_row()),
    }


def register_page(*rows: AwardRow, **more: object) -> RegisterPage:
    """A page of a scheme's register."""
    page = RegisterPage(
        path="/datong/register/",
        query=RegisterQuery(),
        now=NOW,
        rows=rows,
        total=len(rows),
        pages=1,
        counts=(StatusCount("valid", str(STATUS_WORDS[Status.VALID]), len(rows)),) if rows else (),
        scheme_code="datong",
        award_name="大同市质量奖",
        coverage=Coverage(
            (CoveredEdition(2, "第二届（2021年，示例）", False), CoveredEdition(1, "第一届（示例）", True)),
            complete=False,
            secret=1,
        ),
    )
    return replace(page, **more)  # type: ignore[arg-type]


def register_pages() -> dict[str, RegisterPage]:
    """Lists of awards worth looking at, by name."""
    older = award_row(6, edition_number=1, edition_name="第一届（示例）", edition_path="", before_portal=True)
    rows = (
        award_row(1),
        award_row(2, Status.REVOKED, mark=mark("revoked")),
        award_row(3, mark=mark("reinstated")),
        award_row(4, Status.EXPIRED, valid_through=dt.date(2024, 12, 19)),
        blank_row(),
        older,
    )
    return {
        "register-scheme": register_page(*rows),
        "register-empty": register_page(coverage=Coverage((), complete=True, secret=0)),
        "register-nothing-found": register_page(query=RegisterQuery(q="无此企业")),
    }


def apply_page(answer: ApplyAnswer | None = None, **more: object) -> ApplyCheckPage:
    """May we apply, under the measure of Datong."""
    regulation = load_builtin("datong").regulation
    page = ApplyCheckPage(
        scheme_code="datong",
        award_name="大同市质量奖",
        city="大同市",
        measure_title=regulation.instrument.title,
        measure_url="/datong/measure/v1/",
        kinds=("organization", "individual"),
        latest=2,
        latest_name="第二届（2021年，示例）",
        edition_number=3,
        undecided=True,
        history_complete=False,
        rules=(ApplyRule(regulation.reapplication.wording, links("12")),),
        answer=answer,
    )
    return replace(page, **more)  # type: ignore[arg-type]


def answers() -> dict[str, ApplyAnswer]:
    """Each of the three answers, by name."""
    regulation = load_builtin("datong").regulation
    article = QuotedArticle(cite("12"), "/datong/measure/v1/#a12", regulation.article("12"))
    limited = AnswerPoint(
        "已在第2届获奖，第4届（含）之前不得申报。", (article,), award_row().path, award_row().title
    )
    unknown = AnswerPoint("本奖项以往获奖记录尚未声明完整。", ())
    asked = "大同古城机械制造1厂（示例）"
    return {
        "limited": ApplyAnswer("limited", "有限制申报情形", asked, (limited,)),
        "none": ApplyAnswer("none_found", "未发现限制申报情形", asked, (), code_doubtful=True),
        "unknown": ApplyAnswer("cannot_tell", "无法判断", asked, (unknown,)),
    }


def named_award(no: int = 1, **more: object) -> PublishedAward:
    """An award as a revocation names it."""
    box, row = revocation_box(), award_row(no)
    award = PublishedAward(
        leaf=200 + no,
        key=f"00000000-0000-4000-8000-{no:012d}",
        no=no,
        record=f"datong-2021-{no:012x}",
        reinstated=False,
        edition_name=row.edition_name,
        tier_name=row.tier_name,
        kind=row.kind,
        kind_label=row.kind_label,
        name=row.holder,
        uscc=row.uscc,
        joint_names=(),
        unit="",
        post="",
        certificate_no=row.certificate_no,
        decision_title="关于表彰第二届大同市质量奖获奖组织和个人的决定（示例）",
        decision_path="/datong/2021/commendation/",
        decision_doc_no=row.doc_no,
        decision_date=row.awarded_on,
        finding="经查，申报材料与事实不符（示例）。",
        ground_text=box.ground,
        articles=("31(1)",),
        decided_on=box.on,
        recover=box.recover,
        recover_articles=("31",),
        ban_wording=box.ban_wording,
        ban_counted=box.ban_counted,
        ban_articles=("31",),
        barred_through_edition=5,
    )
    return replace(award, **more)  # type: ignore[arg-type]


def _texts() -> tuple[TextBlock, ...]:
    remedies = ("可以自知道本决定之日起六十日内申请行政复议，也可以在六个月内提起行政诉讼。",)
    return (TextBlock(9, "lead", ("现撤销下列奖项。",)), TextBlock(10, "remedies", remedies))


def revocation_page(**more: object) -> NoticePage:
    """An announcement that withdraws three awards: one plain, one by years without a stated beginning, one hidden by law."""
    awards = (
        named_award(1),
        named_award(
            2,
            recover=(),
            barred_through_edition=None,
            barred_until=dt.date(2030, 5, 19),
            ban_start_stated=False,
            ban_counted="",
        ),
        named_award(3, name="", uscc="", record="", finding="", ground_text="", withheld=WITHHELD),
    )
    sealed = notice(
        "datong", "revocation_announcement", awards=awards, texts=_texts(), entries=(), tier_counts=()
    )
    return replace(notice_page(sealed, None, NOW), **more)  # type: ignore[arg-type]


def reinstatement_page() -> NoticePage:
    """An announcement that gives an award back."""
    sealed = notice(
        "datong",
        "revocation_announcement",
        act="reinstatement",
        act_label="恢复奖项",
        awards=(named_award(1, reinstated=True, finding=""),),
        texts=(TextBlock(9, "reason", ("原决定已被行政复议决定撤销（示例）。",)),),
        entries=(),
        tier_counts=(),
    )
    return notice_page(sealed, None, NOW)
