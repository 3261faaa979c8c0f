"""其他奖项的获奖情况（未经核实）: taken in from files, for looking up only; nothing on this portal is decided by them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.admin import access
from cms.admin.views.register import RegisterView
from cms.models import ExternalAward
from cms.roles import IMPORT_ROWS, Doors

PER_PAGE = 50
SEARCHED = ("name", "award_name", "edition", "region", "doc_no")


class ExternalAwards(RegisterView):
    """The rows, with a search."""

    door = Doors.IMPORTS
    template_name = "cms/admin/external.html"
    header_icon = "list-ul"

    def load(self, **kwargs: Any) -> None:
        """For whoever imports such rows; they belong to no scheme."""
        if not self.request.user.has_perm(IMPORT_ROWS):
            raise access.Refused(_("您没有“导入其他奖项的获奖情况”的权限。"))

    def get_page_title(self) -> str:
        """其他奖项的获奖情况."""
        return _("其他奖项的获奖情况（未经核实）")

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The rows that fit."""
        words = request.GET.get("q", "").strip()[:120]
        found = ExternalAward.objects.all()
        if words:
            asked = Q()
            for name in SEARCHED:
                asked |= Q(**{f"{name}__icontains": words})
            found = found.filter(asked)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
        return self.show(page=page, words=words, query=urlencode({"q": words}), total=page.paginator.count)
