"""Addresses of Wagtail's that the office answers itself. They stand before Wagtail's own in `portal.urls`."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access


def review_instead(request: HttpRequest, page_id: int, **kwargs: object) -> HttpResponseRedirect:
    """Wagtail's approval dialog asks nothing of dates and rules: approving and sending back have a page of their own."""
    messages.info(request, _("请在这里审核：核对日期和各项规则，再批准或者退回。"))
    return redirect("gongshi:review", page_id)


WORKFLOW = "pages/workflow"
urlpatterns = [
    path(
        f"{WORKFLOW}/{step}/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        require_admin_access(review_instead),
    )
    for step in ("action", "collect_action_data")
]
