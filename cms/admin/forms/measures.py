"""A measure's file: uploaded, or pasted, or carried over from the check to the confirmation byte for byte."""

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.regulation.document import MAX_BYTES


class MeasureForm(forms.Form):
    """One of a file or a text."""

    file = forms.FileField(
        label=gettext_lazy("办法文件（TOML）"),
        required=False,
        help_text=gettext_lazy("不超过 512 kB，UTF-8 编码。"),
        error_messages={
            "empty": gettext_lazy("文件是空的。请从模板开始填写。"),
            "invalid": gettext_lazy("没有收到文件。请重新选择。"),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("或者粘贴全文"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two, as bytes in `source`."""
        data = super().clean() or {}
        upload, text = data.get("file"), data.get("text", "")
        if "file" in self.errors:
            return data
        if bool(upload) == bool(text.strip()):
            raise forms.ValidationError(_("请选择文件，或者粘贴全文，二者选一。"))
        if upload and upload.size > MAX_BYTES:
            self.add_error("file", _("文件太大，上限为 512 kB。请删去与办法无关的内容后重试。"))
            return data
        # Browsers send pasted lines with CR LF; a file keeps its own bytes.
        data["source"] = upload.read() if upload else text.replace("\r\n", "\n").encode()
        return data


class CarriedForm(forms.Form):
    """The checked bytes, base64, on their way to being accepted."""

    source = forms.CharField(widget=forms.HiddenInput)

    def clean_source(self) -> bytes:
        """The bytes. Raises ValidationError for anything that is no base64."""
        try:
            return base64.b64decode(self.cleaned_data["source"], validate=True)
        except binascii.Error:
            raise forms.ValidationError(_("页面内容不完整，没有载入。请重新选择文件。")) from None


def carried(source: bytes) -> CarriedForm:
    """The form that carries these bytes."""
    return CarriedForm(initial={"source": base64.b64encode(source).decode()}, auto_id=False)
