"""Looks up the theme of a page."""

from django import template

from themes import registry
from themes.registry import Theme

register = template.Library()


@register.simple_tag
def theme_of(key: str) -> Theme:
    """The theme with this key; the default one for an empty or unknown key."""
    return registry.theme(key or registry.DEFAULT)
