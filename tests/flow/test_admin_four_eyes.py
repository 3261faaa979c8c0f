"""Review in the admin: who may approve what, what a reviewer clears, what a publisher sets aside, and what is refused."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Revision

from cms import clock
from cms.actions.measures import set_approvals
from cms.models import EditionPage, Notice, OfficeAccount, Seal
from tests.factories.admin import client_of, edit_data, edit_url, messages_of, text_of
from tests.factories.notices import draft, fulfil, run_up, submit
from tests.factories.offices import DEFAULT_AT, Office, make_office, person
from tests.factories.rows import organization

pytestmark = pytest.mark.django_db
STAGE = "acceptance_list"


@pytest.fixture
def office() -> Office:
    return make_office("taiyuan")


@pytest.fixture
def edition(office: Office) -> EditionPage:
    return run_up(office, STAGE)


def in_review(office: Office, edition: EditionPage, **fields: Any) -> Notice:
    with clock.at(DEFAULT_AT):
        notice = draft(office, edition, STAGE, **fields)
        fulfil(office, edition, STAGE)
        return submit(office, notice)


def review_url(notice: Notice) -> str:
    return reverse("gongshi:review", args=[notice.pk])


def approve(user: Any, notice: Notice) -> Any:
    with clock.at(DEFAULT_AT):
        sent = {"approve": "1", "approve-shown_day": clock.today().isoformat()}
        return client_of(user).post(review_url(notice), sent, follow=True)


def is_sealed(notice: Notice) -> bool:
    return Seal.objects.filter(notice=notice).exists()


def test_an_author_cannot_approve(office: Office, edition: EditionPage) -> None:
    both = person("both", f"{office.regulation.city} 编辑", f"{office.regulation.city} 审核")
    notice = in_review(office, edition)
    draft_of_both = notice.get_latest_revision_as_object()
    draft_of_both.save_revision(user=both, changed=True)
    with clock.at(DEFAULT_AT):
        page = client_of(both).get(review_url(notice))
    assert "您参与了撰稿，须由另一人审核。" in text_of(page)
    assert 'name="approve"' not in page.content.decode()
    approve(both, notice)
    assert not is_sealed(notice)


def test_an_editor_who_is_no_reviewer_cannot_approve(office: Office, edition: EditionPage) -> None:
    notice = in_review(office, edition)
    answer = approve(office.publisher, notice)
    assert "您不是这一环节的审核人。" in messages_of(answer)
    assert not is_sealed(notice)


def test_what_was_changed_after_submission_goes_back(office: Office, edition: EditionPage) -> None:
    notice = in_review(office, edition)
    notice.get_latest_revision_as_object().save_revision(user=office.publisher, changed=True)
    assert "提交审核后内容又有改动。" in text_of(approve(office.approver, notice))
    assert not is_sealed(notice)


def test_a_block_keeps_the_approver_from_approving(office: Office, edition: EditionPage) -> None:
    notice = in_review(office, edition, signed_date=None)
    with clock.at(DEFAULT_AT):
        page = client_of(office.approver).get(review_url(notice))
    assert "有1个问题，解决之前不能发布。" in text_of(page)
    assert "没有填写成文日期。请补填。" in text_of(page)
    assert 'name="approve"' not in page.content.decode()
    assert "没有填写成文日期。请补填。" in text_of(approve(office.approver, notice))
    assert not is_sealed(notice)


def test_three_approvals_need_three_people(office: Office, edition: EditionPage) -> None:
    set_approvals(scheme=office.scheme, city=office.regulation.city, count=3)
    notice = in_review(office, edition)
    first, second, third = office.approvers
    assert "已批准，转下一审。" in messages_of(approve(first, notice))
    assert "您已审核过上一环节，须由另一人审核。" in text_of(approve(first, notice))
    assert "已批准，转下一审。" in messages_of(approve(second, notice))
    assert not is_sealed(notice)
    assert "已批准并发布" in messages_of(approve(third, notice))
    assert is_sealed(notice)


def test_sending_back_needs_a_reason_that_the_author_reads(office: Office, edition: EditionPage) -> None:
    notice = in_review(office, edition)
    approver = client_of(office.approver)
    with clock.at(DEFAULT_AT):
        blank = approver.post(review_url(notice), {"reject": "1"})
        assert "请写明退回的理由，让撰稿人知道要改什么。" in text_of(blank)
        assert Notice.objects.get(pk=notice.pk).workflow_in_progress
        sent = approver.post(
            review_url(notice), {"reject": "1", "reject-comment": "请补充附件。"}, follow=True
        )
        assert "已退回" in messages_of(sent)
        home = client_of(office.editor).get(reverse("wagtailadmin_home"))
    assert "退回理由：请补充附件。" in text_of(home)


def test_the_author_takes_a_draft_back(office: Office, edition: EditionPage) -> None:
    notice = in_review(office, edition)
    url = reverse("gongshi:recall", args=[notice.pk])
    refused = client_of(office.publisher).post(url, follow=True)
    assert "只有提交人和审核人可以撤回审核。" in messages_of(refused)
    done = client_of(office.editor).post(url, follow=True)
    assert "已撤回审核，可以继续修改。" in messages_of(done)
    assert not Notice.objects.get(pk=notice.pk).workflow_in_progress


def test_a_reviewer_clears_a_false_hit_without_becoming_an_author(
    office: Office, edition: EditionPage
) -> None:
    notice = in_review(office, edition, lead="设备编号 13812345678 号（示例）。")
    approver = client_of(office.approver)
    revisions = Revision.objects.for_instance(notice).count()
    url = reverse("gongshi:clear_hit", args=[notice.pk])
    with clock.at(DEFAULT_AT):
        page = approver.get(review_url(notice))
        ((_hit, form),) = page.context["clearable"]
        assert "13812345678" not in page.content.decode()
        sent = {**form.initial, "reason": "设备编号，不是手机号码"}

        assert "请写明理由。" in messages_of(approver.post(url, {**sent, "reason": ""}, follow=True))
        told = approver.post(url, {**sent, "reason": "本人号码13912345678"}, follow=True)
        assert "理由中疑有身份证件号码或手机号码" in messages_of(told)
        as_author = client_of(office.editor).post(url, sent, follow=True)
        assert "您参与了撰稿，误报须由审核人排除。" in messages_of(as_author)

        done = approver.post(url, sent, follow=True)
        assert "误报已排除" in messages_of(done)
        assert "没有不能发布的问题。" in text_of(done)
    assert Revision.objects.for_instance(notice).count() == revisions
    assert office.approver.pk not in notice.authors()
    assert "已批准并发布" in messages_of(approve(office.approver, notice))
    assert "公告已经发布，不再审核。" in messages_of(approve(office.approver, notice))
    assert "设备编号，不是手机号码" in Seal.objects.get(notice=notice).body


def test_a_publisher_sets_a_block_aside_and_another_person_approves(
    office: Office, edition: EditionPage
) -> None:
    with clock.at(DEFAULT_AT):
        notice = draft(office, edition, STAGE)
        fulfil(office, edition, STAGE)
        other = draft(office, edition, STAGE, rows=[organization(20)], title="第二份受理名单公示（示例）")
        submit(office, notice)
    approve(office.approver, notice)
    url = reverse("gongshi:overrides", args=[other.pk])
    publisher = client_of(office.publisher)
    with clock.at(DEFAULT_AT):
        refused = client_of(office.editor).get(url, follow=True)
        assert "没有“说明理由后继续发布”的权限。" in messages_of(refused)

        page = publisher.get(url)
        rows = {row.verdict.rule: row for row, _form in page.context["rows"]}
        assert "stage.repeated" in rows
        sent = {"subject": rows["stage.repeated"].verdict.subject, "rule": "stage.repeated"}
        short = publisher.post(url, {**sent, "reason": "急", "office": ""})
        assert "理由太短，请写明具体情况。" in text_of(short)
        assert "请写明作出决定的机构。" in text_of(short)
        never = publisher.post(
            url, {"rule": "privacy.found", "subject": "", "reason": "示例理由", "office": "示例"}
        )
        assert "按规定不能以说明理由代替" in text_of(never)

        for rule, row in rows.items():
            reason = {"rule": rule, "subject": row.verdict.subject, "reason": "分两批受理（示例）"}
            done = publisher.post(url, {**reason, "office": "示例办公室（示例）"}, follow=True)
            assert "理由已写入草稿，须由您以外的人审核。" in messages_of(done)
        submit(office, other)
    assert office.publisher.pk in Notice.objects.get(pk=other.pk).authors()
    answer = approve(office.approver, other)
    assert is_sealed(other), text_of(answer)
    seal = Seal.objects.get(notice=other)
    with clock.at(DEFAULT_AT):
        public = client_of(office.approver).get(seal.head["path"])
    assert "分两批受理（示例）" in text_of(public)
    assert "示例办公室（示例）" in text_of(public)


def test_an_account_of_another_body_cannot_approve(office: Office, edition: EditionPage) -> None:
    notice = in_review(office, edition)
    OfficeAccount.objects.create(user=office.approver, scheme=office.scheme, body_name="别的机构（示例）")
    confined = type(office.approver).objects.get(pk=office.approver.pk)
    answer = approve(confined, notice)
    assert "您的账号限于“别的机构（示例）”" in messages_of(answer)
    assert not is_sealed(notice)


def test_a_draft_in_review_is_locked_for_its_author(office: Office, edition: EditionPage) -> None:
    notice = in_review(office, edition)
    editor = client_of(office.editor)
    with clock.at(DEFAULT_AT):
        editor.post(edit_url(notice), edit_data(editor, notice, lead="审核中偷改（示例）。"))
        listed = editor.post(reverse("gongshi:list", args=[notice.pk]), {}, follow=True)
    assert "公告正在审核，内容不能修改。" in messages_of(listed)
    assert "偷改" not in Notice.objects.get(pk=notice.pk).get_latest_revision_as_object().lead
