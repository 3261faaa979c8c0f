"""What the front page, a city's page and the lists show, from seals, windows and measures."""

import datetime as dt
from collections import Counter

from django.db.models import Count, Max

from cms.models import EditionPage, Measure, SchemePage, Seal
from cms.pages import (
    CityCard,
    CityLink,
    EditionRow,
    FrontPage,
    MeasureCard,
    NoticeRow,
    OpenWindowRow,
    SchemeChannel,
    SchemeHome,
    SitemapCity,
    SitemapPage,
)
from cms.published import PublicChannel
from cms.reading import act_label
from cms.regulation.schema import Regulation, Route
from cms.selectors.award_rows import newest_awards
from cms.selectors.history import edition_state
from cms.selectors.timeline import STANDINGS, article_links, edition_timeline, measure_card
from cms.selectors.windows import (
    WindowReader,
    marks_of,
    running_windows,
    split_by_phase,
    titles_of,
    window_rows,
)
from cms.windows import beijing_day

NEWEST = 12
NEWEST_AWARDS = 6


def schemes() -> list[SchemePage]:
    """Every scheme in the order of the page tree."""
    return list(SchemePage.objects.order_by("path"))


def newest_measures() -> dict[str, Measure]:
    """The newest version of each scheme's measure, by code; one query."""
    found: dict[str, Measure] = {}
    for measure in Measure.objects.order_by("scheme_code", "version"):
        found[measure.scheme_code] = measure
    return found


def city_links() -> tuple[CityLink, ...]:
    """The cities of the masthead, in the order of the page tree."""
    measures = newest_measures()
    return tuple(
        CityLink(scheme.slug, measures[scheme.slug].regulation.city, f"/{scheme.slug}/")
        for scheme in schemes()
        if scheme.slug in measures
    )


def front_page(now: dt.datetime) -> FrontPage:
    """The front page at an instant; the number of queries does not grow with notices or cities."""
    open_now, upcoming, waiting = split_by_phase(window_rows(running_windows(), now))
    day, measures = beijing_day(now), newest_measures()
    opened = Counter(row.scheme_code for row in open_now)
    held = Counter(row.scheme_code for row in waiting)
    current = _newest_editions()
    cards = [
        _city_card(
            scheme,
            measure_card(measures[scheme.slug], day),
            measures[scheme.slug].regulation,
            open_count=opened[scheme.slug],
            waiting_count=held[scheme.slug],
            edition_name=current.get(scheme.path, ""),
        )
        for scheme in schemes()
        if scheme.slug in measures
    ]
    return FrontPage(
        now=now,
        open_now=open_now,
        upcoming=upcoming,
        waiting=waiting,
        newest=notice_rows(now, limit=NEWEST),
        cities=tuple(cards),
    )


def _newest_editions() -> dict[str, str]:
    """The name of each scheme's newest edition, by the scheme's tree path; one query."""
    editions = EditionPage.objects.order_by("number").values_list("path", "title")
    return {path[: -EditionPage.steplen]: title for path, title in editions}


def _city_card(
    scheme: SchemePage,
    card: MeasureCard,
    regulation: Regulation,
    *,
    open_count: int,
    waiting_count: int,
    edition_name: str,
) -> CityCard:
    return CityCard(
        code=scheme.slug,
        city=regulation.city,
        award_name=regulation.award.name,
        url=f"/{scheme.slug}/",
        measure_title=card.title,
        measure_doc_no=card.doc_no,
        measure_url=card.url,
        measure_status=card.status,
        measure_status_label=card.status_label,
        open_count=open_count,
        waiting_count=waiting_count,
        edition_name=edition_name,
    )


def notice_rows(now: dt.datetime, *, scheme_code: str = "", limit: int = NEWEST) -> tuple[NoticeRow, ...]:
    """The newest sealed notices of one scheme or of all."""
    seals = Seal.objects.defer("body").prefetch_related("windows").order_by("-published_at", "-pk")
    if scheme_code:
        seals = seals.filter(public_id__startswith=f"{scheme_code}.")
    listed = list(seals[:limit])
    marks, titles, reader = marks_of(listed), titles_of(listed), WindowReader(now)
    rows = []
    for seal in listed:
        window = next((w for w in seal.windows.all() if not w.entry_key), None)
        rows.append(
            NoticeRow(
                title=titles[seal.pk],
                path=seal.head["path"],
                scheme_code=seal.head["scheme_code"],
                city=seal.head["city"],
                edition_name=seal.head["edition_name"],
                stage_name=seal.head["stage_name"],
                act_label=act_label(seal.act),
                publisher=seal.head["publisher"],
                published_at=seal.published_at,
                doc_no=seal.head["doc_no"],
                phase=reader.state(window).phase.value if window else "",
                marks=marks.get(seal.pk, ()),
            )
        )
    return tuple(rows)


