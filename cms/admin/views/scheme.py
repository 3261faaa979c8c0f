"""奖项设置: what a scheme publishes about itself, in force at once and audited."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.actions.measures import missing_for_publication
from cms.actions.schemes import configure_scheme
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, scheme_crumb
from cms.admin.forms.scheme import SchemeForm, channels_formset, kept_channels
from cms.models import SchemePage
from cms.roles import Doors


class SchemeSettings(OfficeView):
    """Name, organiser, counting, approvals, process text; channels below."""

    door = Doors.SETTINGS
    template_name = "cms/admin/scheme.html"
    header_icon = "cog"

    def load(self, *, scheme_id: int) -> None:
        """The scheme, for its publishers and who manages the system."""
        self.scheme = get_object_or_404(SchemePage, pk=scheme_id)
        access.check_settings(self.request.user, self.scheme)

    def get_page_title(self) -> str:
        """奖项设置."""
        return _("奖项设置")

    def trail(self) -> list[Crumb]:
        """Down to the scheme."""
        return [scheme_crumb(self.scheme)]

    def back_url(self) -> str:
        """The overview."""
        return reverse("gongshi:desk")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The forms."""
        return self.page(SchemeForm(instance=self.scheme), channels_formset(self.scheme))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Set everything at once, or nothing."""
        # The form writes into its instance while it validates; the action gets the stored one.
        form = SchemeForm(request.POST, instance=SchemePage.objects.get(pk=self.scheme.pk))
        channels = channels_formset(self.scheme, request.POST)
        if not (form.is_valid() & channels.is_valid()):
            return self.page(form, channels)
        configure_scheme(
            scheme=self.scheme, values=form.cleaned_data, channels=kept_channels(channels), by=request.user
        )
        return self.done(_("设置已保存，立即生效。"), reverse("gongshi:scheme", args=[self.scheme.pk]))

    def page(self, form: SchemeForm, channels: Any) -> HttpResponseBase:
        """The forms, and what is still missing."""
        missing = missing_for_publication(self.scheme) if self.scheme.current_measure() else []
        return self.show(scheme=self.scheme, form=form, channels=channels, missing=missing)
