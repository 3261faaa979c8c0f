"""The public register search: app registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Registers the app, lets the index follow the register, and registers what looks after it."""

    name = "search"
    verbose_name = _("检索")

    def ready(self) -> None:
        """Connect the receivers and load the checks; importing those registers them."""
        from search import checks, following, jobs  # noqa: F401
        from search.api import dumping
        from search.api import following as api_following

        following.connect()
        jobs.register()
        api_following.connect()
        dumping.register()
