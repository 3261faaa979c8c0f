"""System checks: a theme that lacks a colour would show unreadable text, so the portal does not start with it."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error, register

from themes import registry

REQUIRED = frozenset(
    {"--theme-name", "--accent", "--accent-ink", "--accent-soft", "--masthead", "--masthead-ink"}
)


@register()
def themes_are_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """One error for each theme that leaves a required token out, and one when there is no default theme."""
    found: list[CheckMessage] = [
        Error(
            f"themes/static/{theme.stylesheet} 缺少：{'、'.join(sorted(missing))}",
            hint="补齐后重新启动；可对照 themes/static/themes/default/tokens.css。",
            id="themes.E001",
        )
        for theme in registry.themes().values()
        if (missing := REQUIRED - set(theme.light))
    ]
    if registry.DEFAULT not in registry.themes():
        found.append(Error("缺少默认主题 themes/static/themes/default/tokens.css", id="themes.E002"))
    return found
