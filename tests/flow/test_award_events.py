"""What reaches an award after its decision: corrections, the end of its validity, letters nobody reads, older records."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from cms import clock, register_checks
from cms.actions.errors import FourEyes
from cms.actions.follow_up import record_follow_up
from cms.actions.history import confirm_history, enter_history
from cms.clearing import assess
from cms.models import (
    AwardRecord,
    FollowUp,
    FollowUpKind,
    FollowUpOutcome,
    Notice,
    NoticeAct,
    RecordEvent,
    Seal,
)
from cms.register import BonusState, EventKind, Origin, Status
from cms.roles import group_name
from cms.selectors.register import current_columns, current_money, past_awards, records, standing_of
from cms.windows import beijing_day
from tests.factories import notices as make
from tests.factories.html import parse
from tests.factories.offices import DEFAULT_AT, Office, make_edition, make_office, person
from tests.factories.rows import individual, organization
from tests.factories.searching import build_index, index_in
from tests.flow.expected_editions import DECISION, WINNERS
from tests.flow.test_award_pages import facts

pytestmark = pytest.mark.django_db

LATER = DEFAULT_AT + dt.timedelta(days=40)
NUMBER = "示政发〔2026〕2号"


def correct(office: Office, decision: Seal, change: dict[str, Any], **fields: Any) -> Seal:
    """Publish a correction of the decision with one change."""
    return make.amend(
        office, decision, NoticeAct.CORRECTION, at=LATER, changes=[change], doc_no=NUMBER, **fields
    )


def said(office: Office, number: int, *rows: dict[str, Any]) -> dict[str, set[str]]:
    """What the rules say, by rule, on a list of winners with these rows in that edition, now (`clock.at`)."""
    edition = make_edition(office, number=number, at=clock.now())
    notice = make.draft(office, edition, WINNERS, rows=rows)
    found: dict[str, set[str]] = {}
    for verdict in assess(
        Notice.objects.get(pk=notice.pk).get_latest_revision_as_object(), clock.now()
    ).verdicts:
        found.setdefault(verdict.rule, set()).add(verdict.subject)
    return found


def test_a_struck_award_is_kept_and_counts_for_nothing() -> None:
    rows = [organization(1), individual(2)]
    decision = make.published_notice("datong", DECISION, rows=rows)
    office, record = make_office("datong"), records().get(entry_no=1)
    change = {"op": "struck", "entry_key": rows[0]["key"], "reason": "印发有误（示例）。", "article": "22"}
    seal = correct(office, decision, change)
    event = RecordEvent.objects.get()
    assert (event.record_id, event.kind, event.seal_id) == (record.pk, EventKind.STRUCK, seal.pk)
    assert (event.reason, event.articles, event.doc_no) == ("印发有误（示例）。", ["22"], NUMBER)
    assert standing_of(records().get(pk=record.pk), LATER.date()).status is Status.STRUCK
    assert [award.name for award in past_awards(office.scheme, 2, LATER.date())] == [rows[1]["name"]]
    with clock.at(LATER):
        assert "bar.reapplication" not in said(office, 2, organization(1, key=None))
    # What is no award can be neither struck nor revoked again.
    with clock.at(LATER + dt.timedelta(days=1)):
        again = make.draft(
            office, decision.edition, DECISION, act="correction", amends=decision.notice, changes=[change],
            doc_no=NUMBER,
        )  # fmt: skip
        verdicts = assess(again, clock.now()).standing
        assert "amend.unknown_entry" in {verdict.rule for verdict in verdicts}


def test_a_corrected_award_reads_as_corrected_and_keeps_what_was_printed() -> None:
    rows = [organization(1), individual(2)]
    decision = make.published_notice("datong", DECISION, rows=rows)
    office, record = make_office("datong"), records().get(entry_no=1)
    right = rows[0] | {"name": "示例制造一号有限公司（示例）", "certificate_no": "示证〔2026〕1号"}
    change = {"op": "corrected", "entry_key": rows[0]["key"], "reason": "错字（示例）。", "fields": ["name"]}
    correct(office, decision, change, rows=[right])
    record = records().get(pk=record.pk)
    assert record.name == rows[0]["name"]
    columns = current_columns(record)
    assert (columns.name, columns.certificate_no) == (right["name"], right["certificate_no"])
    assert standing_of(record, LATER.date()).status is Status.VALID
    assert AwardRecord.objects.count() == 2
    # The bar knows the holder by the name as corrected.
    with clock.at(LATER):
        found = said(office, 2, organization(9, name=right["name"], key=None))
        assert len(found["bar.reapplication"]) == 1


def test_an_award_changed_to_another_tier_is_one_award(client: Any) -> None:
    rows = [organization(1), organization(2, tier="nominee")]
    decision = make.published_notice("xinzhou", DECISION, rows=rows)
    office, record = make_office("xinzhou"), records().get(entry_no=1)
    lower = rows[0] | {"tier": "nominee"}
    change = {
        "op": "changed",
        "entry_key": rows[0]["key"],
        "reason": "奖项等次更正（示例）。",
        "fields": ["tier"],
    }
    correct(office, decision, change, rows=[lower])
    record = records().get(pk=record.pk)
    assert [event.kind for event in record.events.all()] == [EventKind.CHANGED]
    assert (current_columns(record).tier, record.tier) == ("nominee", "award")
    assert AwardRecord.objects.count() == 2
    # A nominee has no money (忻州 19) and may apply again (11). What was decided first stays on the record.
    money = current_money(record)
    assert (money.state, money.cny, money.articles) == (BonusState.NONE, None, ("19",))
    assert (record.bonus_state, record.bonus_cny) == (BonusState.STATED, 200_000)
    with clock.at(LATER):
        page = parse(client.get(record.path_on_portal).content.decode())
        assert facts(page)["奖金"].startswith("无奖金")
        assert "bar.reapplication" not in said(office, 2, organization(1, key=None))


@pytest.mark.parametrize(
    ("city", "stated", "cny"),
    [("xinzhou", [{"tier": "award", "kind": "individual", "cny": 30_000}], 30_000),
     ("datong", [{"tier": "award", "kind": "individual", "cny": 12_000}], 12_000),
     ("datong", [], None)],
)  # fmt: skip
def test_an_award_added_by_a_correction_is_registered_once_with_the_money_of_the_decision(
    city: str, stated: list[dict[str, Any]], cny: int | None
) -> None:
    """Whoever was publicised and left out is added by a correction; a row that nobody could object to never is.

    A sum that only the decision states (大同 states none) holds for the row that was forgotten in it, too.
    """
    rows = [organization(1), individual(2)]
    office = make_office(city)
    edition = make.run_up(office, DECISION, rows=rows, at=DEFAULT_AT)
    left_out = {
        "rule": "decision.entry_left_out",
        "subject": "entries",
        "reason": "漏列（示例）。",
        "office": "办公室（示例）",
    }
    decision = make.publish(office, edition, DECISION, rows=rows[:1], overrides=[left_out], bonuses=stated)
    assert AwardRecord.objects.count() == 1
    with clock.at(LATER):
        never = make.draft(
            office, edition, DECISION, act="correction", amends=decision.notice, rows=[organization(7)],
            changes=[{"op": "added", "entry_key": organization(7)["key"], "reason": "漏列（示例）。"}], doc_no=NUMBER,
        )  # fmt: skip
        assert "decision.never_publicised" in {v.rule for v in assess(never, clock.now()).standing}
    change = {"op": "added", "entry_key": rows[1]["key"], "reason": "漏列（示例）。"}
    seal = correct(office, decision, change, rows=[rows[1]])
    record = AwardRecord.objects.get(seal=seal)
    assert (record.name, record.edition_number, record.doc_no) == (rows[1]["name"], 1, NUMBER)
    assert (record.bonus_state, record.bonus_cny) == (BonusState.STATED if cny else BonusState.UNSTATED, cny)
    proofs = (register_checks.awards_agree_with_decisions, register_checks.awards_have_an_origin)
    assert [finding.message for check in proofs for finding in check()] == []
    assert record.awarded_on == beijing_day(LATER)
    assert AwardRecord.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "status"),
    [(dt.date(2029, 3, 15), Status.VALID), (dt.date(2029, 3, 16), Status.EXPIRED)],
)
def test_an_award_of_hohhot_ends_by_itself(day: dt.date, status: Status, client: Any) -> None:
    """呼和浩特 5: three years from 16 March 2026. Nothing is written, nobody does anything; the win still stands."""
    make.published_notice("hohhot", DECISION, rows=[organization(1)])
    record = records().get()
    at = dt.datetime.combine(day, dt.time(12), tzinfo=DEFAULT_AT.tzinfo)
    assert standing_of(record, day).status is status
    with clock.at(at):
        page = parse(client.get(record.path_on_portal).content.decode())
        assert facts(page)["状态"] == ("有效" if status is Status.VALID else "有效期满")
    assert not RecordEvent.objects.exists()
    assert [award.revoked for award in past_awards(record.scheme, 2, day)] == [False]
    # Ended, it can still be taken away: the office is asked whether it means it.
    office = make_office("hohhot")
    with clock.at(at):
        named = [{"record": record.public_id, "ground": "fraud.fraud", "finding": "示例。"}]
        notice = make.draft(office, record.edition, "revocation_announcement", revocations=named)
        rules = {verdict.rule for verdict in assess(notice, clock.now()).verdicts}
        assert ("revoke.expired" in rules) is (status is Status.EXPIRED)
        assert "revoke.not_standing" not in rules


PUBLIC = ("/", "/{city}/", "/{city}/{edition}/", "/register/", "/register.csv", "/{city}/register/",
          "/{city}/register/awards.csv", "/feed.atom", "/{city}/feed.atom", "/sitemap.xml", "/{city}/apply-check/",
          "/windows.ics", "/{city}/windows.ics")  # fmt: skip


@pytest.mark.parametrize("city", ["hohhot", "datong", "taiyuan", "xinzhou", "yuncheng"])
def test_what_is_done_about_a_winner_is_never_public(city: str, client: Any, tmp_path: Path) -> None:
    """Visits and inspections everywhere; a letter asking to put something right only where the measure has one (23)."""
    decision = make.published_notice(city, DECISION)
    office, record = make_office(city), records().get(entry_no=1)
    words = "绝不应公开的巡访情况"
    served = {
        FollowUpKind.RECTIFICATION: {
            "served_on": LATER.date(),
            "due_on": LATER.date() + dt.timedelta(days=30),
        }
    }
    outcome = {
        FollowUpKind.RECTIFICATION: FollowUpOutcome.RECTIFY,
        FollowUpKind.REPORT: FollowUpOutcome.REVOKE,
    }
    kinds = [FollowUpKind.VISIT, FollowUpKind.INSPECTION, FollowUpKind.REPORT]
    kinds += [FollowUpKind.RECTIFICATION] if city == "hohhot" else []
    with clock.at(LATER):
        for kind in kinds:
            record_follow_up(
                record=record, kind=kind, outcome=outcome.get(kind, FollowUpOutcome.NOTHING), body_name="示例局（示例）",
                done_on=LATER.date(), findings=f"{words}{kind}", document_no=f"{words}文号", by=office.publisher,
                **served.get(kind, {}),
            )  # fmt: skip
    articles = {
        "datong": ["30", "34"],
        "taiyuan": ["26"],
        "xinzhou": ["7"],
        "hohhot": ["21"],
        "yuncheng": ["29"],
    }
    for made in FollowUp.objects.all():
        assert made.articles == (["23"] if made.kind == FollowUpKind.RECTIFICATION else articles[city])
    assert standing_of(records().get(pk=record.pk), LATER.date()).status is Status.VALID
    with clock.at(LATER + dt.timedelta(days=1)), index_in(tmp_path / "search"):
        build_index()
        paths = [each.format(city=city, edition=decision.edition.slug) for each in PUBLIC]
        paths += [record.path_on_portal, decision.head["path"], decision.head["path"] + "seal.json"]
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert words not in answer.getvalue().decode(), path


def older(**columns: Any) -> dict[str, Any]:
    """A row from before the portal: the first edition's winner of 2021."""
    return {
        "edition_number": 1, "edition_name": "第一届", "tier": "award", "kind": "organization",
        "name": organization(1)["name"], "uscc": organization(1)["uscc"], "unit": "", "post": "", "joint_names": [],
        "district": "", "industry": "", "certificate_no": "", "awarded_on": dt.date(2021, 5, 6),
        "doc_no": "示政发〔2021〕3号", "revoked_on": None, "revocation_ground": "", "revocation_doc_no": "",
    } | columns  # fmt: skip


