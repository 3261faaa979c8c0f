"""The front page: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Registers the app under the label ``home``."""

    name = "portal.home"
    label = "home"
    verbose_name = _("首页")
