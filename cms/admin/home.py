"""今日: the first page of the admin, what waits for this person."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from cms import clock
from cms.admin import access
from cms.admin.today import today
from cms.roles import END_CASES, HOLD_KEYS


class TodayPanel(Component):
    """What waits for this person, the most urgent first, each with the one thing to do next."""

    name = "gongshi_today"
    order = 10
    template_name = "cms/admin/today.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """What waits, gathered once."""
        request: HttpRequest = parent_context["request"]
        return {
            "today": today(request.user, clock.now()),
            "may_take_in": request.user.has_perm(access.MEASURES),
            "elsewhere": elsewhere(request.user),
        }


def elsewhere(user: Any) -> str:
    """Where else this person works: `channel` or `endings`, empty for none. Nothing of a case is known here.

    The highest rank has every permission and takes part in neither.
    """
    if user.is_superuser:
        return ""
    if user.has_perm(HOLD_KEYS):
        return "channel"
    return "endings" if user.has_perm(END_CASES) else ""


def construct_homepage_panels(request: HttpRequest, panels: list[Any]) -> None:
    """One panel takes the place of Wagtail's: its lists of pages say nothing of windows."""
    panels[:] = [TodayPanel()]
