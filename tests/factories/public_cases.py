"""Every public page in the states worth looking at: a template, its context and the address it would have."""

from dataclasses import dataclass, field, replace
from typing import Any

from cms.pages import Crumb, NoticeLink
from cms.pages.apply_check import ApplyAnswer
from cms.published import TextBlock
from cms.views.apply_check import OrganizationForm, PersonForm
from cms.views.register_forms import PageForm
from tests.factories import public_notices as sample
from tests.factories import public_pages as pages
from tests.factories import public_register as register
from tests.factories.public_holders import holder_cases
from tests.factories.public_search import search_cases


@dataclass(frozen=True)
class Case:
    """One page. `context` is what the view hands over, `cities`, `crumbs` and theme included."""

    name: str
    template: str
    path: str
    context: dict[str, Any] = field(default_factory=dict)


def _context(shown: object, theme: str = "default", city: str = "", *crumbs: Crumb) -> dict[str, Any]:
    return {
        "shown": shown,
        "theme_key": theme,
        "city_code": theme if city else "",
        "cities": sample.MASTHEAD,
        "crumbs": (Crumb("首页", "/"), *crumbs) if crumbs else (),
    }


def _notice(name: str, page: object, kind: str = "publicity", code: str = "datong") -> Case:
    notice = page.notice
    crumbs = (
        Crumb(notice.scheme_name, f"/{code}/"),
        Crumb("2026年（示例）", f"/{code}/2026/"),
        Crumb(notice.stage_name),
    )
    context = _context(page, code, sample.CITIES[code], *crumbs)
    return Case(name, f"cms/notices/{kind}.html", notice.path, context)


def notice_cases() -> list[Case]:
    """Notices of every type and every state of a window."""
    open_at, holiday = sample.at("2026-11-18"), sample.at("2026-10-02")
    sealed = sample.notice()
    correction = sample.notice(
        act="correction",
        act_label="更正",
        title="关于第三届大同市质量奖获奖建议名单的更正公告（示例）",
        texts=(TextBlock(9, "reason", ("原名单第2条经核实与事实不符，移出名单。",)),),
        entries=(),
        secret_count=0,
        tier_counts=(),
        prev_digest=sample.SHA[::-1],
    )
    original = NoticeLink(sealed.title, sealed.path, sample.at("2026-11-16"))
    return [
        _notice("notice-open", sample.notice_page(sealed, sample.box("2026-11-16", open_at), open_at)),
        _notice("notice-struck", sample.struck_page()),
        _notice("notice-holiday", sample.notice_page(sealed, sample.box("2026-09-28", holiday), holiday)),
        _notice(
            "notice-last-day",
            sample.notice_page(sealed, sample.box("2026-11-11", open_at), open_at),
        ),
        _notice(
            "notice-upcoming",
            sample.notice_page(sealed, sample.box("2026-11-23", open_at), open_at),
        ),
        _notice(
            "notice-closed",
            sample.notice_page(
                sealed, sample.box("2026-11-02", open_at), open_at, complaint_recipient="监督组"
            ),
        ),
        _notice(
            "notice-concluded",
            sample.notice_page(
                sealed,
                sample.box("2026-11-02", open_at, concluded_at=sample.at("2026-11-12")),
                open_at,
                archive="concluded",
                concluded_on=sample.at("2026-11-12").date(),
            ),
        ),
        _notice(
            "notice-ended",
            sample.notice_page(
                sealed,
                sample.box("2026-11-16", open_at, ended_at=sample.at("2026-11-17")),
                open_at,
                archive="ended",
            ),
        ),
        _notice(
            "notice-provisional",
            sample.notice_page(
                sample.notice("yuncheng"),
                sample.box("2026-12-29", sample.at("2026-12-30")),
                sample.at("2026-12-30"),
            ),
            code="yuncheng",
        ),
        _notice(
            "notice-exact",
            sample.notice_page(
                sample.notice("hohhot"), sample.box("2026-11-10", open_at, 10, exact=True), open_at
            ),
            code="hohhot",
        ),
        _notice(
            "notice-unstated",
            sample.notice_page(
                sample.notice("xinzhou", "acceptance_list"),
                sample.box("2026-11-16", open_at, stated=False),
                open_at,
            ),
            code="xinzhou",
        ),
        _notice(
            "notice-long",
            sample.notice_page(
                sample.notice(entries=sample.long_list(300)), sample.box("2026-11-16", open_at), open_at
            ),
        ),
        _notice(
            "call", sample.notice_page(sample.notice("datong", "application_notice"), None, open_at), "call"
        ),
        _notice(
            "decision",
            sample.notice_page(sample.notice("datong", "commendation_decision"), None, open_at),
            "decision",
        ),
        _notice(
            "revocation",
            sample.notice_page(sample.notice("datong", "revocation_announcement"), None, open_at),
            "revocation",
        ),
        _notice(
            "correction",
            sample.notice_page(correction, None, open_at, correction_of=original),
            "amendment",
        ),
        _notice("revocation-awards", register.revocation_page(), "revocation"),
        _notice(
            "revocation-later",
            register.revocation_page(given_back={"datong-2021-000000000001": register.mark("reinstated")}),
            "revocation",
        ),
        _notice("reinstatement", register.reinstatement_page(), "amendment"),
        _notice(
            "decision-revoked",
            replace(
                sample.notice_page(sample.notice("datong", "commendation_decision"), None, open_at),
                award_marks={entry.key: register.mark("revoked") for entry in sample.entries()[:1]}
                | {entry.key: register.mark("reinstated") for entry in sample.entries()[1:2]},
            ),
            "decision",
        ),
        _notice("preview", sample.notice_page(sealed, None, open_at, preview=True)),
    ]