@pytest.mark.parametrize(
    ("city", "ground", "through", "until"),
    [
        ("datong", "single.fraud", 4, None),
        ("taiyuan", "fraud.fraud", 4, None),
        ("xinzhou", "single.fraud", 4, None),
        ("yuncheng", "single.fraud", 4, None),
        ("hohhot", "later_event.major_accident", None, dt.date(2028, 2, 29)),
    ],
)
def test_older_awards_count_once_two_people_have_entered_them(
    city: str, ground: str, through: int | None, until: dt.date | None
) -> None:
    """Entered by one and confirmed by another, they bar as their own scheme's awards do; until then they are nothing.

    The second award was revoked on 1 March 2023, in no edition's year: the next three editions are barred, or five years.
    """
    office = make_office(city)
    revoked = older(
        name=organization(2)["name"], uscc=organization(2)["uscc"], revoked_on=dt.date(2023, 3, 1),
        revocation_ground=ground, revocation_doc_no="示政发〔2023〕9号",
    )  # fmt: skip
    with clock.at(DEFAULT_AT):
        batch = enter_history(
            scheme=office.scheme, rows=[older(), revoked], source="示例档案（示例）", by=office.editor
        )
        rows = [organization(n) for n in (1, 2, 3)]
        first, second, _third = (row["key"] for row in rows)
        assert not {"bar.reapplication", "bar.ban"} & set(said(office, 2, *rows))
        with pytest.raises(FourEyes):
            confirm_history(batch=batch, by=both_roles(office))
        assert AwardRecord.objects.count() == 0
        listed = confirm_history(batch=batch, by=office.publisher)
        assert [(r.origin, r.seal, r.edition, r.edition_number) for r in listed] == [
            (Origin.BEFORE_PORTAL, None, None, 1)
        ] * 2
        # What an older measure paid is not for the present one to say.
        assert {r.bonus_state for r in listed} == {BonusState.SILENT}
        event = RecordEvent.objects.get()
        assert (event.record, event.seal, event.doc_no) == (listed[1], None, "示政发〔2023〕9号")
        assert (event.barred_through_edition, event.barred_until) == (through, until)
        for number in range(2, 6):
            found = said(office, number, *rows)
            banned = {second} if until or number <= (through or 0) else set()
            assert found.get("bar.ban", set()) == banned, number
            won = {first} if city != "hohhot" and number <= 3 else set()
            assert found.get("bar.reapplication", set()) == won, number


def both_roles(office: Office) -> Any:
    """The clerk who entered the batch, in the group of those who may confirm one besides."""
    return person(f"{office.code}-editor", group_name(office.regulation.city, "publisher"))
