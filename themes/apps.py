"""Per-city look, tokens, masthead and footer: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ThemesConfig(AppConfig):
    """Registers the app and its system checks."""

    name = "themes"
    verbose_name = _("主题")

    def ready(self) -> None:
        """Load the checks; importing them registers them."""
        from themes import checks  # noqa: F401
