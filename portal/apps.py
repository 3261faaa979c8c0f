"""The project's own app: health, privacy, jobs, doctor, commands."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Holds what belongs to no single part of the portal."""

    name = "portal"
    label = "portal"
    verbose_name = _("门户")
