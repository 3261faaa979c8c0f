"""No widget of the admin writes an inline script, and Wagtail has brought no new one."""

import json
import re
from pathlib import Path

import pytest
import wagtail.admin
from django.forms import Widget
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminPageChooser, AdminTimeInput
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.widgets import AdminImageChooser

MARK = re.compile(r'<span hidden data-starts="(\w+)" data-for="([^"]*)" data-options="([^"]*)"></span>')
INLINE = re.compile(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", re.DOTALL)

# Each is overridden by a template of the same name in portal/templates.
KNOWN = {
    "panels/inline_panel.html",
    "panels/multiple_chooser_panel.html",
    "widgets/date_input.html",
    "widgets/datetime_input.html",
    "widgets/time_input.html",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("widget", "starter"),
    [
        (AdminDateInput(), "initDateChooser"),
        (AdminTimeInput(), "initTimeChooser"),
        (AdminDateTimeInput(), "initDateTimeChooser"),
        (AdminPageChooser(), "PageChooser"),
        (AdminDocumentChooser(), "DocumentChooser"),
        (AdminImageChooser(), "ImageChooser"),
        (AdminTaskChooser(), "createTaskChooser"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_widget_says_in_attributes_how_it_starts(widget: Widget, starter: str) -> None:
    markup = widget.render("day", None, attrs={"id": 'id_"day'})
    assert "<script" not in markup
    ((name, for_, options),) = MARK.findall(markup)
    assert (name, for_) == (starter, "id_&quot;day")
    assert isinstance(json.loads(options.replace("&quot;", '"')), dict)


def test_the_script_knows_every_starter() -> None:
    script = Path(__file__).parents[3] / "portal/static/portal/admin/widgets.js"
    text = script.read_text(encoding="utf-8")
    for starter in ("initDateChooser", "initTimeChooser", "createTaskChooser", "PageChooser", "InlinePanel"):
        assert f'"{starter}"' in text


def test_a_chooser_needs_an_id() -> None:
    with pytest.raises(TypeError, match="id"):
        AdminPageChooser().render("page", None)


def test_wagtail_has_no_inline_script_we_have_not_replaced() -> None:
    """Compared at each upgrade: a new one would be blocked by the policy, in the browser only."""
    templates = Path(wagtail.admin.__file__).parent / "templates" / "wagtailadmin"
    found = {
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*.html")
        if INLINE.search(path.read_text(encoding="utf-8")) and "userbar" not in path.parts
    }
    assert found == KNOWN
    ours = Path(__file__).parents[3] / "portal/templates/wagtailadmin"
    assert {path.relative_to(ours).as_posix() for path in ours.rglob("*.html")} >= KNOWN
