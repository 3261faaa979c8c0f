"""One edition of each city under its own measure, from the call to the decision, over the real path.

Nothing goes round the actions: drafts are written, submitted, approved by another person, sealed, concluded. What
each measure demands at each step stands in `expected_editions`, written out from its printed text.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from cms import clock, gates
from cms.actions.editions import open_edition
from cms.actions.errors import ActionRefused
from cms.actions.notices import draft_notice
from cms.actions.records import record_act, withdraw_act
from cms.clearing import assess
from cms.models import ActRecord, EditionPage, Notice, RecordKey, Seal
from cms.models.workflow import ApprovalRefused
from cms.regulation.rules.facts import ActFacts
from cms.regulation.rules.proceedings import Blocker
from cms.regulation.rules.verdicts import Level, Verdict
from tests.factories import notices as make
from tests.factories.offices import Office, beijing, make_edition, make_office
from tests.factories.rows import Row, individual, organization
from tests.flow.edition_pages import check_notice, check_scheme
from tests.flow.expected_editions import (
    ACTS,
    BARS,
    CANDIDATES,
    CAPS,
    CITIES,
    CONSULTED,
    DECISION,
    EDITIONS,
    GATES,
    INTERNAL,
    MEDIA,
    PARALLEL,
    RECUSAL,
    THIRD_PARTY,
    THIRD_PARTY_ALLOWED,
    WINNERS,
    Step,
)

pytestmark = pytest.mark.django_db

START = beijing(2026, 3, 2)
STEPS = [(city, step) for city in CITIES for step in EDITIONS[city]]
step_id = "{0[0]}-{0[1].key}".format
MAKERS = (organization, individual)


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def objections() -> Iterator[list[Blocker]]:
    """A registered source of blockers, as the complaint channel will be one; the test fills what it says."""
    said: list[Blocker] = []

    def source(seal: Seal) -> list[Blocker]:
        return said

    gates.register_blocker(source)
    yield said
    gates.unregister_blocker(source)


def judged(notice: Notice) -> tuple[Verdict, ...]:
    """Everything the rules say on the newest draft, now."""
    draft = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
    return assess(draft, clock.now()).verdicts


def blocks(notice: Notice, rule: str) -> list[Verdict]:
    """The blocks of one rule on the newest draft."""
    return [verdict for verdict in judged(notice) if verdict.level is Level.BLOCK and verdict.rule == rule]


def stands(notice: Notice, rule: str) -> Verdict:
    """This rule blocks the newest draft, which is what refuses every approval; returns its first verdict."""
    found = blocks(notice, rule)
    assert found, (rule, [verdict.rule for verdict in judged(notice)])
    return found[0]


def refused(office: Office, notice: Notice, rule: str) -> Verdict:
    """Submitted and approved all the same, it is refused in the words of this rule."""
    verdict = stands(notice, rule)
    with undone(), pytest.raises(ApprovalRefused) as refusal:
        make.approve(office, make.submit(office, notice))
    assert verdict.message in str(refusal.value)
    return verdict


def prepared(office: Office, edition: EditionPage, step: Step, **fields: Any) -> Notice:
    """A draft of the step with everything on record (now: `clock.at`)."""
    notice = make.draft(office, edition, step.key, **fields)
    make.fulfil(office, edition, step.key, publisher_name=fields.get("publisher_name", ""))
    return notice


def forget(edition: EditionPage, step: Step, **columns: Any) -> None:
    """Withdraw what was recorded, with a reason, as an office does."""
    records = ActRecord.objects.filter(edition=edition, stage_key=step.key, withdrawn_at=None, **columns)
    assert records
    for record in records:
        withdraw_act(act=record, reason="登记有误（示例）。", by=make_office(edition.scheme.slug).editor)


def bodies_of(city: str, step: Step) -> tuple[str, ...]:
    """The bodies that publish a step: the one of the measure, or the invented ones side by side."""
    return PARALLEL.get(city, (step.body,)) if step.key == CANDIDATES else (step.body,)


def publish_step(
    office: Office, edition: EditionPage, step: Step, rows: list[Row], at: dt.datetime
) -> list[Seal]:
    """Publish the step by each of its bodies; side by side they share the rows."""
    bodies = bodies_of(office.code, step)
    if len(bodies) == 1:
        named = {"third_party_entrusted": True, "third_party": THIRD_PARTY} if step.key == WINNERS else {}
        entrusted = named if office.code in THIRD_PARTY_ALLOWED else {}
        return [make.publish(office, edition, step.key, rows=rows, at=at, **entrusted)]
    parts = (rows[:2], rows[2:])
    return [
        make.publish(office, edition, step.key, rows=part, at=at, publisher_name=body, issuers=body)
        for body, part in zip(bodies, parts, strict=True)
    ]


def winners_of(city: str) -> list[Row]:
    """A list that every step can carry: one of each kind in each tier; Hohhot has one tier."""
    tiers = ("award",) if city == "hohhot" else ("award", "nominee")
    rows = [
        make_row(4 * n + m, tier=tier) for n, tier in enumerate(tiers) for m, make_row in enumerate(MAKERS)
    ]
    return rows


@pytest.mark.parametrize("city", CITIES)
def test_an_edition_from_the_call_to_the_decision(city: str, client: Any, objections: list[Blocker]) -> None:
    """Each step in the measure's order by the measure's body; a later one waits for the one before it."""
    office = make_office(city)
    edition = make_edition(office, at=START)
    steps, rows = EDITIONS[city], winners_of(city)
    at = START
    for step, later in zip(steps, [*steps[1:], None], strict=True):
        gate = GATES.get((city, step.key))
        if later is not None:
            with clock.at(at), undone():
                rule = "gate.not_passed" if gate else "stage.order"
                assert step.name in refused(office, prepared(office, edition, later, rows=rows), rule).message
        seals = publish_step(office, edition, step, rows, at)
        with clock.at(at):
            for seal, body in zip(seals, bodies_of(city, step), strict=True):
                check_notice(city, step, seal, body, client)
        if step.is_publicity and later is not None:
            at = max(make.after_window(seal) for seal in seals)
            with clock.at(at), undone():
                notice = prepared(office, edition, later, rows=rows)
                objections_hold(office, notice, seals[-1], gate, objections)
                for place, seal in enumerate(seals, start=1):
                    waiting = stands(notice, "gate.not_passed" if gate else "stage.unconcluded")
                    assert waiting.overridable is (gate is None)
                    make.conclude(office, seal, at=at)
                    open_still = {v.rule for v in judged(notice) if v.level is Level.BLOCK}
                    assert bool(open_still) is (place < len(seals))
            for seal in seals:
                make.conclude(office, seal, at=at)
                assert "办结" in client.get(seal.head["path"]).content.decode()
        at += dt.timedelta(days=3)
    decision = edition.seals.get(stage_key=DECISION)
    assert {entry.name for entry in decision.entry_list.entries.all()} == {row["name"] for row in rows}
    check_scheme(city, client)
    kept_out_next_time(office, rows, at)


def objections_hold(
    office: Office, later: Notice, seal: Seal, article: str | None, objections: list[Blocker]
) -> None:
    """An open objection stops the conclusion and the next step: by the measure where it words 无异议, and then beyond
    any override; elsewhere as the portal's commitment.
    """
    objections.append(Blocker(source="投诉举报渠道", reason="有异议尚未办结"))
    verdict = stands(later, "gate.no_objection" if article else "gate.commitment")
    assert verdict.articles == ((article,) if article else ())
    assert verdict.basis == ("measure" if article else "commitment")
    assert verdict.overridable is (article is None)
    with undone(), pytest.raises(ActionRefused, match="办法要求公示无异议" if article else "平台承诺"):
        make.conclude(office, seal, at=clock.now())
    objections.clear()


def kept_out_next_time(office: Office, rows: list[Row], at: dt.datetime) -> None:
    """A winner may not stand on a list of the edition that follows, where the measure bars it; a nominee may."""
    with clock.at(at), undone():
        edition = make_edition(office, number=2, at=at)
        step = EDITIONS[office.code][-2]
        notice = prepared(office, edition, step, rows=rows)
        barred = blocks(notice, "bar.reapplication")
        winners = {row["key"] for row in rows if row["tier"] == "award"} if office.code in BARS else set()
        assert {verdict.subject for verdict in barred} == winners
        assert all(verdict.articles == (BARS[office.code],) for verdict in barred)
        # Hohhot counts its places by the year: the one person of this year has been chosen already.
        taken = [verdict.subject for verdict in blocks(notice, "list.cap")]
        assert taken == (["award.individual"] if office.code == "hohhot" else [])


@pytest.mark.parametrize(("city", "step"), STEPS, ids=map(step_id, STEPS))
def test_a_step_is_refused_until_all_its_measure_demands_is_met(city: str, step: Step) -> None:
    """Each act, reply, declaration and review; the body; the number of days; the medium: one thing wrong, one refusal."""
    office = make_office(city)
    edition = make.run_up(office, step.key, at=START)
    with clock.at(START):
        notice = prepared(office, edition, step)
        assert [v for v in judged(notice) if v.level is Level.BLOCK] == []
        for act, article in ACTS[city, step.key].items():
            with undone():
                forget(edition, step, act_key=act)
                assert [v.articles for v in judged(notice) if v.level is Level.BLOCK] == [(article,)]
        with undone():
            forget(edition, step, act_key=RecordKey.SECRECY_REVIEW)
            assert refused(office, notice, "act.secrecy_review").law == "政府信息公开条例 第十七条"
        if (city, step.key) in CONSULTED:
            body, article = CONSULTED[city, step.key]
            with undone():
                forget(edition, step, act_key=RecordKey.REPLY, body_name=body)
                assert stands(notice, "act.consulted").articles == (article,)
        if notice.entry_list_id or notice.get_latest_revision_as_object().entry_list_id:
            declarations_missing(office, edition, step, notice)
        wrong_body(office, edition, step)
        wrong_days(office, edition, step)
        medium_missing(office, edition, step)
        panel_too_small(office, edition, step, notice)


def declarations_missing(office: Office, edition: EditionPage, step: Step, notice: Notice) -> None:
    """Without declarations of interest: refused where the measure speaks of recusal, else a warning."""
    with undone():
        forget(edition, step, act_key=RecordKey.DECLARATIONS)
        if office.code in RECUSAL:
            assert stands(notice, "act.interests").articles == (RECUSAL[office.code],)
        else:
            assert "act.interests_commitment" in {v.rule for v in judged(notice) if v.level is Level.WARN}


def wrong_body(office: Office, edition: EditionPage, step: Step) -> None:
    """Another body than the measure's: refused; where it is not worded, refused without a reason."""
    stated = office.regulation.stage(step.key).publisher_stated
    other = next(b.key for b in office.regulation.bodies if b.name != step.body)
    with undone():
        notice = prepared(office, edition, step, publisher_body=other)
        stands(notice, "stage.publisher" if stated else "stage.publisher_reason")
        reasoned = make.draft(
            office, edition, step.key, publisher_body=other, publisher_reason="受托发布（示例）。"
        )
        assert bool(blocks(reasoned, "stage.publisher")) is stated
        assert not blocks(reasoned, "stage.publisher_reason")


