"""Forms of the import wizard: the file, and how it is to be read."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.admin.forms.parts import offer
from cms.spreadsheets import packing
from cms.spreadsheets.csv_files import GB18030, UTF8, UTF16
from cms.spreadsheets.problems import FileRefused

ENCODING_WORDS = (
    ("", gettext_lazy("自动判断")),
    (UTF8, "UTF-8"),
    (GB18030, gettext_lazy("GB18030（国标码）")),
    (UTF16, "UTF-16"),
)


class UploadForm(forms.Form):
    """The file. Its size is judged before its bytes are read."""

    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy(".xlsx 或 .csv，不超过 5 MB。"),
        error_messages={
            "required": gettext_lazy("请选择文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
            "invalid": gettext_lazy("没有收到文件。请重新选择。"),
        },
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be looked at."""
        upload = self.cleaned_data["file"]
        try:
            packing.check_size(upload.size or 0)
        except FileRefused as refusal:
            raise forms.ValidationError(refusal.problem.render(_)) from None
        return upload


class HistoryUploadForm(UploadForm):
    """The file of older awards with the source they were taken from."""

    source = forms.CharField(
        label=gettext_lazy("出处"),
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("文件名称、文号、档案号或者公开网址。随记录一并公开。"),
        error_messages={"required": gettext_lazy("请写明出处：文件名称、文号、档案号或者公开网址。")},
    )


class ReadingForm(forms.Form):
    """Another sheet, or another encoding."""

    sheet = forms.ChoiceField(label=gettext_lazy("工作表"), required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("文字编码"), required=False, choices=ENCODING_WORDS)

    def __init__(self, *args: Any, sheets: list[str], is_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(sheets) > 1:
            offer(self, "sheet", [(name, name) for name in sheets])
        else:
            del self.fields["sheet"]
        if not is_text:
            del self.fields["encoding"]
