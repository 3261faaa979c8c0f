"""账号: which groups an account is in and what it is confined to, for whoever manages the system."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.actions.accounts import assign, refusal_to_manage
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, refuse
from cms.admin.forms.accounts import AccountForm, initial_of
from cms.roles import ADD_ACCOUNT, Doors


class _Accounts(OfficeView):
    """A view of the section."""

    door = Doors.ACCOUNTS
    header_icon = "group"

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, 账号, this page."""
        steps = [{"url": reverse("wagtailadmin_home"), "label": _("今日")}, *self.trail()]
        return [*steps, {"url": "", "label": self.get_page_title()}]


class Accounts(_Accounts):
    """Every account with its groups and its confinement."""

    template_name = "cms/admin/accounts.html"

    def load(self) -> None:
        """For whoever manages the system."""
        access.check_accounts(self.request.user)

    def get_page_title(self) -> str:
        """账号."""
        return _("账号")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The list."""
        accounts: QuerySet[Any] = get_user_model().objects.select_related("office_account__scheme")
        listed = accounts.prefetch_related("groups").order_by("-is_active", "username")
        rows = [(account, not refusal_to_manage(request.user, account)) for account in listed]
        return self.show(rows=rows, may_add=request.user.has_perm(ADD_ACCOUNT))


class Account(_Accounts):
    """One account: groups by scheme, and the confinement."""

    template_name = "cms/admin/account.html"

    def load(self, *, user_id: int) -> None:
        """The account, for those who may manage it."""
        access.check_accounts(self.request.user)
        self.account = get_object_or_404(get_user_model(), pk=user_id)
        refusal = refusal_to_manage(self.request.user, self.account)
        if refusal:
            raise access.Refused(refusal)

    def get_page_title(self) -> str:
        """Whose account it is."""
        return self.account.get_full_name() or self.account.get_username()

    def trail(self) -> list[Crumb]:
        """The list."""
        return [{"url": reverse("gongshi:accounts"), "label": _("账号")}]

    def back_url(self) -> str:
        """The list, for those who may read it."""
        may_read = access.may(access.check_accounts, self.request.user)
        return reverse("gongshi:accounts") if may_read else super().back_url()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form as the account stands."""
        return self.page(AccountForm(initial=initial_of(self.account)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Set groups and confinement at once."""
        form = AccountForm(request.POST)
        if form.is_valid():
            try:
                assign(account=self.account, by=request.user, **form.cleaned_data)
            except PermissionDenied as refusal:
                refuse(form, refusal)
            else:
                return self.done(_("已保存，立即生效。"), reverse("gongshi:accounts"))
        return self.page(form)

    def page(self, form: AccountForm) -> HttpResponseBase:
        """The form."""
        own = self.account.pk == self.request.user.pk and not self.request.user.is_superuser
        return self.show(account=self.account, form=form, own=own)