def wrong_days(office: Office, edition: EditionPage, step: Step) -> None:
    """A day fewer is refused; a day more only where the number is exact; without a stated period any number goes."""
    if not step.is_publicity:
        return
    article = tuple(ref for ref in step.basis if ref in office.regulation.stage(step.key).articles)
    with undone():
        if step.least is None:
            one = prepared(office, edition, step, working_days=1)
            assert next(v.message for v in judged(one) if v.rule == "period.unstated").startswith(
                "期限未规定"
            )
            assert [v.rule for v in judged(one) if v.level is Level.BLOCK] == []
            return
        rule = "period.exact" if step.exact else "period.minimum"
        fewer = prepared(office, edition, step, working_days=step.least - 1)
        verdict = stands(fewer, rule)
        assert set(verdict.articles) <= set(article)
        assert str(step.least) in verdict.message
        more = make.draft(office, edition, step.key, working_days=step.least + 1)
        assert bool(blocks(more, rule)) is step.exact


def medium_missing(office: Office, edition: EditionPage, step: Step) -> None:
    """Where the measure words a medium, its absence is pointed out with the article."""
    with undone():
        notice = make.draft(office, edition, step.key, media="")
        warned = [v.articles for v in judged(notice) if v.rule == "stage.media" and v.level is Level.WARN]
    article = MEDIA.get((office.code, step.key))
    assert warned == ([] if article is None else [(article,)])


