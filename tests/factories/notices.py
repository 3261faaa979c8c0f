"""Notices to test with, published the way an office publishes them and no other.

`published_notice(code, stage_key, at=…)` gives a seal: every earlier stage has been published and concluded,
the acts the measure asks for are on record, the draft went through the workflow and another person approved
it. The steps are functions of their own (`draft`, `fulfil`, `submit`, `approve`, `conclude`), for tests that
stop between them.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from cms import clock
from cms.models import AwardRecord, Conclusion, EditionPage, Notice, NoticeAct, Seal
from cms.reading import read_notice
from cms.regulation.document import ParsedRegulation, load_builtin
from cms.regulation.rules.consequences import grounds
from cms.regulation.schema import Regulation, Stage
from cms.seals import parse_body
from portal.demo import steps
from portal.demo.steps import approve, fulfil, review_for_secrecy, submit
from tests.factories.kept import keeper
from tests.factories.offices import BEIJING, DEFAULT_AT, Office, make_edition, make_office
from tests.factories.rows import Row, rows_for

__all__ = ["approve", "fulfil", "review_for_secrecy", "submit"]
"""Steps that tests take as they are, beside those below that know a test's defaults."""

STEP = dt.timedelta(days=30)
"""Distance between two stages; every window of up to ten working days ends within it, holidays included."""

DEFAULT_DAYS = 5
"""Working days the office chooses where the measure states no period (期限未规定)."""


def published_notice(
    code: str = "datong",
    stage_key: str = "",
    *,
    rows: Sequence[Row] | None = None,
    at: dt.datetime = DEFAULT_AT,
    working_days: int | None = None,
    number: int = 1,
    parsed: ParsedRegulation | None = None,
    **fields: Any,
) -> Seal:
    """The seal of a notice of that stage, published at the instant `at`, with everything before it done.

    Without `stage_key` it is the first stage whose notice opens a window. `rows` are those of this notice
    and of every list before it, so that keys agree; `fields` are columns of the notice. The edition `number`
    is opened when it is new. What was made once for the same arguments is written again (`tests.factories.kept`).
    """
    regulation = (parsed or load_builtin(code)).regulation
    stage_key = stage_key or first_publicity(regulation).key

    def made() -> Seal:
        office = make_office(code, parsed=parsed)
        edition = run_up(office, stage_key, rows=rows, at=at, number=number)
        return publish(office, edition, stage_key, rows=rows, at=at, working_days=working_days, **fields)

    if parsed is not None:
        return made()
    key = ("notice", code, stage_key, repr(rows), at, working_days, number, repr(sorted(fields.items())))
    return Seal.objects.get(pk=keeper.kept(key, lambda: made().pk))


def first_publicity(regulation: Regulation) -> Stage:
    """The first published stage with a window."""
    return next(stage for stage in regulation.published_stages if stage.type == "publicity")


def last_publicity(regulation: Regulation) -> Stage:
    """The last published stage with a window: the proposed winners."""
    return [stage for stage in regulation.published_stages if stage.type == "publicity"][-1]


def stages_before(regulation: Regulation, stage_key: str) -> list[Stage]:
    """Every published stage that has to be done before this one, in the measure's order."""
    needed: set[str] = set()
    pending = list(regulation.published_predecessors(stage_key))
    while pending:
        stage = pending.pop()
        if stage.key not in needed:
            needed.add(stage.key)
            pending.extend(regulation.published_predecessors(stage.key))
    return [stage for stage in regulation.published_stages if stage.key in needed]


def run_up(
    office: Office,
    stage_key: str,
    *,
    rows: Sequence[Row] | None = None,
    at: dt.datetime = DEFAULT_AT,
    number: int = 1,
) -> EditionPage:
    """The edition with every stage before `stage_key` published and concluded, STEP apart; done ones are
    left alone.
    """
    earlier = stages_before(office.regulation, stage_key)
    edition = make_edition(office, number=number, at=at - STEP * (len(earlier) + 1))
    done = set(edition.seals.filter(act=NoticeAct.ORIGINAL).values_list("stage_key", flat=True))
    for place, stage in enumerate(earlier):
        if stage.key in done:
            continue
        moment = at - STEP * (len(earlier) - place)
        seal = publish(office, edition, stage.key, rows=rows, at=moment)
        if stage.type == "publicity":
            conclude(office, seal, at=moment + STEP - dt.timedelta(days=1))
    return edition


def publish(
    office: Office,
    edition: EditionPage,
    stage_key: str,
    *,
    rows: Sequence[Row] | None = None,
    at: dt.datetime = DEFAULT_AT,
    working_days: int | None = None,
    **fields: Any,
) -> Seal:
    """Draft, fulfil, submit and approve the notice of one stage at that instant; the stages before it must
    be done.
    """
    with clock.at(at):
        notice = draft(office, edition, stage_key, rows=rows, working_days=working_days, **fields)
        fulfil(office, edition, stage_key, publisher_name=fields.get("publisher_name", ""))
        return approve(office, submit(office, notice))


