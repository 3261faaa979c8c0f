"""Wagtail's section of accounts, with our own forms in the place of Wagtail's."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Named in INSTALLED_APPS in the place of `wagtail.users`."""

    user_viewset = "cms.admin.users.AccountViewSet"
