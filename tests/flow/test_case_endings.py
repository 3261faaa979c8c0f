"""From the end of a case to its destruction: period, hold, grounds, the order, what is left, what stays closed."""

import datetime as dt
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.core.management.base import CommandError

from cms import clock
from cms.actions.errors import ActionRefused, FourEyes
from complaints import destruction, evidence_files, keystore, ledger, vault
from complaints.actions import disposal, endings, linking
from complaints.actions.holding_orders import set_hold
from complaints.case_keys import hex_of
from complaints.chains import all_chains, faults
from complaints.doctor_endings import endings_are_whole
from complaints.endings import Stand, months_after
from complaints.errors import CaseGone
from complaints.models import (
    Case,
    DestroyedCase,
    Disposal,
    Entry,
    Event,
    Evidence,
    InboxSession,
    KeyWrap,
    RetentionPeriod,
)
from complaints.reading import open_case
from complaints.restoring import destroy_again
from complaints.selectors.endings import ended_case
from tests.factories import channel as make
from tests.factories.endings import DUE, ENDED, archivist, ready, upheld
from tests.factories.offices import make_office, person
from tests.factories.worked_cases import Filed, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

TODAY = DUE.date()


@pytest.fixture
def one() -> Filed:
    return filed(make.open_channel(make_office("datong")))


def stand(case: Case) -> Stand:
    found = ended_case(case.number, TODAY)
    assert found is not None
    return found.stand


def test_two_people_decide_after_the_period_and_not_before(one: Filed) -> None:
    case, first, second = upheld(one), archivist(), archivist("archivist-2")
    given = {"number": case.number, "way": "appraised", "reference": "鉴销〔示例〕1号"}
    assert stand(case) is Stand.NO_PERIOD
    with pytest.raises(ActionRefused, match="没有设保存期限"):
        disposal.record(**given, by=first, now=DUE)
    endings.set_period(outcome="upheld", months=1, by=first, now=DUE)
    with pytest.raises(ActionRefused, match="在保存期内"):
        disposal.record(**given, by=first, now=ENDED)
    disposal.record(**given, by=first, now=DUE)
    assert stand(case) is Stand.WANTS_SECOND
    with pytest.raises(FourEyes):
        disposal.confirm(number=case.number, by=first, now=DUE)
    Disposal.objects.update(second_by=first)
    assert stand(case) is Stand.WANTS_SECOND
    disposal.confirm(number=case.number, by=second, now=DUE)
    assert stand(case) is Stand.READY
    disposal.take_back(number=case.number, by=second, now=DUE)
    assert stand(case) is Stand.WANTS_GROUNDS
    disposal.record(**{**given, "way": "archived"}, by=first, now=DUE)
    assert stand(case) is Stand.READY


def test_a_handler_holds_a_case_and_lifts_it_again(one: Filed) -> None:
    case, by = ready(one), one.channel.handlers[one.case.body][0]
    assert stand(set_hold(case=case, held=True, reason="法院调取（示例）。", by=by, now=DUE)) is Stand.HELD
    with pytest.raises(CaseGone):
        set_hold(case=case, held=True, reason="再次（示例）。", by=by, now=DUE)
    with pytest.raises(CaseGone):
        destruction.destroy(number=case.number, now=DUE)
    assert one.opens().chained
    set_hold(case=case, held=False, reason="已归还（示例）。", by=by, now=DUE)
    opened = open_case(Case.objects.get(pk=case.pk), by.member, by.keys)
    assert [entry.document["held"] for entry in opened.entries if entry.document.get("kind") == "hold"] == [
        True,
        False,
    ]
    assert stand(case) is Stand.READY


def test_a_report_that_comes_after_the_end_begins_the_period_anew(one: Filed) -> None:
    """Nothing can be added to a case that has ended: whoever has new evidence files again, and a handler links the two."""
    case, by = ready(one), one.channel.handlers[one.case.body][0]
    later = make.file_report(make.report("datong"), at=DUE)[1]
    linking.link(case=later, other=case.number, text="同一事项（示例）。", by=by, now=DUE)
    found = ended_case(case.number, TODAY)
    assert found is not None
    assert (found.stand, found.ending.kept_until) == (Stand.KEPT, months_after(TODAY, 1))
    with pytest.raises(CaseGone):
        destruction.destroy(number=case.number, now=DUE)
    assert not list(faults(all_chains()))
    after = DUE + dt.timedelta(days=40)
    assert ended_case(case.number, after.date()).stand is Stand.WANTS_GROUNDS  # type: ignore[union-attr]
    Case.objects.filter(pk=case.pk).update(state="refused")
    assert [fault.what for fault in faults(all_chains())] == ["state"]


