"""Changing one's keys, and giving cases other keys after somebody has left or changed theirs."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from cms import clock
from complaints import vault
from complaints.actions import rekeying, rotation
from complaints.members.base import UnlockedView
from complaints.members.batches import told
from complaints.members.forms import PassphraseForm
from complaints.members.own_views import ShowsSheet
from portal.privacy import cookies


class Rotate(UnlockedView, ShowsSheet):
    """New keys in the place of the old ones, while these still open."""

    template_name = "complaints/keys/rotate.html"

    def get_page_title(self) -> str:
        """更换密钥."""
        return _("更换密钥")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """What it does, and the form."""
        return self.page(PassphraseForm())

    @sensitive_variables()
    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Change them, and show the new sheet once."""
        form = PassphraseForm(request.POST)
        if not form.is_valid():
            return self.page(form)

        def work() -> HttpResponseBase:
            changed = rotation.rotate(
                by=self.at_work,
                passphrase=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                now=clock.now(),
            )
            answer = self.sheet(changed.hand, changed.sheet, replaced=True)
            cookies.clear_private(answer, cookies.VAULT)
            return answer

        return self.attempt(form, work)

    def page(self, form: Any = None) -> HttpResponseBase:
        """The form under a fresh suggestion."""
        return self.show(form=form, suggestion=vault.suggest_passphrase(), not_undone=rekeying.NOT_UNDONE)


class Waiting(UnlockedView):
    """Cases that wait for other keys, by their number alone, and the button for the next of them."""

    template_name = "complaints/keys/waiting.html"

    def get_page_title(self) -> str:
        """待更换密钥的案件."""
        return _("待更换密钥的案件")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """How many there are, oldest first."""
        cases = rekeying.waiting(self.at_work.member)
        return self.show(
            cases=cases[: rekeying.A_BATCH],
            count=len(cases),
            batch=rekeying.A_BATCH,
            not_undone=rekeying.NOT_UNDONE,
        )

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """The next batch."""
        batch = rekeying.rekey_waiting(by=self.at_work, now=clock.now())
        return self.done(told(batch) or _("没有待更换密钥的案件。"), request.path)
