"""The page of one holder: its awards by year with what became of each, its names, and what else bears its name."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.citing import Citations, Source, bibtex, gbt
from cms.holders import key_of_code
from cms.register import EventKind, Origin
from search.documents import AwardDocument
from search.facets import Status
from search.holding import Holding
from search.pages import ROOT, Link
from search.wording import EVENTS, STATUSES

FORMS = (("CSV", "/register.csv"), ("JSON", "/register.json"), ("XLSX", "/register.xlsx"))
TAKEN = (Status.REVOKED, Status.STRUCK)


@dataclass(frozen=True)
class HeldEvent:
    """Something that happened to an award; `path` is the notice that says so, empty for one from before the portal."""

    kind: str
    label: str
    on: dt.date
    doc_no: str
    path: str


@dataclass(frozen=True)
class HeldAward:
    """An award on the page of its holder. `listed_as` is set where it bears another name, `code` where another code
    than the page's."""

    path: str
    award_name: str
    what: str
    status: str
    status_label: str
    before_portal: bool
    awarded_on: dt.date | None
    awarded_text: str
    doc_no: str
    certificate_no: str
    decision_title: str
    decision_path: str
    source: str
    note: str
    listed_as: str
    code: str
    happened: tuple[HeldEvent, ...]


@dataclass(frozen=True)
class YearOfAwards:
    """The awards of a year, newest first; `year` is None for those whose source states none."""

    year: int | None
    awards: tuple[HeldAward, ...]


@dataclass(frozen=True)
class HolderPage:
    """Everything about one holder. `total` counts its awards in the register, `taken` those that were revoked or struck.

    `search` is the search for exactly these awards; `notices` look for each name in the text of notices.
    """

    path: str
    address: str
    name: str
    kind: str
    codes: tuple[str, ...]
    units: tuple[str, ...]
    names: tuple[str, ...]
    total: int
    shown: int
    taken: int
    years: tuple[YearOfAwards, ...]
    unverified: tuple[HeldAward, ...]
    notices: tuple[Link, ...]
    search: str
    downloads: tuple[Link, ...]
    feed: str
    citations: Citations


def holder_page(of: Holding, today: dt.date) -> HolderPage:
    """The page of what an index has of a holder, on a Beijing day."""
    address = settings.CANONICAL_ORIGIN + of.path
    rows = [_held(award, of, today) for award in of.awards]
    asked = of.query.address()
    return HolderPage(
        path=of.path,
        address=address,
        name=of.name,
        kind=of.kind,
        codes=of.codes,
        units=of.units if of.kind == "individual" else (),
        names=of.names,
        total=of.total,
        shown=len(rows),
        taken=sum(row.status in TAKEN for row in rows),
        years=tuple(_years(of.awards, rows)),
        unverified=tuple(_held(award, of, today) for award in of.unverified),
        notices=tuple(_notices(of)),
        search=ROOT + asked,
        downloads=tuple(Link(form, path + asked) for form, path in FORMS if _exists(path)),
        feed=f"/register.atom{asked}" if _exists("/register.atom") else "",
        citations=_citations(of, address, today),
    )


def _exists(path: str) -> bool:
    try:
        return resolve(path).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _years(awards: Iterable[AwardDocument], rows: Iterable[HeldAward]) -> Iterable[YearOfAwards]:
    pairs = sorted(zip(awards, rows, strict=True), key=lambda pair: -(pair[0].year or 0))
    for year, some in groupby(pairs, key=lambda pair: pair[0].year):
        yield YearOfAwards(year, tuple(row for _award, row in some))


def _notices(of: Holding) -> Iterable[Link]:
    """Names of persons are not looked up in notices: what names them is not kept to be found."""
    if of.kind == "organization":
        for name in of.names:
            yield Link(name, f"{ROOT}?{urlencode({'q': name, 'in': 'notices'})}")


def _held(award: AwardDocument, of: Holding, today: dt.date) -> HeldAward:
    status = award.status_on(today)
    tier = "" if award.tier == award.award_name else award.tier
    other = len(of.codes) > 1 and award.uscc and key_of_code(award.uscc) != of.id
    return HeldAward(
        path=award.path,
        award_name=award.award_name,
        what=" ".join(part for part in (award.award_name, award.edition, tier) if part),
        status=status.value,
        status_label=str(STATUSES[status]),
        before_portal=award.origin == Origin.BEFORE_PORTAL,
        awarded_on=award.awarded_on,
        awarded_text=award.awarded_text,
        doc_no=award.doc_no,
        certificate_no=award.certificate_no,
        decision_title=award.decision_title,
        decision_path=award.decision_path,
        source=award.source,
        note=award.note,
        listed_as=award.name if award.name != of.name else "",
        code=award.uscc if other else "",
        happened=tuple(
            HeldEvent(each.kind, str(EVENTS[EventKind(each.kind)]), each.on, each.doc_no, each.path)
            for each in award.happened
        ),
    )


def _citations(of: Holding, address: str, today: dt.date) -> Citations:
    count = f"收录获奖{of.total}项"
    taken = sum(award.status_on(today) in TAKEN for award in of.awards)
    notes = (f"{count}，其中已撤销或者移出决定{taken}项" if taken else count,)
    source = Source(
        key=f"holder-{of.id}",
        address=address,
        title=f"{of.name}：获奖名册所载历次获奖",
        read_on=today,
        notes=notes,
        told=notes,
    )
    counts = (
        _("共%(n)s项") % {"n": of.total},
        _("其中%(n)s项已撤销或者移出决定") % {"n": taken} if taken else "",
    )
    facts = {
        "name": of.name,
        "counted": _("，").join(filter(None, counts)),
        "url": address,
        "day": date_format(today, "DATE_FORMAT"),
    }
    sentence = _("%(name)s历次获奖，%(counted)s。%(url)s，%(day)s查阅。")
    return Citations(sentence % facts, gbt(source), bibtex(source))
