"""A member's own declaration of whom they must keep out of, before any report comes in."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from cms import clock
from complaints.actions import interests
from complaints.members.forms import InterestsForm, interests_initial
from complaints.members.resuming import CarryingView


class Interests(CarryingView):
    """What the member is close to."""

    template_name = "complaints/keys/interests.html"

    def get_page_title(self) -> str:
        """利害关系申报."""
        return _("利害关系申报")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The newest declaration, to be changed."""
        declared = interests.read_declaration(self.at_work)
        return self.show(form=InterestsForm(initial=interests_initial(declared)), day=declared.day)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Sign and keep it."""
        form = InterestsForm(request.POST)
        if not form.is_valid():
            return self.show(form=form, day=None)
        interests.declare(
            member=self.at_work.member,
            keys=self.at_work.keys,
            organisations=form.cleaned_data["organisations"],
            units=form.cleaned_data["units"],
            now=clock.now(),
        )
        return self.done(_("申报已签名保存，从下一份来件起生效。"), self.back_url())
