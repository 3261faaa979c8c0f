"""The main menu and the buttons of Wagtail's own pages, cut down to what an office does."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from cms.admin import access
from cms.models import EditionPage, Notice, SchemePage
from cms.roles import SCHEME_ROLES, WITHHOLD

NOISE = frozenset({"images", "documents", "snippets", "help"})
"""Wagtail's sections that an office has no use for."""

FOR_MANAGERS = frozenset({"explorer", "reports", "settings"})
"""Sections for whoever manages the system."""

KEPT_ACTIONS = frozenset(
    {"action-save-draft", "action-submit", "action-page-locked", "action-cancel-workflow"}
)
"""What the footer of a notice's form offers; it is published by approval alone."""


class WithholdingsItem(MenuItem):
    """隐去复核, for those with the permission."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this account may withhold."""
        return bool(request.user.has_perm(WITHHOLD))


class RegisterItem(MenuItem):
    """名册, for those who work for a scheme or audit one."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this account has any permission that only roles of schemes have."""
        return any(request.user.has_perm(name) for role in SCHEME_ROLES for name in role.models)


def today_item() -> MenuItem:
    """今日."""
    return MenuItem(_("今日"), reverse_lazy("wagtailadmin_home"), name="today", icon_name="home", order=10)


def desk_item() -> MenuItem:
    """公示."""
    return MenuItem(_("公示"), reverse_lazy("gongshi:desk"), name="gongshi", icon_name="doc-full", order=20)


def register_item() -> MenuItem:
    """名册."""
    return RegisterItem(
        _("名册"), reverse_lazy("gongshi:register"), name="register", icon_name="list-ul", order=30
    )


def withholdings_item() -> MenuItem:
    """隐去复核."""
    return WithholdingsItem(
        _("隐去复核"), reverse_lazy("gongshi:withholdings"), name="withholdings", icon_name="view", order=40
    )


def measures_item() -> MenuItem:
    """办法."""
    return MenuItem(
        _("办法"), reverse_lazy("gongshi:measures"), name="measures", icon_name="list-ol", order=600
    )


class AccountsItem(MenuItem):
    """账号, for whoever manages the system."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this account may manage others."""
        return access.may(access.check_accounts, request.user)


def accounts_item() -> MenuItem:
    """账号."""
    return AccountsItem(
        _("账号"), reverse_lazy("gongshi:accounts"), name="accounts", icon_name="group", order=700
    )


def construct_main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Hide what an office does not use, and from clerks what only managers use."""
    hidden = NOISE if request.user.is_superuser else NOISE | FOR_MANAGERS
    items[:] = [item for item in items if item.name not in hidden]


class ReviewItem(ActionMenuItem):
    """A plain link to the review page, in the place of Wagtail's approval dialogs, and before saving: who reviews decides."""

    name = "action-review"
    label = _("审核")
    icon_name = "success"
    order = -10

    def is_shown(self, context: dict[str, Any]) -> bool:
        """While a notice is in review."""
        page = context.get("page")
        return isinstance(page, Notice) and page.workflow_in_progress

    def get_url(self, context: dict[str, Any]) -> str:
        """The review page."""
        return reverse("gongshi:review", args=[context["page"].pk])


def construct_page_action_menu(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Keep saving and submitting; approval has a page of its own, publishing is no button."""
    page = context.get("page")
    if not isinstance(page, Notice):
        return
    kept = [item for item in items if item.name in KEPT_ACTIONS]
    review = ReviewItem()
    if review.is_shown(context):
        kept.append(review)
    items[:] = sorted(kept, key=lambda item: item.order)


def listing_buttons(page: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """The office's own ways into an edition and a scheme from Wagtail's list of pages."""
    specific = page.specific_class
    if specific is EditionPage:
        return [Button(_("办理"), reverse("gongshi:edition", args=[page.pk]), priority=10)]
    if specific is SchemePage:
        return [Button(_("办理"), f"{reverse('gongshi:desk')}#{page.slug}", priority=10)]
    return []


def construct_page_listing_buttons(buttons: list[Any], page: Any, user: Any, context: Any = None) -> None:
    """Notices, editions and schemes are worked on in the office's own pages: Wagtail's verbs are left out there."""
    if page.specific_class in (EditionPage, SchemePage, Notice):
        buttons[:] = [button for button in buttons if type(button) is Button]
