"""Offices to test with: the home page, a scheme under a measure that comes with the portal, its people and
channels.

Every organisation, number and address is invented and says so (示例). Nothing here goes round an action of
`cms.actions`.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page, Site

from cms import clock
from cms.actions.editions import open_edition
from cms.actions.measures import accept_measure, group_name
from cms.models import ContactChannel, EditionPage, SchemePage
from cms.regulation.document import ParsedRegulation, load_builtin
from cms.regulation.rules.facts import ActFacts
from cms.regulation.schema import Regulation
from portal.home.models import HomePage

BEIJING = ZoneInfo("Asia/Shanghai")
PASSWORD = "only-for-tests-of-the-portal"
CHANNELS = (
    ("phone", "0000-0000001（示例）", "工作日 8:30—12:00，14:30—18:00"),
    ("post", "示例市示例路1号质量奖评审办公室（示例），邮编 000000", ""),
    ("desk", "示例市示例路1号101室（示例）", "工作日 8:30—12:00，14:30—18:00"),
)
PROCESS = "收到异议或举报后登记，出具收件回执。\n由办公室核实，必要时会同有关部门调查。\n核实结果书面答复实名提出人。"


def beijing(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """An aware instant in Beijing time."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=BEIJING)


DEFAULT_AT = beijing(2026, 3, 16)
"""A Monday far from holidays, on which all five measures are in force."""


@dataclass
class Office:
    """A scheme with the people who work in it. `approvers` are three, for schemes that ask for 三审."""

    home: HomePage
    scheme: SchemePage
    regulation: Regulation
    editor: Any
    publisher: Any
    approvers: list[Any] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The scheme's code."""
        return self.scheme.slug

    @property
    def approver(self) -> Any:
        """The first of the approvers."""
        return self.approvers[0]


def home_page() -> HomePage:
    """The portal's home page under the root, as the default site's root; created once."""
    home = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="质量奖公示平台（示例）", slug="gongshi")
        )
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
        site.hostname, site.port, site.root_page, site.site_name = "testserver", 80, home, "圭示"
        site.save()
    return home


def person(name: str, *groups: str, **extra: Any) -> Any:
    """An account with the test password in existing groups; the same name twice is the same account."""
    user, created = get_user_model().objects.get_or_create(username=name, defaults=extra)
    if created:
        user.set_password(PASSWORD)
        user.save()
    user.groups.add(*Group.objects.filter(name__in=groups))
    # Permissions are cached on the object: hand out one that has not looked yet.
    return get_user_model().objects.get(pk=user.pk)


def make_office(
    code: str = "datong",
    *,
    parsed: ParsedRegulation | None = None,
    channels: tuple[tuple[str, str, str], ...] = CHANNELS,
    process_text: str = PROCESS,
    at: dt.datetime = DEFAULT_AT - dt.timedelta(days=400),
) -> Office:
    """A scheme ready to publish under the built-in measure `code`, or under `parsed`; created once for each
    code.
    """
    parsed = parsed or load_builtin(code)
    regulation = parsed.regulation
    home = home_page()
    scheme = SchemePage.objects.filter(slug=regulation.code).first()
    if scheme is None:
        keeper = person("measure-keeper")
        with clock.at(at):
            _measure, scheme, _created = accept_measure(parsed=parsed, by=keeper, home=home)
        scheme.organiser = f"{regulation.city}质量奖主办单位（示例）"
        scheme.process_text = process_text
        scheme.save()
        ContactChannel.objects.bulk_create(
            ContactChannel(
                scheme=scheme, purpose="objection", kind=kind, value=value, hours=hours, sort_order=order
            )
            for order, (kind, value, hours) in enumerate(channels)
        )
    city = regulation.city
    editor, publisher = (
        person(f"{regulation.code}-{role}", group_name(city, role)) for role in ("editor", "publisher")
    )
    approvers = [person(f"{regulation.code}-approver-{n}", group_name(city, "approver")) for n in (1, 2, 3)]
    return Office(home, scheme, regulation, editor, publisher, approvers)


def make_edition(
    office: Office, *, number: int = 1, slug: str = "", at: dt.datetime = DEFAULT_AT
) -> EditionPage:
    """An edition of the scheme, opened through the action with every act on record that the measure wants
    first.
    """
    existing = EditionPage.objects.child_of(office.scheme).filter(number=number).first()
    if existing is not None:
        return existing
    approved = ActFacts(key="higher_approval", done_on=at.astimezone(BEIJING).date())
    with clock.at(at):
        return open_edition(
            scheme=office.scheme,
            number=number,
            slug=slug or str(at.astimezone(BEIJING).year + number - 1),
            title=f"第{number}届",
            by=office.editor,
            acts=[approved],
        )