def test_a_report_of_before_the_end_begins_nothing_anew(one: Filed) -> None:
    case, by = ready(one), one.channel.handlers[one.case.body][0]
    linking.link(case=case, other=filed(one.channel).case.number, text="同一事项（示例）。", by=by, now=DUE)
    assert stand(case) is Stand.READY


def test_nobody_who_handles_publishes_or_rules_ends_a_case(one: Filed) -> None:
    office = make_office("datong")
    handler = one.channel.handlers[one.case.body][0].member.user
    right = Permission.objects.get(codename="end_cases")
    for user in (handler, office.publisher):
        user.user_permissions.add(right)
    for user in (handler, office.publisher, person("root", is_superuser=True), person("nobody")):
        with pytest.raises(ActionRefused):
            endings.set_period(outcome="upheld", months=1, by=user, now=DUE)
    with pytest.raises(ActionRefused):
        endings.set_period(outcome="accepted", months=1, by=archivist(), now=DUE)
    assert not RetentionPeriod.objects.exists()


def test_a_destroyed_case_leaves_a_line_and_opens_nothing(one: Filed, channel_folders: Path) -> None:
    """Also with the database and the evidence as they were before: an old data archive, all keys and the code."""
    case = ready(one)
    blobs = [pk.hex for pk in Evidence.objects.values_list("pk", flat=True)]
    old = {model: list(model.objects.all()) for model in (Case, KeyWrap, Entry, Event)}
    head, events = bytes(Event.objects.order_by("-seq")[0].hash), Event.objects.count()
    InboxSession.objects.create(id="0" * 64, blob=b"x", idle_until=DUE, ends_at=DUE)
    gone = destruction.destroy(number=case.number, now=DUE)
    assert gone == destruction.Destroyed(case.number, 1, again=False)
    named = [
        model.__name__
        for model in apps.get_app_config("complaints").get_models()
        for row in model._default_manager.values_list()
        if any(str(case.pk) in str(value) or hex_of(case.pk) in str(value) for value in row)
    ]
    assert named == ["DestroyedCase"]
    left = DestroyedCase.objects.get()
    assert (left.number, left.city, left.outcome, left.year, bytes(left.head), left.events) == (
        case.number, "datong", "upheld", 2026, head, events,
    )  # fmt: skip
    assert Disposal.objects.get().number == case.number
    assert not InboxSession.objects.exists()
    assert not any(evidence_files.path_of(blob).exists() for blob in blobs)
    assert keystore.shred_store().names() == ()
    for rows in old.values():
        type(rows[0]).objects.bulk_create(rows)
    for hand in one.channel.handlers[case.body]:
        with pytest.raises(CaseGone):
            open_case(case, hand.member, hand.keys)
    # The run after such a restore destroys it again, without asking for its grounds.
    assert [each.pk for each in destruction.unfinished()] == [case.pk]
    assert destruction.destroy(number=case.number, now=DUE).again
    assert not Case.objects.exists()
    assert bytes(DestroyedCase.objects.get().head) == head


def cut_off(case: Case, where: str, now: dt.datetime = DUE) -> None:
    """A destruction that ends there: the name of something it calls."""

    def fails(*_given: Any) -> None:
        raise OSError(5, "cut off")

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(where, fails)
        with pytest.raises(OSError, match="cut off"):
            destruction.destroy(number=case.number, now=now)
    assert Case.objects.filter(pk=case.pk).exists()
    assert set(ledger.read()) == {hex_of(case.pk)}


@pytest.mark.parametrize("crash", ["os.pwrite", "os.unlink", "complaints.destruction._leave"])
def test_what_was_begun_is_finished_by_the_next_run(one: Filed, crash: str) -> None:
    case = ready(one)
    cut_off(case, crash)
    Disposal.objects.all().delete()
    Case.objects.update(hold=True)
    assert destruction.withdraw_unbegun() == ()
    assert destruction.destroy(number=case.number, now=DUE).again
    assert not Case.objects.exists()
    assert keystore.shred_store().names() == ()


