"""The list of cases: one's own alone, next deadline first."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from complaints.desk.base import DeskView
from complaints.models import Case


class CaseList(DeskView):
    """Every case to which the member holds a key."""

    template_name = "complaints/desk/list.html"

    def get_page_title(self) -> str:
        """举报办理."""
        return _("举报办理")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The list."""
        cases = Case.objects.filter(wraps__member=self.at_work.member).order_by("received_on", "number")
        return self.show(cases=cases)
