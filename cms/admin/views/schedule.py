"""定时发布: when a draft goes out, and what becomes of one that did not."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from cms import clock
from cms.actions.schedule import reschedule
from cms.admin import access
from cms.admin.base import notice_url, refuse
from cms.admin.forms.schedule import AGAIN, BY_HAND, ScheduleForm
from cms.admin.judgement import judge
from cms.admin.views.review import DraftView


class Schedule(DraftView):
    """Why it did not go out, what still stands in its way, and the choice: another time, or by hand."""

    template_name = "cms/admin/schedule.html"
    header_icon = "time"

    def load(self, *, notice_id: int, **kwargs: Any) -> None:
        """A draft that may be changed now."""
        super().load(notice_id=notice_id)
        access.check_change(self.request.user, self.draft)

    def get_page_title(self) -> str:
        """定时发布."""
        return _("定时发布")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The choice."""
        at = self.draft.scheduled_for
        still = at if at and at > clock.now() else None
        how = AGAIN if still else BY_HAND
        return self.page(ScheduleForm(initial={"how": how, "at": still}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Write it into the draft, which has to be submitted again."""
        form = ScheduleForm(request.POST)
        if form.is_valid():
            at = form.cleaned_data["at"]
            try:
                reschedule(notice=self.notice, at=at, by=request.user)
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                said = (
                    _("发布时间已改。日期随之变动，请核对正文后重新提交审核。")
                    if at
                    else _("已改为批准后立即发布。请核对正文中的日期后重新提交审核。")
                )
                return self.done(said, notice_url(self.notice))
        return self.page(form)

    def page(self, form: ScheduleForm) -> HttpResponseBase:
        """The reason, the judgement of now and the form."""
        return self.show(
            notice=self.draft,
            refused_reason=self.notice.refused_reason,
            scheduled_for=self.draft.scheduled_for,
            judgement=judge(self.draft),
            now=clock.now(),
            form=form,
        )
