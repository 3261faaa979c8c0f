"""What an approver says: yes to the dates shown, or no with the reason."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.forms import TaskStateCommentForm

from cms import clock


class ApprovalForm(TaskStateCommentForm):
    """Approval of a draft under the dates of the Beijing day on which the page was shown."""

    comment = forms.CharField(
        label=gettext_lazy("审核意见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("留在审核记录中，不向社会公开。"),
    )
    shown_day = forms.DateField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_day"].initial = clock.today

    def clean_shown_day(self) -> str:
        """The day shown, which must be today. Raises ValidationError when the page is from another day."""
        shown: dt.date | None = self.cleaned_data["shown_day"]
        if shown != clock.today():
            raise forms.ValidationError(
                _("页面上的日期不是按今天发布推算的。请按下面新的日期重新核对，再批准。")
            )
        return shown.isoformat()


class RejectionForm(TaskStateCommentForm):
    """Back to the author, with what has to be mended."""

    comment = forms.CharField(
        label=gettext_lazy("退回理由"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("写明要改什么，撰稿人会看到。"),
        error_messages={"required": gettext_lazy("请写明退回的理由，让撰稿人知道要改什么。")},
    )
