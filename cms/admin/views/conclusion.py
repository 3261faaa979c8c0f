"""办结: the recorded human act that ends a publicity."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cms import clock, permissions
from cms.actions.conclusions import conclude, conclusion_verdicts
from cms.admin import access
from cms.admin.base import Crumb, OfficeView, edition_crumbs, edition_url, refuse
from cms.admin.forms.conclusion import OutcomeForm, attestations, channels_formset
from cms.admin.judgement import verdict_row
from cms.models import Seal
from cms.regulation.rules.proceedings import Attestation
from cms.regulation.rules.verdicts import Level, Override
from cms.roles import OVERRIDE, Doors
from cms.selectors.notice_page import published_notice
from cms.selectors.windows import WindowReader

UNATTESTED = "conclude.unattested"


class Conclude(OfficeView):
    """The state of the window, what holds it, one row a published channel, the outcome."""

    door = Doors.WORK
    template_name = "cms/admin/conclude.html"
    header_icon = "check"

    def load(self, *, seal_id: int) -> None:
        """The seal of a publicity, for those who act on it."""
        self.seal = get_object_or_404(Seal.objects.select_related("notice", "edition", "measure"), pk=seal_id)
        access.check_seal(self.request.user, self.seal)
        self.may_override = permissions.holds(self.request.user, OVERRIDE, self.seal.edition.scheme)
        # Channels withheld or amended later do not matter: what was printed is what people used.
        self.channels = tuple(c for c in published_notice(self.seal).channels if c.counted_by_office)

    def get_page_title(self) -> str:
        """办结公示."""
        return _("办结公示")

    def trail(self) -> list[Crumb]:
        """Down to the edition."""
        return edition_crumbs(self.seal.edition)

    def back_url(self) -> str:
        """The edition."""
        seal = getattr(self, "seal", None)
        return edition_url(seal.edition) if seal else super().back_url()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The page with empty forms."""
        return self.page(OutcomeForm(may_override=self.may_override), channels_formset(self.channels))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Conclude, or say beside the form why not."""
        outcome = OutcomeForm(request.POST, may_override=self.may_override)
        channels = channels_formset(self.channels, request.POST)
        if not (channels.is_valid() & outcome.is_valid()):
            return self.page(outcome, channels)
        stated = attestations(channels)
        data = outcome.cleaned_data
        try:
            conclude(
                seal=self.seal,
                attestations=stated,
                outcome=data["outcome"],
                by=request.user,
                overrides=self.overrides(stated, data.get("reason", ""), data.get("office", "")),
            )
        except PermissionDenied as refusal:
            refuse(outcome, refusal)
            return self.page(outcome, channels)
        return self.done(_("公示已办结，办结意见已公开。"), self.back_url())

    def overrides(self, stated: list[Attestation], reason: str, office: str) -> list[Override]:
        """The reason given for every standing block that a reason may set aside."""
        if not reason.strip():
            return []
        verdicts = conclusion_verdicts(self.seal, stated, clock.now())
        blocks = [v for v in verdicts if v.level is Level.BLOCK and v.overridable]
        return [Override(rule=v.rule, reason=reason, office=office, subject=v.subject) for v in blocks]

    def page(self, outcome: OutcomeForm, channels: Any) -> HttpResponseBase:
        """The window, what holds it before anything is attested, and the forms."""
        now = clock.now()
        reader = WindowReader(now)
        windows = [(window, reader.state(window)) for window in self.seal.windows.all()]
        verdicts = conclusion_verdicts(self.seal, (), now)
        rows = [
            verdict_row(v, self.seal.measure, refused=_("不能办结")) for v in verdicts if v.rule != UNATTESTED
        ]
        return self.show(
            seal=self.seal,
            windows=windows,
            rows=rows,
            outcome=outcome,
            channels=channels,
            labels=list(zip(channels, self.channels, strict=False)),
        )
