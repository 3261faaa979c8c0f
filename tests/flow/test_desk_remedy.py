"""Telling the office what to put right: from an upheld case alone, one press, without a word of the case."""

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry, PageLogEntry

from cms import clock
from cms.actions.errors import ActionRefused
from cms.models import Referral, Remedy, Seal
from cms.selectors.history import standing_rows
from complaints.actions import handling
from complaints.actions.remedies import ask_remedy
from complaints.errors import CaseGone, NotAllowed
from complaints.hands import Hand
from complaints.models import Case, Event
from complaints.reading import open_case, open_event
from complaints.reports import Kind
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories import notices
from tests.factories.admin import client_of, text_of
from tests.factories.desk import DESK, at_desk
from tests.factories.offices import DEFAULT_AT, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel_folders")]

LATER = DEFAULT_AT + dt.timedelta(days=1)


class Upheld:
    """A case about a row of a list, upheld."""

    def __init__(self, *, upto: str = "upheld") -> None:
        self.seal: Seal = notices.published_notice("datong")
        self.row = standing_rows(self.seal)[0]
        self.channel = make.open_channel(make_office("datong"))
        report = make.report(
            "datong",
            kind=Kind.ENTRY,
            notice=self.seal.public_id,
            entry=str(self.row.key),
            facts="只有举报人知道的事（示例）。",
        )
        _token, self.case, _said = make.file_report(report)
        self.by: Hand = self.channel.handlers[self.case.body][0]
        for move, state in ((Move.ACCEPT, "filed"), (Move.UPHOLD, "accepted")):
            if state != upto:
                handling.move(
                    case=self.case, move=move, expected=state, text="（示例）", by=self.by, now=LATER
                )
                self.case.refresh_from_db()

    @property
    def url(self) -> str:
        return f"{DESK}{self.case.pk}/remedy/"

    def ask(self, *, by: Hand | None = None, **changes: str) -> Referral:
        with clock.at(LATER):
            return ask_remedy(
                case=self.case,
                notice=changes.get("notice", self.seal.public_id),
                entry_key=changes.get("entry_key", str(self.row.key)),
                remedy=Remedy(changes.get("remedy", "removal")),
                body_name="领导小组办公室（示例）",
                by=by or self.by,
                now=LATER,
            )


def test_one_press_asks_for_it_and_nothing_of_the_case_goes_along() -> None:
    upheld = Upheld()
    logged = (PageLogEntry.objects.count(), ModelLogEntry.objects.count())
    client = at_desk(upheld.by)
    with clock.at(LATER):
        page = client.get(upheld.url)
        assert upheld.row.name in text_of(page)
        chosen = {"notice": upheld.seal.public_id, "entry": str(upheld.row.key)}
        for name, value in chosen.items():
            assert f'name="{name}" value="{value}"' in page.content.decode()
        done = client.post(upheld.url, {**chosen, "remedy": "removal"})
        assert done["Location"] == f"{DESK}{upheld.case.pk}/"
        assert "已请发布单位办理：将条目移出名单。" in text_of(client.get(done["Location"]))
    referral = Referral.objects.get()
    told = {str(getattr(referral, field.attname)) for field in Referral._meta.concrete_fields}
    secrets = {str(upheld.case.pk), upheld.case.number, upheld.by.code, "只有举报人知道的事（示例）。"}
    assert not [word for word in told for secret in secrets if secret in word]
    assert referral.made_on == LATER.date()
    assert (PageLogEntry.objects.count(), ModelLogEntry.objects.count()) == logged
    opened = open_case(upheld.case, upheld.by.member, upheld.by.keys)
    assert opened.entries[-1].document["kind"] == "remedy"
    last = Event.objects.filter(case=upheld.case).order_by("seq").last()
    assert last is not None
    assert (last.kind, open_event(last, opened.keys)["entry"]) == ("entry", "remedy")
    with clock.at(LATER):
        office = client_of(make_office("datong").editor)
        seen = text_of(office.get("/admin/"))
    assert "监督转办 1" in seen
    assert upheld.case.number not in seen


def test_only_an_upheld_case_of_ones_own_and_a_notice_of_its_city() -> None:
    upheld = Upheld(upto="accepted")
    with pytest.raises(NotAllowed):
        upheld.ask()
    handling.move(
        case=upheld.case, move=Move.UPHOLD, expected="accepted", text="（示例）", by=upheld.by, now=LATER
    )
    elsewhere = next(
        hand for hand in upheld.channel.handlers["datong.leading_group"] if hand.member != upheld.by.member
    )
    with pytest.raises(CaseGone):
        upheld.ask(by=elsewhere)
    for changes in ({"notice": "taiyuan.2026.call"}, {"remedy": "revocation"}, {"entry_key": ""}):
        with pytest.raises(ActionRefused):
            upheld.ask(**changes)
    assert not Referral.objects.exists()
    assert not Case.objects.filter(pk=upheld.case.pk).exclude(state="upheld").exists()


def test_another_notice_is_chosen_by_a_posted_form_and_a_running_window_is_said() -> None:
    upheld = Upheld()
    client = at_desk(upheld.by)
    with clock.at(LATER):
        page = client.post(upheld.url, {"notice": upheld.seal.public_id, "entry": ""})
        body = page.content.decode()
        assert 'value="correction" class="button"' in body
        assert 'value="removal"' not in body
        assert "这份公告还在公示期内。" in text_of(page)
        assert "没有这份公告。" in text_of(client.post(upheld.url, {"notice": "datong.none", "entry": ""}))
        refused = client.post(upheld.url, {"notice": upheld.seal.public_id, "entry": "", "remedy": "removal"})
        assert "不能这样办理" in text_of(refused)
    after = notices.after_window(upheld.seal)
    with clock.at(after):
        assert "这份公告还在公示期内。" not in text_of(at_desk(upheld.by).get(upheld.url))
    assert not Referral.objects.exists()
