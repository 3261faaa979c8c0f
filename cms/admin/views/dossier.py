"""The file of an edition: what is in it, who took it before, and the download."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cms import clock
from cms.actions.dossier import export_to_stream
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_crumbs, edition_url
from cms.dossier.export import COMMAND
from cms.models import EditionPage
from cms.roles import EXPORT_DOSSIER, Doors
from cms.selectors.dossier_exports import exports_of


class ExportDossier(OfficeView):
    """导出届次档案: for publishers and auditors of the scheme, not for an account of one body among several."""

    door = Doors.DOSSIER
    template_name = "cms/admin/dossier.html"

    def load(self, *, edition_id: int) -> None:
        """The edition, for those who may take its file."""
        self.edition = get_object_or_404(EditionPage, pk=edition_id)
        check_export(self.request.user, self.edition)

    def back_url(self) -> str:
        """The edition, for those who may at least read it."""
        edition: EditionPage | None = getattr(self, "edition", None)
        readable = edition is not None and access.may(access.check_read, self.request.user, edition.scheme)
        return edition_url(edition) if edition is not None and readable else super().back_url()

    def get_page_title(self) -> str:
        """What it does."""
        return _("导出届次档案")

    def trail(self) -> list[Crumb]:
        """Down to the edition."""
        return edition_crumbs(self.edition)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """What is in the file, and who took it before."""
        return self.show(edition=self.edition, exports=exports_of(self.edition), command=COMMAND)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The archive as a download. It is on record before the first byte goes out; the file is gone when it has been sent."""
        made = export_to_stream(edition=self.edition, as_of=clock.now(), by=request.user)
        return FileResponse(
            made.stream, as_attachment=True, filename=made.name, content_type="application/zip"
        )


def check_export(user: Any, edition: EditionPage) -> None:
    """May this person take the file of the edition? Raises Refused."""
    access.check_holds(user, EXPORT_DOSSIER, edition.scheme)
    access.check_whole(user, edition.scheme)
