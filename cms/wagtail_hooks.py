"""Registers the office's admin with Wagtail: registrations only, what they do stands in `cms.admin`."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from wagtail import hooks

from cms import audit
from cms.admin import account_hooks, home, menu, redirects, users
from cms.roles import ROLES
from cms.views import caching


def admin_urls() -> list[URLResolver]:
    """The office's views below /admin/gongshi/."""
    return [path("gongshi/", include("cms.admin.urls"))]


def permissions() -> QuerySet[Permission]:
    """The model permissions a group can be given in the settings."""
    names = {full.split(".")[1] for role in ROLES.values() for full in role.models if full.startswith("cms.")}
    return Permission.objects.filter(content_type__app_label="cms", codename__in=names)


def stylesheet() -> str:
    """The office's own styles, a file like any other."""
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin/office.css"))


hooks.register("register_admin_urls", admin_urls)
hooks.register("register_permissions", permissions)
hooks.register("register_log_actions", audit.register)
hooks.register("insert_global_admin_css", stylesheet)

hooks.register("register_admin_menu_item", menu.today_item)
hooks.register("register_admin_menu_item", menu.desk_item)
hooks.register("register_admin_menu_item", menu.register_item)
hooks.register("register_admin_menu_item", menu.withholdings_item)
hooks.register("register_admin_menu_item", menu.measures_item)
hooks.register("register_admin_menu_item", menu.accounts_item)
hooks.register("construct_main_menu", menu.construct_main_menu)
hooks.register("construct_homepage_panels", home.construct_homepage_panels)
hooks.register("construct_page_action_menu", menu.construct_page_action_menu)
hooks.register("register_page_listing_buttons", menu.listing_buttons)
hooks.register("construct_page_listing_buttons", menu.construct_page_listing_buttons)

hooks.register("before_create_page", redirects.before_create_page)
hooks.register("before_edit_page", redirects.before_edit_page)
hooks.register("after_edit_page", redirects.after_edit_page)
hooks.register("before_publish_page", redirects.before_publish_page)
hooks.register("before_delete_page", redirects.before_taking_away)
hooks.register("after_delete_page", redirects.after_delete_page)
hooks.register("before_move_page", redirects.before_taking_away)
hooks.register("before_unpublish_page", redirects.before_taking_away)
hooks.register("before_copy_page", redirects.before_taking_away)
hooks.register("before_bulk_action", redirects.before_bulk_action)
hooks.register("after_create_user", users.after_create_user)
hooks.register("before_delete_user", account_hooks.before_delete_user)
hooks.register("before_bulk_action", account_hooks.before_bulk_action)

hooks.register("on_serve_page", caching.keep_pages)
