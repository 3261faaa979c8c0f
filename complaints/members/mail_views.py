"""Confirming where one's mail goes."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from complaints.actions import mail_address
from complaints.members.base import UnlockedView


class Confirm(UnlockedView):
    """Signs the account's address, as the own page showed it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Sign and keep it."""
        mail_address.confirm(address=request.POST.get("address", ""), by=self.at_work)
        return self.done(_("提醒邮箱已签名确认，以后的提醒发到这里。"), self.back_url())
