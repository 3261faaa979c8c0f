"""What the page on complaints shows for each city, from measures, published channels and the channel's state."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cms.models import ChannelPurpose, ContactChannel, Measure, SchemePage
from cms.pages import ArticleLink
from cms.published import PublicChannel
from cms.regulation.schema import Clause
from cms.regulation.schema import Route as Rule
from cms.selectors.timeline import article_links
from complaints.routes import Route
from complaints.selectors.channel import ChannelTerms, all_terms
from complaints.wording import CLOSED_FOR_PUBLIC

SUPERVISION_GROUP = "监督组"
"""What every measure that has one calls it: its own word, not translated."""


@dataclass(frozen=True)
class Receiver:
    """A body that receives. Without articles it is the portal's commitment; `publishes_lists` is a hazard to name."""

    name: str
    articles: tuple[ArticleLink, ...]
    publishes_lists: bool
    is_operator: bool


@dataclass(frozen=True)
class Reception:
    """Who receives one kind, first to last; `chosen` where the reporter may say which comes first."""

    label: str
    receivers: tuple[Receiver, ...]
    chosen: bool

    @property
    def by_rule(self) -> bool:
        """Whether the measure names the first of them."""
        return bool(self.receivers[0].articles)

    @property
    def also_selects(self) -> bool:
        """Whether the first of them publishes the lists that may be complained of."""
        return self.receivers[0].publishes_lists


@dataclass(frozen=True)
class Said:
    """A sentence of the measure with its articles; empty where it says nothing."""

    text: str = ""
    articles: tuple[ArticleLink, ...] = ()


@dataclass(frozen=True)
class Watch:
    """The group that watches the selection and the body that it belongs to, as the measure says; `name` is the group's."""

    name: str
    set_up_by: str
    articles: tuple[ArticleLink, ...]


@dataclass(frozen=True)
class CityChannel:
    """How to object and complain under one scheme.

    `closed` says why nothing can be filed online, "" while it can. `rule`, `discipline` and `recusal` are the measure's
    own words. `kept_for` names those for whom the measure promises secrecy; `limit_days` is the time the measure sets.
    `watch` is None where the measure sets no supervision group up.
    `shared` tells that the scheme has published no channels for complaints alone, so that those for objections are shown.
    """

    code: str
    city: str
    award_name: str
    organiser: str
    objection: Reception
    complaint: Reception
    closed: str
    rule: Said
    who: str
    asks_evidence: bool
    asks_name: bool
    kept_for: tuple[str, ...]
    limit_days: int | None
    discipline: Said
    recusal: Said
    watch: Watch | None
    channels: tuple[PublicChannel, ...]
    shared: bool
    process: tuple[str, ...]

    @property
    def receptions(self) -> tuple[Reception, Reception]:
        """Objections first: they have a last day."""
        return (self.objection, self.complaint)


def city_channels(now: dt.datetime) -> tuple[CityChannel, ...]:
    """Every city with a measure, in the order of the page tree."""
    ordered = Prefetch("channels", queryset=ContactChannel.objects.order_by("sort_order", "pk"))
    schemes = {scheme.slug: scheme for scheme in SchemePage.objects.prefetch_related(ordered)}
    return tuple(_city(schemes[terms.city], terms) for terms in all_terms(now, notices=False))


def _city(scheme: SchemePage, terms: ChannelTerms) -> CityChannel:
    regulation, measure = terms.regulation, terms.measure
    rule = regulation.complaints
    own = _published(scheme, ChannelPurpose.COMPLAINT)
    return CityChannel(
        code=terms.city,
        city=terms.city_name,
        award_name=terms.award_name,
        organiser=terms.organiser,
        objection=_reception(_("对公示名单的异议"), terms.routes["objection"], measure),
        complaint=_reception(_("投诉举报"), terms.routes["complaint"], measure),
        closed=str(CLOSED_FOR_PUBLIC[terms.shut]) if terms.shut else "",
        rule=_said(rule, measure),
        who=(rule.who or "") if rule else "",
        asks_evidence=bool(rule and rule.evidence_required),
        asks_name=bool(rule and rule.real_name),
        kept_for=tuple(rule.confidential_for) if rule else (),
        limit_days=rule.time_limit_days if rule else None,
        discipline=_said(regulation.discipline, measure),
        recusal=_said(regulation.recusal, measure),
        watch=watch(measure),
        channels=own or _published(scheme, ChannelPurpose.OBJECTION),
        shared=not own,
        process=tuple(line.strip() for line in scheme.process_text.splitlines() if line.strip()),
    )


def watch(measure: Measure) -> Watch | None:
    """The supervision group of a measure (大同 19、忻州 16、运城 18), None where it has none."""
    regulation = measure.regulation
    review = regulation.review
    if review is None or review.supervision_group_by is None:
        return None
    articles = article_links(review.articles_for("supervision_group_by"), measure)
    return Watch(SUPERVISION_GROUP, regulation.body(review.supervision_group_by).name, articles)


def _reception(label: str, route: Route, measure: Measure) -> Reception:
    receivers = (
        Receiver(line.name, article_links(line.articles, measure), line.publishes_lists, line.is_operator)
        for line in route.lines
    )
    return Reception(label, tuple(receivers), bool(route.choices))


def _said(part: Clause | Rule | None, measure: Measure) -> Said:
    return Said(part.text, article_links(part.articles, measure)) if part else Said()


def _published(scheme: SchemePage, purpose: ChannelPurpose) -> tuple[PublicChannel, ...]:
    return tuple(
        PublicChannel(c.kind, str(c.get_kind_display()), c.value, c.hours, c.note)
        for c in scheme.channels.all()
        if c.purpose == purpose
    )
