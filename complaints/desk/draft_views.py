"""One's own texts of a case that are not sent yet, side by side: to go on with, or to throw away.

A decision that another one forestalled has no page of its own any more; what was written for it is still read here.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from complaints.actions import private_texts
from complaints.desk.base import CaseView
from complaints.models import Place
from complaints.private_texts import texts_of
from complaints.rights import Act, verdict

_PAGES: dict[Place, tuple[Act, str]] = {
    Place.MESSAGE: (Act.MESSAGE, "message"),
    Place.NOTE: (Act.NOTE, "note"),
    Place.EXTEND: (Act.EXTEND, "extend"),
    Place.REASON: (Act.ASK_IDENTITY, "identity_ask"),
}
"""Where a text is gone on with, and the act it belongs to; the others are decisions."""


class Drafts(CaseView):
    """The texts, and throwing one of them away."""

    act = Act.LABEL
    template_name = "complaints/desk/drafts.html"

    def get_page_title(self) -> str:
        """没发出的草稿."""
        return _("没发出的草稿")

    @sensitive_variables()
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page."""
        texts = texts_of(self.case, self.at_work)
        drafts = [(place, texts[place], self.onward(place)) for place in Place if place in texts]
        return self.show(case=self.case, drafts=[each for each in drafts if each[0] is not Place.LABELS])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Throw one away. Raises Http404 for a place there is not."""
        place = request.POST.get("place", "")
        if place not in Place.values or place == Place.LABELS:
            raise Http404
        private_texts.drop(case=self.case, place=Place(place), by=self.at_work)
        return self.done(_("草稿已丢弃。"), self.case_url)

    def onward(self, place: Place) -> str:
        """The page on which the text is gone on with; "" where the case's state has none any more."""
        act, name = _PAGES.get(place, (None, "decide"))
        if not verdict(self.role, act or Act(place.value), self.case.state).allowed:
            return ""
        return reverse(f"channel_desk:{name}", args=[self.case.pk, *([] if act else [place.value])])
