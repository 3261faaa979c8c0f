"""Registers the members' pages with the admin: registrations only."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.roles import END_CASES, HOLD_KEYS


class ChannelItem(MenuItem):
    """保密渠道, for those who hold keys or may make some."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Not for the highest rank, which has every permission and may hold no key."""
        return bool(not request.user.is_superuser and request.user.has_perm(HOLD_KEYS))


class EndingsItem(MenuItem):
    """案件保存和销毁, for those who keep the endings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Not for the highest rank, which has every permission and may destroy nothing."""
        return bool(not request.user.is_superuser and request.user.has_perm(END_CASES))


def admin_urls() -> list[URLResolver]:
    """The pages below /admin/complaints/: keys, desk and endings."""
    return [
        path("complaints/keys/", include("complaints.members.urls")),
        path("complaints/desk/", include("complaints.desk.urls")),
        path("complaints/endings/", include("complaints.keeping.urls")),
    ]


def channel_item() -> MenuItem:
    """保密渠道."""
    return ChannelItem(
        _("保密渠道"), reverse_lazy("channel_keys:home"), name="channel", icon_name="lock", order=50
    )


def desk_item() -> MenuItem:
    """举报办理."""
    return ChannelItem(
        _("举报办理"),
        reverse_lazy("channel_desk:list"),
        name="channel-desk",
        icon_name="folder-inverse",
        order=51,
    )


def endings_item() -> MenuItem:
    """案件保存和销毁."""
    return EndingsItem(
        _("案件保存和销毁"),
        reverse_lazy("channel_endings:home"),
        name="channel-endings",
        icon_name="bin",
        order=52,
    )


hooks.register("register_admin_urls", admin_urls)
hooks.register("register_admin_menu_item", channel_item)
hooks.register("register_admin_menu_item", desk_item)
hooks.register("register_admin_menu_item", endings_item)
