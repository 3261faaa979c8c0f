"""The project's own app: health, privacy, jobs, doctor, commands."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Holds what belongs to no single part of the portal."""

    name = "portal"
    label = "portal"
    verbose_name = _("门户")

    def ready(self) -> None:
        """Register the doctor's first checks and keep the queue's schedules equal to the registry."""
        from portal import admin_widgets, installation_checks, jobs  # noqa: F401 - importing registers checks
        from portal.privacy import host_checks  # noqa: F401 - here too

        admin_widgets.install()

        post_migrate.connect(jobs.after_migrate, sender=apps.get_app_config("django_q"))
