"""Measures, editions and settings through the admin: checked by line, compared, accepted; opened; configured."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms import clock
from cms.models import ActRecord, ContactChannel, EditionPage, Measure, SchemePage
from cms.regulation.document import builtin_sources, template_source
from tests.factories.admin import client_of, messages_of, text_of
from tests.factories.offices import DEFAULT_AT, home_page, make_edition, make_office, person

pytestmark = pytest.mark.django_db
TAKE_IN = "gongshi:take_in"


@pytest.fixture
def manager() -> Client:
    home_page()
    return client_of(person("manager", is_superuser=True))


def upload(source: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("measure.toml", source)}


def accept(client: Client, source: bytes) -> Any:
    page = client.post(reverse(TAKE_IN), upload(source))
    return client.post(
        reverse(TAKE_IN), {"accept": "1", "source": page.context["carried"].initial["source"]}, follow=True
    )


def test_a_sixth_measure_is_checked_then_accepted_byte_for_byte(manager: Client) -> None:
    source = b"\xef\xbb\xbf" + template_source().replace(b"\n", b"\r\n")
    checked = manager.post(reverse(TAKE_IN), upload(source))
    assert "文件没有问题" in text_of(checked)
    assert not Measure.objects.exists()

    done = accept(manager, source)
    assert "新的奖项页面、用户组和审批流程已建立。" in messages_of(done)
    measure = Measure.objects.get()
    assert measure.source.encode() == source
    assert SchemePage.objects.get().slug == measure.scheme_code
    assert "尚未填写异议受理电话及受理时间。" in text_of(done)
    file = manager.get(reverse("gongshi:measure", args=[measure.pk]), {"file": ""})
    assert file.content == source


def test_a_wrong_file_is_refused_by_line_and_field_beside_its_source(manager: Client) -> None:
    lines = template_source().decode().splitlines()
    place = next(no for no, line in enumerate(lines) if line.startswith("division_code"))
    lines[place] = "division_code = 12"
    answer = manager.post(reverse(TAKE_IN), {"text": "\n".join(lines)})
    findings = answer.context["findings"]
    assert [(row["line"], row["path"]) for row in findings] == [(place + 1, "division_code")]
    assert "文件有1处问题，没有载入。" in text_of(answer)
    assert [line["no"] for line in answer.context["lines"] if line["wrong"]] == [place + 1]
    assert not Measure.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "请选择文件，或者粘贴全文，二者选一。"),
        ({"text": "a = ["}, "这一行不符合 TOML 格式。"),
        ({"accept": "1", "source": "%%%"}, "页面内容不完整，没有载入。请重新选择文件。"),
    ],
)
def test_what_is_no_file_is_refused(manager: Client, sent: dict[str, str], sentence: str) -> None:
    assert sentence in text_of(manager.post(reverse(TAKE_IN), sent))
    assert not Measure.objects.exists()


def test_a_new_version_is_compared_with_the_one_before(manager: Client) -> None:
    source = builtin_sources()["taiyuan-2022"]
    accept(manager, source)
    same = manager.post(reverse(TAKE_IN), upload(source))
    assert "与现有版本完全相同" in text_of(same)
    city = source.replace('city = "太原市"'.encode(), 'city = "太原"'.encode())
    changed = manager.post(reverse(TAKE_IN), upload(city))
    assert [(d.path, d.before, d.after) for d in changed.context["changed"]] == [("city", "太原市", "太原")]
    assert "已开设的届次继续依据原版本" in text_of(changed)
    accept(manager, city)
    assert Measure.objects.filter(scheme_code="taiyuan").count() == 2
    assert EditionPage.objects.count() == 0


def test_the_template_can_be_downloaded_and_only_managers_take_measures_in(manager: Client) -> None:
    assert manager.get(reverse(TAKE_IN), {"template": ""}).content == template_source()
    answer = client_of(make_office("taiyuan").publisher).get(reverse(TAKE_IN), follow=True)
    assert "只有系统管理员可以载入办法。" in messages_of(answer)


def open_data(**changes: str) -> dict[str, str]:
    return {"number": "1", "title": "第一届", "slug": "2026"} | changes


def test_an_edition_is_opened_with_the_approval_on_record() -> None:
    office = make_office("yuncheng")
    client = client_of(office.editor)
    url = reverse("gongshi:open_edition", args=[office.scheme.pk])
    with clock.at(DEFAULT_AT):
        assert "不能开设" in text_of(client.get(url))
        refused = client.post(url, open_data())
        assert "但没有登记批准" in text_of(refused)
        half = client.post(url, open_data(approval_on="2026-03-10"))
        assert "这两项要一起填写。" in text_of(half)
        assert not EditionPage.objects.exists()
        sent = open_data(approval_on="2026-03-10", approval_by="省人民政府，示批〔2026〕0号（示例）")
        done = client.post(url, sent, follow=True)
    assert "届次已开设。" in messages_of(done)
    edition = EditionPage.objects.get()
    assert (edition.number, edition.slug) == (1, "2026")
    record = ActRecord.objects.get(edition=edition, act_key="higher_approval")
    assert record.done_on == dt.date(2026, 3, 10)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "x"}, "届数应为整数，例如 3。"),
        ({"title": ""}, "请填写名称，例如“第三届”。"),
        ({"slug": "第二届"}, "地址段只能用小写英文字母、数字和连字符"),
        ({"slug": "2026"}, "地址段“2026”已被其他届次使用。请换一个。"),
    ],
)
def test_what_is_wrong_with_an_edition_is_said(changes: dict[str, str], sentence: str) -> None:
    office = make_office("taiyuan")
    make_edition(office)
    url = reverse("gongshi:open_edition", args=[office.scheme.pk])
    with clock.at(DEFAULT_AT):
        answer = client_of(office.editor).post(
            url, open_data(number="2", title="第2届", slug="2029") | changes
        )
    assert sentence in text_of(answer)
    assert EditionPage.objects.count() == 1


def settings_data(client: Client, scheme: SchemePage, **changes: str) -> dict[str, str]:
    page = client.get(reverse("gongshi:scheme", args=[scheme.pk]))
    form, channels = page.context["form"], page.context["channels"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data["office_opens"] = "08:30"
    data |= {
        "channels-TOTAL_FORMS": channels.total_form_count(),
        "channels-INITIAL_FORMS": channels.initial_form_count(),
    }
    for row in channels.initial_forms:
        data |= {
            row.add_prefix(name): row[name].value() or ""
            for name in ("purpose", "kind", "value", "hours", "note")
        }
        data[row.add_prefix("ORDER")] = row["ORDER"].value()
    for row in channels.extra_forms:
        data |= {row.add_prefix("purpose"): "objection", row.add_prefix("kind"): "phone"}
    return data | changes


def test_settings_take_effect_at_once_and_together() -> None:
    office = make_office("taiyuan")
    client = client_of(office.publisher)
    url = reverse("gongshi:scheme", args=[office.scheme.pk])
    sent = settings_data(
        client,
        office.scheme,
        process_text="新的流程（示例）。",
        approvals="3",
        **{"channels-0-DELETE": "on", "channels-1-ORDER": "9"},
        **{
            "channels-3-kind": "phone",
            "channels-3-value": "0000-0000009（示例）",
            "channels-3-hours": "工作日",
        },
    )
    done = client.post(url, sent, follow=True)
    assert "设置已保存，立即生效。" in messages_of(done)
    scheme = SchemePage.objects.get(pk=office.scheme.pk)
    assert (scheme.process_text, scheme.approvals) == ("新的流程（示例）。", 3)
    assert scheme.get_workflow().tasks.count() == 3
    kinds = [channel.kind for channel in ContactChannel.objects.filter(scheme=scheme)]
    assert kinds == ["desk", "post", "phone"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channels-0-hours": ""}, "电话和现场受理要写明受理时间"),
        ({"channels-1-value": ""}, "请填写号码或地址；不需要这一行的，勾选“删去”。"),
        ({"theme": "nowhere"}, "没有这个主题。请从列出的各项中选择。"),
        ({"office_opens": "早上"}, "请写成 08:30 的形式。"),
    ],
)
def test_wrong_settings_change_nothing(changes: dict[str, str], sentence: str) -> None:
    office = make_office("taiyuan")
    client = client_of(office.publisher)
    before = list(ContactChannel.objects.values_list("value", "hours"))
    sent = settings_data(client, office.scheme, process_text="不应保存（示例）", **changes)
    answer = client.post(reverse("gongshi:scheme", args=[office.scheme.pk]), sent)
    assert sentence in text_of(answer)
    assert "没有保存任何内容。" in text_of(answer)
    assert list(ContactChannel.objects.values_list("value", "hours")) == before
    assert SchemePage.objects.get(pk=office.scheme.pk).process_text != "不应保存（示例）"


def test_an_editor_does_not_change_settings() -> None:
    office = make_office("taiyuan")
    answer = client_of(office.editor).get(reverse("gongshi:scheme", args=[office.scheme.pk]), follow=True)
    assert "只有发布人员和系统管理员可以修改奖项设置。" in messages_of(answer)
