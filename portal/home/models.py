"""The root of the page tree that the public sees."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.models import Page


class HomePage(Page):
    """The portal's root page: schemes stand below it. Its own face is the view `portal.home.views.front_page`."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.SchemePage"]
    promote_panels: list[Panel] = []
    settings_panels: list[Panel] = []

    field_classes = {"page_ptr": "not_personal"}

    class Meta:
        verbose_name = _("首页")
        verbose_name_plural = _("首页")

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The front page, also where a preview or another host asks the tree for it."""
        from portal.home.views import front_page

        return front_page(request)
