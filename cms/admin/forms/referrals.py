"""That a referral was dealt with in another way."""

from django import forms
from django.utils.translation import gettext_lazy


class CloseForm(forms.Form):
    """How it was dealt with."""

    note = forms.CharField(
        label=gettext_lazy("办理情况"),
        help_text=gettext_lazy("写明公告名称、文号，或者不需要办理的理由。内部记录，不向社会公开。"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
