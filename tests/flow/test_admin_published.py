"""What is done in the admin with a published notice: correct its list, conclude it, withhold a part of it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms import clock, gates
from cms.models import Conclusion, Notice, NoticeAct, Seal, SealAct, Window, Withholding
from cms.regulation.rules.proceedings import Blocker
from cms.selectors.facts import standing_rows
from tests.factories.admin import client_of, edit_data, edit_url, messages_of, text_of
from tests.factories.notices import after_window, approve, published_notice, review_for_secrecy, submit
from tests.factories.offices import DEFAULT_AT, make_office, person
from tests.factories.rows import code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seal() -> Seal:
    return published_notice("taiyuan")


def begin_correction(client: Client, seal: Seal) -> Notice:
    url = reverse("gongshi:amend", args=[seal.pk])
    assert client.post(url, {"choice": f"act:{NoticeAct.CORRECTION}"}).status_code == 302
    return Notice.objects.get(act=NoticeAct.CORRECTION)


def change_url(notice: Notice, op: str, key: str = "") -> str:
    return f"{reverse('gongshi:change', args=[notice.pk])}?op={op}&entry={key}"


def row_data(name: str, **columns: str) -> dict[str, str]:
    row = {"kind": "organization", "tier": "award", "name": name, "uscc": code_of(40), "district": "示例区"}
    return {f"row-{key}": value for key, value in (row | columns).items()}


def test_a_list_is_corrected_entry_by_entry(seal: Seal) -> None:
    office = make_office("taiyuan")
    client = client_of(office.editor)
    first, second, third = standing_rows(seal)
    with clock.at(DEFAULT_AT + dt.timedelta(days=1)):
        notice = begin_correction(client, seal)
        picked = client.post(reverse("gongshi:changes", args=[notice.pk]), {"op": "struck", "entry": ""})
        assert "请选择要更正的条目。" in text_of(picked)

        blank = client.post(change_url(notice, "struck", str(first.key)), {})
        assert "请写明理由。" in text_of(blank)
        client.post(change_url(notice, "struck", str(first.key)), {"why-reason": "申报者自愿退出（示例）"})
        client.post(
            change_url(notice, "added"), row_data("示例新增有限公司（示例）") | {"why-reason": "漏列（示例）"}
        )
        same = client.get(change_url(notice, "corrected", str(second.key))).context["row"].initial
        unchanged = {f"row-{k}": v for k, v in same.items() if v not in ("", False)}
        told = client.post(
            change_url(notice, "corrected", str(second.key)), unchanged | {"why-reason": "错字（示例）"}
        )
        assert "新内容与已公布的完全相同" in text_of(told)
        client.post(
            change_url(notice, "corrected", str(second.key)),
            unchanged | {"row-industry": "专用设备制造业", "why-reason": "错字（示例）"},
        )
        page = client.get(reverse("gongshi:changes", args=[notice.pk]))
        assert [line.op for line in page.context["rows"]] == ["struck", "added", "corrected"]

        saved = client.post(
            edit_url(notice), edit_data(client, notice, reason="更正名单（示例）。", lead="更正。")
        )
        assert saved.status_code == 302
        draft = Notice.objects.get(pk=notice.pk).get_latest_revision_as_object()
        draft.signed_date = clock.today()
        draft.save_revision(user=office.editor, changed=True)
        assert "未登记 发布前的保密审查" in text_of(client.get(edit_url(notice)))
        review_for_secrecy(office, seal.edition, seal.stage_key)
        assert "已登记 发布前的保密审查" in text_of(client.get(edit_url(notice)))
        correction = approve(office, submit(office, notice))

    kinds = list(SealAct.objects.filter(seal=seal).values_list("kind", flat=True))
    assert kinds == ["struck", "added", "corrected"]
    assert {row.name for row in standing_rows(seal)} == {second.name, third.name, "示例新增有限公司（示例）"}
    assert {row.industry for row in standing_rows(seal)} >= {"专用设备制造业"}
    added = SealAct.objects.get(seal=seal, kind="added")
    assert Window.objects.filter(seal=seal, entry_key=added.entry_key).exists()
    assert correction.entry_list.entries.count() == 2


def test_a_change_is_taken_back(seal: Seal) -> None:
    office = make_office("taiyuan")
    client = client_of(office.editor)
    first = standing_rows(seal)[0]
    with clock.at(DEFAULT_AT):
        notice = begin_correction(client, seal)
        client.post(change_url(notice, "struck", str(first.key)), {"why-reason": "自愿退出（示例）"})
        url = reverse("gongshi:changes", args=[notice.pk])
        done = client.post(url, {"drop": str(first.key)}, follow=True)
        assert "已撤回这一项更正。" in messages_of(done)
        again = client.post(url, {"drop": str(first.key)}, follow=True)
        assert "没有这一项更正，可能已被撤回。" in messages_of(again)
    assert Notice.objects.get(pk=notice.pk).get_latest_revision_as_object().changes == []


def conclusion_data(client: Client, seal: Seal, **changes: Any) -> dict[str, Any]:
    forms = client.get(reverse("gongshi:conclude", args=[seal.pk])).context["channels"]
    data = {
        "channels-TOTAL_FORMS": len(forms),
        "channels-INITIAL_FORMS": len(forms),
        "outcome": "未收到异议。",
    }
    for place, form in enumerate(forms):
        data |= {f"channels-{place}-{name}": value for name, value in form.initial.items()}
        data |= {f"channels-{place}-received": "0", f"channels-{place}-open": "0"}
    return data | changes


def test_a_running_publicity_is_not_concluded(seal: Seal) -> None:
    client = client_of(make_office("taiyuan").publisher)
    url = reverse("gongshi:conclude", args=[seal.pk])
    with clock.at(DEFAULT_AT):
        page = client.get(url)
        assert "还剩5个工作日" in text_of(page)
        answer = client.post(url, conclusion_data(client, seal))
        assert "尚未届满。请在届满后办结。" in text_of(answer)
        assert "不能办结" in text_of(answer)
    assert not Conclusion.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"channels-0-received": ""}, "请填写件数，没有的填 0。"),
        ({"channels-0-received": "1", "channels-0-open": "2"}, "未办结件数不能多于收到件数。"),
        ({"outcome": ""}, "请填写办结意见，例如“公示期内未收到异议”。"),
        ({"reason": "仍有未了事项（示例）"}, "请写明作出决定的机构。"),
        ({"channels-0-received": "1", "channels-0-open": "1"}, "还有1件异议没有处理完。"),
    ],
)
def test_what_is_wrong_with_a_conclusion_is_said(seal: Seal, changes: dict[str, str], sentence: str) -> None:
    client = client_of(make_office("taiyuan").publisher)
    with clock.at(after_window(seal)):
        sent = conclusion_data(client, seal, **changes)
        answer = client.post(reverse("gongshi:conclude", args=[seal.pk]), sent)
    assert sentence in text_of(answer)
    assert not Conclusion.objects.exists()


def test_a_registered_blocker_is_set_aside_with_a_public_reason_where_the_measure_allows() -> None:
    seal = published_notice("taiyuan", "acceptance_list")
    client = client_of(make_office("taiyuan").publisher)
    editor = client_of(make_office("taiyuan").editor)

    def source(asked: Seal) -> list[Blocker]:
        return [Blocker(source="示例渠道", reason="有事项未了")] if asked.pk == seal.pk else []

    gates.register_blocker(source)
    try:
        with clock.at(after_window(seal)):
            url = reverse("gongshi:conclude", args=[seal.pk])
            assert "示例渠道：有事项未了。" in text_of(client.get(url))
            assert "示例渠道" in text_of(client.post(url, conclusion_data(client, seal)))
            reason = {"reason": "该事项与名单无关（示例）", "office": "示例办公室（示例）"}
            assert "示例渠道" in text_of(editor.post(url, conclusion_data(editor, seal, **reason)))
            done = client.post(url, conclusion_data(client, seal, **reason), follow=True)
            assert "公示已办结" in messages_of(done)
    finally:
        gates.unregister_blocker(source)
    assert Conclusion.objects.get(seal=seal).overrides[0]["reason"] == "该事项与名单无关（示例）"


def test_withholding_takes_two_people(seal: Seal) -> None:
    office = make_office("taiyuan")
    first = client_of(office.publisher)
    second = client_of(person("taiyuan-publisher-2", f"{office.regulation.city} 发布"))
    url = reverse("gongshi:withhold", args=[seal.pk])
    name = seal.entry_list.entries.first().name
    leaf = next(
        value for value, words in first.get(url).context["form"].fields["leaf"].choices if name in words
    )

    assert "请写明理由。" in text_of(first.post(url, {"leaf": leaf}))
    refused = client_of(office.editor).get(url, follow=True)
    assert "没有“紧急隐去”的权限。" in messages_of(refused)
    hidden = first.post(url, {"leaf": leaf, "ground": "政府信息公开条例第十五条，个人隐私"}, follow=True)
    assert "由您提出，须由另一人复核。" in text_of(hidden)
    assert name not in text_of(first.get(seal.head["path"]))

    row = Withholding.objects.get()
    decide = reverse("gongshi:decide", args=[row.pk])
    own = first.post(decide, {"confirm": "1"}, follow=True)
    assert "须由提出隐去以外的另一人复核。" in messages_of(own)
    waiting = second.get(reverse("wagtailadmin_home"))
    assert "隐去待复核" in text_of(waiting)
    done = second.post(decide, {"confirm": "1"}, follow=True)
    assert "已确认隐去" in messages_of(done)
    row.refresh_from_db()
    assert row.outcome == Withholding.Outcome.CONFIRMED
    assert name not in Seal.objects.get(pk=seal.pk).body
    assert name not in text_of(second.get(reverse("gongshi:withholdings")))


def test_a_withholding_is_reversed(seal: Seal) -> None:
    office = make_office("taiyuan")
    first = client_of(office.publisher)
    second = client_of(person("taiyuan-publisher-2", f"{office.regulation.city} 发布"))
    url = reverse("gongshi:withhold", args=[seal.pk])
    name = seal.entry_list.entries.first().name
    leaf = next(
        value for value, words in first.get(url).context["form"].fields["leaf"].choices if name in words
    )
    first.post(url, {"leaf": leaf, "ground": "政府信息公开条例第十五条，个人隐私"})
    done = second.post(
        reverse("gongshi:decide", args=[Withholding.objects.get().pk]), {"reverse": "1"}, follow=True
    )
    assert "已恢复公开。" in messages_of(done)
    assert name in text_of(first.get(seal.head["path"]))


def test_a_publisher_of_another_city_withholds_nothing_here(seal: Seal) -> None:
    stranger = client_of(make_office("xinzhou").publisher)
    answer = stranger.get(reverse("gongshi:withhold", args=[seal.pk]), follow=True)
    assert "您不在“太原市政府质量奖”的编辑、审核或发布组中。" in messages_of(answer)
