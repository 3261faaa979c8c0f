"""Choosers of the admin without inline scripts, so that its content security policy needs no exception.

Date fields and inline panels are mended by templates (``portal/templates/wagtailadmin``); choosers write
their script in Python, therefore their one ``render`` is replaced here. The script
``portal/static/portal/admin/widgets.js`` reads the attributes. ``docs/adr`` has what was measured.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

MARK = '{}<span hidden data-starts="{}" data-for="{}" data-options="{}"></span>'


def starter(chooser: BaseChooser) -> str:
    """Name of the function in the browser that brings ``chooser`` to life."""
    return "createTaskChooser" if isinstance(chooser, AdminTaskChooser) else str(chooser.js_constructor)


def render(
    self: BaseChooser, name: str, value: object, attrs: dict[str, Any] | None = None, renderer: object = None
) -> SafeString:
    """The chooser's markup and, beside it, what its script needs. Raises :class:`TypeError` without an id."""
    id_ = (attrs or {}).get("id")
    if not id_:
        raise TypeError("a chooser cannot be rendered without an 'id' attribute")
    value_data = self.get_value_data(value)
    options = self.get_js_init_options(id_, name, value_data)
    markup = self.render_html(name, value_data, attrs)
    return format_html(MARK, markup, starter(self), id_, json.dumps(options))


def install() -> None:
    """Replace the method; called once, from ``PortalConfig.ready``."""
    BaseChooser.render = render
