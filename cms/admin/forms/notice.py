"""The form of a draft: only the fields that belong to what the notice does, each with help where the question arises."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from cms import clock, permissions
from cms.admin.fields import fields_for
from cms.admin.forms.instants import BeijingDateTimeField, refuse_past
from cms.admin.forms.why import with_why
from cms.models import EntryKind, Notice, NoticeAct
from cms.regulation.schema import BonusRow, Regulation
from portal.calendar.workdays import CountingPolicy

BONUS = "bonus"
MAX_BONUS = 100_000_000


class NoticeForm(WagtailAdminPageForm):
    """A draft's columns by its stage's type and act. Stage, act and address are shown beside the form, never in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice: Notice = self.instance
        kept = fields_for(notice.act, notice.stage_type) | {"comment_notifications"}
        for name in set(self.fields) - kept:
            del self.fields[name]
        for name, field in self.fields.items():
            field.error_messages |= FIELD_ERRORS.get(name, {})
            field.help_text = FIELD_HELP.get(name, field.help_text)
        self._publisher(notice)
        self._window(notice)
        self._schedule()
        for name, field in self.fields.items():
            field.help_text = with_why(name, field.help_text, notice)
        if "bonuses" in kept:
            self._bonuses(notice)

    @cached_property
    def _regulation(self) -> Regulation:
        return self.instance.edition.regulation

    def _publisher(self, notice: Notice) -> None:
        """The publishing body: as the measure states it, one to choose, or the account's own."""
        stage = notice.stage
        body = self.fields["publisher_body"]
        bodies = [(body.key, body.name) for body in self._regulation.bodies]
        self.fields["publisher_body"] = forms.ChoiceField(
            label=body.label, choices=[("", "—"), *bodies], required=False, initial=notice.publisher_body
        )
        if stage is not None and stage.publisher_stated:
            self.fields["publisher_body"].disabled = True
            self.fields["publisher_body"].help_text = _("办法已写明由谁发布，不能更改。")
            del self.fields["publisher_reason"]
        elif stage is not None:
            self.fields["publisher_body"].help_text = _(
                "办法没有写明由谁发布，平台按条文理解为“%(body)s”。另定的须说明理由。"
            ) % {"body": self._regulation.body(stage.publisher).name}
        name = self.fields["publisher_name"]
        name.help_text = _("公告上显示的机构全称。几个机构各自发布同一环节的，写各自的名称。")
        account = permissions.account_of(self.for_user)
        if account is not None and account.body_name:
            name.disabled = True
            name.help_text = _("您的账号限于本机构，不能更改。")

    def _window(self, notice: Notice) -> None:
        """Working days with what the measure says, and a reason only where the scheme counts the first day."""
        days = self.fields.get("working_days")
        stage = notice.stage
        if days is not None and stage is not None:
            days.help_text = _days_help(notice, stage.period)
            if notice.act == NoticeAct.EXTENSION:
                days.label = _("延长的工作日数")
        if notice.edition.scheme.counting_policy != CountingPolicy.INCLUDE_START:
            self.fields.pop("policy_reason", None)

    def _schedule(self) -> None:
        """The instant of publication in Beijing time, whatever zone the account or the browser is set to."""
        model_field = self.fields["scheduled_for"]
        self.fields["scheduled_for"] = BeijingDateTimeField(
            label=_("定时发布（北京时间）"),
            required=False,
            help_text=model_field.help_text,
            widget=model_field.widget,
        )

    def _bonuses(self, notice: Notice) -> None:
        """One amount a tier and kind that the measure gives money to, in the place of the JSON column."""
        del self.fields["bonuses"]
        stored = {(row["tier"], row["kind"]): row["cny"] for row in notice.bonuses}
        for name, row in self._bonus_rows():
            tier = self._regulation.tier(row.tier).name
            self.fields[name] = forms.IntegerField(
                label=_("%(tier)s（%(kind)s）奖金，元") % {"tier": tier, "kind": EntryKind(row.kind).label},
                required=False,
                min_value=0,
                max_value=MAX_BONUS,
                initial=stored.get((row.tier, row.kind)),
                help_text=(
                    _("办法规定为%(cny)d元。") % {"cny": row.cny}
                    if row.cny is not None
                    else _("办法没有写明金额。决定中没有写的，不填。")
                ),
                error_messages={
                    "invalid": _("请填写整数金额，单位为元，例如 200000。"),
                    "min_value": _("金额不能小于0。"),
                    "max_value": _("金额过大，请核对单位是否为元。"),
                },
            )

    def _bonus_rows(self) -> Iterator[tuple[str, BonusRow]]:
        rule = self._regulation.award.bonus
        for row in rule.rows if rule else ():
            if row.entitled is not False:
                yield f"{BONUS}_{row.tier}_{row.kind}", row

    @property
    def bonus_fields(self) -> list[forms.BoundField]:
        """The amounts, for the panel that shows them."""
        return [self[name] for name in self.fields if name.startswith(f"{BONUS}_")]

    def clean_starts_on(self) -> dt.date | None:
        """The first day, not one that has passed. Raises ValidationError."""
        day: dt.date | None = self.cleaned_data["starts_on"]
        if day is not None and "starts_on" in self.changed_data and day < clock.today():
            raise forms.ValidationError(_("公示起始日不能早于今天。不填则自发布起算。"))
        return day

    def clean_scheduled_for(self) -> dt.datetime | None:
        """The instant of publication, still to come when it is new. Raises ValidationError."""
        at: dt.datetime | None = self.cleaned_data["scheduled_for"]
        return refuse_past(at) if "scheduled_for" in self.changed_data else at

    def clean(self) -> dict[str, Any]:
        """Wagtail's checks, and a third party that is named without being entrusted."""
        data = super().clean()
        if data.get("third_party", "").strip() and not data.get("third_party_entrusted", True):
            self.add_error("third_party_entrusted", _("填写了受托机构，请同时勾选“委托第三方机构承担”。"))
        return data

    def save(self, commit: bool = True) -> Notice:
        """Take the amounts over, and drop what an approver cleared in words that have changed since."""
        notice: Notice = self.instance
        changed = set(self.changed_data)
        notice.clearings = [row for row in notice.clearings if row.get("field") not in changed]
        if self.bonus_fields:
            notice.bonuses = [
                {"tier": row.tier, "kind": row.kind, "cny": amount}
                for name, row in self._bonus_rows()
                if (amount := self.cleaned_data.get(name)) is not None
            ]
        saved: Notice = super().save(commit=commit)
        return saved


