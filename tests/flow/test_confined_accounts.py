"""An account confined to one scheme or one publishing body is refused by the actions themselves, whatever page it came by.

The accounts here are in every group of the scheme they act on: nothing but the confinement keeps them out.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms import clock, permissions
from cms.actions.approvals import approval_refusals
from cms.actions.conclusions import conclude
from cms.actions.drafting import (
    change_entry,
    clear_hit,
    confirm_file,
    drop_change,
    override_block,
    withdraw_override,
)
from cms.actions.editions import open_edition
from cms.actions.errors import ActionRefused
from cms.actions.files import remove_attachment, store_attachment
from cms.actions.follow_up import record_follow_up
from cms.actions.history import confirm_history, enter_history
from cms.actions.lists import attach_list, make_list
from cms.actions.notices import draft_notice
from cms.actions.records import record_act, withdraw_act
from cms.actions.schedule import reschedule
from cms.actions.schemes import configure_scheme
from cms.actions.withholding import confirm, withhold
from cms.actions.withholding import reverse as show_again
from cms.models import AwardRecord, FollowUpKind, FollowUpOutcome, NoticeAct, OfficeAccount
from cms.regulation.rules.facts import ChangeKind
from cms.roles import OVERRIDE, SCHEME_ROLES, group_name
from cms.seals import parse_body
from tests.factories import notices as make
from tests.factories.admin import client_of, text_of
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.rows import organization

pytestmark = pytest.mark.django_db

OWN = "示例县市场监督管理局（示例）"
ELSEWHERE = "限于"


@dataclass
class Things:
    """What actions act on, and who asks for them."""

    office: Office
    edition: Any
    seal: Any
    notice: Any
    correction: Any
    by: Any
    hidden: Any
    record: Any
    act: Any


def everywhere(office: Office, name: str) -> Any:
    """Somebody in every group of that office."""
    return person(name, *(group_name(office.regulation.city, role.key) for role in SCHEME_ROLES))


def hide(seal: Any, by: Any) -> Any:
    leaves = parse_body(seal.body).leaves
    place = next(n for n, leaf in enumerate(leaves) if leaf.value and leaf.value["t"] == "entry")
    return withhold(seal=seal, leaf=place, ground="政府信息公开条例第十五条，个人隐私", by=by)


ACTIONS: dict[str, Callable[[Things], Any]] = {
    "override_block": lambda t: override_block(
        notice=t.notice, rule="stage.order", subject="", reason="示例理由", office="示例机构", by=t.by
    ),
    "withdraw_override": lambda t: withdraw_override(notice=t.notice, rule="x", subject="", by=t.by),
    "clear_hit": lambda t: clear_hit(
        notice=t.notice, place="正文", excerpt="1", field="lead", reason="设备编号", by=t.by
    ),
    "confirm_file": lambda t: confirm_file(notice=t.notice, sha256="0" * 64, by=t.by),
    "change_entry": lambda t: change_entry(
        notice=t.correction, kind=ChangeKind.STRUCK, entry_key="x", reason="示例理由", by=t.by
    ),
    "drop_change": lambda t: drop_change(notice=t.correction, entry_key="x", by=t.by),
    "store_attachment": lambda t: store_attachment(
        notice=t.notice, upload=SimpleUploadedFile("a.txt", b"text"), title="", by=t.by
    ),
    "remove_attachment": lambda t: remove_attachment(notice=t.notice, sha256="0" * 64, by=t.by),
    "attach_list": lambda t: attach_list(notice=t.notice, entry_list=t.seal.entry_list, by=t.by),
    "reschedule": lambda t: reschedule(notice=t.notice, at=None, by=t.by),
    "draft_notice": lambda t: draft_notice(edition=t.edition, stage_key=t.seal.stage_key, by=t.by),
    "postpone": lambda t: draft_notice(
        edition=t.edition, act=NoticeAct.POSTPONEMENT, publisher_name=OWN, by=t.by
    ),
    "record_act": lambda t: record_act(
        edition=t.edition, stage_key=t.seal.stage_key, act_key="x", done_on=clock.today(), by=t.by
    ),
    "withdraw_act": lambda t: withdraw_act(act=t.act, reason="登记有误", by=t.by),
    "conclude": lambda t: conclude(seal=t.seal, attestations=(), outcome="未收到异议。", by=t.by),
    "withhold": lambda t: hide(t.seal, t.by),
    "confirm": lambda t: confirm(withholding=t.hidden, by=t.by),
    "reverse": lambda t: show_again(withholding=t.hidden, by=t.by),
    "open_edition": lambda t: open_edition(
        scheme=t.office.scheme, number=9, slug="2035", title="第九届", by=t.by
    ),
    "configure_scheme": lambda t: configure_scheme(scheme=t.office.scheme, values={}, channels=(), by=t.by),
    "enter_history": lambda t: enter_history(scheme=t.office.scheme, rows=[{}], source="示例", by=t.by),
}
OF_THE_SCHEME: dict[str, Callable[[Things], Any]] = {
    "make_list": lambda t: make_list(edition=t.edition, stage_key="x", rows=[organization(1)], by=t.by),
}
"""Open to every body of the scheme, shut to other schemes."""


@pytest.fixture
def things() -> Things:
    office = make_office("datong")
    seal = make.published_notice("datong")
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, seal.edition, make.last_publicity(office.regulation).key)
        correction = make.draft(
            office, seal.edition, seal.stage_key, act=NoticeAct.CORRECTION, amends=seal.notice
        )
        hidden = hide(seal, office.publisher)
        act = record_act(
            edition=seal.edition,
            stage_key=seal.stage_key,
            act_key="formal_check",
            done_on=clock.today(),
            by=office.editor,
        )
    account = everywhere(office, "confined")
    return Things(office, seal.edition, seal, notice, correction, account, hidden, None, act)


def refused(things: Things, action: Callable[[Things], Any], sentence: str = ELSEWHERE) -> None:
    with clock.at(DEFAULT_AT), pytest.raises(ActionRefused, match=sentence):
        action(things)


@pytest.mark.parametrize("name", [*ACTIONS, *OF_THE_SCHEME])
def test_an_account_of_another_scheme_is_refused(things: Things, name: str) -> None:
    other = make_office("taiyuan")
    OfficeAccount.objects.create(user=things.by, scheme=other.scheme)
    refused(things, (ACTIONS | OF_THE_SCHEME)[name], other.scheme.title)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_account_of_another_body_is_refused(things: Things, name: str) -> None:
    OfficeAccount.objects.create(user=things.by, scheme=things.office.scheme, body_name=OWN)
    refused(things, ACTIONS[name], OWN)


def test_what_it_may_do_for_its_own_body_it_does(things: Things) -> None:
    OfficeAccount.objects.create(user=things.by, scheme=things.office.scheme, body_name=OWN)
    with clock.at(DEFAULT_AT):
        notice = draft_notice(
            edition=things.edition, stage_key=things.seal.stage_key, publisher_name=OWN, by=things.by
        )
        act = record_act(
            edition=things.edition,
            stage_key=things.seal.stage_key,
            act_key="formal_check",
            publisher_name=OWN,
            done_on=clock.today(),
            by=things.by,
        )
    assert notice.publisher_name == act.publisher_name == OWN


def test_it_does_not_approve_for_another_body(things: Things) -> None:
    OfficeAccount.objects.create(user=things.by, scheme=things.office.scheme, body_name=OWN)
    with clock.at(DEFAULT_AT):
        assert OWN in " ".join(approval_refusals(things.notice, things.by))


def test_a_follow_up_stays_in_the_scheme(things: Things) -> None:
    winner = AwardRecord(scheme=things.office.scheme)
    OfficeAccount.objects.create(user=things.by, scheme=make_office("taiyuan").scheme)
    with pytest.raises(ActionRefused, match=ELSEWHERE):
        record_follow_up(
            record=winner,
            kind=FollowUpKind.VISIT,
            outcome=FollowUpOutcome.NOTHING,
            body_name=OWN,
            done_on=dt.date(2026, 3, 16),
            findings="未发现问题。",
            by=things.by,
        )


def test_older_awards_are_not_confirmed_for_another_scheme(things: Things) -> None:
    row = {
        "edition_number": 0,
        "tier": things.office.regulation.award.tiers[0].key,
        "kind": "organization",
        "name": "示例有限公司（示例）",
        "awarded_on": dt.date(2015, 3, 16),
    }
    with clock.at(DEFAULT_AT):
        batch = enter_history(
            scheme=things.office.scheme, rows=[row], source="示例档案1号", by=things.office.editor
        )
    OfficeAccount.objects.create(user=things.by, scheme=make_office("taiyuan").scheme)
    refused(things, lambda t: confirm_history(batch=batch, by=t.by))


def test_a_permission_given_in_one_scheme_opens_nothing_in_another(things: Things) -> None:
    """Publisher in Taiyuan, editor in Datong: a model permission holds everywhere for Django, not for us."""
    taiyuan = make_office("taiyuan")
    both = person(
        "works-in-both",
        group_name(taiyuan.regulation.city, "publisher"),
        group_name(things.office.regulation.city, "editor"),
    )
    things.by = both
    assert both.has_perm(OVERRIDE)
    assert permissions.holds(both, OVERRIDE, taiyuan.scheme)
    assert not permissions.holds(both, OVERRIDE, things.office.scheme)
    for name in ("override_block", "withhold", "confirm", "reverse"):
        refused(things, ACTIONS[name], "没有“")
    with clock.at(DEFAULT_AT):
        page = client_of(both).get(reverse("gongshi:edition", args=[things.edition.pk]))
    assert "紧急隐去" not in text_of(page).partition("还没有公告")[2]
    assert not page.context["may_withhold"]


def test_an_account_of_one_body_opens_no_edition_in_the_admin(things: Things) -> None:
    OfficeAccount.objects.create(user=things.by, scheme=things.office.scheme, body_name=OWN)
    desk = client_of(things.by).get(reverse("gongshi:desk"))
    (row,) = desk.context["rows"]
    assert not row["may_open"]
    assert not row["may_set"]
