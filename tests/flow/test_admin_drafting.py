"""Drafts through the admin: what may be begun, the list, records, attachments, and what each form says when it is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms import clock
from cms.actions.lists import rows_of
from cms.models import ActRecord, EditionPage, Notice, OfficeAccount
from tests.factories.admin import client_of, edit_url, messages_of, text_of
from tests.factories.notices import draft, last_publicity, published_notice, run_up
from tests.factories.offices import DEFAULT_AT, Office, make_edition, make_office, person
from tests.factories.rows import organization

pytestmark = pytest.mark.django_db
STAGE = "acceptance_list"


@pytest.fixture
def office() -> Office:
    return make_office("taiyuan")


@pytest.fixture
def edition(office: Office) -> EditionPage:
    return run_up(office, STAGE)


@pytest.fixture
def editor(office: Office) -> Client:
    return client_of(office.editor)


def a_draft(office: Office, edition: EditionPage, count: int = 2) -> Notice:
    with clock.at(DEFAULT_AT):
        return draft(office, edition, STAGE, rows=[organization(n) for n in range(1, count + 1)])


def newest(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()


def list_data(client: Client, notice: Notice) -> dict[str, str]:
    formset = client.get(reverse("gongshi:list", args=[notice.pk])).context["formset"]
    data = {
        "rows-TOTAL_FORMS": formset.total_form_count(),
        "rows-INITIAL_FORMS": formset.initial_form_count(),
    }
    for form in formset:
        for name in form.fields:
            value = form[name].value()
            if value not in (None, False):
                data[form.add_prefix(name)] = value
    return data


def test_only_what_is_lawful_next_may_be_begun(office: Office, edition: EditionPage, editor: Client) -> None:
    url = reverse("gongshi:new_notice", args=[edition.pk])
    with clock.at(DEFAULT_AT):
        page = editor.get(url)
        choices = {c.value: c for group in page.context["groups"].values() for c in group}
        assert choices[f"stage:{STAGE}"].open
        assert "“受理组织和个人名单公示”" in " ".join(
            choices[f"stage:{last_publicity(office.regulation).key}"].reasons
        )
        decision = next(c for value, c in choices.items() if "经公示通过" in " ".join(c.reasons))
        assert not decision.overridable
        refused = editor.post(url, {"choice": decision.value})
        assert decision.reasons[0] in text_of(refused)
        assert "请选择要发布的环节或事项。" in text_of(editor.post(url, {}))
        assert not Notice.objects.filter(seal=None).exists()


def test_wagtails_own_ways_lead_to_the_office(office: Office, edition: EditionPage, editor: Client) -> None:
    new = reverse("gongshi:new_notice", args=[edition.pk])
    add = reverse("wagtailadmin_pages:add", args=["cms", "notice", edition.pk])
    assert editor.get(add).url == new
    add_edition = reverse("wagtailadmin_pages:add", args=["cms", "editionpage", office.scheme.pk])
    assert editor.get(add_edition).url == reverse("gongshi:open_edition", args=[office.scheme.pk])
    for page, name in ((edition, "edition"), (office.scheme, "scheme")):
        own = reverse(f"gongshi:{name}", args=[page.pk])
        assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).url == own
    explorer = editor.get(reverse("wagtailadmin_explore", args=[edition.pk]))
    assert explorer.status_code == 200


def test_a_superuser_is_told_why_wagtails_verbs_do_not_work(office: Office) -> None:
    seal = published_notice("taiyuan")
    root = client_of(person("root", is_superuser=True))
    parent = seal.edition
    elsewhere = make_office("xinzhou").scheme
    for verb, args in (("delete", []), ("unpublish", []), ("move_confirm", [elsewhere.pk])):
        told = root.post(reverse(f"wagtailadmin_pages:{verb}", args=[parent.pk, *args]), follow=True)
        assert "其中有已经发布的公告" in messages_of(told), verb
    notice = a_draft(office, parent)
    root.post(edit_url(notice), {"action-publish": "1", "title": "x", "secret_count": "0"})
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    root.post(f"{bulk}?id={notice.pk}")
    assert not Notice.objects.get(pk=notice.pk).live
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    told = root.post(f"{bulk}?id={parent.pk}", follow=True)
    assert "不能批量删除" in messages_of(told)


def test_the_list_keeps_the_identity_of_its_rows(
    office: Office, edition: EditionPage, editor: Client
) -> None:
    notice = a_draft(office, edition, 3)
    before = rows_of(newest(notice).entry_list)
    data = list_data(editor, notice)
    data |= {"rows-0-industry": "新行业", "rows-1-DELETE": "on", "rows-2-ORDER": "1", "rows-0-ORDER": "2"}
    assert editor.post(reverse("gongshi:list", args=[notice.pk]), data).status_code == 302
    after = rows_of(newest(notice).entry_list)
    assert [row["key"] for row in after] == [before[2]["key"], before[0]["key"]]
    assert after[1]["industry"] == "新行业"
    assert after[0] == before[2]


def test_saving_an_unchanged_list_makes_no_version(
    office: Office, edition: EditionPage, editor: Client
) -> None:
    notice = a_draft(office, edition)
    made = newest(notice).entry_list_id
    editor.post(reverse("gongshi:list", args=[notice.pk]), list_data(editor, notice))
    assert newest(notice).entry_list_id == made


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rows-0-name": ""}, "请填写单位名称或姓名。依法不公开的，请勾选“依法不公开”。"),
        ({"rows-0-withheld": "on"}, "依法不公开的条目，除类别和奖项外各栏都要留空。"),
        ({"rows-0-post": "厂长 11010519491231002X"}, "名单不收身份证件号码，请删去。"),
        ({"rows-0-district": "区" * 61}, "太长，请不超过60个字。"),
        ({"rows-TOTAL_FORMS": "x"}, "页面内容不完整，没有保存。"),
    ],
)
def test_a_wrong_row_is_pointed_out_and_nothing_is_saved(
    office: Office, edition: EditionPage, editor: Client, changes: dict[str, str], sentence: str
) -> None:
    notice = a_draft(office, edition)
    made = newest(notice).entry_list_id
    answer = editor.post(reverse("gongshi:list", args=[notice.pk]), list_data(editor, notice) | changes)
    assert sentence in text_of(answer)
    assert newest(notice).entry_list_id == made


def test_joint_and_withheld_rows_are_stored_as_such(editor: Client) -> None:
    office = make_office("taiyuan")
    edition = run_up(office, STAGE)
    notice = a_draft(office, edition, 1)
    data = list_data(editor, notice)
    row = {"kind": "individual", "tier": "award", "joint": "示例人甲\n示例人乙", "group_entry": "on"}
    data |= {f"rows-1-{name}": value for name, value in row.items()}
    data |= {"rows-2-kind": "organization", "rows-2-tier": "award", "rows-2-withheld": "on"}
    assert editor.post(reverse("gongshi:list", args=[notice.pk]), data).status_code == 302
    _first, joint, withheld = rows_of(newest(notice).entry_list)
    assert (joint["joint_names"], joint["group_entry"]) == (["示例人甲", "示例人乙"], True)
    assert (withheld["withheld"], withheld["name"]) == (True, "")


def test_a_long_list_is_read_only(office: Office, edition: EditionPage, editor: Client) -> None:
    notice = a_draft(office, edition, 120)
    url = reverse("gongshi:list", args=[notice.pk])
    page = editor.get(url, {"p": "2"})
    assert "名单共120条，超过30条，在这里只能查看。" in text_of(page)
    assert "第2页，共2页" in text_of(page)
    refused = editor.post(url, {}, follow=True)
    assert "名单超过30条，不能手工修改。" in messages_of(refused)
    form = editor.get(edit_url(notice))
    assert "以上为前10条，共120条。" in text_of(form)


def record_data(**changes: str) -> dict[str, str]:
    return {"item": "secrecy_review", "done_on": "2026-03-16", "body_name": "办公室（示例）"} | changes


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"item": ""}, "请选择要登记的事项。"),
        ({"item": "nothing"}, "本环节没有这个事项。"),
        ({"done_on": "2026-03-17"}, "完成日期不能晚于今天。事情办完后再登记。"),
        ({"done_on": "2026-02-30"}, "日期不存在或写法不对。请写成 2026-03-16。"),
        ({"body_name": ""}, "请填写进行保密审查的单位。"),
        ({"item": "declarations"}, "请填写申报材料存放的案卷编号。"),
        (
            {"item": "declarations", "document_no": "1", "made": "1", "recused": "2"},
            "回避人数不能多于申报人数。",
        ),
    ],
)
def test_a_wrong_record_is_pointed_out(
    edition: EditionPage, editor: Client, changes: dict[str, str], sentence: str
) -> None:
    before = ActRecord.objects.count()
    url = f"{reverse('gongshi:records', args=[edition.pk])}?stage={STAGE}"
    with clock.at(DEFAULT_AT):
        answer = editor.post(url, record_data(**changes))
    assert sentence in text_of(answer)
    assert ActRecord.objects.count() == before


def test_a_record_is_withdrawn_with_a_reason_and_stays_in_the_file(
    edition: EditionPage, editor: Client
) -> None:
    url = f"{reverse('gongshi:records', args=[edition.pk])}?stage={STAGE}"
    with clock.at(DEFAULT_AT):
        editor.post(url, record_data())
        record = ActRecord.objects.get(edition=edition, stage_key=STAGE)
        told = editor.post(url, {"withdraw": "1", "record": record.pk, "reason": ""})
        assert "请写明理由。" in messages_of(told)
        editor.post(url, {"withdraw": "1", "record": record.pk, "reason": "日期登记有误（示例）"})
        page = editor.get(url)
    record.refresh_from_db()
    assert record.withdrawn_by is not None
    assert "撤回：日期登记有误（示例）" in text_of(page)
    assert all(item.done_on is None for item in page.context["items"])


def test_attachments_are_added_and_taken_off(office: Office, edition: EditionPage, editor: Client) -> None:
    notice = a_draft(office, edition)
    url = reverse("gongshi:attachments", args=[notice.pk])
    assert "请选择文件。" in text_of(editor.post(url, {}))
    told = editor.post(url, {"file": SimpleUploadedFile("program.exe", b"MZ\x00\x01")})
    assert told.status_code == 200
    assert newest(notice).attachments == []
    text = "附件说明（示例）。联系人手机 13812345678。".encode()
    done = editor.post(url, {"file": SimpleUploadedFile("note.csv", text), "title": "说明"}, follow=True)
    assert "附件已加入草稿。" in messages_of(done), text_of(done)
    assert "疑有个人信息，不能发布。" in text_of(done)
    assert "13812345678" not in done.content.decode()
    sha256 = newest(notice).attachments[0]["sha256"]
    gone = editor.post(url, {"remove": sha256}, follow=True)
    assert "附件已删去。" in messages_of(gone)
    assert newest(notice).attachments == []


def test_an_account_of_one_body_begins_in_its_own_name(office: Office, edition: EditionPage) -> None:
    county = person("county", f"{office.regulation.city} 编辑")
    OfficeAccount.objects.create(user=county, scheme=office.scheme, body_name="示例县机构（示例）")
    client = client_of(type(county).objects.get(pk=county.pk))
    with clock.at(DEFAULT_AT):
        url = reverse("gongshi:new_notice", args=[edition.pk])
        assert "对整个届次的事项" not in text_of(client.get(url))
        client.post(url, {"choice": f"stage:{STAGE}"})
    assert Notice.objects.get(seal=None).publisher_name == "示例县机构（示例）"
    other = make_edition(make_office("xinzhou"))
    refused = client.get(reverse("gongshi:new_notice", args=[other.pk]), follow=True)
    assert "您的账号限于“太原市政府质量奖”" in messages_of(refused)


def test_an_auditor_reads_and_changes_nothing(office: Office, edition: EditionPage) -> None:
    auditor = client_of(person("auditor", f"{office.regulation.city} 审计"))
    assert auditor.get(reverse("gongshi:edition", args=[edition.pk])).status_code == 200
    assert auditor.get(reverse("gongshi:records", args=[edition.pk])).status_code == 200
    refused = auditor.post(reverse("gongshi:records", args=[edition.pk]), record_data(), follow=True)
    assert "您不在“太原市政府质量奖”的编辑、审核或发布组中。" in messages_of(refused)
    refused = auditor.get(reverse("gongshi:new_notice", args=[edition.pk]), follow=True)
    assert refused.redirect_chain