def panel_too_small(office: Office, edition: EditionPage, step: Step, notice: Notice) -> None:
    """Where the measure sets the size of a review panel, another size on record is pointed out on lists of winners."""
    asked = office.code == "hohhot" and step.key in (WINNERS, DECISION)
    for size, wrong in ((2, True), (3, False), (5, False), (6, True)):
        with undone():
            if asked:
                forget(edition, step, act_key=RecordKey.PANEL)
            record_act(
                edition=edition,
                stage_key=step.key,
                act_key=RecordKey.PANEL,
                done_on=clock.today(),
                made=size,
                by=office.editor,
            )
            found = [v.articles for v in judged(notice) if v.rule == "stage.panel_size"]
            assert found == ([("9",)] if asked and wrong else [])


def too_many(kind: str, tier: str, most: int) -> list[Row]:
    """One entry more than there are places; a total is filled with both kinds."""
    makers = {"organization": MAKERS[:1], "individual": MAKERS[1:], "total": MAKERS}[kind]
    return [makers[n % len(makers)](n + 1, tier=tier) for n in range(most + 1)]


@pytest.mark.parametrize("city", CITIES)
def test_a_list_of_winners_keeps_to_the_places_and_to_joint_entries_of_the_measure(city: str) -> None:
    office = make_office(city)
    edition = make.run_up(office, WINNERS, at=START)
    article, caps = CAPS[city]
    with clock.at(START):
        make.fulfil(office, edition, WINNERS)
        for (tier, kind), most in caps.items():
            with undone():
                rows = too_many(kind, tier, most)
                full = make.draft(office, edition, WINNERS, rows=rows[:-1])
                assert not blocks(full, "list.cap")
                verdict = stands(make.draft(office, edition, WINNERS, rows=rows), "list.cap")
                assert (verdict.articles, verdict.subject) == ((article,), f"{tier}.{kind}")
        # Only Taiyuan lets persons share an entry, and no more than three of them.
        three = ["示例人甲", "示例人乙", "示例人丙"]
        for names, allowed in ((three, city == "taiyuan"), ([*three, "示例人丁"], False)):
            with undone():
                row = individual(1, name="", joint_names=names, group_entry=True)
                found = blocks(make.draft(office, edition, WINNERS, rows=[row]), "row.joint")
                assert bool(found) is not allowed
                assert city != "taiyuan" or all(verdict.articles == ("11",) for verdict in found)


