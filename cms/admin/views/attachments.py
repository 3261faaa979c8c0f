"""附件: files of a draft, checked and searched before they are stored, added one at a time, taken off again."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.actions.files import MAX_TITLE, remove_attachment, store_attachment
from cms.admin import access
from cms.admin.base import refuse
from cms.admin.judgement import judge
from cms.admin.views.review import DraftView


class AttachmentForm(forms.Form):
    """One file and what the page calls it."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("上传时检查文件类型，并查找其中的身份证号和手机号。"),
        error_messages={
            "required": gettext_lazy("请选择文件。"),
            "empty": gettext_lazy("文件是空的，请重新选择。"),
            "invalid": gettext_lazy("没有收到文件。请重新选择。"),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("标题"),
        required=False,
        max_length=MAX_TITLE,
        help_text=gettext_lazy("公众看到的名称；不填则用文件名。"),
    )


class Attachments(DraftView):
    """The files with what was found in them; a form to add one."""

    template_name = "cms/admin/attachments.html"
    header_icon = "doc-full"

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """The draft, and whether it may be changed now."""
        super().load(notice_id=notice_id)
        self.changeable = access.may(access.check_change, self.request.user, self.draft)

    def get_page_title(self) -> str:
        """附件."""
        return _("附件")

    def here(self) -> str:
        """This page."""
        return reverse("gongshi:attachments", args=[self.notice.pk])

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The files."""
        return self.page(AttachmentForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Add one, or take one off."""
        access.check_change(request.user, self.draft)
        if "remove" in request.POST:
            remove_attachment(notice=self.notice, sha256=request.POST["remove"], by=request.user)
            return self.done(_("附件已删去。"), self.here())
        form = AttachmentForm(request.POST, request.FILES)
        if form.is_valid():
            data = form.cleaned_data
            try:
                store_attachment(
                    notice=self.notice, upload=data["file"], title=data["title"], by=request.user
                )
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                return self.done(_("附件已加入草稿。"), self.here())
        return self.page(form)

    def page(self, form: AttachmentForm) -> HttpResponseBase:
        """The files as the rules see them, and the form."""
        titles = {item["sha256"]: item.get("title", "") for item in self.draft.attachments}
        files = judge(self.draft).assessment.facts.attachments
        return self.show(
            notice=self.draft,
            form=form,
            files=[(file, titles.get(file.sha256, "")) for file in files],
            changeable=self.changeable,
        )