def scheme_home(scheme: SchemePage, now: dt.datetime) -> SchemeHome | None:
    """A city's page, or None while it has no measure."""
    measure = scheme.current_measure()
    if measure is None:
        return None
    regulation = measure.regulation
    open_now, upcoming, waiting = split_by_phase(window_rows(running_windows(scheme.slug), now))
    editions = list(EditionPage.objects.child_of(scheme).order_by("-number").select_related("measure"))
    current = _current_edition(editions, open_now)
    bodies = {body.key: body.name for body in regulation.bodies}
    return SchemeHome(
        code=scheme.slug,
        city=regulation.city,
        award_name=regulation.award.name,
        url=f"/{scheme.slug}/",
        lead_body=bodies.get("leading_group") or bodies.get("review_committee") or "",
        office_body=bodies.get("office") or bodies.get("market_regulator") or "",
        measure=measure_card(measure, beijing_day(now)),
        open_now=open_now,
        upcoming=upcoming,
        waiting=waiting,
        current=edition_timeline(current, now) if current else None,
        editions=edition_rows(scheme),
        newest=notice_rows(now, scheme_code=scheme.slug),
        channel=scheme_channel(scheme, measure),
        awards=newest_awards(scheme.slug, beijing_day(now), NEWEST_AWARDS),
    )


def _current_edition(editions: list[EditionPage], open_now: tuple[OpenWindowRow, ...]) -> EditionPage | None:
    """The edition a citizen can object in today; without one the newest. `editions` are newest first."""
    in_progress = {row.path.split("/")[2] for row in open_now}
    return next((e for e in editions if e.slug in in_progress), editions[0] if editions else None)


def edition_rows(scheme: SchemePage) -> tuple[EditionRow, ...]:
    """The editions of a scheme, newest first."""
    editions = (
        EditionPage.objects.child_of(scheme)
        .annotate(notices=Count("seals"), newest=Max("seals__published_at"))
        .order_by("-number")
    )
    return tuple(
        EditionRow(e.title, f"/{scheme.slug}/{e.slug}/", _standing_label(e), e.notices, e.newest)
        for e in editions
    )


def _standing_label(edition: EditionPage) -> str:
    state = edition_state(edition).value
    if state == "running" and edition.seals.filter(stage_type="decision").exists():
        state = "completed"
    return str(STANDINGS[state])


def scheme_channel(scheme: SchemePage, measure: Measure) -> SchemeChannel:
    """How to object and to complain under a scheme, with the measure's own words on who receives."""
    regulation = measure.regulation
    objections, complaints = regulation.objections, regulation.complaints

    def recipient(route: Route | None) -> str:
        return regulation.body(route.recipient).name if route and route.recipient else ""

    return SchemeChannel(
        channels=tuple(
            PublicChannel(c.kind, str(c.get_kind_display()), c.value, c.hours, c.note)
            for c in scheme.channels.filter(purpose="objection")
        ),
        process=tuple(line for line in scheme.process_text.splitlines() if line.strip()),
        objection_handler=recipient(objections),
        objection_articles=article_links(objections.articles, measure) if objections else (),
        complaint_recipient=recipient(complaints),
        complaint_articles=article_links(complaints.articles, measure) if complaints else (),
    )


def sitemap_page() -> SitemapPage:
    """The site map for people."""
    measures = newest_measures()
    return SitemapPage(
        tuple(
            SitemapCity(
                code=scheme.slug,
                city=measures[scheme.slug].regulation.city,
                award_name=measures[scheme.slug].regulation.award.name,
                url=f"/{scheme.slug}/",
                measure_title=measures[scheme.slug].regulation.instrument.title,
                measure_url=f"/{scheme.slug}/measure/",
                editions=edition_rows(scheme),
            )
            for scheme in schemes()
            if scheme.slug in measures
        )
    )
