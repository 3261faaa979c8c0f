"""The life of an award in each city under its own measure: won, revoked, given back, ended, over the real path.

What each measure attaches to an award, to each ground and to the next edition stands in `expected_awards`, by hand.
"""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from cms import checks, clock
from cms.actions.completeness import declare_complete
from cms.clearing import assess
from cms.models import ActRecord, AwardRecord, Notice, RecordEvent, Seal, SealAct
from cms.models.workflow import ApprovalRefused
from cms.reading import read_notice
from cms.register import EventKind, Status
from cms.regulation.rules.verdicts import Level, Verdict
from cms.seals import parse_body
from cms.selectors.register import records, standing_of
from cms.windows import beijing_day
from portal.demo import steps
from tests.factories import notices as make
from tests.factories.html import parse
from tests.factories.offices import Office, beijing, make_edition, make_office
from tests.factories.rows import Row, individual, organization
from tests.flow.expected_awards import (
    BAR_ARTICLE,
    BARRED_THROUGH,
    BARRED_UNTIL,
    BONUS,
    CITIES,
    REVOKED,
    TIERS,
    TITLES,
    banned,
    barred,
)
from tests.flow.expected_editions import DECISION, WINNERS
from tests.flow.test_award_pages import facts
from tests.rule_table.index import squeezed
from tests.unit.cms.rules.revocation_expectations import GROUNDS, STEPS, Ground

pytestmark = pytest.mark.django_db

REVOCATION = "revocation_announcement"
DECIDED = beijing(2026, 9, 16)
REVOKED_AT = {2026: beijing(2026, 11, 20), 2027: beijing(2027, 2, 10)}
RESTORED_AT = {2026: beijing(2026, 12, 22), 2027: beijing(2027, 5, 6)}
HERE = {(ground.city, ground.key): ground for ground in GROUNDS}


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows_of(city: str) -> list[Row]:
    """Two winners, two nominees; in Hohhot, which has no nominees, three winners."""
    second = "award" if city == "hohhot" else "nominee"
    rows = [organization(1), individual(2), organization(3, tier=second), individual(4, tier=second)]
    rows = rows[:3] if city == "hohhot" else rows
    return [row | {"certificate_no": f"示证〔2026〕{no}号"} for no, row in enumerate(rows, start=1)]


def decided(city: str) -> tuple[Office, Seal, list[AwardRecord]]:
    """The first edition from its first notice to its decision, with its awards in their order."""
    seal = make.published_notice(city, DECISION, rows=rows_of(city), at=DECIDED)
    return make_office(city), seal, list(records().order_by("entry_no"))


def status_of(record: AwardRecord, at: dt.datetime) -> Status:
    return standing_of(records().get(pk=record.pk), beijing_day(at)).status


def named_in(city: str, listed: list[AwardRecord]) -> list[dict[str, str]]:
    """The awards to revoke as a draft names them, each on its ground."""
    return [
        {"record": listed[no - 1].public_id, "ground": ground, "finding": f"经查，第{no}号情况属实（示例）。"}
        for no, ground in REVOKED[city].items()
    ]


def revoke(office: Office, seal: Seal, listed: list[AwardRecord], at: dt.datetime) -> Seal:
    """Publish the announcement with everything on record; each step that is missing refuses it first."""
    named = named_in(office.code, listed)
    with clock.at(at):
        notice = make.draft(office, seal.edition, REVOCATION, revocations=named)
        steps.fulfil_revocation(office, seal.edition, REVOCATION, named)
        assert not [v for v in judged(notice) if v.level is Level.BLOCK]
        for row in named:
            wanted = STEPS[office.code, row["ground"].partition(".")[0]]
            for key in (*wanted, "party_statement"):
                with undone():
                    ActRecord.objects.filter(act_key=key, subject=row["record"]).delete()
                    rule = "revoke.statement" if key == "party_statement" else "revoke.steps"
                    (missing,) = [v for v in judged(notice) if v.rule == rule]
                    assert missing.subject == f"{row['record']}.{key}"
                    assert set(missing.articles) >= ({wanted[key]} if key in wanted else set())
                    with undone(), pytest.raises(ApprovalRefused):
                        make.approve(office, make.submit(office, notice))
        return make.approve(office, make.submit(office, notice))


def judged(notice: Notice) -> tuple[Verdict, ...]:
    """Everything the rules say on the newest draft, now."""
    draft = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
    return assess(draft, clock.now()).verdicts


