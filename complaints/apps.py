"""The confidential channel: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """Registers the app and answers the publications."""

    name = "complaints"
    verbose_name = _("投诉")

    def ready(self) -> None:
        """Tell the publications whether something can be filed online, and whether an objection holds a gate."""
        from complaints import gate, online

        gate.connect()
        online.connect()
