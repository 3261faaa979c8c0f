"""Publications and the award register: app registration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Registers the app, connects the guard and registers what pages show."""

    name = "cms"
    verbose_name = _("公示")

    def ready(self) -> None:
        """Connect the receivers and load the presenters and checks; importing those registers them."""
        from cms import (  # noqa: F401
            account_checks,
            calendar_preview,
            checks,
            folding,
            jobs,
            register_checks,
            role_groups,
            signal_handlers,
        )
        from cms.admin.panels import notice_edit_handler
        from cms.models import Notice
        from cms.views import presenters  # noqa: F401

        signal_handlers.connect()
        folding.connect()
        post_migrate.connect(role_groups.after_migrate, sender=self)
        jobs.register()
        # The form's parts ask rules and records; set here, so that models import nothing of it.
        Notice.edit_handler = notice_edit_handler()
