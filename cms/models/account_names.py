"""What every account was called, and since when: a name on record outlives renaming and the account itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.append_only import AppendOnly


class AccountName(AppendOnly):
    """One name of one account. The account is named by its number, no key: the row stays when the account goes.

    Written whenever an account is saved under another name (`cms.actions.account_names`). Whoever acted at an instant
    was called what the newest row not after that instant says.
    """

    user_id = models.PositiveBigIntegerField(_("账号编号"))
    username = models.CharField(_("账号"), max_length=150)
    full_name = models.CharField(_("姓名"), max_length=310, blank=True)
    since = models.DateTimeField(_("自何时起"))

    field_classes = {
        "user_id": "personal",
        "username": "personal",
        "full_name": "personal",
        "since": "not_personal",
    }

    class Meta:
        verbose_name = _("账号姓名")
        verbose_name_plural = _("账号姓名")
        ordering = ("user_id", "since", "pk")
        indexes = [models.Index(fields=("user_id", "since"), name="account_name_since")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.username}"
