"""What differs between two drafts of a notice, for the template of Wagtail's that would show columns and ids."""

from typing import Any

from django import template

from cms.admin.notice_diff import changes
from cms.models import Notice

register = template.Library()


@register.simple_tag
def is_notice(page: Any) -> bool:
    """Whether the compared page is a notice."""
    return isinstance(page, Notice)


@register.inclusion_tag("cms/admin/parts/notice_changes.html")
def notice_changes(before: Notice, after: Notice) -> dict[str, Any]:
    """The changes in words; their lists are compared on the office's own page."""
    return {"changes": changes(before, after), "lists": ""}
