"""Concluding is refused while the window runs or is provisional, while a channel is unattested, while anybody objects."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from cms import clock, gates
from cms.actions.conclusions import conclude, conclusion_verdicts
from cms.actions.errors import ActionRefused
from cms.models import Conclusion, Seal, SealAct
from cms.reading import read_notice
from cms.regulation.rules.proceedings import Attestation, Blocker
from cms.regulation.rules.verdicts import Override
from cms.seals import parse_body
from tests.factories import notices as make
from tests.factories.offices import beijing, make_office

pytestmark = pytest.mark.django_db

AT = beijing(2026, 3, 16)


def attested(seal: Seal, *, still_open: int = 0, leave_out: int = 0) -> list[Attestation]:
    """One line for each channel the sealed notice published."""
    channels = read_notice(parse_body(seal.body)).channels
    rows = [Attestation(kind=c.kind, value=c.value, received=still_open, open=0) for c in channels]
    if still_open:
        rows[0] = Attestation(
            kind=channels[0].kind, value=channels[0].value, received=still_open, open=still_open
        )
    return rows[leave_out:]


@pytest.fixture
def open_objections() -> Iterator[list[Blocker]]:
    """A registered blocker, as the complaint channel will be one; the test fills what it says."""
    said: list[Blocker] = []

    def source(seal: Seal) -> list[Blocker]:
        return said

    gates.register_blocker(source)
    yield said
    gates.unregister_blocker(source)


def try_to_conclude(seal: Seal, at: dt.datetime, rows: list[Attestation], **more: Any) -> Conclusion:
    """As the publisher of the seal's own scheme."""
    office = make_office(seal.head["scheme_code"])
    with clock.at(at):
        return conclude(
            seal=seal, attestations=rows, outcome="公示期内未收到异议。", by=office.publisher, **more
        )


def test_refused_until_24_00_of_the_last_day() -> None:
    seal = make.published_notice("datong", at=AT)
    last = seal.windows.get().last_day
    for moment in (AT, dt.datetime.combine(last, dt.time(23, 59), tzinfo=AT.tzinfo)):
        with pytest.raises(ActionRefused):
            try_to_conclude(seal, moment, attested(seal))
    assert not Conclusion.objects.exists()
    try_to_conclude(
        seal,
        dt.datetime.combine(last + dt.timedelta(days=1), dt.time(0, 0), tzinfo=AT.tzinfo),
        attested(seal),
    )
    assert seal.acts.get().kind == SealAct.Kind.CONCLUDED


def test_refused_while_provisional_and_nobody_overrides() -> None:
    seal = make.published_notice("datong", at=beijing(2026, 12, 30))
    verdicts = conclusion_verdicts(seal, attested(seal), beijing(2027, 3, 1))
    provisional = [v for v in verdicts if v.rule == "conclude.provisional"]
    assert provisional
    assert not provisional[0].overridable
    with pytest.raises(ActionRefused):
        try_to_conclude(seal, beijing(2027, 3, 1), attested(seal))


def test_every_published_channel_is_attested() -> None:
    seal = make.published_notice("datong", at=AT)
    with pytest.raises(ActionRefused):
        try_to_conclude(seal, make.after_window(seal), attested(seal, leave_out=1))


def test_nobody_is_asked_how_many_came_by_the_confidential_channel() -> None:
    office = make_office("datong")
    for value in ("https://gongshi.example.cn/complaints/", "https://example.cn/form（示例）"):
        office.scheme.channels.create(purpose="objection", kind="online", value=value)
    seal = make.published_notice("datong", at=AT)
    rows = [row for row in attested(seal) if "/complaints/" not in row.value]
    assert len(rows) == len(attested(seal)) - 1
    without_form = [row for row in rows if row.kind != "online"]
    with pytest.raises(ActionRefused):
        try_to_conclude(seal, make.after_window(seal), without_form)
    try_to_conclude(seal, make.after_window(seal), rows)


def test_an_outcome_in_words_is_asked_for() -> None:
    seal = make.published_notice("datong", at=AT)
    office = make_office("datong")
    with clock.at(make.after_window(seal)), pytest.raises(ActionRefused, match="办结意见"):
        conclude(seal=seal, attestations=attested(seal), outcome="  ", by=office.publisher)


def test_where_the_measure_words_no_objection_nobody_overrides(open_objections: list[Blocker]) -> None:
    seal = make.published_notice("datong", "proposed_winner_publicity", at=AT)
    open_objections.append(Blocker(source="投诉举报渠道", reason="有异议尚未办结"))
    after = make.after_window(seal)
    blocks = [v for v in conclusion_verdicts(seal, attested(seal), after) if v.level == "block"]
    assert blocks
    assert not any(v.overridable for v in blocks)
    overrides = [Override(rule=v.rule, subject=v.subject, reason="理由", office="办公室") for v in blocks]
    with pytest.raises(ActionRefused):
        try_to_conclude(seal, after, attested(seal), overrides=overrides)
    open_objections.clear()
    assert try_to_conclude(seal, after, attested(seal))


def test_elsewhere_it_blocks_as_a_commitment_and_a_publisher_may_give_a_public_reason(
    open_objections: list[Blocker], client: Any
) -> None:
    seal = make.published_notice("datong", "acceptance_list", at=AT)
    open_objections.append(Blocker(source="投诉举报渠道", reason="有异议尚未办结"))
    after = make.after_window(seal)
    with pytest.raises(ActionRefused):
        try_to_conclude(seal, after, attested(seal))
    blocks = [v for v in conclusion_verdicts(seal, attested(seal), after) if v.level == "block"]
    reason = "异议所涉单位已退出，不影响其余名单。"
    overrides = [
        Override(rule=v.rule, subject=v.subject, reason=reason, office="办公室（示例）") for v in blocks
    ]
    try_to_conclude(seal, after, attested(seal), overrides=overrides)
    assert reason in client.get(seal.head["path"]).content.decode()


def test_open_objections_by_letter_or_telephone_hold_it_too() -> None:
    seal = make.published_notice("datong", "proposed_winner_publicity", at=AT)
    with pytest.raises(ActionRefused):
        try_to_conclude(seal, make.after_window(seal), attested(seal, still_open=1))


def test_a_publicity_is_concluded_once() -> None:
    seal = make.published_notice("datong", at=AT)
    try_to_conclude(seal, make.after_window(seal), attested(seal))
    with pytest.raises(ActionRefused):
        try_to_conclude(seal, make.after_window(seal), attested(seal))
    assert Conclusion.objects.count() == 1


def test_the_chain_of_acts_proves_itself() -> None:
    from cms.actions.appending import act_digest

    seal = make.published_notice("datong", at=AT)
    make.amend(
        make_office("datong"),
        seal,
        "extension",
        at=AT + dt.timedelta(hours=1),
        reason="理由。",
        working_days=1,
    )
    seal.refresh_from_db()
    try_to_conclude(seal, make.after_window(seal), attested(seal))
    digest = seal.digest
    for act in seal.acts.order_by("seq"):
        assert act.prev_digest == digest
        digest = act_digest(digest, act.body)
        assert act.digest == digest
