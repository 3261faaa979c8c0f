"""Texts with what was looked for marked in them."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from search.pages import Pieces

register = template.Library()


@register.filter
def marked(pieces: Pieces) -> SafeString:
    """The text, escaped, with `<mark>` around what was found."""
    runs = (
        format_html("<mark>{}</mark>", each.text) if each.found else conditional_escape(each.text)
        for each in pieces
    )
    return format_html_join("", "{}", ((run,) for run in runs))
