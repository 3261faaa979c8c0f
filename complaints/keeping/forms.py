"""Forms of the endings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.actions.disposal import LONGEST_REFERENCE
from complaints.endings import LONGEST
from complaints.models import DisposalWay


class PeriodForm(forms.Form):
    """How many months; empty takes the period away."""

    months = forms.IntegerField(
        label=_("办结后保存多少个月"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_(
            "从办结之日起算，例如十年填120。留空表示不设期限，一直保存。期限由本单位按档案管理规定确定，本系统不预设。"
        ),
    )


class RecordForm(forms.Form):
    """On what grounds."""

    way = forms.ChoiceField(
        label=_("依据"),
        choices=[
            (DisposalWay.ARCHIVED.value, _("已移交档案机构")),
            (DisposalWay.APPRAISED.value, _("鉴定销毁：由本人和另一名档案管理人员两人决定")),
        ],
        widget=forms.RadioSelect,
    )
    reference = forms.CharField(
        label=_("移交清单或者鉴定意见的文号"),
        max_length=LONGEST_REFERENCE,
        help_text=_("只写文号，不写案件内容。这个文号在案件销毁后继续保存。"),
    )
