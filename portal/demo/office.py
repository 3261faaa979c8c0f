"""An office at work: the home page, a scheme under its measure, its channels, the people who act.

Nothing here goes round an action of `cms.actions`; the tests open their offices through the same functions.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from wagtail.models import Page, Site

from cms import clock
from cms.actions.editions import open_edition
from cms.actions.measures import accept_measure
from cms.actions.schemes import configure_scheme
from cms.models import EditionPage, SchemePage
from cms.models.scheme import Approvals
from cms.regulation.document import ParsedRegulation
from cms.regulation.rules.editions import HIGHER_APPROVAL
from cms.regulation.rules.facts import ActFacts
from cms.regulation.schema import Regulation
from cms.windows import beijing_day
from portal.home.models import HomePage


@dataclass(frozen=True)
class Channel:
    """A contact as it is printed. `purpose` and `kind` are values of the model's choices."""

    kind: str
    value: str
    hours: str = ""
    purpose: str = "objection"
    note: str = ""


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
        return str(self.scheme.slug)

    @property
    def approver(self) -> Any:
        """The first of the approvers."""
        return self.approvers[0]


def open_home_page(*, title: str, hostname: str, port: int) -> HomePage:
    """The portal's home page, under this title and answering at this host.

    An installation has one from its first migration; a test database that was emptied gets one here.
    """
    home = HomePage.objects.first()
    if home is None:
        home = Page.get_first_root_node().add_child(instance=HomePage(title=title, slug="gongshi"))
    if home.title != title:
        home.title = home.draft_title = title
        home.save()
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.root_page, site.site_name = hostname, port, home, "公示"
    site.save()
    return home


def open_account(
    username: str,
    *groups: str,
    password: str,
    email: str = "",
    first_name: str = "",
    is_superuser: bool = False,
) -> AbstractUser:
    """An account in existing groups; the same name twice is the same account.

    :param password: already hashed (`make_password`): hashing is slow on purpose, and many accounts may share one.
    """
    user, _created = get_user_model().objects.get_or_create(
        username=username,
        defaults={
            "password": password,
            "email": email,
            "first_name": first_name,
            "is_superuser": is_superuser,
            "is_staff": is_superuser,
        },
    )
    user.groups.add(*Group.objects.filter(name__in=groups))
    # Permissions are cached on the object: hand out one that has not looked yet.
    return get_user_model().objects.get(pk=user.pk)


def open_scheme(
    parsed: ParsedRegulation,
    *,
    home: HomePage,
    by: Any,
    at: dt.datetime,
    organiser: str,
    process_text: str,
    channels: Sequence[Channel],
    approvals: int = Approvals.ONE,
) -> tuple[SchemePage, Regulation]:
    """A scheme that may publish: its measure accepted at that instant, its channels and its process published."""
    with clock.at(at):
        measure, scheme, _created = accept_measure(parsed=parsed, by=by, home=home)
        scheme = configure_scheme(
            scheme=scheme,
            values={
                "organiser": organiser,
                "process_text": process_text,
                "approvals": approvals,
            },
            channels=[asdict(channel) for channel in channels],
            by=by,
        )
    return scheme, measure.regulation


def begin_edition(
    office: Office,
    *,
    number: int,
    slug: str,
    title: str,
    at: dt.datetime,
    acts: Iterable[ActFacts] = (),
) -> EditionPage:
    """An edition of the scheme, opened at that instant with the approval from above on record."""
    approved = ActFacts(key=HIGHER_APPROVAL, done_on=beijing_day(at))
    with clock.at(at):
        return open_edition(
            scheme=office.scheme,
            number=number,
            slug=slug,
            title=title,
            by=office.editor,
            acts=[approved, *acts],
        )
