"""The chains of events walked without a key, and the daily head that finds what was written anew."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from cms import clock
from complaints import chains, daily_heads, destruction, keystore, vault
from complaints.doctor_endings import endings_are_whole
from complaints.models import Case, ChainHead, DestroyedCase, Event
from portal.doctor import Level
from tests.factories import channel as make
from tests.factories.endings import DUE, ready
from tests.factories.offices import beijing, make_office
from tests.factories.worked_cases import LATER, Filed, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

AFTER = LATER + dt.timedelta(days=1)


@pytest.fixture
def one() -> Filed:
    return filed(make.open_channel(make_office("datong")))


def rewrite(case: Case, **changes: Any) -> None:
    """What whoever can write the database would do: change the first event and hash the whole chain anew."""
    Event.objects.filter(case=case, seq=0).update(**changes)
    last = vault.EVENT_START
    for event in Event.objects.filter(case=case).order_by("seq"):
        parts = (event.seq, case.pk, event.kind, event.day, event.actor, bytes(event.detail))
        event.previous, last = last, vault.event_hash(last, *parts)
        event.hash = last
        event.save(update_fields=["previous", "hash"])


def test_a_head_is_signed_once_a_day_and_says_no_number(one: Filed) -> None:
    assert daily_heads.sign(now=AFTER) is not None
    assert daily_heads.sign(now=AFTER) is None
    first = ChainHead.objects.get()
    assert (first.day, first.cases) == (LATER.date(), 1)
    # Nothing happens for a week, and the worker is dead for it; one head stands for all of these days.
    second = daily_heads.sign(now=AFTER + dt.timedelta(days=7))
    assert second is not None
    assert bytes(second.head) != bytes(first.head)
    report = daily_heads.verify()
    assert (report.cases, report.heads, report.computed, report.problems) == (1, 2, 2, ())


def test_what_was_begun_before_midnight_is_waited_for(one: Filed) -> None:
    made = daily_heads.sign(now=beijing(2026, 3, 18, 0, 10))
    assert made is not None
    assert made.day == dt.date(2026, 3, 16)
    made = daily_heads.sign(now=beijing(2026, 3, 18, 0, 40))
    assert made is not None
    assert made.day == dt.date(2026, 3, 17)


def test_without_a_key_nothing_is_signed(channel_folders: Path) -> None:
    assert daily_heads.sign(now=AFTER) is None
    assert daily_heads.verify() == daily_heads.Report(0, 0, 0, 0, 0, ())


def test_a_changed_event_is_found(one: Filed) -> None:
    whole = Event.objects.filter(case=one.case, seq=1).values().get()
    changes: dict[str, Any] = {
        "day": dt.date(2026, 3, 1),
        "actor": "0" * 32,
        "kind": "upheld",
        "detail": b"x",
        "hash": bytes(32),
        "previous": b"x" * 32,
        "seq": 9,
    }
    for name, value in changes.items():
        Event.objects.filter(pk=whole["id"]).update(**{name: value})
        assert [one.case.number in problem for problem in daily_heads.verify().problems] == [True], name
        Event.objects.filter(pk=whole["id"]).update(**{name: whole[name]})
    assert daily_heads.verify().problems == ()


def test_what_no_chain_shows_the_head_does(one: Filed) -> None:
    """A chain written anew from its start, its last event cut off, a whole case taken out."""
    daily_heads.sign(now=AFTER)
    found = {}

    def look(name: str) -> None:
        found[name] = daily_heads.verify().problems
        Event.objects.all().delete()
        Event.objects.bulk_create(events)

    events = list(Event.objects.order_by("seq"))
    rewrite(one.case, actor="0" * 32)
    assert list(chains.faults(chains.all_chains())) == []
    look("rewritten")
    Event.objects.filter(seq=len(events) - 1).delete()
    assert list(chains.faults(chains.all_chains())) == []
    look("cut short")
    Event.objects.all().delete()
    look("missing")
    assert {
        name for name, problems in found.items() if any(LATER.date().isoformat() in p for p in problems)
    } == set(found)
    assert daily_heads.verify().problems == ()
    Case.objects.update(state="filed")
    assert len(daily_heads.verify().problems) == 1


def test_a_head_of_another_key_is_found(one: Filed, tmp_path: Path) -> None:
    made = daily_heads.sign(now=AFTER)
    assert made is not None
    other = vault.Installation.create(tmp_path / "other.key")
    ChainHead.objects.update(signature=vault.sign_head(other, made.day, bytes(made.head)))
    assert any(made.day.isoformat() in problem for problem in daily_heads.verify().problems)


def test_heads_hold_over_a_destruction(one: Filed) -> None:
    other = filed(one.channel)
    daily_heads.sign(now=AFTER)
    case = ready(one)
    destruction.destroy(number=case.number, now=DUE)
    daily_heads.sign(now=DUE + dt.timedelta(days=1))
    report = daily_heads.verify()
    assert (report.cases, report.destroyed, report.heads, report.computed, report.problems) == (
        1,
        1,
        2,
        1,
        (),
    )
    DestroyedCase.objects.update(events=99)
    assert len(daily_heads.verify().problems) == 2
    DestroyedCase.objects.all().delete()
    assert daily_heads.verify().problems
    assert other.opens().chained


def test_the_command_and_a_head_that_somebody_kept(one: Filed, client: Client, tmp_path: Path) -> None:
    daily_heads.sign(now=AFTER)
    with clock.at(AFTER):
        page = client.get("/complaints/heads/")
        kept = client.get(f"/complaints/heads/{LATER.date().isoformat()}/")
    head = bytes(ChainHead.objects.get().head).hex()
    assert head in page.content.decode()
    assert kept["Content-Type"].startswith("text/plain")
    read = vault.verify_head(kept.content.decode(), [keystore.installation().public])
    assert read.head.hex() == head
    for missing in ("2026-01-01", "2026-13-01", "x"):
        assert client.get(f"/complaints/heads/{missing}/").status_code == 404
    file = tmp_path / "kept.txt"
    file.write_bytes(kept.content)
    out = io.StringIO()
    call_command("events", "verify", "--head", str(file), stdout=out)
    assert "全部通过核验" in out.getvalue()
    # The whole database written anew, the key too at hand: only what others kept tells.
    rewrite(one.case, actor="0" * 32)
    ChainHead.objects.all().delete()
    daily_heads.sign(now=AFTER)
    call_command("events", "verify", stdout=out)
    with pytest.raises(CommandError, match="不同"):
        call_command("events", "verify", "--head", str(file), stdout=out)
    file.write_text("x", encoding="utf-8")
    with pytest.raises(CommandError, match="不是本站"):
        call_command("events", "verify", "--head", str(file), stdout=out)
    Event.objects.filter(seq=0).update(actor="1" * 32)
    with pytest.raises(CommandError, match="没有通过核验"):
        call_command("events", "verify", stdout=out, stderr=out)


def test_doctor_names_a_destruction_that_was_cut_off_and_a_head_that_is_missing(
    one: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = ready(one)
    with clock.at(DUE):
        assert [finding.level for finding in endings_are_whole()] == [Level.WARNING]
        daily_heads.sign(now=DUE)
        assert list(endings_are_whole()) == []
        with monkeypatch.context() as broken:
            broken.setattr("complaints.destruction._leave", lambda _line: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                destruction.destroy(number=case.number, now=DUE)
        assert [case.number in finding.message for finding in endings_are_whole()] == [True]
        destruction.destroy(number=case.number, now=DUE)
        assert list(endings_are_whole()) == []


def test_a_destruction_dated_otherwise_hides_no_change(one: Filed) -> None:
    """Heads from before the last destruction are not computed anew: so its day must be the one the ledger says."""
    filed(one.channel)
    destruction.destroy(number=ready(one).number, now=DUE)
    daily_heads.sign(now=DUE + dt.timedelta(days=1))
    assert daily_heads.verify().problems == ()
    gone = DestroyedCase.objects.get()
    for name, value in {
        "day": dt.date(9999, 1, 1),
        "city": "taiyuan",
        "outcome": "withdrawn",
        "year": 2020,
        "kind": "mark",
    }.items():
        DestroyedCase.objects.update(**{name: value})
        assert any(gone.number in problem for problem in daily_heads.verify().problems), name
        DestroyedCase.objects.update(**{name: getattr(gone, name)})
    DestroyedCase.objects.update(day=dt.date(9999, 1, 1))
    other = Case.objects.get()
    rewrite(other, actor="0" * 32)
    assert any("现有的事件链对不上" in problem for problem in daily_heads.verify().problems)


def destroyed(*arguments: str) -> str:
    out = io.StringIO()
    with clock.at(DUE):
        call_command("cases", "destroy", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_nothing_is_destroyed_where_the_heads_would_no_longer_tell_of_a_change(
    one: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destruction, "clear_remains", lambda: True)  # not inside the transaction of a test
    case, other = ready(one), filed(one.channel).case
    daily_heads.sign(now=DUE)
    rewrite(other, actor="0" * 32)
    for arguments in ((), ("--dry-run",)):
        with pytest.raises(CommandError, match=f"没有销毁：{case.number}。"):
            destroyed(*arguments)
    assert Case.objects.count() == 2
    assert f"{case.number} 已销毁" in destroyed("--despite-problems")
    assert Case.objects.get().pk == other.pk


def test_what_was_begun_is_finished_whatever_the_heads_say(
    one: Filed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destruction, "clear_remains", lambda: True)
    case, other = ready(one), filed(one.channel).case
    waiting = ready(filed(one.channel))
    daily_heads.sign(now=DUE)
    with monkeypatch.context() as broken:
        broken.setattr("complaints.destruction._leave", lambda _line: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            destruction.destroy(number=case.number, now=DUE)
    rewrite(other, actor="0" * 32)
    with pytest.raises(CommandError, match=waiting.number):
        destroyed()
    assert set(Case.objects.values_list("pk", flat=True)) == {other.pk, waiting.pk}


def test_the_command_says_so_where_no_head_was_computed(one: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destruction, "clear_remains", lambda: True)
    case, _other = ready(one), filed(one.channel)
    daily_heads.sign(now=DUE)
    assert case.number in destroyed()
    out = io.StringIO()
    call_command("events", "verify", stdout=out)
    assert "没有可以重新计算的每日签名，只核验了签名本身" in out.getvalue()
    assert "全部通过核验" not in out.getvalue()
    daily_heads.sign(now=DUE + dt.timedelta(days=1))
    call_command("events", "verify", stdout=out)
    assert "全部通过核验" in out.getvalue()


def test_a_destroyed_case_that_nothing_speaks_of_any_more_is_missed(one: Filed) -> None:
    gone = destruction.destroy(number=ready(one).number, now=DUE).number
    DestroyedCase.objects.all().delete()
    assert any(gone in problem for problem in daily_heads.verify().problems)
