"""The confidential channel: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """Registers the app and lets every new scheme have its channel, closed."""

    name = "complaints"
    verbose_name = _("投诉")

    def ready(self) -> None:
        """Connect the receivers."""
        from complaints import signal_handlers

        signal_handlers.connect()
