"""Offices to test with: the home page, a scheme under a measure that comes with the portal, its people and channels.

Every organisation, number and address is invented and says so (示例). Nothing here goes round an action of
`cms.actions`.
"""

import datetime as dt
from typing import Any

from django.contrib.auth.hashers import make_password

from cms.models import EditionPage, SchemePage
from cms.regulation.document import ParsedRegulation, load_builtin
from cms.roles import group_name
from cms.windows import BEIJING
from portal.demo.office import (
    Channel,
    Office,
    begin_edition,
    open_account,
    open_home_page,
    open_scheme,
)
from portal.home.models import HomePage
from tests.factories.kept import keeper

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


def home_page() -> HomePage:
    """The portal's home page under the root, as the default site's root; created once."""
    return open_home_page(title="质量奖公示平台（示例）", hostname="testserver", port=80)


def person(name: str, *groups: str, **extra: Any) -> Any:
    """An account with the test password in existing groups; the same name twice is the same account."""
    return open_account(name, *groups, password=make_password(PASSWORD), **extra)


def make_office(
    code: str = "datong",
    *,
    parsed: ParsedRegulation | None = None,
    channels: tuple[tuple[str, str, str], ...] = CHANNELS,
    process_text: str = PROCESS,
    at: dt.datetime = DEFAULT_AT - dt.timedelta(days=400),
) -> Office:
    """A scheme ready to publish under the built-in measure `code`, or under `parsed`; created once for each
    code. What was made once for the same arguments is written again (`tests.factories.kept`).
    """

    def made() -> Office:
        return _office(parsed or load_builtin(code), channels, process_text, at)

    if parsed is None and not SchemePage.objects.filter(slug=code).exists():
        keeper.kept(("office", code, channels, process_text, at), lambda: bool(made()))
    return made()


def _office(
    parsed: ParsedRegulation,
    channels: tuple[tuple[str, str, str], ...],
    process_text: str,
    at: dt.datetime,
) -> Office:
    regulation = parsed.regulation
    home = home_page()
    scheme = SchemePage.objects.filter(slug=regulation.code).first()
    if scheme is None:
        scheme, _regulation = open_scheme(
            parsed,
            home=home,
            by=person("measure-keeper"),
            at=at,
            organiser=f"{regulation.city}质量奖主办单位（示例）",
            process_text=process_text,
            channels=[Channel(kind, value, hours) for kind, value, hours in channels],
        )
    city = regulation.city
    editor, publisher = (
        person(f"{regulation.code}-{role}", group_name(city, role)) for role in ("editor", "publisher")
    )
    approvers = [person(f"{regulation.code}-approver-{n}", group_name(city, "approver")) for n in (1, 2, 3)]
    person(f"{regulation.code}-auditor", group_name(city, "auditor"))
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
    return begin_edition(
        office,
        number=number,
        slug=slug or str(at.astimezone(BEIJING).year + number - 1),
        title=f"第{number}届",
        at=at,
    )
