"""Per-city look, tokens, masthead and footer: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemesConfig(AppConfig):
    """Registers the app."""

    name = "themes"
    verbose_name = _("主题")
