"""Which awards an announcement names, on which ground of the measure, after which finding."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.actions.revocations import MAX_AWARDS
from cms.admin.forms.parts import offer
from cms.models import Measure
from cms.regulation.citation import cite
from cms.regulation.rules.consequences import grounds
from cms.regulation.rules.facts import HitKind
from cms.regulation.rules.privacy_scan import scan
from cms.regulation.schema import Regulation


def ground_choices(regulation: Regulation, kind: str) -> list[tuple[str, str]]:
    """The grounds of the measure that can hit such a holder, each with its article."""
    return [
        (found.key, f"{'、'.join(cite(ref) for ref in found.ground.articles)}　{found.ground.text}")
        for found in grounds(regulation, kind)
    ]


class GroundForm(forms.Form):
    """The ground and the finding for one award; only grounds that fit its kind are offered."""

    ground = forms.ChoiceField(
        label=gettext_lazy("撤销情形"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("请选择办法规定的撤销情形。"),
            "invalid_choice": gettext_lazy(
                "办法没有这一情形，或者不适用于这类获奖者。请从列出的各项中选择。"
            ),
        },
    )
    finding = forms.CharField(
        label=gettext_lazy("查明的事实"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("印在公告上，向社会公开。用一两句话写明，不写个人信息和商业秘密。"),
        error_messages={
            "required": gettext_lazy("请用一两句话写明查明的事实。"),
            "max_length": gettext_lazy("太长，请不超过%(limit_value)d个字。"),
        },
    )

    def __init__(self, *args: Any, measure: Measure, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "ground", ground_choices(measure.regulation, kind))

    @property
    def chosen(self) -> str:
        """The ground that stands in the form, be it finished or not."""
        return str(self["ground"].value() or "")

    def clean_finding(self) -> str:
        """Words for the public: no number of an identity card."""
        text: str = self.cleaned_data["finding"]
        if any(hit.kind is HitKind.ID_NUMBER for hit in scan(text, "")):
            raise forms.ValidationError(_("疑有身份证件号码。公告不写身份证件号码，请删去。"))
        return text


class NamedForm(GroundForm):
    """One award of the draft. `record` is its public id; a reinstatement has no ground and no finding."""

    record = forms.CharField(widget=forms.HiddenInput, max_length=120)

    def __init__(
        self, *args: Any, measure: Measure, kinds: Mapping[str, str], grounded: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, measure=measure, kind="", **kwargs)
        named = str(self["record"].value() or "")
        self.kind = kinds.get(named, "")
        if not grounded:
            del self.fields["ground"]
            del self.fields["finding"]
        elif self.kind:
            offer(self, "ground", ground_choices(measure.regulation, self.kind))

    def row(self) -> dict[str, str]:
        """The row as `name_awards` takes it."""
        data = self.cleaned_data
        return {
            "record": data["record"],
            "ground": data.get("ground", ""),
            "finding": data.get("finding", "").strip(),
        }

    def standing_row(self) -> dict[str, str]:
        """The row as it stands in the form, be it finished or not."""
        names = ("record", "ground", "finding")
        return {name: str(self[name].value() or "") if name in self.fields else "" for name in names}


class BaseNamed(BaseFormSet):  # type: ignore[type-arg]  # not generic when it runs
    """The awards of a draft."""

    def kept(self) -> list[NamedForm]:
        """The forms that are not ticked to be taken out, be they finished or not."""
        listed = cast(list[NamedForm], list(self.forms))
        if not self.is_bound:
            return listed
        for form in listed:
            form.full_clean()
        # A row that is taken out may be as wrong as it likes.
        return [form for form in listed if not form.cleaned_data.get("DELETE")]

    def standing_rows(self) -> list[dict[str, str]]:
        """Every row as it stands, be it finished or not."""
        return [form.standing_row() for form in self.kept()]


def named_formset(
    rows: Sequence[Mapping[str, str]],
    measure: Measure,
    *,
    kinds: Mapping[str, str],
    grounded: bool,
    data: Any = None,
) -> BaseNamed:
    """The formset over these rows. `kinds` are the kinds of holders by public id, `grounded` is False for a reinstatement."""
    factory = formset_factory(
        NamedForm,
        formset=BaseNamed,
        extra=0,
        can_delete=True,
        max_num=MAX_AWARDS,
        absolute_max=MAX_AWARDS,
        validate_max=True,
    )
    made = factory(
        data,
        initial=[dict(row) for row in rows],
        form_kwargs={"measure": measure, "kinds": kinds, "grounded": grounded},
        prefix="rows",
        error_messages={
            "missing_management_form": _("页面内容不完整，没有保存。请重新打开本页。"),
            "too_many_forms": _("一份公告最多列%(n)d个奖项。请分几份公告。") % {"n": MAX_AWARDS},
        },
    )
    return cast(BaseNamed, made)


def data_with(data: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Form data that holds these rows in the place of those that were sent: for a row added or taken out."""
    kept = {key: data[key] for key in data if not key.startswith("rows-")}
    listed = list(rows)
    kept |= {"rows-TOTAL_FORMS": str(len(listed)), "rows-INITIAL_FORMS": "0"}
    for place, row in enumerate(listed):
        kept |= {f"rows-{place}-{name}": row.get(name, "") for name in ("record", "ground", "finding")}
    return kept