def draft(
    office: Office,
    edition: EditionPage,
    stage_key: str = "",
    *,
    rows: Sequence[Row] | None = None,
    working_days: int | None = None,
    act: str = NoticeAct.ORIGINAL,
    amends: Notice | None = None,
    **fields: Any,
) -> Notice:
    """A complete draft by the office's editor, with its list attached where the stage names entries (now:
    `clock.at`).
    """
    stage = office.regulation.stage(stage_key) if stage_key else None
    filled = texts(office, stage, act) | fields
    if working_days is not None:
        filled["working_days"] = working_days
    elif (
        stage is not None and stage.type == "publicity" and stage.period is None and act == NoticeAct.ORIGINAL
    ):
        filled["working_days"] = DEFAULT_DAYS
    lists = stage is not None and stage.lists
    if act == NoticeAct.ORIGINAL:
        rows = (rows_for(office.regulation) if rows is None else rows) if lists else None
    return steps.draft(office, edition, stage_key, rows=rows, act=act, amends=amends, **filled)


def texts(office: Office, stage: Stage | None, act: str) -> dict[str, Any]:
    """The words of a notice: enough for every rule that asks for words, and nothing that contradicts a
    date.
    """
    instrument = office.regulation.instrument
    words: dict[str, Any] = {
        "lead": f"根据《{instrument.title}》，现将有关事项公告如下（示例）。",
        "signed_date": clock.today(),
        "index_no": f"000000000/{clock.today().year}-00001",
        "media": "示例日报（示例）",
    }
    if act != NoticeAct.ORIGINAL:
        return words | {"reason": "因示例情形，依法作出本次变动（示例）。"}
    if stage is not None and stage.type == "publicity":
        words["objection_text"] = "对名单有异议的，请在公示期内以电话、信函或者当面提出，并说明事实和理由。"
    if stage is not None and stage.type in ("decision", "revocation"):
        words["doc_no"] = f"示政发〔{clock.today().year}〕0号"
        bonus = office.regulation.award.bonus
        words["bonuses"] = [
            {"tier": row.tier, "kind": row.kind, "cny": row.cny}
            for row in (bonus.rows if bonus else ())
            if row.cny
        ]
    return words


def amend(
    office: Office,
    seal: Seal,
    act: str,
    *,
    at: dt.datetime,
    rows: Sequence[Row] | None = None,
    **fields: Any,
) -> Seal:
    """Publish a correction, extension or restart of a sealed notice at that instant; returns the amendment's
    seal.
    """
    with clock.at(at):
        notice = draft(office, seal.edition, seal.stage_key, act=act, amends=seal.notice, rows=rows, **fields)
        review_for_secrecy(office, seal.edition, seal.stage_key)
        return approve(office, submit(office, notice))


def revoke(
    office: Office,
    records: Sequence[AwardRecord],
    *,
    ground: str = "",
    at: dt.datetime,
    edition: EditionPage | None = None,
    **fields: Any,
) -> Seal:
    """Publish a revocation of these awards at that instant, on the measure's first ground that fits unless one is given.

    `edition` is where the announcement stands, by default the edition of the first award.
    """
    stage = next(stage for stage in office.regulation.stages if stage.type == "revocation")
    where = edition or records[0].edition
    assert where is not None
    named = [
        {
            "record": record.public_id,
            "ground": ground or grounds(office.regulation, record.kind)[0].key,
            "finding": "经查，申报材料与事实不符（示例）。",
        }
        for record in records
    ]
    with clock.at(at):
        notice = draft(office, where, stage.key, revocations=named, **fields)
        steps.fulfil_revocation(office, where, stage.key, named)
        return approve(office, submit(office, notice))


def reinstate(office: Office, revocation: Seal, records: Sequence[AwardRecord], *, at: dt.datetime) -> Seal:
    """Publish the reinstatement of awards that an announcement revoked, at that instant."""
    named = [{"record": record.public_id, "ground": "", "finding": ""} for record in records]
    with clock.at(at):
        notice = draft(
            office,
            revocation.edition,
            revocation.stage_key,
            act=NoticeAct.REINSTATEMENT,
            amends=revocation.notice,
            revocations=named,
            doc_no=f"示政发〔{clock.today().year}〕1号",
        )
        ids = [record.public_id for record in records]
        steps.fulfil_reinstatement(office, revocation.edition, revocation.stage_key, ids)
        return approve(office, submit(office, notice))


def conclude(
    office: Office, seal: Seal, *, at: dt.datetime, received: int = 0, outcome: str = "公示期内未收到异议。"
) -> Conclusion:
    """Conclude a publicity at that instant, attesting each published channel with `received` objections,
    none open.
    """
    counts = {channel.kind: received for channel in read_notice(parse_body(seal.body)).channels}
    with clock.at(at):
        return steps.conclude(office, seal, outcome=outcome, received=counts)


def after_window(seal: Seal) -> dt.datetime:
    """Ten in the morning of the day after the last day of a seal's window."""
    window = seal.windows.get(entry_key="")
    day = window.last_day or window.expected_last_day
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(10), tzinfo=BEIJING)
