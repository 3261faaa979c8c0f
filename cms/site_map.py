"""sitemap.xml and robots.txt: what search engines may list, from seals, schemes, editions and measures."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.feeds import CACHE, absolute
from cms.models import AwardRecord, EditionPage, Measure, SchemePage, Seal

MOST = 50_000
"""Addresses one sitemap may hold (sitemaps.org); the newest notices come first."""

COMMON = (
    "/",
    "/sitemap/",
    "/register/",
    "/register/statistics/",
    "/calendar/",
    "/complaints/",
    "/verify/",
    "/api/v1/",
)
OF_SCHEME = ("", "register/", "apply-check/")
NO_ATTRIBUTES: "AttributesImpl[str]" = AttributesImpl({})
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /language/
Disallow: /complaints/new/
Disallow: /complaints/follow-up/
Allow: /

Sitemap: {sitemap}
"""


@dataclass(frozen=True)
class Address:
    """One address and when it last changed; None where nobody can say."""

    path: str
    changed: dt.datetime | None = None


def addresses() -> Iterator[Address]:
    """Every public address, with the fixed ones first. Five queries."""
    yield from (Address(path) for path in COMMON)
    schemes = dict(SchemePage.objects.order_by("path").values_list("path", "slug"))
    yield from (Address(f"/{slug}/{page}") for slug in schemes.values() for page in OF_SCHEME)
    measures = Measure.objects.order_by("scheme_code", "-version")
    for code, version, made_at in measures.values_list("scheme_code", "version", "made_at"):
        yield Address(f"/{code}/measure/v{version}/", made_at)
    for path, slug in EditionPage.objects.order_by("path").values_list("path", "slug"):
        scheme = schemes.get(path[: -EditionPage.steplen])
        if scheme:
            yield Address(f"/{scheme}/{slug}/")
    seals = Seal.objects.annotate(last_act=Max("acts__at")).order_by("-published_at", "-pk")
    for public_id, published_at, last_act in seals.values_list("public_id", "published_at", "last_act"):
        yield Address(f"/{public_id.replace('.', '/')}/", max(filter(None, (published_at, last_act))))
    awards = AwardRecord.objects.annotate(last_event=Max("events__at")).order_by("-made_at", "-pk")
    for public_id, made_at, last_event in awards.values_list("public_id", "made_at", "last_event"):
        yield Address(f"/register/awards/{public_id}/", max(filter(None, (made_at, last_event))))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The sitemap of the main host."""
    target = io.StringIO()
    xml = XMLGenerator(target, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": NAMESPACE}))
    for _number, address in zip(range(MOST), addresses(), strict=False):
        xml.startElement("url", NO_ATTRIBUTES)
        _element(xml, "loc", absolute(address.path))
        if address.changed is not None:
            _element(xml, "lastmod", address.changed.astimezone(dt.UTC).isoformat(timespec="seconds"))
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return HttpResponse(
        target.getvalue(), content_type="application/xml; charset=utf-8", headers={"Cache-Control": CACHE}
    )


def _element(xml: XMLGenerator, name: str, text: str) -> None:
    xml.startElement(name, NO_ATTRIBUTES)
    xml.characters(text)
    xml.endElement(name)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch, and where the sitemap is."""
    return HttpResponse(
        ROBOTS.format(sitemap=absolute("/sitemap.xml")), content_type="text/plain; charset=utf-8"
    )
