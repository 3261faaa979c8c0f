"""A case as its handlers read it."""

from django.http import HttpRequest, HttpResponseBase

from complaints.desk.base import CaseView


class CasePage(CaseView):
    """Everything in it, and what can be done with it."""

    template_name = "complaints/desk/case.html"

    def get_page_title(self) -> str:
        """The number of the case."""
        return self.case.number

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page."""
        return self.show(case=self.case)