@pytest.mark.parametrize(("city", "stage"), [(city, key) for city, keys in INTERNAL.items() for key in keys])
def test_what_the_measure_keeps_inside_never_becomes_a_notice(city: str, stage: str, client: Any) -> None:
    office = make_office(city)
    edition = make_edition(office, at=START)
    with clock.at(START), pytest.raises(ActionRefused):
        draft_notice(edition=edition, by=office.editor, stage_key=stage)
    # Even a draft that some other way was given the stage is refused, and no reason helps.
    other = EDITIONS[city][0]
    with clock.at(START):
        make.fulfil(office, edition, other.key)
        notice = make.draft(office, edition, other.key)
        notice.stage_key = stage
        notice.save_revision(user=office.editor)
        verdict = refused(office, notice, "stage.internal")
    assert not verdict.overridable
    assert verdict.articles == tuple(office.regulation.stage(stage).articles)
    assert client.get(f"/{city}/2026/{notice.slug}/").status_code == 404


def test_yuncheng_opens_no_edition_without_the_approval_of_the_province() -> None:
    office = make_office("yuncheng")
    asked: dict[str, Any] = {
        "scheme": office.scheme,
        "number": 1,
        "slug": "2026",
        "title": "第1届",
        "by": office.editor,
    }
    with clock.at(START):
        with pytest.raises(ActionRefused, match="经省委、省政府审批后开展"):
            open_edition(**asked)
        late = ActFacts(key="higher_approval", done_on=START.date() + dt.timedelta(days=1))
        with pytest.raises(ActionRefused):
            open_edition(**asked, acts=[late])
        assert not EditionPage.objects.exists()
        assert open_edition(**asked, acts=[ActFacts(key="higher_approval", done_on=START.date())])


@pytest.mark.parametrize("city", [city for city in CITIES if city != "yuncheng"])
def test_elsewhere_an_edition_needs_no_approval_from_above(city: str) -> None:
    office = make_office(city)
    with clock.at(START):
        assert open_edition(scheme=office.scheme, number=1, slug="2026", title="第1届", by=office.editor)