@pytest.mark.parametrize("since", ["taken back", "held", "linked"])
def test_what_was_cut_off_before_anything_was_destroyed_is_asked_about_again(one: Filed, since: str) -> None:
    case, by = ready(one), one.channel.handlers[one.case.body][0]
    cut_off(case, "complaints.destruction.shred")
    if since == "taken back":
        disposal.take_back(number=case.number, by=archivist(), now=DUE)
    elif since == "held":
        set_hold(case=case, held=True, reason="法院调取（示例）。", by=by, now=DUE)
    else:
        later = make.file_report(make.report("datong"), at=DUE)[1]
        linking.link(case=later, other=case.number, text="同一事项（示例）。", by=by, now=DUE)
    assert case.number not in told("destroy", "--dry-run")
    assert set(ledger.read()) == {hex_of(case.pk)}
    with pytest.raises(CaseGone):
        destruction.destroy(number=case.number, now=DUE)
    assert one.opens().name
    assert ledger.read() == {}


def test_what_was_cut_off_and_may_still_go_is_destroyed_on_the_day_it_was(one: Filed) -> None:
    """Its first line is not kept: heads signed in between still went over the case."""
    case, after = ready(one), DUE + dt.timedelta(days=3)
    cut_off(case, "complaints.destruction.shred")
    assert not destruction.destroy(number=case.number, now=after).again
    assert ledger.read()[hex_of(case.pk)].day == after.date().isoformat()


def test_after_a_restore_nothing_is_asked(one: Filed) -> None:
    """The ledger says so, whatever the older database and its keys say; a hold does not stop the restore half-way."""
    case = ready(one)
    cut_off(case, "complaints.destruction.shred")
    Disposal.objects.all().delete()
    Case.objects.update(hold=True)
    assert destroy_again(now=DUE) == (case.number,)
    assert not Case.objects.exists()
    assert keystore.shred_store().names() == ()


def test_a_missing_shred_file_alone_destroys_nothing(one: Filed, channel_folders: Path) -> None:
    """A folder that is not mounted must not destroy every case."""
    case = upheld(one)
    shutil.rmtree(channel_folders / "shred")
    assert destruction.unfinished() == ()
    with pytest.raises(CaseGone):
        destruction.destroy(number=case.number, now=DUE)
    assert Entry.objects.filter(case=case).exists()


def test_a_case_with_a_broken_chain_is_not_destroyed(one: Filed) -> None:
    case = ready(one)
    Event.objects.filter(case=case, seq=1).update(day=dt.date(2020, 1, 1))
    with pytest.raises(destruction.ChainBroken):
        destruction.destroy(number=case.number, now=DUE)
    assert one.opens().name


def test_a_ledger_that_cannot_be_read_stops_everything(one: Filed) -> None:
    case = ready(one)
    ledger.path().write_text('{"number": "DA-1"}\n', encoding="utf-8")
    with pytest.raises(ledger.LedgerError):
        destruction.destroy(number=case.number, now=DUE)
    assert one.opens().name


def told(*arguments: str) -> str:
    out = io.StringIO()
    with clock.at(DUE):
        call_command("cases", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_takes_back_out_of_the_ledger_what_was_not_begun(
    one: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destruction, "clear_remains", lambda: True)
    case = ready(one)
    cut_off(case, "complaints.destruction.shred")
    Case.objects.update(hold=True)
    with clock.at(DUE):
        said = [finding.message for finding in endings_are_whole() if case.number in finding.message]
    assert len(said) == 1
    assert "内容完整" in said[0]
    out = told("destroy")
    assert f"{case.number} 上次没有销毁任何内容" in out
    assert "没有可以销毁的案件" in out
    assert ledger.read() == {}
    assert one.opens().name
    with clock.at(DUE):
        assert not [finding for finding in endings_are_whole() if case.number in finding.message]


def test_the_command_lists_tries_and_destroys(one: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destruction, "clear_remains", lambda: True)  # not inside the transaction of a test
    case = ready(one)
    kept = filed(one.channel)
    assert case.number in told("due")
    assert kept.case.number not in told("due")
    dry = told("destroy", "--dry-run")
    assert case.number in dry
    assert kept.case.number not in dry
    assert Case.objects.count() == 2
    assert case.number in told("destroy")
    assert Case.objects.get().pk == kept.case.pk
    monkeypatch.setattr(destruction, "clear_remains", lambda: False)
    with pytest.raises(CommandError, match="再运行一次"):
        told("destroy")
    with pytest.raises(vault.Refused):
        keystore.shred_store().read(hex_of(case.pk), 0)