@pytest.mark.parametrize("city", CITIES)
def test_what_is_won(city: str, client: Any) -> None:
    """Certificate, tier, money or 未规定, validity, the year to state with the title: on the record and on its page."""
    _office, seal, listed = decided(city)
    rows = rows_of(city)
    assert [str(record.entry_key) for record in listed] == [row["key"] for row in rows]
    for record, row, bonus in zip(listed, rows, BONUS[city], strict=True):
        assert record.tier_name == TIERS[city][0 if row["tier"] == "award" else 1]
        assert record.valid_through == (dt.date(2029, 9, 15) if city == "hohhot" else None)
        assert status_of(record, DECIDED) is Status.VALID
        with clock.at(DECIDED):
            shown = parse(client.get(record.path_on_portal).content.decode())
        known = facts(shown)
        assert known["证书编号"] == row["certificate_no"]
        assert known["奖金"].startswith(bonus)
        assert known["使用称号时注明"] == f"{TITLES[city].must_state}：2026年"
        assert known["有效期"].startswith("至2029年9月15日" if city == "hohhot" else "未规定")
        assert known["状态"] == "有效"
        links = [a.attrs["href"] for a in shown.all("a") if "href" in a.attrs]
        for article, words in TITLES[city].bans:
            assert squeezed(words) in squeezed(shown.text)
            assert any(link.endswith(f"#a{article}") for link in links)
    with clock.at(DECIDED):
        page = parse(client.get(seal.head["path"]).content.decode())
    assert not [mark for mark in page.classed("award-mark") if "撤销" in mark.text]


@pytest.mark.parametrize("year", [2026, 2027])
@pytest.mark.parametrize("city", CITIES)
def test_taken_away_and_given_back(city: str, year: int, client: Any) -> None:
    office, decision, listed = decided(city)
    at, back_at = REVOKED_AT[year], RESTORED_AT[year]
    revocation = revoke(office, decision, listed, at)
    gone = {no: listed[no - 1] for no in REVOKED[city]}

    shown = {award.record: award for award in read_notice(parse_body(revocation.body)).awards}
    for no, ground_key in REVOKED[city].items():
        ground, record = HERE[city, ground_key], gone[no]
        event = RecordEvent.objects.get(record=record)
        assert_follows(ground, event, year)
        told = shown[record.public_id]
        assert (told.recover, told.articles) == (ground.recover, (ground.article,))
        assert told.barred_through_edition == event.barred_through_edition
        assert told.barred_until == event.barred_until
        assert told.ban_start_stated is (not ground.ban or bool(ground.counted_from))
        assert status_of(record, at) is Status.REVOKED
    assert [status_of(r, at) for no, r in enumerate(listed, start=1) if no not in gone] == (
        [Status.VALID] * (len(listed) - len(gone))
    )
    seen_everywhere(client, decision, revocation, gone, at)
    next_lists(office, year, at, revoked=True)

    back = make.reinstate(office, revocation, list(gone.values()), at=back_at)
    for record in gone.values():
        assert status_of(record, back_at) is Status.VALID
        kinds = RecordEvent.objects.filter(record=record).values_list("kind", flat=True)
        assert list(kinds) == [EventKind.REVOKED, EventKind.REINSTATED]
        with clock.at(back_at):
            page = parse(client.get(record.path_on_portal).content.decode())
        assert facts(page)["状态"] == "有效"
        assert "恢复" in page.text
    assert back.amends_id == revocation.pk
    next_lists(office, year, back_at, revoked=False)
    for told_seal in (decision, revocation):
        assert told_seal.acts.filter(kind=SealAct.Kind.REINSTATED).count() == len(gone)
    assert [finding.message for check in CHAINS for finding in check()] == []


CHAINS = (checks.seals_verify, checks.rows_agree_with_seals, checks.clearances_are_four_eyes)


def assert_follows(ground: Ground, event: RecordEvent, year: int) -> None:
    """The event says what the article says: ground, what is recovered, the ban with its end."""
    assert (event.kind, f"{event.case_key}.{event.ground_key}") == (EventKind.REVOKED, ground.key)
    assert (event.ground_text, event.articles) == (ground.words, [ground.article])
    assert tuple(event.recover) == ground.recover
    assert event.recover_articles == ([ground.recover_article] if ground.recover else [])
    assert event.ban_articles == ([ground.ban_article] if ground.ban else [])
    by_editions = BARRED_THROUGH[ground.city][year] if ground.ban == "3 cycles" else None
    by_days = BARRED_UNTIL[year] if ground.ban == "5 years" else None
    assert (event.barred_through_edition, event.barred_until) == (by_editions, by_days)


