"""The confidential channel: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    """Registers the app and answers the publications."""

    name = "complaints"
    verbose_name = _("投诉")

    def ready(self) -> None:
        """Tell the publications what can be filed online and which gates objections hold; lock keys when accounts change."""
        from complaints import (  # noqa: F401 - importing the checks registers them
            checks,
            daily_heads,
            doctor_checks,
            doctor_endings,
            doctor_key_checks,
            doctor_mail,
            gate,
            online,
            reminding,
            signal_handlers,
            sweeping,
        )
        from complaints.actions import disclosure_endings

        gate.connect()
        online.connect()
        signal_handlers.connect()
        sweeping.register()
        daily_heads.register()
        reminding.register()
        disclosure_endings.register()
