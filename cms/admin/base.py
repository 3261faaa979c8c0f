"""What every view of the office shares: a title, the way back, and refusals as sentences."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.admin import access
from cms.models import EditionPage, Notice, SchemePage
from cms.roles import Door

Crumb = dict[str, Any]


class OfficeView(WagtailAdminTemplateMixin, View):
    """A page of the office.

    `load` fetches what the address names and asks `cms.admin.access`; a refusal there or in an action becomes a
    message and a redirect to `back_url`, never an error page. Every view that has an address names its `door`.
    """

    door: Door | None = None
    """Who may enter; drawn into docs/reference/permissions.md and tried with every role."""

    header_icon = "doc-full-inverse"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Load, answer, and turn refusals into messages."""
        try:
            self.load(**kwargs)
            if self.door is not None:
                access.check_door(request.user, self.door)
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied as refusal:
            messages.error(request, str(refusal) or _("您没有办理这件事的权限。"))
            return redirect(self.back_url())

    def load(self, *args: Any, **kwargs: Any) -> None:
        """Fetch the objects of the address and check access. Raises Http404 or Refused."""

    def back_url(self) -> str:
        """Where a refusal leads; the office's overview unless a view knows better."""
        return reverse("wagtailadmin_home")

    def trail(self) -> Iterable[Crumb]:
        """The steps between the start and this page."""
        return ()

    def get_breadcrumbs_items(self) -> list[Crumb]:
        """Start, the trail, this page."""
        start = {"url": reverse("wagtailadmin_home"), "label": gettext_lazy("今日")}
        desk = {"url": reverse("gongshi:desk"), "label": gettext_lazy("公示")}
        return [start, desk, *self.trail(), {"url": "", "label": self.get_page_title()}]

    def show(self, **context: Any) -> HttpResponseBase:
        """The page with this context."""
        return self.render_to_response(self.get_context_data(**context))

    def done(self, sentence: str, url: str) -> HttpResponseBase:
        """A message that it is done, and the next page."""
        messages.success(self.request, sentence)
        return redirect(url)


def refuse(form: forms.BaseForm, refusal: PermissionDenied) -> None:
    """Put an action's refusal beside the form."""
    form.add_error(None, str(refusal))


def scheme_crumb(scheme: SchemePage) -> Crumb:
    """The step of a scheme: its place in the overview."""
    return {"url": f"{reverse('gongshi:desk')}#{scheme.slug}", "label": scheme.title}


def edition_crumbs(edition: EditionPage) -> list[Crumb]:
    """The steps down to an edition."""
    return [scheme_crumb(edition.scheme), {"url": edition_url(edition), "label": edition.title}]


def notice_crumbs(notice: Notice) -> list[Crumb]:
    """The steps down to a notice."""
    return [*edition_crumbs(notice.edition), {"url": notice_url(notice), "label": notice.title}]


def edition_url(edition: EditionPage) -> str:
    """The office's page of an edition."""
    return reverse("gongshi:edition", args=[edition.pk])


def notice_url(notice: Notice) -> str:
    """Where a notice is worked on: its edit form."""
    return reverse("wagtailadmin_pages:edit", args=[notice.pk])