def seen_everywhere(
    client: Any, decision: Seal, revocation: Seal, gone: dict[int, AwardRecord], at: dt.datetime
) -> None:
    """The decision's page, the award's page, the register, the announcement and the feed show it from that moment."""
    city = revocation.edition.scheme.slug
    with clock.at(at):
        page = client.get(decision.head["path"]).content.decode()
        for record in gone.values():
            assert record.path_on_portal in page
            award = parse(client.get(record.path_on_portal).content.decode())
            assert facts(award)["状态"] == "已撤销"
            event = RecordEvent.objects.get(record=record)
            assert event.ground_text in award.text
            assert all(item in award.text for item in event.recover)
            if event.barred_through_edition:
                assert f"第{event.barred_through_edition}届" in award.text
            if event.barred_until:
                day = event.barred_until
                assert f"{day.year}年{day.month}月{day.day}日" in award.text
        listed = client.get(f"/{city}/register/").content.decode()
        assert listed.count("已撤销") >= len(gone)
        announced = client.get(revocation.head["path"]).content.decode()
        assert "行政复议" in announced
        assert all(record.path_on_portal in announced for record in gone.values())
        assert revocation.head["path"] in client.get(f"/{city}/feed.atom").content.decode()


def again(edition: int) -> dict[str, Row]:
    """Everybody of the first list applies again, by new rows, and somebody of the winner's name from another unit."""
    rows = {
        "1": organization(1),
        "2": individual(2),
        "3": organization(3),
        "4": individual(4),
        "namesake": individual(2, unit="别处示例有限公司（示例）"),
    }
    return {
        who: row | {"key": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{edition} {who}"))}
        for who, row in rows.items()
    }


def next_lists(office: Office, year: int, at: dt.datetime, *, revoked: bool) -> None:
    """What the lists of the next four editions may hold, and what an applicant is told who asks."""
    city = office.code
    with clock.at(at + dt.timedelta(days=10)), undone():
        for number in range(2, 6):
            edition = make_edition(office, number=number, at=clock.now())
            rows = again(number)
            who = {row["key"]: name for name, row in rows.items()}
            notice = make.draft(office, edition, WINNERS, rows=list(rows.values()))
            said = judged(notice)
            out = banned(city, year, number) if revoked else set()
            won = barred(city, revoked, number)
            assert {who[v.subject] for v in said if v.rule == "bar.ban"} == set(map(str, out)), number
            wins = [v for v in said if v.rule == "bar.reapplication"]
            assert {who[v.subject] for v in wins} == set(map(str, won)), number
            assert all(v.articles == (BAR_ARTICLE[city],) for v in wins)
            # A name alone keeps nobody out: it asks the office to look.
            doubted = {who[v.subject] for v in said if v.rule == "bar.namesake"}
            assert doubted == ({"namesake"} if 2 in out | won else set()), number
            assert {v.level for v in said if v.rule == "bar.namesake"} <= {Level.WARN}
    with clock.at(at + dt.timedelta(days=10)), undone():
        declare_complete(scheme=office.scheme, reason="逐届核对档案（示例）。", by=office.publisher)
        kept_out = (banned(city, year, 2) if revoked else set()) | barred(city, revoked, 2)
        for name, row in again(2).items():
            doubted = name == "namesake" and 2 in kept_out
            expected = (
                "无法判断"
                if doubted
                else "有限制申报情形"
                if name in set(map(str, kept_out))
                else "未发现限制申报情形"
            )
            assert asked(office, row) == expected, name


def asked(office: Office, row: Row) -> str:
    """The words with which the public check answers about a row."""
    from django.test import Client

    typed = {
        "kind": row["kind"],
        "name": row["name"],
        "uscc": row.get("uscc", ""),
        "unit": row.get("unit", ""),
    }
    page = parse(Client().post(f"/{office.code}/apply-check/", typed).content.decode())
    (panel,) = page.classed("apply-answer")
    words = ("有限制申报情形", "未发现限制申报情形", "无法判断")
    (found,) = [each for each in words if panel.text.startswith(each)]
    return found
