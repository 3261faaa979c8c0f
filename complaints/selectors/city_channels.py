"""What the page on complaints shows for each city, from measures, published channels and the channel's state."""

from dataclasses import dataclass

from django.db.models import Prefetch

from cms.models import ChannelPurpose, ContactChannel, Measure, SchemePage
from cms.pages import ArticleLink
from cms.published import PublicChannel
from cms.regulation.schema import Regulation
from cms.selectors.pages import newest_measures
from cms.selectors.timeline import article_links


@dataclass(frozen=True)
class CityChannel:
    """How to complain under one scheme.

    `recipient` and `words` are the measure's; both are empty where it has no rule on complaints, and
    `organiser` then names who answers for the portal's own commitment. `shared` tells that the scheme has
    published no channels for complaints alone, so that those for objections are shown. `also_selects` warns
    that the body that receives complaints also publishes the lists complained of.
    """

    code: str
    city: str
    award_name: str
    url: str
    recipient: str
    words: str
    articles: tuple[ArticleLink, ...]
    organiser: str
    also_selects: bool
    channels: tuple[PublicChannel, ...]
    shared: bool
    process: tuple[str, ...]
    online: bool

    @property
    def by_rule(self) -> bool:
        """Whether the measure itself says who receives complaints."""
        return bool(self.recipient)


def city_channels() -> tuple[CityChannel, ...]:
    """Every city with a measure, in the order of the page tree. Three queries, whatever their number."""
    measures = newest_measures()
    ordered = Prefetch("channels", queryset=ContactChannel.objects.order_by("sort_order", "pk"))
    schemes = SchemePage.objects.order_by("path").prefetch_related(ordered)
    return tuple(
        _city(scheme, measures[scheme.slug], online=False) for scheme in schemes if scheme.slug in measures
    )


def _city(scheme: SchemePage, measure: Measure, *, online: bool) -> CityChannel:
    regulation = measure.regulation
    route = regulation.complaints
    own = _published(scheme, ChannelPurpose.COMPLAINT)
    return CityChannel(
        code=scheme.slug,
        city=regulation.city,
        award_name=regulation.award.name,
        url=f"/{scheme.slug}/",
        recipient=regulation.body(route.recipient).name if route and route.recipient else "",
        words=route.text if route else "",
        articles=article_links(route.articles, measure) if route else (),
        organiser=scheme.organiser,
        also_selects=_also_selects(regulation),
        channels=own or _published(scheme, ChannelPurpose.OBJECTION),
        shared=not own,
        process=tuple(line.strip() for line in scheme.process_text.splitlines() if line.strip()),
        online=online,
    )


def _published(scheme: SchemePage, purpose: ChannelPurpose) -> tuple[PublicChannel, ...]:
    return tuple(
        PublicChannel(c.kind, str(c.get_kind_display()), c.value, c.hours, c.note)
        for c in scheme.channels.all()
        if c.purpose == purpose
    )


def _also_selects(regulation: Regulation) -> bool:
    route = regulation.complaints
    publishers = {stage.publisher for stage in regulation.stages if stage.type == "publicity"}
    return route is not None and route.recipient in publishers
