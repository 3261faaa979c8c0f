"""A database that somebody changed: every sealed value put elsewhere, every event told differently, a message forged."""

import datetime as dt
import uuid

import pytest
from django.db import models

from cms.windows import beijing_day
from complaints import vault
from complaints.actions import handling
from complaints.entries import add_entry, signed_document
from complaints.errors import CaseGone
from complaints.models import Case, Entry, Event, Evidence, Identity, IdentityShare, KeyWrap, Reporter
from complaints.reading import open_case
from tests.factories import channel as make
from tests.factories.offices import DEFAULT_AT, make_office
from tests.factories.worked_cases import LATER, Filed, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]


@pytest.fixture
def channel() -> make.ChannelOffice:
    return make.open_channel(make_office("datong"))


@pytest.fixture
def one(channel: make.ChannelOffice) -> Filed:
    return filed(channel)


REFUSED = (vault.Refused, CaseGone)


ROWS: dict[type[models.Model], str] = {
    Case: "pk",
    KeyWrap: "case",
    Entry: "case",
    Evidence: "case",
    Event: "case",
    Identity: "case",
    IdentityShare: "identity__case",
    Reporter: "case",
}


def sealed_columns() -> list[tuple[type[models.Model], str]]:
    """Every column of bytes of a case."""
    return [
        (model, column.name)
        for model in ROWS
        for column in model._meta.concrete_fields
        if isinstance(column, models.BinaryField)
    ]


@pytest.mark.parametrize(
    ("model", "column"), sealed_columns(), ids=lambda each: getattr(each, "__name__", each)
)
def test_a_value_put_into_another_row_is_refused_or_told(
    one: Filed, model: type[models.Model], column: str
) -> None:
    """Each sealed value exchanged with that of another case, and with a flipped bit: nothing opens as what it is not."""
    whole, other = one.opens(), filed(one.channel)
    row, exchanged = (
        model.objects.filter(**{ROWS[model]: each.case.pk}).exclude(**{column: None}).order_by("pk").first()
        for each in (one, other)
    )
    value = bytes(getattr(row, column))
    flipped = value[:-1] + bytes([value[-1] ^ 1])
    for forged in (bytes(getattr(exchanged, column)), flipped):
        if forged == value:
            continue  # the first event of every case has the same predecessor: none
        model.objects.filter(pk=row.pk).update(**{column: forged})
        try:
            found = one.opens()
        except REFUSED:
            continue
        assert not found.chained or found == whole, f"{column} was taken for what it is not"
        if (model, column) != (Reporter, "public"):
            assert not found.chained
    if (model, column) == (Reporter, "public"):
        # Kept for replies only; what a handler seals goes to the key that is inside the report.
        handling.send_message(case=one.case, text="回复（示例）。", by=one.channel.hand("office"), now=LATER)
        assert ("回复（示例）。", "holds") in one.opens().messages


@pytest.mark.parametrize("change", ["left out", "put back", "another day", "another kind", "another actor"])
def test_a_changed_event_breaks_the_chain(one: Filed, change: str) -> None:
    """One event removed, one from a backup in its place, one told differently."""
    events = Event.objects.filter(case=one.case).order_by("seq")
    assert one.opens().chained
    middle = events[1]
    if change == "left out":
        middle.delete()
    elif change == "put back":
        Event.objects.filter(pk=middle.pk).update(
            kind=events[0].kind, detail=bytes(events[0].detail), hash=bytes(events[0].hash)
        )
    else:
        field, value = {
            "another day": ("day", beijing_day(DEFAULT_AT) - dt.timedelta(days=9)),
            "another kind": ("kind", "refused"),
            "another actor": ("actor", "reporter"),
        }[change]
        Event.objects.filter(pk=middle.pk).update(**{field: value})
    try:
        assert not one.opens().chained
    except REFUSED:
        assert change == "put back"


def test_a_forged_message_is_marked(one: Filed) -> None:
    """Whoever knows the public keys can seal; nobody else can sign."""
    hand, forger = one.channel.hand("office"), vault.MemberKeys(vault.new_secret())
    opened = open_case(one.case, hand.member, hand.keys)
    document = signed_document(
        keys=forger,
        member=hand.member.pk,
        case=one.case.pk,
        entry_id=(pk := uuid.uuid4()),
        kind="message",
        text="假（示例）。",
    )
    add_entry(
        case=one.case,
        public=opened.keys.public,
        document=document,
        day=beijing_day(LATER),
        by_reporter=False,
        reporter_public=opened.reporter_public,
        entry_id=pk,
    )
    found = one.opens()
    assert ("假（示例）。", "fails") in found.messages
    assert found.entries[-1][1] == "fails"
