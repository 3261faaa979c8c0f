"""What the project itself adds to the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def start_widgets_without_inline_scripts() -> SafeString:
    """The script that stands in for Wagtail's inline ones (see ``portal.admin_widgets``)."""
    return format_html('<script src="{}"></script>', static("portal/admin/widgets.js"))
