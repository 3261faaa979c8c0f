"""Catalogues without GNU gettext: what is collected, kept, missed and compiled."""

import gettext
from pathlib import Path

import pytest

from portal import messages

TEMPLATE = """{% load i18n %}
<p>
    {% translate "公示期" %}
  {% blocktranslate count days=days trimmed %}
    还剩 {{ days }} 个工作日
  {% plural %}
    还剩 {{ days }} 个工作日
  {% endblocktranslate %}
</p>
"""
CODE = """from django.utils.translation import gettext_lazy as _, pgettext
def f():
    return _("异议"), pgettext("按钮", "提交"), _("异议")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small source tree: one template, one module, one migration that must be passed over."""
    (tmp_path / "cms/templates/cms").mkdir(parents=True)
    (tmp_path / "cms/migrations").mkdir()
    (tmp_path / "cms/templates/cms/notice.html").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "cms/views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "cms/migrations/0001_initial.py").write_text(CODE.replace("异议", "旧"), encoding="utf-8")
    return tmp_path


def test_messages_of_code_and_templates_are_collected(root: Path) -> None:
    found = [(item.key, item.context, item.path, item.line) for item in messages.collect(root)]
    days = "还剩 %(days)s 个工作日"
    assert found == [
        ("公示期", None, "cms/templates/cms/notice.html", 3),
        ((days, days), None, "cms/templates/cms/notice.html", 4),
        ("异议", None, "cms/views.py", 3),
        ("提交", "按钮", "cms/views.py", 3),
        ("异议", None, "cms/views.py", 3),
    ]


def test_an_update_keeps_translations_and_drops_what_is_gone(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "en/LC_MESSAGES/django.po"
    catalogue = messages.update(messages.read(path, "en"), messages.collect(root))
    catalogue.get("异议").string = "objection"
    catalogue.add("旧", string="old")
    messages.write(catalogue, path)
    again = messages.update(messages.read(path, "en"), messages.collect(root))
    assert again.get("异议").string == "objection"
    assert again.get("旧") is None
    assert len(again) == 4


def test_what_lacks_its_english_is_named_once(root: Path, tmp_path: Path) -> None:
    catalogue = messages.update(messages.read(tmp_path / "none.po", "en"), messages.collect(root))
    assert len(messages.missing(catalogue, messages.collect(root))) == 4
    catalogue.get("提交", "按钮").string = "Submit"
    catalogue.get("公示期").string = "notice period"
    catalogue.get("公示期").flags.add("fuzzy")
    days = catalogue.get("还剩 %(days)s 个工作日")
    days.string = ("%(days)s working day left", "")
    keys = [item.key for item in messages.missing(catalogue, messages.collect(root))]
    assert keys == ["公示期", days.id, "异议"]


def test_a_compiled_catalogue_translates(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "en/LC_MESSAGES/django.po"
    catalogue = messages.update(messages.read(path, "en"), messages.collect(root))
    catalogue.get("异议").string = "objection"
    messages.write(catalogue, path)
    with messages.compile_catalogue(path, "en").open("rb") as stream:
        translations = gettext.GNUTranslations(stream)
    assert translations.gettext("异议") == "objection"
    assert translations.gettext("公示期") == "公示期"
