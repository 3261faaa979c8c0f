"""Publications and the award register: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    """Registers the app."""

    name = "cms"
    verbose_name = _("公示")
