"""The public register search: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Registers the app."""

    name = "search"
    verbose_name = _("检索")
