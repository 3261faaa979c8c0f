"""What somebody should know before typing anything, and the choice of the city."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms import clock
from cms.pages import ArticleLink
from cms.published import PublicChannel
from cms.selectors.timeline import article_links
from complaints.routes import Line
from complaints.selectors.channel import ChannelTerms, all_terms
from complaints.wording import CLOSED_FOR_PUBLIC


@dataclass(frozen=True)
class CityGuide:
    """One city before the form.

    :ivar why_closed: one sentence, "" while the channel is open. :ivar words: the measure's own on complaints, "" where
        it has none; `articles` those they stand in. :ivar receivers: the bodies in their order, for complaints.
    """

    code: str
    name: str
    award_name: str
    why_closed: str
    words: str
    articles: tuple[ArticleLink, ...]
    organiser: str
    receivers: tuple[Line, ...]
    name_encouraged: bool
    named_allowed: bool
    post: tuple[PublicChannel, ...]


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """What is kept, who reads it, how to stay safe, which other door may be the right one; then the cities."""
    cities = tuple(_guide(terms) for terms in all_terms(clock.now(), notices=False))
    context = {"cities": cities, "proxy": settings.CHANNEL_DECLARED_PROXY}
    return render(request, "complaints/intake/new.html", context)


def _guide(terms: ChannelTerms) -> CityGuide:
    rule = terms.regulation.complaints
    return CityGuide(
        code=terms.city,
        name=terms.city_name,
        award_name=terms.award_name,
        why_closed=str(CLOSED_FOR_PUBLIC[terms.shut]) if terms.shut else "",
        words=rule.text if rule else "",
        articles=article_links(rule.articles, terms.measure) if rule else (),
        organiser=terms.organiser,
        receivers=terms.routes["complaint"].lines,
        name_encouraged=rule is not None and rule.real_name is not None,
        named_allowed=terms.named_allowed,
        post=terms.post,
    )