def _days_help(notice: Notice, period: Any) -> str:
    if notice.act == NoticeAct.EXTENSION:
        return _("在原截止日之后再加多少个工作日，至少1个。")
    if period is None:
        return _("办法没有规定期限（期限未规定）。由办公室自定，公告中会注明期限未规定。")
    return _("办法规定“%(wording)s”。") % {"wording": period.wording}


FIELD_HELP = {
    "title": gettext_lazy("按办法的用语拟定，可以修改。不写个人信息。"),
    "scheduled_for": gettext_lazy(
        "一律按北京时间，与您电脑所设的时区无关。审核批准后到这个时间自动发布；不填则批准后立即发布。到时规则不再允许的，不会发布，并在“今日”提示。"
    ),
    "index_no": gettext_lazy("信息公开索引号。没有的不填，页面显示“—”。"),
    "doc_no": gettext_lazy("表彰决定、撤销公告必填，例如：示政发〔2026〕1号。"),
    "objection_text": gettext_lazy(
        "写明怎样提出异议、要提供什么。联系电话、地址取自奖项设置，不必在此重复。"
    ),
    "remedies_text": gettext_lazy(
        "印在公告上。写明向哪个机关申请行政复议、向哪个人民法院起诉和期限。已填的是一般写法，请补全机关名称；"
        "决定书另有写明的，与决定书一致。"
    ),
    "procedure_text": gettext_lazy("简要写明经过了哪些程序。"),
    "media": gettext_lazy("办法要求通过新闻媒体等公布的，写明媒体名称和刊发日期。"),
}
"""Help where the model has none or says less."""

_DAY = {"invalid": gettext_lazy("日期不存在或写法不对。请写成 2026-03-16。")}
_COUNT = {
    "required": gettext_lazy("请填写数量，没有的填 0。"),
    "invalid": gettext_lazy("请填写整数，没有的填 0。"),
}
FIELD_ERRORS = {
    "title": {
        "required": gettext_lazy("请填写标题。"),
        "max_length": gettext_lazy("标题太长，请不超过255个字。"),
    },
    "signed_date": _DAY,
    "starts_on": _DAY,
    "working_days": {"invalid": gettext_lazy("请填写整数，例如 5。")},
    "secret_count": _COUNT,
}
"""What is wrong and what to do, where the framework's own sentence says too little."""
