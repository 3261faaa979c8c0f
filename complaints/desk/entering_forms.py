"""Forms for what a handler enters on behalf of somebody: where it came from, and what was said."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.desk.words import WAYS
from complaints.intake.forms import ANONYMOUS, NAMED, ReportForm
from complaints.intake.typed import Typed
from complaints.reports import Reach
from complaints.selectors.channel import ChannelTerms

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise


class SourceForm(forms.Form):
    """City, way and day. :param terms: the channels for which the reader may enter reports."""

    use_required_attribute = False

    city = forms.ChoiceField(
        label=_("哪个城市"),
        error_messages={"required": _("请选择城市。"), "invalid_choice": _("请从列出的城市中选择。")},
    )
    way = forms.ChoiceField(
        label=_("怎样收到的"),
        widget=forms.RadioSelect,
        choices=[(way.value, label) for way, label in WAYS.items()],
        error_messages={
            "required": _("请选择是电话、信函还是当面来访。"),
            "invalid_choice": _("请选择是电话、信函还是当面来访。"),
        },
    )
    day = forms.DateField(
        label=_("收到的日期"),
        help_text=_(
            "办理期限从这一天起算，信访事项的法定办结期限从受理之日起算；公示期内收到的异议，今天录入也算在公示期内提出，公示尚未办结的，一样挡住公示办结。"
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请填写收到的日期。"),
            "invalid": _("请按“年-月-日”填写，例如 2026-03-16。"),
        },
    )

    def __init__(
        self,
        data: Mapping[str, str] | None = None,
        *,
        terms: Sequence[ChannelTerms],
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, auto_id="f-%s", initial=dict(initial or {}))
        city = self.fields["city"]
        assert isinstance(city, forms.ChoiceField)  # noqa: S101 - declared above
        city.choices = [(each.city, f"{each.city_name} · {each.award_name}") for each in terms]


class SpokenForm(ReportForm):
    """What was said or written, in the same fields as the reporter's own form; the words speak to whoever writes it down."""

    labels: "Mapping[str, Promise]" = {
        "kind": _("反映的是哪一类情况"),
        "notice": _("针对正在公示的哪一份名单"),
        "entry": _("名单里的哪一个"),
        "concerns": _("是否涉及下面的机构或单位本身"),
        "prefer": _("举报人希望由哪个机构受理"),
        "naming": _("匿名还是实名"),
        "reach": _("怎样答复"),
    }
    hints: "Mapping[str, Promise]" = {
        "respondent": _("照举报人说的写：单位写全称；个人写姓名和所在单位、职务，不清楚的不写。"),
        "happened": _("什么时候、在哪里发生的。举报人记不准的，照原话写。"),
        "facts": _(
            "照原话记录，不加评论，不写举报人的姓名、单位、电话和能让人认出举报人的话。"
            "信件、录音的原件在下面作为材料添加；信封、落款有姓名的，先遮住再扫描。最多20000字。"
        ),
        "concerns": _(
            "举报人说到的、您自己知道的都勾上。勾选的机构和单位的人员不会收到这份材料，包括您自己。"
        ),
        "contact": _("照举报人留的写。"),
    }

    def __init__(
        self,
        data: Typed | None = None,
        *,
        terms: ChannelTerms,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, terms=terms, initial=initial)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
        self._choices("naming", self._given_names())
        if "reach" in self.fields:
            self._choices(
                "reach",
                [
                    (Reach.CODE.value, _("只凭查询码，不要联系举报人")),
                    (Reach.CONTACT.value, _("可以按举报人留下的方式联系")),
                ],
            )

    def _given_names(self) -> "list[tuple[str, Promise]]":
        anonymous = (ANONYMOUS, _("匿名：没有留姓名，或者不愿意登记姓名"))
        if not self.terms.named_allowed:
            return [anonymous]
        return [anonymous, (NAMED, _("实名：登记姓名，单独加密，保存后您也看不到"))]


class HandingForm(forms.Form):
    """What became of the receipt code. Without it the person cannot read the answers; nobody can make another."""

    use_required_attribute = False

    slip = forms.ChoiceField(
        label=_("查询码交给举报人了吗"),
        widget=forms.RadioSelect,
        choices=[
            ("given", _("已经交给举报人本人，或者照读由举报人记下并复述核对")),
            ("none", _("没有交：举报人不要，或者无法交到本人手里（如匿名信）")),
        ],
        error_messages={
            "required": _("请先交付查询码，再选择交付的情况。"),
            "invalid_choice": _("请选择查询码交付的情况。"),
        },
    )

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data, auto_id="f-%s")
