"""The confidential channel: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """Registers the app."""

    name = "complaints"
    verbose_name = _("投诉")