def register_cases() -> list[Case]:
    """Awards, lists of awards, and the question whether somebody may apply."""
    datong = ("datong", "大同市")

    def asked(answer: ApplyAnswer | None = None, data: dict[str, str] | None = None) -> dict[str, Any]:
        forms = {"organization": OrganizationForm(data), "individual": PersonForm(data)}
        for kind, form in forms.items():
            form.auto_id = f"{kind}-%s"
        return _context(register.apply_page(answer), *datong) | {"forms": forms}

    check = ("cms/apply_check.html", "/datong/apply-check/")
    return [
        *(
            Case(name, "cms/award.html", page.row.path, _context(page, *datong))
            for name, page in register.award_pages().items()
        ),
        *(
            Case(name, "cms/register.html", page.path, _context(page, *datong) | {"form": PageForm({})})
            for name, page in register.register_pages().items()
        ),
        Case(
            "register-refused",
            "cms/register.html",
            "/datong/register/",
            _context(register.register_page(), *datong)
            | {"form": PageForm({"q": "长" * 101}), "refused": True},
        ),
        Case("apply", *check, asked()),
        Case("apply-wrong", *check, asked(data={"kind": ""})),
        *(Case(f"apply-{name}", *check, asked(answer)) for name, answer in register.answers().items()),
    ]


def cases() -> list[Case]:
    """Every case."""
    datong = ("datong", "大同市")
    return [
        Case("home", "home/home_page.html", "/", _context(pages.front_page())),
        *(
            Case(
                f"scheme-{code}",
                "cms/scheme_page.html",
                f"/{code}/",
                _context(pages.scheme_home(code), code, city),
            )
            for code, city in sample.CITIES.items()
        ),
        Case("edition", "cms/edition_page.html", "/datong/2026/", _context(pages.timeline(), *datong)),
        *(
            Case(
                f"measure-{code}",
                "cms/measure.html",
                f"/{code}/measure/",
                _context(pages.measure(code), code, city),
            )
            for code, city in sample.CITIES.items()
        ),
        *notice_cases(),
        *register_cases(),
        *(
            Case(each.name, each.template, each.path, _context(each.shown))
            for each in (*search_cases(), *holder_cases())
        ),
        Case("verify", "portal/verify.html", "/verify/", _context(None)),
        Case("sitemap", "portal/sitemap.html", "/sitemap/", _context(pages.sitemap())),
        *(
            Case(name, f"{name}.html", "/missing/", _context(None))
            for name in ("400", "403", "403_csrf", "404", "500")
        ),
    ]
