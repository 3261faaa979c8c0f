"""A sixth measure comes in as a file: its scheme, groups and closed channel, then a whole edition, and no line of code.

The measure is made up so that it differs from all five: four tiers, four publicities with other names and lengths, a
publisher that is no office, joint entries of five, a bar of one edition.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.models import GroupPagePermission, WorkflowPage

from cms import clock
from cms.actions.measures import accept_measure, missing_for_publication
from cms.clearing import assess
from cms.models import EditionPage, Measure, Notice, SchemePage, Seal
from cms.models.workflow import ApprovalRefused
from cms.regulation.document import parse_regulation
from cms.regulation.rules.verdicts import Level, Verdict
from tests.factories import notices as make
from tests.factories.admin import client_of, text_of
from tests.factories.attempts import almighty
from tests.factories.offices import Office, beijing, home_page, make_edition, make_office, person
from tests.factories.rows import Row, individual, organization

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parents[1] / "data" / "measures" / "shili-2024.toml"
AT = beijing(2026, 3, 2)
ROLES = ("编辑", "审核", "发布", "审计")

Step = tuple[str, str, int, bool, tuple[str, ...]]
# Key, printed name, working days, exact, articles of the basis: written out from the made-up text.
PUBLICITIES: tuple[Step, ...] = (
    ("registered_entries", "参评名单公示", 7, False, ("6", "13")),
    ("first_candidates", "初评候选名单公示", 3, False, ("6", "7", "13")),
    ("second_candidates", "复评候选名单公示", 8, True, ("6", "8", "13")),
    ("honour_list", "拟表彰名单公示", 6, False, ("6", "10", "13")),
)


def taken_in() -> SchemePage:
    """The scheme after the file was accepted, with nothing set up yet."""
    keeper = person("measure-keeper")
    _measure, scheme, created = accept_measure(
        parsed=parse_regulation(FILE.read_bytes()), by=keeper, home=home_page()
    )
    assert created
    return scheme


def winners() -> list[Row]:
    """A lawful list of the made-up tiers."""
    return [
        organization(1, tier="gold"),
        individual(2, tier="gold"),
        organization(3, tier="silver"),
        organization(4, tier="finalist"),
    ]


def test_it_brings_page_groups_and_workflow() -> None:
    scheme = taken_in()
    assert (scheme.slug, scheme.title, scheme.theme) == ("shili", "示例市卓越质量奖", "default")
    groups = Group.objects.filter(name__in=[f"示例市 {role}" for role in ROLES])
    assert groups.count() == len(ROLES)
    assert GroupPagePermission.objects.filter(page=scheme, group__in=groups).exists()
    assert WorkflowPage.objects.get(page=scheme).workflow.tasks


def test_it_lists_what_is_still_missing_and_no_list_goes_out_before() -> None:
    scheme = taken_in()
    missing = " ".join(missing_for_publication(scheme))
    for said in ("异议受理电话", "邮寄地址或现场地点", "处理流程", "主办单位", "网上投诉举报渠道尚未开通"):
        assert said in missing
    assert all(f"示例市 {role}" in missing for role in ROLES)
    office = make_office("shili", parsed=parse_regulation(FILE.read_bytes()))
    edition = make.run_up(office, "registered_entries", at=AT)
    with clock.at(AT):
        notice = make.draft(office, edition, "registered_entries", rows=winners())
        make.fulfil(office, edition, "registered_entries")
        with pytest.raises(ApprovalRefused, match="处理流程"):
            make.approve(office, make.submit(office, notice))


@pytest.mark.parametrize("by_file", [True, False], ids=["uploaded", "pasted"])
def test_it_is_checked_and_then_taken_in_through_the_admin(by_file: bool) -> None:
    home_page()
    client, address = client_of(almighty()), reverse("gongshi:take_in")
    content = FILE.read_bytes()
    sent: dict[str, Any] = {"text": content.decode()}
    if by_file:
        sent = {"file": SimpleUploadedFile("shili-2024.toml", content, "application/toml")}
    shown = client.post(address, sent)
    assert "示例市卓越质量奖评选规定（示例）" in text_of(shown)
    assert not Measure.objects.exists()
    accepted = client.post(
        address, {"accept": "1", "source": shown.context["carried"]["source"].value()}, follow=True
    )
    measure = Measure.objects.get(scheme_code="shili")
    assert measure.source.encode() == content
    assert SchemePage.objects.get(slug="shili").current_measure() == measure
    assert "处理流程" in text_of(accepted)


def test_a_wrong_file_is_refused_by_line_and_field_and_writes_nothing() -> None:
    home_page()
    wrong = FILE.read_bytes().replace(b"working_days = 7", b"working_days = 0")
    line = next(no for no, row in enumerate(wrong.splitlines(), start=1) if b"working_days = 0" in row)
    upload = SimpleUploadedFile("wrong.toml", wrong, "application/toml")
    shown = client_of(almighty()).post(reverse("gongshi:take_in"), {"file": upload})
    (found,) = shown.context["findings"]
    assert found["line"] == line
    assert "working_days" in found["path"]
    assert not Measure.objects.exists()
    assert not SchemePage.objects.exists()


def test_the_command_checks_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("measure", "check", str(FILE))
    assert "示例市卓越质量奖评选规定（示例）" in capsys.readouterr().out
    wrong = tmp_path / "wrong.toml"
    wrong.write_bytes(FILE.read_bytes().replace(b'publisher = "jury"', b'publisher = "nobody"'))
    with pytest.raises((CommandError, SystemExit)) as stopped:
        call_command("measure", "check", str(wrong))
    said = "".join(capsys.readouterr()) + str(stopped.value)
    assert "publisher" in said
    assert "nobody" in said
    assert not Measure.objects.exists()


def test_a_whole_edition_under_it(client: Any) -> None:
    office = make_office("shili", parsed=parse_regulation(FILE.read_bytes()))
    edition = make_edition(office, at=AT)
    call = make.publish(office, edition, "invitation", at=AT)
    assert "评选公告" in client.get(call.head["path"]).content.decode()
    at, rows = AT + dt.timedelta(days=2), winners()
    for step in PUBLICITIES:
        key, name, days, _exact, basis = step
        with clock.at(at):
            check_days(office, edition, step, rows)
        seal = make.publish(office, edition, key, rows=rows, at=at)
        assert seal.windows.get().needed == days
        with clock.at(at):
            page = client.get(seal.head["path"]).content.decode()
            assert seal.head["path"] in client.get("/").content.decode()
        assert name in page
        assert f"共{days}个工作日" in page
        assert all(f'href="/shili/measure/v1/#a{article}"' in page for article in basis)
        assert "themes/default/tokens.css" in page
        at = make.after_window(seal)
        make.conclude(office, seal, at=at)
    decision = make.publish(office, edition, "honours", rows=rows, at=at)
    page = client.get(decision.head["path"]).content.decode()
    assert "示例市人民政府" in page
    assert all(row["name"] in page for row in rows)
    assert Seal.objects.filter(edition=edition).count() == len(PUBLICITIES) + 2
    front = client.get("/").content.decode()
    assert 'href="/shili/"' in front
    assert "示例市" in front


def check_days(office: Office, edition: EditionPage, step: Step, rows: list[Row]) -> None:
    """A day fewer than the made-up measure says is refused; where it is exact, a day more as well. Leaves no draft."""
    key, _name, days, exact, _basis = step
    make.fulfil(office, edition, key)
    for number, wrong in ((days - 1, True), (days + 1, exact)):
        notice = make.draft(office, edition, key, rows=rows, working_days=number)
        periods = {v.rule for v in verdicts(notice) if v.rule in ("period.minimum", "period.exact")}
        assert bool(periods) is wrong
        notice.delete()


def verdicts(notice: Notice) -> tuple[Verdict, ...]:
    """What the rules say on the newest draft, now."""
    draft = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
    return assess(draft, clock.now()).verdicts


def test_its_own_places_and_joint_entries_hold() -> None:
    office = make_office("shili", parsed=parse_regulation(FILE.read_bytes()))
    edition = make.run_up(office, "honour_list", rows=winners(), at=AT)

    def blocks(*rows: Row) -> dict[str, tuple[str, ...]]:
        with clock.at(AT):
            notice = make.draft(office, edition, "honour_list", rows=rows)
            return {v.rule: v.articles for v in verdicts(notice) if v.level is Level.BLOCK}

    with clock.at(AT):
        make.fulfil(office, edition, "honour_list")
    assert blocks(*winners()) == {}
    three_gold = [organization(n, tier="gold") for n in (1, 2, 3)]
    assert blocks(*three_gold) == {"list.cap": ("2",)}
    names = [f"示例人{sign}" for sign in "甲乙丙丁戊己"]
    group = individual(1, tier="gold", name="", group_entry=True, joint_names=names[:5])
    assert blocks(group) == {}
    assert "row.joint" in blocks({**group, "joint_names": names})
