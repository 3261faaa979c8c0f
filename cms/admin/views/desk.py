"""The office's overview: its schemes with their editions, and one edition with its notices."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cms import clock, permissions
from cms.actions.measures import missing_for_publication
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, scheme_crumb
from cms.admin.desk import notice_lines
from cms.admin.views.dossier import check_export
from cms.models import EditionPage, SchemePage
from cms.roles import WITHHOLD, Doors
from cms.selectors.history import edition_state


class Desk(OfficeView):
    """公示: every scheme this person works for, with its editions."""

    door = Doors.OPEN
    template_name = "cms/admin/desk.html"

    def get_page_title(self) -> str:
        """公示."""
        return _("公示")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start and this page."""
        return [{"url": reverse("wagtailadmin_home"), "label": _("今日")}, {"url": "", "label": _("公示")}]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The schemes."""
        rows = [_scheme_row(scheme, request.user) for scheme in access.readable_schemes(request.user)]
        return self.show(rows=rows, may_take_in=request.user.has_perm(access.MEASURES))


def _scheme_row(scheme: SchemePage, user: Any) -> dict[str, Any]:
    editions = EditionPage.objects.child_of(scheme).select_related("measure").order_by("-number")
    return {
        "scheme": scheme,
        "measure": scheme.current_measure(),
        "editions": [(edition, edition_state(edition)) for edition in editions],
        "may_open": access.may(access.check_open_edition, user, scheme),
        "may_set": access.may(access.check_settings, user, scheme),
        "missing": missing_for_publication(scheme) if scheme.current_measure() else [],
    }


class Edition(OfficeView):
    """One edition: its notices with their state, and what may be done with each."""

    door = Doors.READ
    template_name = "cms/admin/edition.html"

    def load(self, *, edition_id: int) -> None:
        """The edition, for those who may read it."""
        self.edition = get_object_or_404(EditionPage, pk=edition_id)
        access.check_read(self.request.user, self.edition.scheme)

    def get_page_title(self) -> str:
        """The edition's name."""
        return f"{self.edition.scheme.title} {self.edition.title}"

    def trail(self) -> list[Crumb]:
        """Down to the scheme."""
        return [scheme_crumb(self.edition.scheme)]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The notices."""
        edition, user = self.edition, request.user
        current = edition.scheme.current_measure()
        lines = notice_lines(edition, clock.now())
        return self.show(
            edition=edition,
            state=edition_state(edition),
            newer=current if current and current.pk != edition.measure_id else None,
            lines=[
                (
                    line,
                    access.may(access.check_notice, user, line.notice),
                    bool(line.seal) and access.may(access.check_seal, user, line.seal),
                )
                for line in lines
            ],
            may_draft=access.may(access.check_draft, user, edition),
            may_export=access.may(check_export, user, edition),
            may_withhold=permissions.holds(user, WITHHOLD, edition.scheme)
            and access.may(access.check_scheme, user, edition.scheme),
        )
