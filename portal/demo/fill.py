"""Writes the publications of the demonstration and all accounts in one transaction: complete, or not at all."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page
from wagtail.search.index import get_indexed_models
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms import clock
from cms.actions.completeness import declare_complete
from cms.models import Measure, SchemePage
from cms.regulation.document import ParsedRegulation, load_builtin
from cms.regulation.schema import Regulation
from cms.windows import BEIJING
from portal.calendar.models import HolidayNotice
from portal.calendar.selectors import current_calendar
from portal.demo import datong, elsewhere, hohhot, members, people, taiyuan, xinzhou, yuncheng
from portal.demo.calendars import add_example_years
from portal.demo.channels import PLACES, Place, channels_of
from portal.demo.desk import Desk
from portal.demo.office import Office, open_home_page, open_scheme
from portal.demo.timeline import Timeline
from portal.demo.wording import Handling, process_text
from portal.demo_accounts import EMAIL_DOMAIN

EARLIEST = dt.date(2026, 1, 1)
"""Before it the youngest of the five measures had not been in force long enough for an edition."""

INSTALLED_AGO = dt.timedelta(days=1700)
"""The software was set up before the first of the five schemes was opened, and that one has four years decided."""

PREPARED = -20
"""Working days from the day a measure is taken in to the first notice under it."""

THREE_APPROVALS = "datong"
FIRST_HELD_HERE = ("datong", "hohhot", "yuncheng")
"""Schemes without awards from before the portal. 忻州 declares its register complete once the older ones are confirmed, 太原
not yet."""

NOTHING_BEFORE = "查阅办公室评选档案（示例），平台上线前没有举办过评选。"
"""Why the register of these schemes is complete from the first day."""


BEGINS = {
    "datong": datong.begins,
    "taiyuan": taiyuan.begins,
    "xinzhou": xinzhou.begins,
    "hohhot": hohhot.begins,
    "yuncheng": yuncheng.begins,
}
"""The day of each city's first notice."""


class Standing(StrEnum):
    """What an installation holds: nothing yet, the demonstration, or an office's own data."""

    EMPTY = "empty"
    FILLED = "filled"
    IN_USE = "in_use"


def standing() -> Standing:
    """Judged by the accounts, which nothing deletes: what they wrote is protected."""
    users = get_user_model().objects
    if users.filter(email__endswith=f"@{EMAIL_DOMAIN}").exists():
        return Standing.FILLED
    kept = (users, SchemePage.objects, Measure.objects, HolidayNotice.objects)
    return Standing.IN_USE if any(rows.exists() for rows in kept) else Standing.EMPTY


@transaction.atomic
def fill(*, now: dt.datetime, password: str) -> None:
    """Write everything as of the aware instant `now`. The installation must be empty.

    :raises ValueError: `now` lies before EARLIEST.
    """
    today = now.astimezone(BEIJING).date()
    if today < EARLIEST:
        raise ValueError(f"the demonstration needs a day from {EARLIEST.isoformat()} on")
    with _quiet(), _indexed_at_the_end(), clock.at(now):
        _fill(today, now, people.hashed(password))


def _fill(today: dt.date, now: dt.datetime, hashed: str) -> None:
    origin = urlsplit(settings.CANONICAL_ORIGIN)
    home = open_home_page(
        title="质量奖公示平台（示例）", hostname=origin.hostname or "localhost", port=origin.port or 443
    )
    _remove_welcome_page()
    with clock.at(now - INSTALLED_AGO):
        keeper = people.open_keeper(hashed)
    last_year = add_example_years(today=today, by=keeper, now=now)
    parsed = {place: load_builtin(place.code) for place in PLACES}
    opened_at = {place.code: _opened_at(place, parsed[place].regulation, today) for place in PLACES}
    schemes = {
        place.code: _open(place, parsed[place], home, keeper, opened_at[place.code]) for place in PLACES
    }
    cities = {regulation.city: schemes[code][0] for code, (_scheme, regulation) in schemes.items()}
    with clock.at(min(opened_at.values())):
        accounts = people.open_accounts(hashed, cities)
        members.open_accounts(hashed)

    def desk(code: str) -> Desk:
        scheme, regulation = schemes[code]
        if code in FIRST_HELD_HERE:
            with clock.at(opened_at[code]):
                scheme = declare_complete(scheme=scheme, reason=NOTHING_BEFORE, by=accounts["publisher"])
        office = Office(
            home=home,
            scheme=scheme,
            regulation=regulation,
            editor=accounts["editor"],
            publisher=accounts["publisher"],
            approvers=[accounts[name] for name in ("approver", "approver-2", "approver-3")],
        )
        return Desk(office, Timeline(current_calendar(regulation.division_code), today))

    datong.tell(desk("datong"), accounts["county-editor"])
    taiyuan.tell(desk("taiyuan"))
    xinzhou.tell(desk("xinzhou"))
    hohhot.tell(desk("hohhot"), last_year=last_year, keeper=accounts["calendar"])
    yuncheng.tell(desk("yuncheng"), second_publisher=accounts["publisher-2"])
    elsewhere.take_in(today.year - 1, accounts["publisher"])


def _opened_at(place: Place, regulation: Regulation, today: dt.date) -> dt.datetime:
    """When the measure was taken in: some weeks before its first notice, never before it was issued."""
    days = Timeline(current_calendar(regulation.division_code), today)
    first = BEGINS[place.code](days, regulation)
    instrument = regulation.instrument
    issued = instrument.signed_on or instrument.printed_on or instrument.effective_on
    return Desk.instant(max(days.workday(PREPARED, first), issued), 9)


def _open(
    place: Place, parsed: ParsedRegulation, home: Any, keeper: Any, at: dt.datetime
) -> tuple[SchemePage, Regulation]:
    regulation = parsed.regulation
    handling = Handling.of(regulation)
    listed = next(stage for stage in regulation.published_stages if stage.type == "publicity")
    return open_scheme(
        parsed,
        home=home,
        by=keeper,
        at=at,
        organiser=f"{regulation.body(listed.publisher).name}（示例）",
        process_text=process_text(handling),
        channels=channels_of(place, office=handling.objections, recipient=handling.complaints),
        approvals=3 if place.code == THREE_APPROVALS else 1,
    )


def _remove_welcome_page() -> None:
    """Wagtail's first migration leaves a page in English that nobody asked for."""
    for page in Page.objects.filter(depth=2, slug="home", sites_rooted_here=None, numchild=0):
        if page.specific_class is Page:
            page.delete()


@contextmanager
def _indexed_at_the_end() -> Iterator[None]:
    """Keep the admin's search and reference indexes still, and build them once instead of at every save."""
    models = [model for model in get_indexed_models() if getattr(model, "search_auto_update", True)]
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


@contextmanager
def _quiet() -> Iterator[None]:
    """Wagtail logs every page it makes; here that is what was asked for, and a screenful of it."""
    logger = logging.getLogger("wagtail")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
