"""Registrations with Wagtail: addresses, menu, permissions and the verb in the audit trail."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.calendar.actions import LOG_ACTION
from portal.calendar.admin_views import ADD, VIEW

MENU_ORDER = 650


class CalendarMenuItem(MenuItem):
    """日历, shown to those who may read or enter notices."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this account may use the section."""
        return request.user.has_perm(ADD) or request.user.has_perm(VIEW)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """The section below /admin/calendar/."""
    return [path("calendar/", include("portal.calendar.admin_urls"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> CalendarMenuItem:
    """The entry in the main menu."""
    return CalendarMenuItem(
        _("日历"),
        reverse_lazy("workcalendar_admin:index"),
        name="calendar",
        icon_name="calendar",
        order=MENU_ORDER,
    )


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """The permissions a group can be given in the settings."""
    return Permission.objects.filter(
        content_type__app_label="workcalendar", codename__in=["add_holidaynotice", "view_holidaynotice"]
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """The verb of the audit trail."""
    actions.register_action(LOG_ACTION, _("录入放假通知"), _("录入了放假通知的一个版本"))
