"""Working days: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarConfig(AppConfig):
    """Registers the app under the label ``workcalendar``."""

    name = "portal.calendar"
    label = "workcalendar"
    verbose_name = _("工作日历")

    def ready(self) -> None:
        """Register the doctor's checks."""
        from portal.calendar import doctor_checks  # noqa: F401 - importing registers them
